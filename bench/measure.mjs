/**
 * One measurement: a fresh server process, a fresh generator process, one workload. Yields its metrics.
 *
 * Throws when anything was lost or reordered, or when it takes too long: such a run has no result.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ask, startNode, stop } from './child.mjs'
import { percentile } from './statistics.mjs'

const SERVER_CORE = 0
const LOAD_CORE = 1
const RUN_LIMIT_MS = 120_000
/** Above this the generator may be what is measured. */
const BUSY_SHARE = 0.95

const RESULTS = fileURLToPath(new URL('results/', import.meta.url))
const here = (file) => fileURLToPath(new URL(file, import.meta.url))

export async function measure({ peer, workload, options, profileFolder }) {
  // Beside the results, because where an operating system keeps temporary files may be memory.
  mkdirSync(RESULTS, { recursive: true })
  const folder = mkdtempSync(join(RESULTS, 'data-'))
  try {
    await workload.prepare?.({ folder, options })
    return await measureIn(folder, { peer, workload, options, profileFolder })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureIn(folder, { peer, workload, options, profileFolder }) {
  const { module, backlog } = peer
  const server = startNode(SERVER_CORE, [
    '--expose-gc',
    here('server.mjs'),
    JSON.stringify({ module, backlog, folder }),
  ])
  let generator
  let timer
  try {
    const limit = new Promise((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no result within ${RUN_LIMIT_MS} ms`)), RUN_LIMIT_MS)
    })
    const port = await Promise.race([limit, portOf(server)])
    const job = { dialect: peer.dialect, workload: workload.name, port, options }
    generator = startNode(LOAD_CORE, [here('generator.mjs'), JSON.stringify(job)])
    const profile = profileFolder && join(profileFolder, `${workload.name}-${peer.name}.cpuprofile`)
    const { counts, marks } = await Promise.race([limit, watch({ server, generator, profile })])
    return verdict({ workload, options, counts, marks })
  } finally {
    clearTimeout(timer)
    await stop(server)
    if (generator !== undefined) await stop(generator)
  }
}

function portOf(server) {
  return new Promise((resolve, reject) => {
    server.once('message', ({ port }) => resolve(port))
    server.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)))
  })
}

/** Answers the generator's marks until it is done. */
function watch({ server, generator, profile }) {
  const marks = {}
  return new Promise((resolve, reject) => {
    const onMark = async ({ mark, id, wishes, load }) => {
      if (profile && mark === 'end') await ask(server, 'profileEnd', { file: profile })
      const figures = await ask(server, 'figures', wishes)
      marks[mark] = { ...figures, load }
      if (profile && mark === 'start') await ask(server, 'profileStart')
      generator.send({ id, figures })
    }
    generator.on('message', (message) => {
      if (message.mark !== undefined) onMark(message).catch(reject)
      else if (message.failed !== undefined) reject(new Error(message.failed))
      else resolve({ counts: message.counts, marks })
    })
    generator.once('exit', (code) => reject(new Error(`the generator ended with ${code}`)))
    server.once('exit', (code) => reject(new Error(`the server ended with ${code} during the run`)))
  })
}

function verdict({ workload, options, counts, marks }) {
  const lost = counts.lost ?? counts.expected - counts.delivered
  if (lost !== 0 || counts.reordered !== 0) throw new Error(`${lost} lost, ${counts.reordered} reordered`)
  const spentBetween = (from, to) => difference(marks[from], marks[to])
  const spent = spentBetween('start', 'end')
  const metrics = workload.summarise({ counts, marks, spent, spentBetween, options })
  const load = difference(marks.start.load, marks.end.load)
  return {
    metrics: {
      ...(counts.agesMs.length > 0 && {
        p50Ms: percentile(counts.agesMs, 0.5),
        p99Ms: percentile(counts.agesMs, 0.99),
      }),
      ...metrics,
      emptyMegabytes: marks.empty && marks.empty.rss / 1e6,
      loopP50Ms: marks.end.loopP50Ms,
      loopP99Ms: marks.end.loopP99Ms,
      loopMaxMs: marks.end.loopMaxMs,
      serverShare: spent.cpuUs / spent.ms / 1_000,
      generatorShare: load.cpuUs / load.ms / 1_000,
      heldUpMs: counts.heldUpMs,
    },
    isGeneratorBusy: load.cpuUs / load.ms / 1_000 > BUSY_SHARE,
  }
}

function difference(from, to) {
  return { ms: to.atMs - from.atMs, cpuUs: to.cpuUs - from.cpuUs, userUs: to.userUs - from.userUs }
}
