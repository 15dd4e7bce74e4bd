/**
 * Does what a command asks for, by way of a store and files that are handed in.
 *
 * No process, no clock, no database of its own: cli.ts brings them, tests bring others. Results go to standard output,
 * progress and questions to standard error.
 */
import type { Readable } from 'node:stream'
import type { Clock } from '@roomful/protocol'
import { detectSource } from '../transfer/detect.js'
import { createTally, importForeign, importOwn } from '../transfer/import-files.js'
import { readExport, writeExport } from '../transfer/json-lines.js'
import { FOREIGN_READERS } from '../transfer/read-foreign.js'
import type { TransferStore } from '../transfer/transfer.js'
import type { Command, DatabaseChoices, LinkChoices } from './commands.js'
import { foreignReport, ownReport } from './import-report.js'
import type { OpenFile } from './open-file.js'
import { createProgress, thousands } from './progress.js'
import type { Progress, ProgressScreen } from './progress.js'
import { UsageError } from './words.js'

/** A database that a command has opened. */
export interface OpenStore {
  readonly transfer: TransferStore
  /** A link that makes whoever opens it a moderator of this name. */
  moderatorLink(name: string, link: LinkChoices): Promise<string>
  close(): Promise<void>
}

/** What a command needs of the world. */
export interface CommandWorld {
  /** `isNew`: where there is no database yet, one is made. */
  openStore(choices: DatabaseChoices, isNew: boolean): Promise<OpenStore>
  openFile(file: string): Promise<OpenFile>
  writeFile(file: string, content: Readable): Promise<void>
  /** Standard output. */
  say(text: string): void
  readonly screen: ProgressScreen
  readonly clock: Clock
  /** Whether somebody says yes; undefined when there is nobody to ask. */
  confirm(question: string): Promise<boolean | undefined>
}

type Named<N extends Command['name']> = Extract<Command, { readonly name: N }>

/** @throws UsageError, RoomfulError, and the system's errors of files */
export async function runCommand(command: Command, database: DatabaseChoices, world: CommandWorld): Promise<void> {
  if (command.name === 'import') return runImport(command, database, world)
  if (command.name === 'erase') await makeSure(command, world)
  await withStore(database, world, command.name === 'moderator', async (store) => {
    switch (command.name) {
      case 'export':
        return runExport(command, store.transfer, world)
      case 'erase': {
        const { erased } = await store.transfer.erasePerson(command.person)
        return world.say(`everything of ${command.person} erased, with ${thousands(erased)} comments\n`)
      }
      case 'retain':
        return runRetain(command, store.transfer, world)
      case 'renew': {
        const { rooms } = await store.transfer.renewLogs()
        return world.say(`${thousands(rooms)} rooms are read anew by every page that comes back\n`)
      }
      case 'moderator':
        return world.say(`${await store.moderatorLink(command.moderator, command.link)}\n`)
    }
  })
}

async function withStore(
  database: DatabaseChoices,
  world: CommandWorld,
  isNew: boolean,
  work: (store: OpenStore) => Promise<void>,
): Promise<void> {
  const store = await world.openStore(database, isNew)
  try {
    await work(store)
  } finally {
    await store.close()
  }
}

async function runImport(command: Named<'import'>, database: DatabaseChoices, world: CommandWorld): Promise<void> {
  // The file first: a wrong name shall not leave an empty database behind.
  const file = await world.openFile(command.file)
  const { source, bytes } = await detectSource(file.bytes)
  const from = command.from ?? source
  if (from === undefined) {
    const name = command.file === '-' ? 'Standard input' : `The file ${command.file}`
    throw new UsageError(`${name} looks like no export; say with --from which system it is of.`)
  }
  const read = async (store: TransferStore | undefined): Promise<void> => {
    const what = from === 'roomful' ? 'records' : 'comments'
    await withProgress(world, { what, totalBytes: file.totalBytes }, async (progress) => {
      const onBatch = (count: number): void => progress.report(count, file.readBytes())
      if (from === 'roomful') {
        const { read: count, counts } = await importOwn(readExport(bytes), { store, onBatch })
        return () => world.say(ownReport(count, counts, command.isDryRun))
      }
      const tally = createTally()
      const comments = FOREIGN_READERS[from](bytes, tally.note)
      const summary = await importForeign(comments, tally, { store, onBatch, home: command.site })
      return () => world.say(foreignReport(summary, command.isDryRun))
    })
  }
  if (command.isDryRun) await read(undefined)
  else await withStore(database, world, true, ({ transfer }) => read(transfer))
}

async function runExport(
  { file, room, person }: Named<'export'>,
  store: TransferStore,
  world: CommandWorld,
): Promise<void> {
  const isWhole = room === undefined && person === undefined
  const scope = { ...(room === undefined ? {} : { room }), ...(person === undefined ? {} : { person }) }
  await withProgress(world, { what: 'records', totalBytes: undefined }, async (progress) => {
    let count = 0
    const onRecord = (): void => progress.report(++count, 0)
    const header = { atMs: world.clock.now(), ...(isWhole ? {} : { scope }), onRecord }
    await world.writeFile(file, writeExport(store.exportAll(isWhole ? undefined : scope), header))
    return () => (file === '-' ? undefined : world.say(`${thousands(count)} records in ${file}\n`))
  })
}

async function runRetain({ isDryRun }: Named<'retain'>, store: TransferStore, world: CommandWorld): Promise<void> {
  await withProgress(world, { what: 'removed', totalBytes: undefined }, async (progress) => {
    const onBatch = (count: number): void => progress.report(count, 0)
    const { removed } = await store.retain(world.clock.now(), isDryRun, onBatch)
    return () => world.say(`${thousands(removed)} things ${isDryRun ? 'could be removed' : 'removed'}\n`)
  })
}

/** Whatever happens, the line of progress is gone before anything else is said. */
async function withProgress(
  world: CommandWorld,
  about: Parameters<typeof createProgress>[2],
  work: (progress: Progress) => Promise<() => void>,
): Promise<void> {
  const progress = createProgress(world.screen, world.clock, about)
  const tell = await work(progress).finally(() => progress.end())
  tell()
}

async function makeSure({ person, isConfirmed }: Named<'erase'>, world: CommandWorld): Promise<void> {
  if (isConfirmed) return
  const answer = await world.confirm(`Erase everything of ${JSON.stringify(person)} for good? Type yes: `)
  if (answer === undefined) throw new UsageError('There is nobody to ask; add --yes if you are sure.')
  if (!answer) throw new UsageError('Nothing was erased.')
}
