/** `npm run dev`: the demo blog, built again and restarted whenever a source file changes. */
import './node-version.mjs'
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { prepare, build, root } from './prepare.mjs'

const watched = ['packages/protocol/src', 'packages/client/src', 'packages/server/src', 'examples/poet-blog']
const say = (line) => console.error(line)
let demo
let timer
let isBusy = false

function start() {
  demo = spawn(process.execPath, [join(root, 'examples/poet-blog/app.js'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  })
}

async function stop() {
  if (demo === undefined || demo.exitCode !== null || demo.signalCode !== null) return
  const ended = new Promise((resolve) => demo.once('exit', resolve))
  demo.kill('SIGTERM')
  await ended
}

async function renew() {
  if (isBusy) return schedule()
  isBusy = true
  try {
    await build(say)
    await stop()
    start()
  } catch (error) {
    say(`${error.message}\nThe demo runs on as it was.`)
  }
  isBusy = false
}

/** An editor writes a file in several steps: wait until it has finished. */
function schedule() {
  clearTimeout(timer)
  timer = setTimeout(() => void renew(), 150)
}

await prepare(say)
start()
for (const folder of watched) {
  watch(join(root, folder), { recursive: true }, (_event, name) => {
    if (!/\.test\.ts$|\.data|(^|\/)\./.test(String(name))) schedule()
  })
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().then(() => process.exit(0)))
