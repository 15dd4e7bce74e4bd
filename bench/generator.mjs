/**
 * The load, in a process of its own: `node generator.mjs <job as JSON>`. Runs one workload against one server and sends
 * the counts to its parent. Every `mark` lets the parent read the server's figures at that moment, and resolves with them.
 */
import { workloads } from './workloads/index.mjs'

const job = JSON.parse(process.argv[2])
const dialect = await import(`./dialects/${job.dialect}.mjs`)
const workload = workloads.find(({ name }) => name === job.workload)
const waiting = new Map()
let ids = 0

process.on('message', ({ id, figures }) => {
  waiting.get(id)?.(figures)
  waiting.delete(id)
})
process.on('disconnect', () => process.exit(0))

function mark(name, wishes = {}) {
  ids += 1
  const { user, system } = process.cpuUsage()
  process.send({ mark: name, id: ids, wishes, load: { atMs: performance.now(), cpuUs: user + system } })
  return new Promise((resolve) => waiting.set(ids, resolve))
}

try {
  const counts = await workload.load({ dialect, port: job.port, options: job.options, mark })
  process.send({ counts: { ...counts, agesMs: Array.from(counts.agesMs ?? []).sort((a, b) => a - b) } })
} catch (error) {
  process.send({ failed: error.message })
}
