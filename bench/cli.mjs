/**
 * `npm run bench`: runs the workloads asked for, peer after peer, repetition after repetition (A B C A B C …), so that
 * whatever else the machine does falls on all of them alike; prints the table; keeps the numbers in bench/results.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { canPin } from './child.mjs'
import { measure } from './measure.mjs'
import { summary } from './profile.mjs'
import { evaluate, markdownTable, writeReadme } from './report.mjs'
import { extras, peers as allPeers } from './targets.mjs'
import { workloads as allWorkloads } from './workloads/index.mjs'

const HELP = `npm run bench -- [workload …] [options]

  workload        the beginning of a workload's name: ${allWorkloads.map(({ name }) => name).join(', ')}
  --reps N        repetitions, default 5 (1 with --quick and --smoke)
  --quick         short windows
  --smoke         tiny numbers, all workloads in seconds: only shows that nothing is lost
  --peers a,b     of ${[...allPeers, ...extras].map(({ name }) => name).join(', ')}
  --profile       also record CPU profiles of the servers (then the numbers are not for the table)
  --write         put the table into bench/README.md
`
const results = fileURLToPath(new URL('results/', import.meta.url))
const readme = fileURLToPath(new URL('README.md', import.meta.url))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    reps: { type: 'string' },
    quick: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    peers: { type: 'string' },
    profile: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) process.stdout.write(HELP)
else process.exitCode = await main()

async function main() {
  const workloads = allWorkloads.filter(
    ({ name, smoke }) =>
      (positionals.length === 0 || positionals.some((start) => name.startsWith(start))) && (smoke || !values.smoke),
  )
  const named = values.peers?.split(',')
  const peers = [...allPeers, ...extras].filter(({ name }) => named === undefined || named.includes(name))
  const repetitions = Number(values.reps ?? (values.quick || values.smoke ? 1 : 5))
  if (workloads.length === 0 || peers.length === 0 || !(repetitions >= 1)) {
    process.stderr.write(HELP)
    return 2
  }
  mkdirSync(results, { recursive: true })
  const { runs, failures } = await runAll({ workloads, peers, repetitions })
  report(runs, { workloads, peers, repetitions })
  for (const failure of failures) process.stderr.write(`failed: ${failure}\n`)
  return failures.length === 0 ? 0 : 1
}

async function runAll({ workloads, peers, repetitions }) {
  const runs = []
  const failures = []
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    for (const workload of workloads) {
      const options = { ...workload.options, ...(values.quick && workload.quick), ...(values.smoke && workload.smoke) }
      for (const peer of peersOf(workload, peers)) {
        const name = `${workload.name} ${peer.name} ${repetition}/${repetitions}`
        try {
          const profileFolder = values.profile ? results : undefined
          const result = await measure({ peer, workload, options, profileFolder })
          runs.push({ workload: workload.name, peer: peer.name, repetition, ...result })
          if (!values.smoke) process.stdout.write(`${name}: ${brief(result.metrics)}\n`)
          if (values.profile) process.stdout.write(summary(`${results}${workload.name}-${peer.name}.cpuprofile`))
        } catch (error) {
          failures.push(`${name}: ${error.message}`)
        }
      }
    }
  }
  return { runs, failures }
}

function peersOf(workload, peers) {
  if (workload.peers !== undefined) {
    return peers.filter(({ name }) => workload.peers[name]).map((peer) => ({ ...peer, ...workload.peers[peer.name] }))
  }
  return peers.filter((peer) => peer.workloads?.includes(workload.name) ?? true)
}

function brief(metrics) {
  return Object.entries(metrics)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(', ')
}

function report(runs, { workloads, peers, repetitions }) {
  if (values.smoke) {
    process.stdout.write(`bench smoke: ${runs.length} runs, nothing lost, nothing reordered in them\n`)
    return
  }
  const conditions =
    `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${availableParallelism()} CPUs ` +
    `(${cpus()[0]?.model ?? 'unknown'}), ${canPin ? 'server and generator pinned to one each' : 'not pinned'}, ` +
    `${repetitions} interleaved repetition${repetitions === 1 ? '' : 's'}, median [min–max]`
  const columns = peers.filter(({ name }) => runs.some(({ peer }) => peer === name))
  const titles = new Map(workloads.map(({ name, title }) => [name, title]))
  const text = `${conditions}.\n\n${markdownTable(evaluate(runs), columns, titles)}`
  process.stdout.write(`\n${text}\n`)
  const file = `${results}${new Date().toISOString().replaceAll(':', '-')}.json`
  writeFileSync(file, JSON.stringify({ conditions, runs }, undefined, 1))
  if (values.write) writeReadme(readme, text)
}
