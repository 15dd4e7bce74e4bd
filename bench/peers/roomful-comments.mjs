/**
 * Roomful that keeps comments in a SQLite file, as `npx roomful` does by default. The rates are lifted that would stop a
 * generator; of moderation only what asks for pauses between comments is off: limits, words and links are looked at.
 */
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createRoomful, sqliteStore } from 'roomful'

const LIFTED = 1_000_000
const BACKLOG = 4_096
/** As long a list as sites use; none of them is in what is written. */
const WORDS = Array.from({ length: 300 }, (_, i) => `forbidden${i.toString(36)}word`)

export async function start({ secret, audience, folder }) {
  const file = await sqliteStore(join(folder, 'comments.db'))
  let storeReads = 0
  const store = {
    ...file,
    read(kind, ask) {
      storeReads += 1
      return file.read(kind, ask)
    },
  }
  const http = createServer()
  const roomful = await createRoomful({
    store,
    jwt: { secret, audience },
    guests: false,
    moderation: {
      hold: 'none',
      flood: false,
      similar: false,
      words: { refuse: WORDS.slice(0, 200), hold: WORDS.slice(200) },
      links: { refuse: ['spam.example', 'casino.example'] },
    },
    limits: {
      framesPerSecond: LIFTED,
      writesPerSecond: LIFTED,
      readsPerSecond: LIFTED,
      connectionsPerAddress: LIFTED,
      connectsPerSecond: LIFTED,
    },
  })
  roomful.attach(http)
  await new Promise((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, resolve))
  return { port: http.address().port, figures: () => ({ storeReads, rooms: roomful.figures().rooms }) }
}
