/**
 * docs/reference/errors.md, written from the table of errors in the protocol.
 *
 * One heading per code, so that `errors.md#slow_reader` can be linked from a log line or a message. The page holds nothing that
 * is not in the table, so it cannot drift: the gate compares it whole.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { holdFile } from './generated.mjs'

const PAGE = 'docs/reference/errors.md'

const FAULTS = {
  client: 'the page or program that connects',
  server: 'the server or who runs it',
  passing: 'nobody: passing trouble',
}

const RANGES = [
  {
    from: 4000,
    title: '4000 to 4099: come back',
    about: 'The client reconnects by itself, after a random delay that grows with each attempt.',
  },
  {
    from: 4100,
    title: '4100 to 4199: fetch a fresh token',
    about:
      'The client asks its `token` function for a new token, then reconnects. Without such a function it stays away.',
  },
  {
    from: 4200,
    title: '4200 to 4299: stay away',
    about: 'Trying again would give the same answer. The client does not come back until the page is loaded again.',
  },
  {
    from: 4300,
    title: '4300 to 4399: come back slowly',
    about: 'The client waits at least 30 seconds before it tries again.',
  },
]

const INTRO = `# Errors

Everything that can fail has a code. Codes are stable: they are never renamed and never get another meaning. This page is written from the table in [errors.ts](../../packages/protocol/src/errors.ts) by \`npm run check -- errors --write\`.

You meet a code in one of four places:

- a rejected promise or a thrown \`RoomfulError\` has it in \`error.code\`, with \`error.at\` (the field or grant it is about) and \`error.retryMs\` where they apply;
- a message \`{"t":"error","code":…}\` from the server, which leaves the connection open;
- a WebSocket close code. Its range says what a client does next, so a client that has never heard of a code still does the right thing;
- an HTTP answer: \`{"error":{"code":…,"message":…}}\` with the status below.
`

/** The page for a table. Exported for the test. */
export function pageOf(errors) {
  const all = Object.entries(errors)
  const inRange = (from) =>
    all.filter(([, spec]) => spec.close !== undefined && spec.close >= from && spec.close < from + 100)
  const open = all.filter(([, spec]) => spec.close === undefined)
  return [
    INTRO,
    '## All codes\n',
    '| code | close code | HTTP status | can trying again help? |',
    '|---|---|---|---|',
    ...all.map(
      ([code, spec]) =>
        `| [${code}](#${code.toLowerCase()}) | ${spec.close ?? ''} | ${spec.status ?? ''} | ${spec.retry ? 'yes' : 'no'} |`,
    ),
    '',
    ...RANGES.flatMap(({ from, title, about }) => [
      `## Close codes ${title}\n`,
      `${about}\n`,
      ...inRange(from).map(entryOf),
    ]),
    '## Without a close code\n',
    'The connection stays open; only what was asked for did not happen. Codes that name an option, the database or a broker stop the server at its start instead.\n',
    ...open.map(entryOf),
  ].join('\n')
}

function entryOf([code, spec]) {
  const facts = [
    spec.close === undefined ? undefined : `Close code ${spec.close}.`,
    spec.status === undefined ? undefined : `HTTP status ${spec.status}.`,
    `At fault: ${FAULTS[spec.fault]}.`,
    spec.retry ? 'Trying again can help.' : 'Trying again without a change does not help.',
  ]
  return `### ${code}\n\n${spec.message}\n\n**What to do:** ${spec.fix}\n\n${facts.filter((fact) => fact !== undefined).join(' ')}\n`
}

/** What the table itself must be: close codes and messages unlike each other, a range for each close code. */
export function problemsOf(errors) {
  const closes = new Map()
  return Object.entries(errors).flatMap(([code, { close, retry, message, fix }]) => {
    const problems = []
    if (close !== undefined && closes.has(close))
      problems.push(`${code}: close code ${close} belongs to ${closes.get(close)}`)
    if (close !== undefined && (close < 4000 || close > 4399))
      problems.push(`${code}: close code ${close} is in no range`)
    if (close !== undefined && close >= 4200 && close < 4300 && retry)
      problems.push(`${code}: its close code says stay away, its row says try again`)
    for (const sentence of [message, fix])
      if (!/[.”]$/.test(sentence)) problems.push(`${code}: "${sentence}" is not a sentence`)
    closes.set(close, code)
    return problems
  })
}

/** The gate. */
export async function checkErrorDocs({ root, write }) {
  const { ERRORS } = await import(pathToFileURL(join(root, 'packages/protocol/dist/errors.js')).href)
  return {
    problems: [...problemsOf(ERRORS), ...holdFile(root, PAGE, pageOf(ERRORS), { write, gate: 'errors' })],
    note: `${Object.keys(ERRORS).length} codes, the page says the same`,
  }
}
