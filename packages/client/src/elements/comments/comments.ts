/**
 * `<roomful-comments>`: what people say about this page, live.
 *
 * Attributes: `for` (the path of a page or a room's id; default: this page's room), `sort` (`new`, `old` or `top`; default
 * `new`), `heading` (level of the heading, 1 to 6; default 2). What the page wrote between the tags is shown until the live
 * comments are there, and stays when the server is away. Styles it can be given: see `theme.ts`.
 */
import { all, inRoom } from '../live.js'
import { followScheme } from '../scheme.js'
import type { Mount } from '../shell.js'
import { ground } from '../theme.js'
import { h } from '../dom.js'
import { speakOfComments } from '../words/comments/comments-words.js'
import { showSection } from './section.js'
import { commentStyle } from './style.js'

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, commentStyle]
  // The page's own comments, until there is something to show in their place.
  root.replaceChildren(h('slot'))
  const stop = speakOfComments(host, (speech) => {
    const page = host.getAttribute('for')
    if (page === null || page === '') return inRoom(live, (room) => showSection({ host, root, live, speech, room }))
    const room = live.client.room(live.client.roomAt(page))
    return all(showSection({ host, root, live, speech, room, page }), room.leave)
  })
  return { stop: all(stop, followScheme(host, live.settings.theme)) }
}
