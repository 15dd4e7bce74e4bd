/**
 * All workloads, in the order of the table. Each is `{ name, title, options, quick, smoke, load, summarise }`; `smoke` is
 * false where another one already covers the same code. `peers`, where there is one, says who takes part and how
 * (`module` and `dialect` by the peer's name); `prepare({ folder, options })` makes what the server finds when it starts.
 */
import { comments } from './comments.mjs'
import { pageOfMany, pageOfThousand } from './comments-page.mjs'
import { commentsResume } from './comments-resume.mjs'
import { crowd } from './crowd.mjs'
import { crowdViewers } from './crowd-viewers.mjs'
import { cursors } from './cursors.mjs'
import { fanoutPaced, fanoutSaturated } from './fanout.mjs'
import { idle, idleShown } from './idle.mjs'
import { reconnect } from './reconnect.mjs'
import { rooms } from './rooms.mjs'

export const workloads = [
  ...[fanoutSaturated, fanoutPaced, rooms, ...cursors, crowd, crowdViewers, idle, idleShown, reconnect],
  ...[comments, pageOfThousand, pageOfMany, commentsResume],
]
