/** [E7] `chat`: the words beside somebody's pod, whole, as they stand at this moment; empty when they are gone. Not stored. */
import { cleanText, MAX_CHAT_CHARS, type Json } from '@roomful/protocol'
import type { EventRule } from '../hub/event-table.js'

export const chat: EventRule = {
  can: 'comment',
  droppable: true,
  check(data: Json) {
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'chat is an object with a text.'
    const { text, ...rest } = data as Readonly<Record<string, Json>>
    if (Object.keys(rest).length > 0) return 'chat has only the field text.'
    if (typeof text !== 'string' || text.length > MAX_CHAT_CHARS) return `text: at most ${MAX_CHAT_CHARS} characters.`
    // Relayed as it came, so it has to be clean when it comes. A space at the end is somebody about to go on.
    return cleanText(text) === text.trim() ? undefined : 'text: without control and invisible characters.'
  },
}
