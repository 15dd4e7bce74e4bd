/**
 * Roomful on a bare http server, as its documentation shows it: tokens checked, guests refused, the backlog its `attach`
 * recommends. Only the rates are lifted that would stop a generator at a single address; they are counted all the same.
 */
import { createServer } from 'node:http'
import { createRoomful } from 'roomful'

const LIFTED = 1_000_000
const BACKLOG = 4_096

export async function start({ secret, audience }) {
  const http = createServer()
  const roomful = await createRoomful({
    jwt: { secret, audience },
    guests: false,
    limits: {
      framesPerSecond: LIFTED,
      eventsPerSecond: LIFTED,
      connectionsPerAddress: LIFTED,
      connectsPerSecond: LIFTED,
    },
  })
  roomful.attach(http)
  await new Promise((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, resolve))
  return { port: http.address().port }
}
