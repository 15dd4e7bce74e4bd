/** [H6] A page of one site with the live server of another: `examples/plain-html`, as its README says to run it. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { watchProblems } from './reader.js'

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

test('a plain page on another web server is a room', async ({ browser }) => {
  let page = ''
  const site = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(page))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  const args = ['--port', '0', '--host', '127.0.0.1', '--database', 'memory:', '--origin', origin]
  // It refuses settings that it does not know, and those of the tests are not its own.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ROOMFUL_')))
  const live = spawn(process.execPath, [file('packages/server/bin/roomful.js'), ...args], { env })
  const address = await new Promise<string>((resolve, reject) => {
    live.once('close', (code) => reject(new Error(`the live server ended (${code})`)))
    live.stdout.on('data', (chunk: Buffer) => {
      const found = /http:\/\/[^\s/]+/.exec(chunk.toString())
      if (found) resolve(found[0])
    })
  })
  page = (await readFile(file('examples/plain-html/index.html'), 'utf8')).replace('http://127.0.0.1:4000', address)

  const context = await browser.newContext()
  const problems: string[] = []
  for (const expected of ['1 here', '2 here']) {
    const tab = await context.newPage()
    // The live server is the only other host this page may speak to.
    watchProblems(tab, origin, problems)
    await tab.goto(origin)
    await expect(tab.locator('roomful-count')).toContainText(expected)
    await expect(tab.locator('roomful-box .pill')).toBeVisible()
  }
  expect(problems.filter((problem) => !problem.includes(address))).toEqual([])
  await context.close()

  live.kill('SIGTERM')
  await new Promise((resolve) => live.once('close', resolve))
  site.close()
})
