/** Roomful beside an Express 4 app. Lines that end in `// live` are all that was added. */
import { createServer } from 'node:http'
import express from 'express'
import { createRoomful } from 'roomful' // live

const app = express()
app.use(express.json())

app.get('/', (_request, response) => {
  response.type('html').send(`<!doctype html>
<html lang="en">
<title>An Express 4 app</title>
<h1>An Express 4 app</h1>
<p>Open this page twice.</p>
<script type="module" src="/roomful/roomful.js"></script> <!-- live -->`)
})
app.post('/echo', (request, response) => {
  response.json(request.body)
})

const server = createServer(app)
const live = await createRoomful() // live
live.attach(server) // live

server.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
