/** The events every room knows. [E4] */
import type { EventRule } from '../hub/event-table.js'
import { chat } from './chat.js'
import { gather } from './gather.js'
import { reaction } from './reaction.js'
import { select } from './select.js'
import { typing } from './typing.js'

/** [V5] Only the server says it. */
const state: EventRule = { can: 'state', droppable: false, check: () => 'state: write it instead.' }

export const BUILT_IN_EVENTS: ReadonlyMap<string, EventRule> = new Map([
  ['reaction', reaction],
  ['gather', gather],
  ['typing', typing],
  ['chat', chat],
  ['select', select],
  ['state', state],
])
