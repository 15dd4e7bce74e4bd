/**
 * Browser tests: a real Chromium on the real demo, found by `scripts/suites/chromium.mjs` (or ROOMFUL_CHROMIUM).
 *
 * One worker: several of these tests measure how soon something is seen, and two at once would measure each other.
 */
import { defineConfig } from '@playwright/test'
import { launchArguments } from './tests/browser/chromium.js'

export default defineConfig({
  testDir: 'tests/browser',
  workers: 1,
  retries: 0,
  timeout: 30_000,
  forbidOnly: process.env.CI === 'true',
  expect: { timeout: 5_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env.ROOMFUL_CHROMIUM ?? '/usr/bin/chromium', args: [...launchArguments] },
  },
})
