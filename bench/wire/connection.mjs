/**
 * A WebSocket client reduced to what a load generator needs: masked frames out, cheap frames in.
 *
 * All connections of the process read into one shared buffer, so ten thousand of them cost little and the generator is
 * not what is being measured. Not a general client: no fragmentation, no extensions, no check of Sec-WebSocket-Accept.
 * Invariant: `onFrame` gets a view into the shared buffer, valid only during the call.
 */
import { connect } from 'node:net'

export const TEXT = 1
export const BINARY = 2
const CLOSE = 8
const PING = 9
const PONG = 10

// Servers skip unmasking when the mask is all zeros, so it must not be.
const MASK = [0x5a, 0x1c, 0xe7, 0x93]
const shared = Buffer.allocUnsafe(262_144)

/** Every byte that came in over all connections of this process, read by the workloads. */
export const traffic = { bytesIn: 0 }

/**
 * Opens one connection. `events` has `onOpen(connection)`, `onFrame(connection, opcode, bytes, from, to, frameBytes)`
 * and `onGone(connection, reason)`; `onGone` is called once, unless `destroy` was called first.
 */
export function openConnection({ port, path, localAddress }, events) {
  return new Connection({ port, path, localAddress }, events)
}

class Connection {
  #events
  #socket
  #rest
  #isOpen = false
  #isGone = false
  /** Every byte that came in over this one. */
  bytesIn = 0

  constructor({ port, path, localAddress }, events) {
    this.#events = events
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      localAddress,
      noDelay: true,
      onread: { buffer: shared, callback: (length, bytes) => this.#read(bytes, length) },
    })
    this.#socket.on('connect', () => this.#socket.write(upgradeRequest(port, path)))
    this.#socket.on('error', (error) => this.#gone(error.message))
    this.#socket.on('end', () => this.#gone('ended by the server'))
    this.#socket.on('close', () => this.#gone('closed by the server'))
  }

  /** Cuts the connection without a closing handshake, as a network does. */
  destroy() {
    this.#isGone = true
    this.#socket.destroy()
  }

  send(opcode, payload) {
    this.#socket.write(maskedFrame(opcode, payload))
  }

  /** Lets what is sent in this turn leave in one write. */
  gather() {
    if (this.#socket.writableCorked > 0) return
    this.#socket.cork()
    process.nextTick(() => this.#socket.uncork())
  }

  #gone(reason) {
    if (this.#isGone) return
    this.#isGone = true
    this.#socket.destroy()
    this.#events.onGone(this, reason)
  }

  #read(bytes, length) {
    traffic.bytesIn += length
    this.bytesIn += length
    if (this.#isGone) return true
    if (this.#rest !== undefined) {
      bytes = Buffer.concat([this.#rest, bytes.subarray(0, length)])
      length = bytes.length
      this.#rest = undefined
    }
    const start = this.#isOpen ? 0 : this.#readAnswer(bytes, length)
    const end = this.#isOpen ? this.#readFrames(bytes, start, length) : start
    if (end < length) this.#rest = Buffer.from(bytes.subarray(end, length))
    return true
  }

  /** Where the frames begin, or 0 while the answer to the upgrade is not complete. */
  #readAnswer(bytes, length) {
    const end = bytes.subarray(0, length).indexOf('\r\n\r\n')
    if (end < 0) return 0
    const status = bytes.toString('latin1', 9, 12)
    if (status !== '101') {
      this.#gone(`upgrade refused with ${status}`)
      return length
    }
    this.#isOpen = true
    this.#events.onOpen(this)
    return end + 4
  }

  #readFrames(bytes, at, length) {
    while (length - at >= 2) {
      let body = at + 2
      let size = bytes[at + 1]
      if (size === 126) {
        if (length - at < 4) return at
        size = (bytes[at + 2] << 8) | bytes[at + 3]
        body = at + 4
      } else if (size === 127) {
        if (length - at < 10) return at
        size = bytes.readUInt32BE(at + 6)
        body = at + 10
      }
      const end = body + size
      if (end > length) return at
      this.#frame(bytes[at] & 15, bytes, body, end, end - at)
      at = end
    }
    return at
  }

  #frame(opcode, bytes, from, to, frameBytes) {
    if (opcode === PING) this.send(PONG, bytes.subarray(from, to))
    else if (opcode === CLOSE) this.#gone(closeReason(bytes, from, to))
    else if (opcode === TEXT || opcode === BINARY) this.#events.onFrame(this, opcode, bytes, from, to, frameBytes)
  }
}

function closeReason(bytes, from, to) {
  if (to - from < 2) return 'closed without a code'
  return `closed with ${bytes.readUInt16BE(from)} ${bytes.toString('utf8', from + 2, to)}`
}

function upgradeRequest(port, path) {
  return (
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  )
}

function maskedFrame(opcode, payload) {
  const size = payload.length
  const head = size < 126 ? 6 : 8
  const frame = Buffer.allocUnsafe(head + size)
  frame[0] = 0x80 | opcode
  if (size < 126) frame[1] = 0x80 | size
  else {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(size, 2)
  }
  for (let i = 0; i < 4; i += 1) frame[head - 4 + i] = MASK[i]
  for (let i = 0; i < size; i += 1) frame[head + i] = payload[i] ^ MASK[i & 3]
  return frame
}
