/** A program that joins a room and reads; a test stops and continues its process. Uses the stranger's client. */
import { join } from '../conformance/stranger.mjs'

const [url, room] = process.argv.slice(2)
join(url, room, { on: (what) => what === 'joined' && console.log('joined') })
