/**
 * One peer in a process of its own: `node server.mjs <peer>`. Answers its parent's questions about what the operating
 * system says it has used, and records a CPU profile between two questions if told to.
 */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { TOKEN_AUDIENCE, TOKEN_SECRET } from './wire/token.mjs'

const [, , peer, backlog] = process.argv
const { start } = await import(`./peers/${peer}.mjs`)
let profiler

const answers = {
  figures({ collect }) {
    if (collect) for (let i = 0; i < 3; i += 1) globalThis.gc()
    const { user, system } = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    return { atMs: performance.now(), userUs: user, cpuUs: user + system, rss, heapUsed }
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

const { port } = await start({
  secret: TOKEN_SECRET,
  audience: TOKEN_AUDIENCE,
  backlog: backlog === undefined ? undefined : Number(backlog),
})
process.send({ port })
