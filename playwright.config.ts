/**
 * Browser tests: a real Chromium on the real demo, found by `scripts/suites/chromium.mjs` (or ROOMFUL_CHROMIUM).
 *
 * Two workers: most tests wait for people more than they compute, and those that measure how soon something is seen have room.
 */
import { defineConfig } from '@playwright/test'
import { launchArguments } from './tests/browser/chromium.js'

export default defineConfig({
  testDir: 'tests/browser',
  workers: 2,
  retries: 0,
  timeout: 60_000,
  forbidOnly: process.env.CI === 'true',
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env.ROOMFUL_CHROMIUM ?? '/usr/bin/chromium', args: [...launchArguments] },
  },
})
