/** The hand-written tables of the docs, held against the code they speak of: flags, options, attributes, custom properties. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { HELP } from '../packages/server/src/cli/arguments.js'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

/** Everything in backquotes in the first column of a page's tables, from the heading on. */
function firstColumn(page: string, heading: string): string[] {
  const section = page.slice(page.indexOf(`\n## ${heading}`) + 1)
  const end = section.indexOf('\n## ')
  const rows = section.slice(0, end === -1 ? undefined : end).split('\n')
  return rows.filter((row) => row.startsWith('| `')).flatMap((row) => names(row.split(' | ')[0] ?? ''))
}

const names = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '')
const unique = (list: readonly string[]): string[] => [...new Set(list)].sort()

test('the page of configuration has every flag and variable of the command line, with its default', () => {
  const page = read('docs/operations/configuration.md')
  const listed = firstColumn(page, 'The command').filter((name) => name.startsWith('--'))
  expect(listed).toContain('--jwt-secret')
  expect(unique(listed)).toEqual(unique(all(HELP, /^\s+(?:-\w, |\s{4})(--[a-z-]+)/gm)))
  for (const variable of unique(all(HELP, /\s{2}([A-Z][A-Z_]{3,})\b/g))) expect(page).toContain(`\`${variable}\``)
  for (const value of ['4848', 'localhost', 'sqlite:roomful.db', '/roomful', 'warn']) {
    expect(HELP).toContain(`(default ${value})`)
    expect(page).toContain(`| \`${value}\` |`)
  }
})

test('the page of configuration has every option of createRoomful and no other', () => {
  const source = read('packages/server/src/options.ts')
  const options = source.slice(
    source.indexOf('export interface RoomfulOptions'),
    source.indexOf('export interface Settings'),
  )
  const listed = firstColumn(read('docs/operations/configuration.md'), 'Options of `createRoomful`')
  expect(listed).toContain('trustProxy')
  expect(unique(listed)).toEqual(unique(all(options, /readonly (\w+)\?:/g)))
})

test('the page of elements has every attribute of the script tag and of the tags, and every custom property', () => {
  const page = read('docs/guide/elements.md')
  const settings = read('packages/client/src/elements/settings.ts')
  const [, dataset = ''] = /const \{ ([^}]+) \} = data\b/.exec(settings) ?? []
  const attributes = dataset
    .split(', ')
    .map((name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
  expect(unique(firstColumn(page, 'The script tag'))).toEqual(unique(attributes))
  expect(attributes).toContain('data-token-url')
  const tags = read('packages/client/src/elements.ts')
  const listed = firstColumn(page, 'The tags')
  for (const list of all(tags, /attributes: \[([^\]]*)\]/g))
    for (const name of all(list, /'(\w+)'/g)) expect(listed).toContain(name)
  const theme = read('packages/client/src/elements/theme.ts')
  for (const property of unique(all(theme, /var\((--roomful-[a-z-]+),/g))) expect(page).toContain(`\`${property}\``)
  for (const [element, parts] of [...theme.matchAll(/^ \* \| `(roomful-\w+)`\s+\| (.*?)\s*\|$/gm)].map((row) =>
    row.slice(1),
  )) {
    expect(page).toContain(`| \`${element ?? ''}\` | ${parts ?? ''} |`)
  }
})
