/**
 * The demo: a Poet blog that became a room.
 *
 * The blog is in blog.js and knows nothing of Roomful. What joins the two is the import and the calls here, and the
 * tags in its views; README.md shows these lines and a test compares them.
 */
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'
import { createRoomful } from 'roomful'
import { createBlog } from './blog.js'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.ROOMFUL_DATA ?? '.data' },
    host: { type: 'string', default: process.env.HOST ?? 'localhost' },
    port: { type: 'string', default: process.env.PORT ?? '3000' },
  },
})
await mkdir(values.data, { recursive: true })

const live = await createRoomful({ database: `sqlite:${values.data}/roomful.db` })
const server = createServer(await createBlog({ comments: (page, request) => live.commentsHtml(page, { request }) }))
live.attach(server)

server.on('error', (error) => {
  const taken = error.code === 'EADDRINUSE'
  console.error(taken ? `Port ${values.port} is taken: set PORT to another one, or to 0 for any.` : error.message)
  process.exit(1)
})
server.listen({ port: Number(values.port), host: values.host, backlog: 4096 }, () => {
  const name = ['0.0.0.0', '::'].includes(values.host) ? 'localhost' : values.host
  const address = `http://${name}:${server.address().port}`
  console.log(`The blog is open: ${address}`)
  console.log(`To moderate it: ${address}/roomful/moderate#key=${live.moderatorKey('Editor')}`)
})

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    server.close()
    await live.close()
    process.exit(0)
  })
}
