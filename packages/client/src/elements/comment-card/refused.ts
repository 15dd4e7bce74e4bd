/** What can be done with words that were refused: the same again as a new write, or back into the form they came from. */
import type { NewComment } from '../../room/comments.js'
import type { ShownComment } from '../../model/comments/overlay.js'
import type { Desk } from '../comments/desk.js'
import { textWrite } from './outcome.js'

/** What such a write holds; it was made by this page. */
interface RefusedBody extends NewComment {
  readonly text: string
}

export function sendAgain({ comments, follow }: Desk, comment: ShownComment): void {
  const write = textWrite(comment)
  if (!write) return
  const { text, parent, name, mentions, passage } = write.body as unknown as RefusedBody
  comments.discard(write.id)
  const named = mentions && { mentions }
  if (write.kind === 'comment.edit') follow(comments.edit(comment.id, text, { ...named }), { isShown: false })
  else {
    const rest = { ...(parent !== undefined && { parent }), ...(name !== undefined && { name }), ...named }
    follow(comments.add(text, { ...rest, ...(passage && { passage }) }), { isShown: false })
  }
}

/** @param change opens the comment itself to be changed */
export function takeBack(desk: Desk, comment: ShownComment, change: (text: string) => void): void {
  const write = textWrite(comment)
  if (!write) return
  const { text, parent, passage } = write.body as unknown as RefusedBody
  desk.comments.discard(write.id)
  if (write.kind === 'comment.edit') change(text)
  else desk.rewrite({ text, parent, passage })
}
