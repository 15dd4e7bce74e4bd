import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@roomful\/protocol$/, replacement: source('packages/protocol/src/index.ts') },
      { find: /^@roomful\/client$/, replacement: source('packages/client/src/index.ts') },
      { find: /^roomful$/, replacement: source('packages/server/src/index.ts') },
      { find: /^roomful\/testing$/, replacement: source('packages/server/src/testing.ts') },
      { find: /^roomful\/redis$/, replacement: source('packages/server/src/redis.ts') },
      { find: /^roomful\/nats$/, replacement: source('packages/server/src/nats.ts') },
    ],
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts', 'scripts/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'tests/browser/**'],
    globalSetup: ['tests/support/postgres-host.ts'],
    testTimeout: 20_000,
    // Many tests wait for other processes; left alone, Vitest keeps one core for itself.
    maxWorkers: 2,
  },
})
