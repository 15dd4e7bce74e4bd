import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { systemClock } from '../platform/clock.js'
import type { ExportRecord, ExportScope, PlacedComment } from '../transfer/transfer.js'
import type { Command } from './commands.js'
import { runCommand } from './run-command.js'
import type { CommandWorld, OpenStore } from './run-command.js'

const DATABASE = {
  ...{ config: undefined, database: 'memory:', log: undefined },
  ...{ secret: undefined, port: undefined, host: undefined },
}
const fixture = (name: string): string => fileURLToPath(new URL(`../../test-data/${name}`, import.meta.url))

/** A store that remembers, and a world that records what is said and written. */
function setUp({ answer, records = [] }: { answer?: boolean | undefined; records?: readonly ExportRecord[] } = {}) {
  const comments = new Map<string, PlacedComment>()
  const imported: ExportRecord[] = []
  const did: string[] = []
  const files = new Map<string, string>()
  let said = ''
  const store: OpenStore = {
    transfer: {
      async importComments(batch) {
        const fresh = batch.filter(({ sourceId }) => !comments.has(sourceId))
        for (const each of fresh) comments.set(each.sourceId, each)
        return { stored: fresh.length, known: batch.length - fresh.length }
      },
      async importRecords(batch) {
        imported.push(...batch)
        return { stored: batch.length, known: 0 }
      },
      async finishRecords() {
        did.push(`finish after ${imported.length}`)
        return { stored: 0, known: 0 }
      },
      async *exportAll(scope?: ExportScope) {
        did.push(`export ${JSON.stringify(scope)}`)
        yield* records
      },
      async erasePerson(person) {
        did.push(`erase ${person}`)
        return { erased: 1_234 }
      },
      async retain(_nowMs, isDryRun) {
        did.push(`retain ${isDryRun}`)
        return { removed: 7 }
      },
      async renewLogs() {
        did.push('renew')
        return { rooms: 1_200 }
      },
    },
    moderatorLink: async (name, { days }) => `https://blog.example/roomful/moderate#${name} ${days}`,
    close: async () => void did.push('close'),
  }
  const world: CommandWorld = {
    openStore: async (_choices, isNew) => {
      did.push(isNew ? 'open or make' : 'open')
      return store
    },
    async openFile(file) {
      const text = files.get(file)
      const bytes = text === undefined ? createReadStream(file) : Readable.from([Buffer.from(text)])
      return { bytes, totalBytes: undefined, readBytes: () => 0 }
    },
    async writeFile(file, content) {
      let text = ''
      for await (const chunk of content) text += String(chunk)
      files.set(file, text)
    },
    say: (text) => void (said += text),
    screen: { isTerminal: false, columns: 80, write: () => {} },
    clock: { ...systemClock, now: () => 5 },
    confirm: async () => answer,
  }
  const run = (command: Command): Promise<void> => runCommand(command, DATABASE, world)
  return { run, comments, imported, did, files, said: () => said }
}

const importOf = (file: string, more: object = {}): Command => ({
  name: 'import',
  file,
  from: undefined,
  site: 'https://letters.example',
  isDryRun: false,
  ...more,
})

test('comments are imported into the rooms of their pages, and again without a change', async () => {
  const { run, comments, did, said } = setUp()
  await run(importOf(fixture('disqus.xml')))
  expect(said()).toBe(
    `9 comments in 3 rooms: 6 visible, 2 deleted, 1 rejected
rooms: /2016/05/the-keeper  /?p=42  /withdrawn
left out, their id was there before: 1
left out, they belong to no page: 1
begin a thread now, what they answer is missing: 1
9 stored
`,
  )
  expect(did).toEqual(['open or make', 'close'])
  expect(comments.get('2657000007')!.room).toBe('/?p=42')
  await run(importOf(fixture('disqus.xml')))
  expect(said()).toContain('0 stored, 9 were there already\n')
})

test('a dry run opens no database; without the site rooms carry their host', async () => {
  const { run, did, said } = setUp()
  await run(importOf(fixture('wordpress.xml'), { isDryRun: true, site: undefined }))
  expect(said()).toContain('8 comments in 2 rooms')
  expect(said()).toContain('rooms: harbour.example/low-water  harbour.example/?p=77\n')
  expect(said()).toContain('a dry run: nothing was kept\n')
  expect(did).toEqual([])
})

test('what was exported is imported', async () => {
  const records = [
    { kind: 'comment', fields: { id: 'a', text: 'ü' } },
    { kind: 'state', fields: { key: 'k', value: [1, null] } },
  ]
  const { run, files, imported, did, said } = setUp({ records })
  await run({ name: 'export', file: 'out.jsonl', room: undefined, person: undefined })
  expect(files.get('out.jsonl')).toMatch(/^\{"roomful":1,"kind":"export","atMs":5\}\n/)
  await run(importOf('out.jsonl'))
  expect(imported).toEqual(records)
  expect(said()).toBe('2 records in out.jsonl\n2 records\n2 stored\n')
  await run({ name: 'export', file: '-', room: '/a', person: 'u1' })
  expect(files.get('-')).toContain('"scope":{"room":"/a","person":"u1"}')
  expect(did).toContain('export {"room":"/a","person":"u1"}')
  expect(said()).not.toContain('in -')
})

test('a file that is nothing we know is told, and the database is closed after a broken one', async () => {
  const { run, files, did } = setUp()
  files.set('a.txt', 'hello')
  await expect(run(importOf('a.txt'))).rejects.toThrow('The file a.txt looks like no export; say with --from')
  expect(did).toEqual([])
  files.set('b.xml', '<disqus><post></disqus>')
  await expect(run(importOf('b.xml'))).rejects.toMatchObject({ code: 'IMPORT_INVALID' })
  expect(did).toEqual(['open or make', 'close'])
})

test('erasing asks first, unless told not to', async () => {
  const erase = (isConfirmed: boolean): Command => ({ name: 'erase', person: 'u1', isConfirmed })
  const nobody = setUp()
  await expect(nobody.run(erase(false))).rejects.toThrow('add --yes')
  const no = setUp({ answer: false })
  await expect(no.run(erase(false))).rejects.toThrow('Nothing was erased.')
  expect([...nobody.did, ...no.did]).toEqual([])
  for (const { run, did, said } of [setUp({ answer: true })]) {
    await run(erase(false))
    expect(did).toEqual(['open', 'erase u1', 'close'])
    expect(said()).toBe('everything of u1 erased, with 1,234 comments\n')
  }
  const sure = setUp()
  await sure.run(erase(true))
  expect(sure.did).toContain('erase u1')
})

test('retain, renew and moderator say what came of them', async () => {
  const { run, did, said } = setUp()
  await run({ name: 'retain', isDryRun: true })
  await run({ name: 'retain', isDryRun: false })
  await run({ name: 'renew' })
  await run({ name: 'moderator', moderator: 'Ada', link: { site: undefined, path: undefined, days: 7 } })
  expect(did.filter((each) => each.startsWith('retain'))).toEqual(['retain true', 'retain false'])
  expect(said()).toBe(
    `7 things could be removed
7 things removed
1,200 rooms are read anew by every page that comes back
https://blog.example/roomful/moderate#Ada 7
`,
  )
  // Whoever makes a moderator before the server has run finds its secret there later; nothing else makes a database.
  expect(did.filter((each) => each.startsWith('open'))).toEqual(['open', 'open', 'open', 'open or make'])
})
