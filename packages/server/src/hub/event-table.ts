/** Which events a room knows: built-in ones, and the host's own. [E4] Not here: what happens to an accepted event. */
import type { Grant, Json } from '@roomful/protocol'

/** How one event behaves. */
export interface EventRule {
  /** The grant it needs. */
  readonly can: Grant
  /** [E5] Whether a slow reader may go without it. */
  readonly droppable: boolean
  /** Returns what is wrong with the data, or undefined. Must not throw. */
  readonly check?: (data: Json) => string | undefined
}

/** Finds the rule of an event; undefined for a name that does not exist. */
export type EventTable = (name: string) => EventRule | undefined

const OPEN_RULE: EventRule = { can: 'send', droppable: false }

/** With `declared` only those names exist (and the built-in ones); without, any name does. */
export function createEventTable(
  builtIn: ReadonlyMap<string, EventRule>,
  declared: ReadonlyMap<string, EventRule> | undefined,
): EventTable {
  return (name) => builtIn.get(name) ?? (declared ? declared.get(name) : OPEN_RULE)
}
