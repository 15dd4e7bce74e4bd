/**
 * The recipes of docs/guide/moderation.md, run as they stand: what the server signs must be believed, and nothing else.
 *
 * Only the languages that are installed are run; Node always is.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { signatureHeaders, webhookKey } from '../packages/server/src/outgoing/sign.js'

const page = readFileSync(new URL('../docs/guide/moderation.md', import.meta.url), 'utf8')
const SECRET = `whsec_${Buffer.alloc(32, 251).toString('base64')}`
const OTHER = `whsec_${Buffer.alloc(32, 252).toString('base64')}`
const BODY = '{"type":"comment.check","data":{"text":"Ada ✓"}}'

/** The block of the page behind this marker. */
function recipe(language: string): string {
  const block = new RegExp(`<!-- runs: ${language} -->\\s*\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1]
  if (block === undefined) throw new Error(`the page has no recipe for ${language}`)
  return block
}

interface Run {
  readonly program: string
  /** Reads `[headers, body, secret]` as JSON from the environment and prints true or false. */
  readonly arguments: (code: string) => string[]
}

const runs: Record<string, Run> = {
  node: {
    program: process.execPath,
    arguments: (code) => [
      '--input-type=module',
      '-e',
      `${code}\nprocess.stdout.write(String(isFromRoomful(...JSON.parse(process.env.CASE))))`,
    ],
  },
  python: {
    program: 'python3',
    arguments: (code) => [
      '-c',
      `${code}\nimport json, os\nh, b, s = json.loads(os.environ["CASE"])\nprint(str(is_from_roomful(h, b.encode(), s)).lower(), end="")`,
    ],
  },
  php: {
    program: 'php',
    arguments: (code) => [
      '-r',
      `${code}\necho is_from_roomful(...json_decode(getenv('CASE'), true)) ? 'true' : 'false';`,
    ],
  },
}

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The headers of a request that was signed some seconds ago. */
function headers(secrets: readonly string[], secondsAgo = 0): Record<string, string> {
  const message = { id: 'chk_1', atMs: Date.now() - secondsAgo * 1_000, body: BODY }
  return signatureHeaders(
    message,
    secrets.flatMap((secret) => webhookKey(secret) ?? []),
  )
}

const cases: [what: string, request: readonly [Record<string, string>, string], isBelieved: boolean][] = [
  ['a signed request', [headers([SECRET]), BODY], true],
  ['one signed with the next secret too', [headers([OTHER, SECRET]), BODY], true],
  ['one signed with another secret', [headers([OTHER]), BODY], false],
  ['a changed body', [headers([SECRET]), BODY.replace('Ada', 'Eve')], false],
  ['a changed id', [{ ...headers([SECRET]), 'webhook-id': 'chk_2' }, BODY], false],
  ['an old request', [headers([SECRET], 400), BODY], false],
  ['one from the future', [headers([SECRET], -400), BODY], false],
]

for (const [language, { program, arguments: argumentsFor }] of Object.entries(runs)) {
  if (!isInstalled(program)) continue
  for (const [what, [head, body], isBelieved] of cases) {
    test(`[S20] the guide's ${language} ${isBelieved ? 'believes' : 'does not believe'} ${what}`, () => {
      const env = { ...process.env, CASE: JSON.stringify([head, body, SECRET]) }
      expect(execFileSync(program, argumentsFor(recipe(language)), { encoding: 'utf8', env })).toBe(String(isBelieved))
    })
  }
}
