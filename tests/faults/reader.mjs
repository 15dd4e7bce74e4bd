/** A program that joins a room and reads, once or several times; a test stops and continues its process. Uses the stranger's client. */
import { join } from '../conformance/stranger.mjs'

const [url, room, count = '1'] = process.argv.slice(2)
for (let reader = 0; reader < Number(count); reader++)
  join(url, room, { on: (what) => what === 'joined' && console.log('joined') })
