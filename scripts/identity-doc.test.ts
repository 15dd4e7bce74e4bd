/**
 * The recipes of docs/guide/identity.md, run as they stand: tokens signed in Node, Python and PHP must be good here.
 *
 * Only the languages that are installed are run; Node always is. What is accepted is held by the tests of the token check.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createTokenCheck } from '../packages/server/src/auth/jwt.js'
import { systemClock } from '../packages/server/src/platform/clock.js'

const SECRET = 'a secret that is long enough: 0123456789'
const page = readFileSync(new URL('../docs/guide/identity.md', import.meta.url), 'utf8')

/** The block of the page behind this marker. */
function recipe(language: string): string {
  const block = new RegExp(`<!-- runs: ${language} -->\\s*\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1]
  if (block === undefined) throw new Error(`the page has no recipe for ${language}`)
  return block
}

const runs: Record<string, { program: string; arguments: (code: string) => string[] }> = {
  node: {
    program: process.execPath,
    arguments: (code) => [
      '--input-type=module',
      '-e',
      `${code}\nprocess.stdout.write(roomfulToken({ id: 'ada', name: 'Ada ✓' }, '${SECRET}'))`,
    ],
  },
  python: {
    program: 'python3',
    arguments: (code) => ['-c', `${code}\nprint(roomful_token({"id": "ada", "name": "Ada ✓"}, "${SECRET}"), end="")`],
  },
  php: {
    program: 'php',
    arguments: (code) => ['-r', `${code}\necho roomful_token(['id' => 'ada', 'name' => 'Ada ✓'], '${SECRET}');`],
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

const installed = Object.entries(runs).filter(([, { program }]) => isInstalled(program))

for (const [language, { program, arguments: argumentsFor }] of installed) {
  test(`[I1] a token signed as the guide shows for ${language} is valid, and only with the same secret`, async () => {
    const token = execFileSync(program, argumentsFor(recipe(language)), { encoding: 'utf8' })
    const claims = await createTokenCheck({ secret: SECRET }, systemClock)(token)
    expect(claims.identity).toMatchObject({ id: 'ada', name: 'Ada ✓', isVerified: true })
    const otherCheck = createTokenCheck({ secret: `${SECRET}!` }, systemClock)
    await expect(otherCheck(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })
}

test('the guide has a recipe for each of these languages', () => {
  for (const language of Object.keys(runs)) expect(recipe(language)).toContain('roomful')
})
