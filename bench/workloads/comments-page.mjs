/**
 * The first page of a room with a long history, asked for again and again by one reader: over the socket in three orders,
 * and as the HTML that is served without script. What the reader waits is an upper limit of what the server takes.
 */
import { createGuest, assemble } from '../wire/crowd.mjs'
import { percentile } from '../statistics.mjs'
import { makeHistory } from './history.mjs'

const ROOM = 'history'
const SORTS = ['new', 'top', 'old']
const PAGE_LIMIT = 20

const prepare = ({ folder, options }) => makeHistory(folder, ROOM, options.history)

async function load({ dialect, port, options, mark }) {
  const guest = createGuest({ who: 0, room: ROOM })
  let wrong = 0
  const counts = { first: 0 }
  const check = (page) => {
    if (page.total !== options.history || page.list.filter(({ parent }) => !parent).length !== PAGE_LIMIT) wrong += 1
  }
  await assemble({ dialect, port, guests: [guest] })
  await mark('empty', { collect: true })
  counts.firstMs = await timed(() => ask(dialect, guest, 0, { sort: SORTS[0] }).then(check))
  await mark('start', { watchLoop: true })
  const agesMs = []
  for (let i = 1; i <= options.pages; i += 1) {
    const started = performance.now()
    const page = await ask(dialect, guest, i, { sort: SORTS[i % SORTS.length], limit: PAGE_LIMIT })
    agesMs.push(performance.now() - started)
    check(page)
  }
  await mark('end')
  // So that the generator's own first request is not what is measured.
  await fetch(`http://127.0.0.1:${port}/roomful/v1/counts?room=${ROOM}`)
  const htmlMs = []
  for (let i = 0; i < options.htmlPages; i += 1) {
    htmlMs.push(await timed(() => html(port, guest).then((text) => void (text.includes('Comment 1') || (wrong += 1)))))
  }
  await mark('full', { collect: true })
  return { ...counts, agesMs, htmlMs: htmlMs.sort((a, b) => a - b), expected: 0, delivered: 0, reordered: wrong }
}

async function timed(work) {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function ask(dialect, guest, id, body) {
  return new Promise((resolve) => {
    guest.onPage = (bytes, from, to) => resolve(JSON.parse(bytes.toString('utf8', from, to)).v)
    dialect.ask(guest.connection, id, 'comments', body)
  })
}

async function html(port, { token }) {
  const answer = await fetch(`http://127.0.0.1:${port}/roomful/v1/rooms/${ROOM}/comments.html`, {
    headers: { authorization: `Bearer ${token}` },
  })
  if (answer.status !== 200) throw new Error(`comments.html: ${answer.status}`)
  return answer.text()
}

function summarise({ counts, marks }) {
  return {
    firstMs: counts.firstMs,
    htmlP50Ms: percentile(counts.htmlMs, 0.5),
    htmlP99Ms: percentile(counts.htmlMs, 0.99),
    serverMegabytes: marks.full.rss / 1e6,
    grownMegabytes: (marks.full.rss - marks.empty.rss) / 1e6,
  }
}

const base = {
  peers: { roomful: { module: 'roomful-comments', dialect: 'roomful-comments' } },
  prepare,
  load,
  summarise,
}
const smoke = { history: 200, pages: 9, htmlPages: 2 }

export const pageOfThousand = {
  ...base,
  name: 'comments-page-1k',
  title: 'First page of a room with 1,000 comments',
  options: { history: 1_000, pages: 1_500, htmlPages: 200 },
  quick: { pages: 300, htmlPages: 60 },
  smoke: false,
}

export const pageOfMany = {
  ...base,
  name: 'comments-page-100k',
  title: 'First page of a room with 100,000 comments',
  options: { history: 100_000, pages: 1_500, htmlPages: 200 },
  quick: { pages: 300, htmlPages: 60 },
  smoke,
}
