import { expect, test } from 'vitest'
import { dialWebSocket, type WebSocketClass } from './dial.js'
import type { LinkHandlers } from './environment.js'

interface Fake {
  readyState: number
  binaryType: string
  onopen?: () => void
  onmessage?: (event: { data: unknown }) => void
  onclose?: (event: { code: number }) => void
  onerror?: () => void
  readonly sent: unknown[]
  readonly closed: number[]
}

function fakeClass(): { readonly Socket: WebSocketClass; readonly made: Fake[] } {
  const made: Fake[] = []
  class Socket {
    readyState = 0
    binaryType = 'blob'
    readonly sent: unknown[] = []
    readonly closed: number[] = []
    constructor() {
      made.push(this)
    }
    send(frame: unknown): void {
      this.sent.push(frame)
    }
    close(code: number): void {
      this.closed.push(code)
    }
  }
  return { Socket: Socket as unknown as WebSocketClass, made }
}

function recorder(): { readonly heard: unknown[]; readonly handlers: LinkHandlers } {
  const heard: unknown[] = []
  return {
    heard,
    handlers: {
      opened: () => heard.push('opened'),
      received: (frame) => heard.push(frame),
      closed: (code) => heard.push(code),
    },
  }
}

test('text stays text, binary comes as bytes, and frames are only sent while open', () => {
  const { Socket, made } = fakeClass()
  const { heard, handlers } = recorder()
  const link = dialWebSocket(Socket, 'ws://x', handlers)
  const socket = made[0]!
  link.send('early')
  socket.readyState = 1
  socket.onopen?.()
  link.send('now')
  socket.onmessage?.({ data: '{}' })
  socket.onmessage?.({ data: new Uint8Array([1, 2]).buffer })
  socket.onerror?.()
  link.close(1000)
  socket.readyState = 3
  link.send('late')
  socket.onclose?.({ code: 1005 })
  expect(socket.binaryType).toBe('arraybuffer')
  expect(socket.sent).toEqual(['now'])
  expect(socket.closed).toEqual([1000])
  expect(heard).toEqual(['opened', '{}', new Uint8Array([1, 2]), 1005])
})

test('a page that may not connect is told as a closed connection, later, and nothing is thrown', async () => {
  const Refusing = function () {
    throw new Error('Content Security Policy')
  } as unknown as WebSocketClass
  const { heard, handlers } = recorder()
  const closed = new Promise((resolve) => {
    const link = dialWebSocket(Refusing, 'ws://x', { ...handlers, closed: resolve })
    link.send('nothing')
    link.close(1000)
  })
  expect(heard).toEqual([])
  expect(await closed).toBe(1006)
})
