/** The events every room knows. [E4] */
import type { EventRule } from '../hub/event-table.js'
import { gather } from './gather.js'
import { reaction } from './reaction.js'

export const BUILT_IN_EVENTS: ReadonlyMap<string, EventRule> = new Map([
  ['reaction', reaction],
  ['gather', gather],
])
