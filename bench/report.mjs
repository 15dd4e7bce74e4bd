/** From the runs' metrics to the table: medians with their spread, ratios pair by pair, targets met or missed. */
import { readFileSync, writeFileSync } from 'node:fs'
import { spread } from './statistics.mjs'
import { rows } from './targets.mjs'

const BASE = 'socketio'
const SUBJECT = 'roomful'
const BEGIN = '<!-- table: begin -->'
const END = '<!-- table: end -->'

/**
 * `results` is a list of `{ workload, peer, repetition, metrics }`. Yields one entry per row that has numbers:
 * `{ row, cells: Map(peer → { spread, ratio }), isMet }`, `isMet` undefined for rows without a target.
 */
export function evaluate(results) {
  const lines = []
  for (const row of rows) {
    const ofRow = results.filter(({ workload }) => workload === row.workload)
    if (ofRow.length === 0) continue
    const cells = new Map()
    for (const peer of new Set(ofRow.map((result) => result.peer))) {
      const values = ofRow.filter((result) => result.peer === peer)
      const ratios = values.flatMap(({ repetition, metrics }) => {
        const base = ofRow.find((other) => other.peer === BASE && other.repetition === repetition)
        return base === undefined ? [] : [metrics[row.metric] / base.metrics[row.metric]]
      })
      cells.set(peer, {
        spread: spread(values.map(({ metrics }) => metrics[row.metric])),
        ratio: ratios.length > 0 ? spread(ratios) : undefined,
        isGeneratorBusy: values.some((result) => result.isGeneratorBusy),
      })
    }
    lines.push({ row, cells, isMet: isMet(row, cells.get(SUBJECT)) })
  }
  return lines
}

function isMet(row, cell) {
  if (cell === undefined) return undefined
  if (row.limit !== undefined) return cell.spread.median <= row.limit
  if (row.least !== undefined) return cell.spread.median >= row.least
  if (row.ratio !== undefined && cell.ratio !== undefined) return cell.ratio.median <= row.ratio
  return undefined
}

export function markdownTable(lines, peers, titles) {
  const head = ['workload', 'measured', ...peers.map(({ title }) => title), 'Roomful ÷ Socket.IO', 'target', '']
  const body = lines.map(({ row, cells, isMet: met }) => [
    titles.get(row.workload),
    row.label,
    ...peers.map(({ name }) => cellText(row, cells.get(name))),
    ratioText(cells.get(SUBJECT)?.ratio),
    targetText(row),
    met === undefined ? '' : met ? '✓' : '✗',
  ])
  const line = (fields) => `| ${fields.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}

function cellText(row, cell) {
  if (cell === undefined) return ''
  const { median, min, max } = cell.spread
  return `${number(row, median)} [${number(row, min)}–${number(row, max)}]${cell.isGeneratorBusy ? ' ᵍ' : ''}`
}

function number({ digits, isShare }, value) {
  return isShare ? `${(value * 100).toFixed(digits - 1)} %` : value.toFixed(digits)
}

function ratioText(ratio) {
  if (ratio === undefined || !Number.isFinite(ratio.median)) return ''
  return `${ratio.median.toFixed(3)} [${ratio.min.toFixed(3)}–${ratio.max.toFixed(3)}]`
}

function targetText(row) {
  if (row.ratio !== undefined) return `≤ ${row.ratio}×`
  if (row.least !== undefined) return `≥ ${row.least}`
  return row.limit === undefined ? '' : `≤ ${row.isShare ? `${row.limit * 100} %` : row.limit}`
}

/** Puts `text` between the markers of the README. */
export function writeReadme(file, text) {
  const readme = readFileSync(file, 'utf8')
  const begin = readme.indexOf(BEGIN)
  const end = readme.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`${file} has lost its markers`)
  writeFileSync(file, `${readme.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${readme.slice(end)}`)
}
