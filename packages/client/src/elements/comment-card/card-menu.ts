/** The entries of a comment's menu and what each of them does. Which there are is decided in `actions.ts`. */
import type { ShownComment } from '../../model/comments/overlay.js'
import { actionsOn, type Action } from './actions.js'
import type { Desk } from '../comments/desk.js'
import { ICONS } from '../floating/icons.js'
import type { MenuEntry } from '../floating/menu.js'
import { askReport } from '../moderate/report.js'
import { askRestraint } from '../moderate/restrain.js'

const PICTURES: Readonly<Record<Action, string>> = {
  ...ICONS,
  copyLink: ICONS.link,
  unpin: ICONS.pin,
  resolve: ICONS.check,
  reopen: ICONS.check,
}

/** What happens in the card itself. */
export interface CardActions {
  edit(): void
  remove(): void
}

export function entriesFor(desk: Desk, comment: ShownComment, card: CardActions): readonly MenuEntry[] {
  const { words } = desk.speech
  const reader = {
    isAuthor: desk.isMe(comment.author),
    canComment: desk.may('comment'),
    canModerate: desk.may('moderate'),
  }
  return actionsOn(comment, reader, desk.live.clock.now()).map((action) => ({
    label: words[action],
    icon: PICTURES[action],
    isGrave: action === 'remove' || action === 'reject' || action === 'restrain',
    run: () => run(action, desk, comment, card),
  }))
}

function run(action: Action, desk: Desk, comment: ShownComment, card: CardActions): void {
  const { comments, speech } = desk
  const { words } = speech
  const { id } = comment
  switch (action) {
    case 'edit':
    case 'remove':
      return card[action]()
    case 'copyLink':
      return copy(desk, id)
    case 'pin':
    case 'unpin':
      return desk.follow(comments.pin(id, action === 'pin'), { done: words.applied })
    case 'resolve':
    case 'reopen':
      return desk.follow(comments.resolve(id, action === 'resolve'), { done: words.applied })
    case 'approve':
      return desk.follow(comments.judge(id, 'approve'), { done: words.approved })
    case 'reject':
      return desk.follow(comments.judge(id, 'reject'), { done: words.declined })
    case 'report':
      return askReport(desk, id)
    case 'restrain':
      if (comment.author) askRestraint(desk, comment.author)
  }
}

function copy(desk: Desk, id: string): void {
  const address = new URL(desk.addressOf(id), location.href).href
  navigator.clipboard.writeText(address).then(
    () => desk.tell(desk.speech.words.copied),
    // Without the permission the address is shown where everybody knows how to copy it.
    () => location.assign(address),
  )
}
