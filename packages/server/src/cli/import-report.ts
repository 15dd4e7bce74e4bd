/** What an import says when it is done. Pure. */
import type { ImportSummary } from '../transfer/import-files.js'
import type { ImportCounts, ImportNote } from '../transfer/transfer.js'
import { thousands } from './progress.js'

const NOTES: Readonly<Record<ImportNote, string>> = {
  pingback: 'left out, pingbacks',
  'other-kind': 'left out, notes of plugins',
  'not-public': 'left out, their page is not public',
  'no-page': 'left out, they belong to no page',
  duplicate: 'left out, their id was there before',
  orphan: 'begin a thread now, what they answer is missing',
  cut: 'cut at the end, longer than a comment may be',
  'no-date': 'dated 1970, they have no date',
}

/** The report of an import from another system; ends with a line feed. */
export function foreignReport(summary: ImportSummary, isDryRun: boolean): string {
  const { read, rooms, exampleRooms, byStatus, notes, counts } = summary
  const statuses = [...byStatus].map(([status, count]) => `${thousands(count)} ${status}`).join(', ')
  const more = rooms > exampleRooms.length ? ' …' : ''
  return [
    `${thousands(read)} comments in ${thousands(rooms)} rooms${statuses === '' ? '' : `: ${statuses}`}`,
    ...(rooms === 0 ? [] : [`rooms: ${exampleRooms.join('  ')}${more}`]),
    ...[...notes].map(([note, count]) => `${NOTES[note]}: ${thousands(count)}`),
    outcome(counts, isDryRun),
    '',
  ].join('\n')
}

/** The report of an import of an export. */
export function ownReport(read: number, counts: ImportCounts, isDryRun: boolean): string {
  return `${thousands(read)} records\n${outcome(counts, isDryRun)}\n`
}

function outcome({ stored, known }: ImportCounts, isDryRun: boolean): string {
  if (isDryRun) return 'a dry run: nothing was kept'
  return `${thousands(stored)} stored${known === 0 ? '' : `, ${thousands(known)} were there already`}`
}
