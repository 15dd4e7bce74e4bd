/** A Roomful client written from SPEC.md alone, in plain JavaScript, with nothing of ours: `join(url, room, { me, on })`. */
const WebSocket = globalThis.WebSocket ?? (await import('ws')).WebSocket // Node 20 has none of its own.
const utf8 = new TextDecoder()
export function join(url, room, { me, token, on = () => {} } = {}) {
  const view = { counts: undefined, members: new Map(), cursors: new Map(), n: 0, ref: 0, seq: 0, closed: undefined }
  let socket,
    guest,
    session,
    stopped,
    watch,
    heardAt,
    attempt = 0 // H2, H5, B3, K2
  const say = (message) => socket.send(JSON.stringify(message))
  function dial() {
    socket = new WebSocket(url.replace(/^http/, 'ws') + '/roomful/v1/socket')
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => say({ t: 'hello', v: 1, token, guest, session, rooms: [{ room, me }] })
    socket.onmessage = ({ data }) => {
      heardAt = Date.now()
      typeof data === 'string' ? text(JSON.parse(data)) : binary(new DataView(data))
    }
    watch = setInterval(
      () => (Date.now() - heardAt > 12e3 ? socket.close() : Date.now() - heardAt > 1e4 && say({ t: 'ping' })),
      1e3,
    ) // B3
    socket.onerror = () => {}
    socket.onclose = ({ code }) => {
      clearInterval(watch)
      on('closed', (view.closed = code))
      if (stopped || (code >= 4200 && code < 4300) || (code >= 4100 && code < 4200 && token)) return // K1
      setTimeout(dial, Math.random() * Math.min(2e4, 500 * 2 ** attempt++) + (code >= 4300 && code < 4400 ? 3e4 : 0)) // K2
    }
  }
  function text(m) {
    if (m.t === 'welcome') (({ guest = guest, session } = m), (attempt = undefined))
    if (m.t === 'joined') {
      Object.assign(view, { n: m.n, ref: m.ref, seq: m.seq, counts: m.counts, can: m.can })
      view.members = new Map(m.members.map((member) => [member.id, member])) // P9
    }
    if (m.t === 'members') {
      for (const member of m.set ?? []) view.members.set(member.id, member) // P3
      for (const id of m.gone ?? []) view.members.delete(id)
    }
    if (m.t === 'counts') view.counts = m
    if (m.t === 'event') event(m.from, m.seq, m.name, m.data)
    on(m.t, m) // F6: whatever else there is, is for others.
  }
  function binary(bytes) {
    let at = 1
    const u24 = () => bytes.getUint16((at += 3) - 3, true) | (bytes.getUint8(at - 1) << 16)
    const varint = (shift = 0) => {
      const byte = bytes.getUint8(at++) // F5
      return ((byte & 127) << shift) | (byte > 127 ? varint(shift + 7) : 0)
    }
    const opcode = bytes.getUint8(0)
    if ((opcode !== 1 && opcode !== 3) || varint() !== view.n) return
    if (opcode === 1) {
      const [from, seq, length] = [varint(), bytes.getUint16((at += 2) - 2, true), bytes.getUint8(at++)]
      const rest = utf8.decode(new Uint8Array(bytes.buffer, at + length))
      event(from, seq, utf8.decode(new Uint8Array(bytes.buffer, at, length)), rest === '' ? null : JSON.parse(rest))
    } else
      while (at < bytes.byteLength) {
        const head = varint() // C3
        if ((head & 3) === 3) view.cursors.delete(head >>> 2)
        else view.cursors.set(head >>> 2, { mode: head & 3, anchor: u24(), place: u24() })
      }
  }
  const event = (from, seq, name, data) => on('event', { from, seq: (view.seq = seq), name, data }) // E3
  dial()
  return { view, say, close: (code = 1000) => ((stopped = true), socket.close(code)) }
}
