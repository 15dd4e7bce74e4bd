/** Finds out by its beginning what kind of file somebody gave us. */
import type { ForeignSource } from './transfer.js'

/** WordPress puts a page of advice before the first element. */
const HEAD_BYTES = 8_192

/** What `roomful import` can read. */
export type ImportSource = ForeignSource | 'roomful'

export interface DetectedFile {
  /** Undefined when it looks like nothing we know. */
  readonly source: ImportSource | undefined
  /** The whole file, its beginning too. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Looks at the first 8 KiB. */
export async function detectSource(bytes: AsyncIterable<Uint8Array>): Promise<DetectedFile> {
  const rest = bytes[Symbol.asyncIterator]()
  const seen: Uint8Array[] = []
  let size = 0
  while (size < HEAD_BYTES) {
    const next = await rest.next()
    if (next.done === true) break
    seen.push(next.value)
    size += next.value.length
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield* seen
    yield* { [Symbol.asyncIterator]: () => rest }
  }
  return { source: sourceOf(Buffer.concat(seen).subarray(0, HEAD_BYTES).toString('utf8')), bytes: whole() }
}

function sourceOf(head: string): ImportSource | undefined {
  if (/^\ufeff?\s{0,100}\{/.test(head)) return head.includes('"roomful"') ? 'roomful' : undefined
  const [, root] = /<(disqus|rss)[\s>]/.exec(head) ?? []
  if (root === 'disqus') return 'disqus'
  return root === 'rss' ? 'wordpress' : undefined
}
