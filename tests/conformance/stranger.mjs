/** A Roomful client written from SPEC.md alone, in plain JavaScript, with nothing of ours: `join(url, room, { me, on })`. */
const WebSocket = globalThis.WebSocket ?? (await import('ws')).WebSocket // Node 20 has none of its own.
const utf8 = new TextDecoder()
export function join(url, room, { me, token, on = () => {} } = {}) {
  const view = { counts: undefined, members: new Map(), cursors: new Map(), n: 0, ref: 0, seq: 0, closed: undefined }
  const my = { attempt: 0 } // and guest, session (H2, H5), heardAt (B3), stopped
  let socket, watch
  const say = (message) => socket.send(JSON.stringify(message))
  const beat = (quietMs) => (quietMs > 12e3 ? socket.close() : quietMs > 1e4 && say({ t: 'ping' })) // B3
  function dial() {
    socket = new WebSocket(url.replace(/^http/, 'ws') + '/roomful/v1/socket')
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => say({ t: 'hello', v: 1, token, guest: my.guest, session: my.session, rooms: [{ room, me }] })
    socket.onmessage = ({ data }) => {
      my.heardAt = Date.now()
      if (typeof data === 'string') return text(JSON.parse(data))
      binary(new DataView(data))
    }
    socket.onerror = () => {}
    watch = setInterval(() => beat(Date.now() - my.heardAt), 1e3)
    socket.onclose = ({ code }) => {
      clearInterval(watch)
      on('closed', (view.closed = code))
      if (my.stopped || (code >= 4200 && code < 4300) || (token && code >= 4100 && code < 4200)) return // K1
      const waitMs = Math.random() * Math.min(2e4, 500 * 2 ** my.attempt++) // K2
      setTimeout(dial, code >= 4300 && code < 4400 ? 3e4 + waitMs : waitMs)
    }
  }
  function text(m) {
    if (m.t === 'welcome') Object.assign(my, { attempt: 0, session: m.session, guest: m.guest ?? my.guest })
    if (m.t === 'joined') Object.assign(view, m, { members: new Map(m.members.map((each) => [each.id, each])) }) // P9
    if (m.t === 'members') m.set?.forEach((each) => view.members.set(each.id, each)) // P3
    if (m.t === 'members') m.gone?.forEach((id) => view.members.delete(id))
    if (m.t === 'counts') view.counts = m
    if (m.t === 'event') view.seq = m.seq // E3
    on(m.t, m) // F6: whatever else there is, is for others.
  }
  function binary(bytes) {
    let at = 1
    const slice = (from, to) => utf8.decode(bytes.buffer.slice(from, to))
    const u24 = () => bytes.getUint16((at += 3) - 3, true) | (bytes.getUint8(at - 1) << 16)
    const varint = (shift = 0) => {
      const byte = bytes.getUint8(at++) // F5
      return ((byte & 127) << shift) | (byte > 127 ? varint(shift + 7) : 0)
    }
    if (![1, 3].includes(bytes.getUint8(0)) || varint() !== view.n) return
    if (bytes.getUint8(0) === 1) {
      const [from, seq, length] = [varint(), bytes.getUint16((at += 2) - 2, true), bytes.getUint8(at++)]
      const data = JSON.parse(slice(at + length) || 'null')
      return text({ t: 'event', n: view.n, from, seq, name: slice(at, at + length), data })
    }
    while (at < bytes.byteLength) {
      const head = varint() // C3
      if ((head & 3) === 3) view.cursors.delete(head >>> 2)
      else view.cursors.set(head >>> 2, { mode: head & 3, anchor: u24(), place: u24() })
    }
  }
  dial()
  return { view, say, close: (code = 1000) => ((my.stopped = true), socket.close(code)) }
}
