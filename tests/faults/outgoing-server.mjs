/** A server for tests that kill it: takes its options as JSON, believes everybody, and may be told that it is later than it is. */
import { createRoomful } from 'roomful'

const { aheadMs, ...options } = JSON.parse(process.argv[2] ?? '{}')

const clock = {
  now: () => Date.now() + aheadMs,
  monotonic: () => Math.round(performance.now()),
  after(ms, task) {
    const timer = setTimeout(() => task(), ms)
    return () => clearTimeout(timer)
  },
  every(ms, task) {
    const timer = setInterval(() => task(), ms)
    return () => clearInterval(timer)
  },
  soon: (task) => void setImmediate(() => task()),
}

const live = await createRoomful({
  ...options,
  clock,
  guests: false,
  authorize: ({ request }) => ({ id: request.headers['x-person'], name: 'Somebody', can: ['see', 'comment'] }),
  moderation: { flood: false, similar: false },
})
const { url } = await live.listen(0, '127.0.0.1')
console.log(url)
