/** `npm run bench`: builds the server if it was never built, then hands over to bench/cli.mjs with all arguments. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

if (!existsSync(`${root}packages/server/dist/index.js`)) {
  const built = spawnSync('npx', ['tsc', '-b'], { cwd: root, stdio: 'inherit' })
  if (built.status !== 0) process.exit(built.status ?? 1)
}
const { status } = spawnSync(process.execPath, [`${root}bench/cli.mjs`, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(status ?? 1)
