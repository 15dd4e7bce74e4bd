import { createServer } from 'node:http'
import { once } from 'node:events'
import { onTestFinished, expect, test } from 'vitest'
import { openReceiver, WEBHOOK_SECRET } from '../../../../tests/support/webhook-receiver.js'
import { createWebhook } from './webhook.js'

const OTHER = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const never = new AbortController().signal
const clock = (timeoutMs = 60_000): never =>
  ({
    now: () => 1_800_000_000_999,
    after: (_: number, task: () => void) => {
      const timer = setTimeout(task, timeoutMs)
      return () => clearTimeout(timer)
    },
  }) as never

test('[S20] a receiver can check who calls, also while the secret is being changed', async () => {
  for (const secret of [WEBHOOK_SECRET, OTHER]) {
    const receiver = await openReceiver({ secret })
    await createWebhook({ url: receiver.url, secrets: [WEBHOOK_SECRET, OTHER] }, { clock: clock() })(
      'msg_1',
      '{"a":"ü"}',
      never,
    )
    await createWebhook({ url: receiver.url, secrets: [`whsec_${'A'.repeat(32)}`] }, { clock: clock() })(
      'msg_1',
      '{}',
      never,
    )
    expect(receiver.calls).toEqual([
      { id: 'msg_1', atS: 1_800_000_000, isSigned: true, body: '{"a":"ü"}' },
      { id: 'msg_1', atS: 1_800_000_000, isSigned: false, body: '{}' },
    ])
  }
})

test('[S19] no redirect is followed, wherever it leads', async () => {
  const canary = await openReceiver()
  for (const status of [301, 302, 303, 307, 308]) {
    const receiver = await openReceiver()
    receiver.answer = (_, response) => void response.writeHead(status, { location: canary.url }).end()
    const call = createWebhook({ url: receiver.url, secrets: [WEBHOOK_SECRET] }, { clock: clock() })
    await expect(call('msg_1', '{}', never)).rejects.toThrow(`status ${status}`)
  }
  expect(canary.calls).toEqual([])
})

test('[S20] only a 2xx is a receipt; silence, refusals and nobody there are not', async () => {
  const receiver = await openReceiver()
  const call = createWebhook({ url: receiver.url, secrets: [WEBHOOK_SECRET] }, { clock: clock(200) })
  for (const status of [200, 202, 204]) {
    receiver.answer = () => status
    await call('msg_1', '{}', never)
  }
  for (const status of [400, 404, 410, 429, 500, 503]) {
    receiver.answer = () => status
    await expect(call('msg_1', '{}', never)).rejects.toThrow(`status ${status}`)
  }
  receiver.answer = () => undefined
  await expect(call('msg_1', '{}', never)).rejects.toThrow('timeout')
  const abort = new AbortController()
  const waiting = call('msg_1', '{}', abort.signal)
  abort.abort()
  await expect(waiting).rejects.toThrow()
  await receiver.close()
  await expect(call('msg_1', '{}', never)).rejects.toThrow('unreachable')
})

test('[S19] an answer without an end costs nothing: it is not read', async () => {
  let over = (): void => {}
  const isOver = new Promise<void>((resolve) => (over = resolve))
  const server = createServer((_, response) => {
    response.writeHead(200)
    const flood = setInterval(() => response.write(Buffer.alloc(65_536)), 1)
    response.on('close', () => {
      clearInterval(flood)
      over()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const rule = { url: `http://127.0.0.1:${port}/`, secrets: [WEBHOOK_SECRET] }
  await createWebhook(rule, { clock: clock() })('msg_1', '{}', never)
  await isOver
})
