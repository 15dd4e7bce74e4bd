/**
 * One peer in a process of its own: `node server.mjs <what to start, as JSON>`. Answers its parent's questions about what the
 * operating system says it has used, and records a CPU profile between two questions if told to.
 */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { TOKEN_AUDIENCE, TOKEN_SECRET } from './wire/token.mjs'

/** How often the event loop is looked at while somebody wants to know how late it is: 500 looks a second. */
const LOOK_MS = 2

const { module, ...details } = JSON.parse(process.argv[2])
const { start } = await import(`./peers/${module}.mjs`)
let profiler
let delay

const answers = {
  figures({ collect, watchLoop }) {
    if (collect) for (let i = 0; i < 3; i += 1) globalThis.gc()
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    const figures = { atMs: performance.now(), userUs: user, cpuUs: user + system, rss, heapUsed, ...own?.() }
    if (delay) Object.assign(figures, lateness())
    if (watchLoop) watchTheLoop()
    return figures
  },
  profileStart() {
    profiler = new Session()
    profiler.connect()
    profiler.post('Profiler.enable')
    profiler.post('Profiler.setSamplingInterval', { interval: 200 })
    profiler.post('Profiler.start')
  },
  profileEnd({ file }) {
    profiler.post('Profiler.stop', (error, result) => {
      if (error === null) writeFileSync(file, JSON.stringify(result.profile))
    })
  },
}

process.on('message', (ask) => {
  process.send({ id: ask.id, answer: answers[ask.what](ask) ?? null })
})
// The parent is gone or done: nothing to save, so nothing to wait for.
process.on('disconnect', () => process.exit(0))

const { port, figures: own } = await start({ secret: TOKEN_SECRET, audience: TOKEN_AUDIENCE, ...details })
process.send({ port })

function watchTheLoop() {
  delay?.disable()
  delay = monitorEventLoopDelay({ resolution: LOOK_MS })
  delay.enable()
}

/** What Node records is the time from one look to the next: what is beyond the rhythm is how late it was. */
function lateness() {
  const beyond = (ns) => Math.max(0, ns / 1e6 - LOOK_MS)
  return {
    loopP50Ms: beyond(delay.percentile(50)),
    loopP99Ms: beyond(delay.percentile(99)),
    loopMaxMs: beyond(delay.max),
  }
}
