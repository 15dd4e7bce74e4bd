import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectLive, runExample, type RunningExample } from '../run-example.js'

let example: RunningExample

beforeAll(async () => {
  example = await runExample('express/server.js')
})
afterAll(() => example.stop())

test('an Express 4 app keeps its own routes, parsers and refusals', async () => {
  expect(await (await fetch(example.address)).text()).toContain('An Express 4 app')
  const headers = { 'content-type': 'application/json' }
  const echo = await fetch(`${example.address}/echo`, { method: 'POST', headers, body: '{"clap":2}' })
  expect(await echo.json()).toEqual({ clap: 2 })
  expect((await fetch(`${example.address}/nothing`)).status).toBe(404)
})

test('its pages are rooms', () => expectLive(example.address, '/'))
