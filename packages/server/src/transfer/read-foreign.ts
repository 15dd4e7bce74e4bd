/** The reader for each system whose files can be read. */
import { readDisqus } from './disqus.js'
import type { ForeignSource, ImportedComment, OnNote } from './transfer.js'
import { readWordpress } from './wordpress.js'

/** Comments of a file, parents first. Holds no more than ids, whatever the size of the file. */
export type ForeignReader = (bytes: AsyncIterable<Uint8Array>, note?: OnNote) => AsyncGenerator<ImportedComment>

export const FOREIGN_READERS: Readonly<Record<ForeignSource, ForeignReader>> = {
  disqus: readDisqus,
  wordpress: readWordpress,
}
