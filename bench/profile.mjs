/** Reads a CPU profile and says in a few lines where the time went. */
import { readFileSync } from 'node:fs'

const SHOWN = 28

/** The functions with the most time of their own, as lines of text. */
export function summary(file) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const self = new Map()
  let total = 0
  for (const [i, id] of samples.entries()) {
    const us = timeDeltas[i] ?? 0
    const { functionName, url, lineNumber } = byId.get(id).callFrame
    if (functionName === '(idle)') continue
    total += us
    const name = `${functionName || '(anonymous)'} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`
    self.set(name, (self.get(name) ?? 0) + us)
  }
  const top = [...self].sort((a, b) => b[1] - a[1]).slice(0, SHOWN)
  return top.map(([name, us]) => `  ${((us / total) * 100).toFixed(1).padStart(5)} %  ${name}\n`).join('')
}
