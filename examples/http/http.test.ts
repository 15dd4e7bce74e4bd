import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectLive, runExample, type RunningExample } from '../run-example.js'

let example: RunningExample

beforeAll(async () => {
  example = await runExample('http/server.js')
})
afterAll(() => example.stop())

test('a bare server keeps its own routes', async () => {
  expect(await (await fetch(`${example.address}/hello`)).text()).toBe('Hello from the server that was here first.')
  expect((await fetch(`${example.address}/nothing`)).status).toBe(404)
  expect(await (await fetch(example.address)).text()).toContain('/roomful/roomful.js')
})

test('its pages are rooms', () => expectLive(example.address, '/'))

test('the script of the page is served', async () => {
  const script = await fetch(`${example.address}/roomful/roomful.js`)
  expect(script.status).toBe(200)
  expect(script.headers.get('content-type')).toContain('javascript')
})
