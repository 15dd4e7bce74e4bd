/**
 * Files that commands read and write: with their size, unpacked, and never half written under their final name.
 *
 * What leaves is personal data, so only the account that runs the command can read it.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { RoomfulError } from '@roomful/protocol'
import { UsageError } from './words.js'

/** A file being read. */
export interface OpenFile {
  /** Unpacked, if it was packed. */
  readonly bytes: AsyncIterable<Uint8Array>
  /** On the disk. Undefined for a pipe. */
  readonly totalBytes: number | undefined
  /** How much of `totalBytes` has been read. */
  readBytes(): number
}

/** @throws UsageError with a sentence that names the file, when it cannot be opened */
export async function openFile(file: string, input: AsyncIterable<Uint8Array>): Promise<OpenFile> {
  let read = 0
  async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      read += chunk.length
      yield chunk
    }
  }
  if (file === '-') return { bytes: unpacked(counted(input)), totalBytes: undefined, readBytes: () => read }
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, (error as NodeJS.ErrnoException).code)
  })
  const stats = await handle.stat()
  if (stats.isDirectory()) {
    await handle.close()
    throw unreadable(file, 'EISDIR')
  }
  const totalBytes = stats.isFile() ? stats.size : undefined
  const stream = createReadStream(file, { fd: handle })
  return { bytes: unpacked(counted(stream)), totalBytes, readBytes: () => read }
}

const REASONS = new Map([
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'this account may not'],
  ['EISDIR', 'it is a folder'],
])

function unreadable(file: string, code = ''): UsageError {
  return new UsageError(`The file ${file} cannot be read: ${REASONS.get(code) ?? code}.`)
}

/** Disqus sends its exports as `.xml.gz`. */
async function* unpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const rest = bytes[Symbol.asyncIterator]()
  const first = await rest.next()
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (first.done !== true) yield first.value
    yield* { [Symbol.asyncIterator]: () => rest }
  }
  const isPacked = first.done !== true && first.value[0] === 0x1f && first.value[1] === 0x8b
  if (!isPacked) return yield* whole()
  const gunzip = createGunzip()
  // Its failure destroys the end that is read below, and so is met there.
  pipeline(Readable.from(whole()), gunzip).catch(() => {})
  try {
    yield* gunzip as AsyncIterable<Uint8Array>
  } catch (cause) {
    const isPacking = String((cause as NodeJS.ErrnoException).code).startsWith('Z_')
    if (!isPacking) throw cause
    throw new RoomfulError('IMPORT_INVALID', { cause, message: 'The packed file is damaged or cut short.' })
  }
}

/** Writes a stream into a file; the file is there when it is whole, and not before. */
export async function writeFile(file: string, content: Readable, output: NodeJS.WritableStream): Promise<void> {
  if (file === '-') return pipeline(content, output, { end: false })
  const draft = `${file}.part`
  try {
    await pipeline(content, createWriteStream(draft, { mode: 0o600, flush: true }))
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
