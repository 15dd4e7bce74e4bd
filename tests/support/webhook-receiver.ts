/**
 * A site's own service, as a webhook finds it: a real server that believes only what is signed.
 *
 * The signature is checked from the text of Standard Webhooks 1.0, not with the code that makes it.
 */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { until } from './until.js'

export interface Call {
  readonly id: string
  readonly atS: number
  readonly isSigned: boolean
  readonly body: string
}

export interface WebhookReceiver {
  readonly url: string
  readonly port: number
  readonly calls: Call[]
  /** What to answer; undefined: nothing, the caller waits. Default 200. */
  answer: (call: Call, response: ServerResponse) => number | undefined
  count(calls: number): Promise<void>
  close(): Promise<void>
}

export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** Opens a receiver; it is closed when the test ends. */
export async function openReceiver({ port = 0, secret = WEBHOOK_SECRET } = {}): Promise<WebhookReceiver> {
  const calls: Call[] = []
  const receiver: WebhookReceiver = {
    url: '',
    port: 0,
    calls,
    answer: () => 200,
    count: (wanted) => until(() => calls.length >= wanted, `${wanted} calls`),
    close: () => closeServer(server),
  }
  const server = createServer((request, response) => {
    void read(request, secret).then((call) => {
      calls.push(call)
      const status = receiver.answer(call, response)
      if (status !== undefined) response.writeHead(status).end('thank you')
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => closeServer(server))
  const own = (server.address() as { port: number }).port
  return Object.assign(receiver, { port: own, url: `http://127.0.0.1:${own}/hook` })
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

async function read(request: IncomingMessage, secret: string): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks).toString('utf8')
  const header = (name: string): string => String(request.headers[`webhook-${name}`] ?? '')
  const id = header('id')
  const at = header('timestamp')
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const expected = `v1,${createHmac('sha256', key).update([id, at, body].join('.')).digest('base64')}`
  return { id, atS: Number(at), isSigned: id !== '' && header('signature').split(' ').includes(expected), body }
}
