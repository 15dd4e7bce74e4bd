/**
 * The opening handshake of a WebSocket, RFC 6455 §4.2: whether a request is one, and the answer to it. [F1,S5]
 *
 * No subprotocol and no extension is ever agreed to, whatever is offered: the answer names none.
 */
import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Sixteen bytes in base64. */
const KEY = /^[+/0-9A-Za-z]{22}==$/
const UPGRADE_TOKEN = /(?:^|[\t ,])upgrade(?:$|[\t ,])/i
/** What the answer proves to have read the key with. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
export const WEBSOCKET_VERSION = '13'

const ANSWER = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: '

/** What keeps a request from being a handshake: the name of the header that is wrong or missing, or the method. */
export type HandshakeFault = 'method' | 'upgrade' | 'connection' | 'sec-websocket-key' | 'sec-websocket-version'

/** The fault of a request; undefined for a proper handshake. */
export function handshakeFault({ method, headers }: IncomingMessage): HandshakeFault | undefined {
  if (method !== 'GET') return 'method'
  if (headers.upgrade?.toLowerCase() !== 'websocket') return 'upgrade'
  if (!UPGRADE_TOKEN.test(headers.connection ?? '')) return 'connection'
  if (headers['sec-websocket-version'] !== WEBSOCKET_VERSION) return 'sec-websocket-version'
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) return 'sec-websocket-key'
  return undefined
}

/** The answer to a proper handshake, ready to be written as latin1. */
export function handshakeAnswer({ headers }: IncomingMessage): string {
  return `${ANSWER}${hash('sha1', `${headers['sec-websocket-key'] ?? ''}${GUID}`, 'base64')}\r\n\r\n`
}
