/** [E7] `typing`: somebody is writing a comment, in a thread or of its own. Not stored, droppable; shown for a few seconds. */
import type { Json } from '@roomful/protocol'
import type { EventRule } from '../hub/event-table.js'

const MAX_COMMENT_ID_CHARS = 64

export const typing: EventRule = {
  can: 'comment',
  droppable: true,
  check(data: Json) {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'typing is an object, {} at least.'
    const { thread, ...rest } = data as Readonly<Record<string, Json>>
    if (Object.keys(rest).length > 0) return 'typing has only the field thread.'
    const isSound = thread === undefined || (typeof thread === 'string' && thread.length <= MAX_COMMENT_ID_CHARS)
    return isSound ? undefined : 'thread: the id of a comment.'
  },
}
