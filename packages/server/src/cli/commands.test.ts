import { expect, test } from 'vitest'
import { readArguments } from './arguments.js'
import { COMMAND_HELP } from './command-help.js'
import { commandName, readCommand } from './commands.js'
import type { CommandLine } from './commands.js'
import { UsageError } from './words.js'

function read(line: string, environment: Readonly<Record<string, string>> = {}): CommandLine {
  const words = line.split(' ')
  const name = commandName(words)
  if (name === undefined || name === 'serve') throw new Error(`${line} runs a server`)
  return readCommand(name, words.slice(1), environment)
}

const command = (line: string): unknown => {
  const found = read(line)
  return found.help === undefined ? found.command : found.help
}

test('each command is read with what it takes', () => {
  expect(command('import comments.xml')).toEqual({
    name: 'import',
    file: 'comments.xml',
    from: undefined,
    site: undefined,
    isDryRun: false,
  })
  expect(command('import --from disqus --site https://Blog.example/ - --dry-run')).toEqual({
    name: 'import',
    file: '-',
    from: 'disqus',
    site: 'https://blog.example',
    isDryRun: true,
  })
  expect(command('export')).toEqual({ name: 'export', file: '-', room: undefined, person: undefined })
  expect(command('export all.jsonl --room /blog/7 --person g:1')).toEqual({
    name: 'export',
    file: 'all.jsonl',
    room: '/blog/7',
    person: 'g:1',
  })
  expect(command('erase --person u1 --yes')).toEqual({ name: 'erase', person: 'u1', isConfirmed: true })
  expect(command('erase --person=u1')).toEqual({ name: 'erase', person: 'u1', isConfirmed: false })
  expect(command('retain --dry-run')).toEqual({ name: 'retain', isDryRun: true })
  expect(command('renew')).toEqual({ name: 'renew' })
  expect(command('moderator --name Ada')).toEqual({
    name: 'moderator',
    moderator: 'Ada',
    link: { site: undefined, path: undefined, days: 30 },
  })
  expect(command('moderator --name Ada --site https://blog.example --path /live --days 7')).toMatchObject({
    link: { site: 'https://blog.example', path: '/live', days: 7 },
  })
})

test('the database comes from a flag before a variable', () => {
  const environment = { DATABASE_URL: 'sqlite:env.db', ROOMFUL_CONFIG: 'env.json', ROOMFUL_LOG: 'info' }
  expect(read('retain', environment)).toMatchObject({
    database: { database: 'sqlite:env.db', config: 'env.json', log: 'info' },
  })
  expect(read('retain --database sqlite:flag.db -c flag.json --log debug', environment)).toMatchObject({
    database: { database: 'sqlite:flag.db', config: 'flag.json', log: 'debug' },
  })
  expect(read('retain', { DATABASE_URL: '' })).toMatchObject({ database: { database: undefined } })
})

test('help is printed whatever else is missing', () => {
  for (const name of ['import', 'export', 'erase', 'retain', 'renew', 'moderator'] as const) {
    expect(command(`${name} --help`)).toBe(COMMAND_HELP[name])
    expect(command(`${name} -h`)).toContain(`Usage: roomful ${name} `)
    expect(COMMAND_HELP[name]).toContain('--database')
  }
})

test('without a command, or with serve, a server runs', () => {
  expect(commandName([])).toBeUndefined()
  expect(commandName(['--port', '0'])).toBeUndefined()
  expect(commandName(['serve', '--port', '0'])).toBe('serve')
})

const wrong: readonly (readonly [line: string, words: string])[] = [
  ['imprt x', 'There is no command "imprt"; did you mean "import"?'],
  ['wallpaper', 'There is no command "wallpaper"; see roomful --help.'],
  ['import', 'roomful import needs a file, like: roomful import comments.xml'],
  ['import a.xml b.xml', '"b.xml" is a second one'],
  ['import a.xml --form disqus', 'There is no option --form; did you mean "--from"?'],
  ['import a.xml --wallpaper', 'There is no option --wallpaper; see roomful import --help.'],
  ['import a.xml --from drupal', '--from is "drupal"; give one of disqus, wordpress, roomful.'],
  ['import a.xml --site blog.example', '--site is "blog.example"; write scheme and host, like https://blog.example.'],
  ['import a.xml --site https://blog.example/blog', 'write scheme and host'],
  ['import a.xml --site ftp://blog.example', 'write scheme and host'],
  ['import a.xml --dry-run=yes', 'See roomful import --help.'],
  ['import a.xml --from', '--from'],
  ['export --room \u0000', '--room is "\\u0000", which is no room id.'],
  ['export --person=', '--person must be an id'],
  ['export a b', '"b" is a second one'],
  ['erase', 'roomful erase --person ID'],
  ['erase u1', 'roomful erase takes no word like "u1"; see roomful erase --help.'],
  ['retain now', 'takes no word like "now"'],
  ['retain --log loud', '--log is "loud"; give one of error, warn, info, debug.'],
  ['moderator', 'roomful moderator --name NAME'],
  ['moderator --name \u200b', '--name must show something and have at most 40 characters.'],
  [`moderator --name ${'x'.repeat(41)}`, 'at most 40 characters'],
  ['moderator Ada', 'takes no word like "Ada"'],
]
test.each(wrong)('%j is answered with a sentence', (line, words) => {
  expect(() => read(line)).toThrow(UsageError)
  expect(() => read(line)).toThrow(words)
})

test('a misspelt variable is found by every command, and a server takes no words', () => {
  expect(() => read('retain', { ROOMFUL_CONFGI: 'x' })).toThrow('did you mean "ROOMFUL_CONFIG"?')
  expect(() => readArguments(['--port', '0', 'import'], {})).toThrow('a command comes first; see roomful --help.')
})
