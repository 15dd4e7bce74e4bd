/** Turns a WebSocket class (the browser's, Node's or that of the package `ws`) into the `dial` of an environment. */
import type { Link, LinkHandlers } from './environment.js'

/** What is used of a WebSocket class. */
export type WebSocketClass = new (url: string) => WebSocket

const OPEN = 1

/** Opens one WebSocket. Never throws. */
export function dialWebSocket(Socket: WebSocketClass, url: string, handlers: LinkHandlers): Link {
  let socket: WebSocket
  try {
    socket = new Socket(url)
  } catch {
    // A page's policy or mixed content forbids it: for the client that is one more server that cannot be reached.
    setTimeout(() => handlers.closed(1006), 0)
    return { send: () => undefined, close: () => undefined }
  }
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => handlers.opened()
  socket.onmessage = ({ data }: { data: unknown }) =>
    handlers.received(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer))
  socket.onclose = ({ code }) => handlers.closed(code)
  // The package `ws` ends the process over an error nobody listens to; `closed` follows and says what matters.
  socket.onerror = () => undefined
  return {
    send(frame) {
      if (socket.readyState === OPEN) socket.send(frame as string)
    },
    close(code) {
      socket.close(code)
    },
  }
}
