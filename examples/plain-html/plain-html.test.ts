import { createServer, type Server } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectLive, runExample, type RunningExample } from '../run-example.js'

let live: RunningExample
let site: Server
let origin: string

beforeAll(async () => {
  const page = await readFile(new URL('index.html', import.meta.url))
  site = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(page))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  live = await runExample('../packages/server/bin/roomful.js', [
    '--port',
    '0',
    '--database',
    'memory:',
    '--origin',
    origin,
  ])
})
afterAll(async () => {
  site.close()
  await live?.stop()
})

test('a page on another server may load the script', async () => {
  const script = await fetch(`${live.address}/roomful/roomful.js`, { headers: { origin } })
  expect(script.status).toBe(200)
  expect(script.headers.get('access-control-allow-origin')).toMatch(/^\*$|^http:\/\/127/)
})

test('the rooms of that page are on the live server', () => expectLive(live.address, '/'))
