/** Roomful beside a bare `node:http` server. Lines that end in `// live` are all that was added. */
import { createServer } from 'node:http'
import { createRoomful } from 'roomful' // live

const page = `<!doctype html>
<html lang="en">
<title>A bare server</title>
<h1>A bare server</h1>
<p>Open this page twice.</p>
<script type="module" src="/roomful/roomful.js"></script> <!-- live -->`

const server = createServer((request, response) => {
  if (request.url === '/hello') return response.end('Hello from the server that was here first.')
  if (request.url !== '/') return response.writeHead(404).end('Nothing here.')
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page)
})

const live = await createRoomful() // live
live.attach(server) // live

server.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
