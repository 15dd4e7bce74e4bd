/** All workloads, in the order of the table. Each is `{ name, title, options, quick, smoke, load, summarise }`; `smoke` is
 * false where another one already covers the same code. */
import { cursors } from './cursors.mjs'
import { fanoutPaced, fanoutSaturated } from './fanout.mjs'
import { idle, idleShown } from './idle.mjs'
import { reconnect } from './reconnect.mjs'
import { rooms } from './rooms.mjs'

export const workloads = [fanoutSaturated, fanoutPaced, rooms, ...cursors, idle, idleShown, reconnect]
