/** Asks a moderator what is to happen to a person, for how long, and why. [M5] */
import type { CommentAuthor } from '@roomful/protocol'
import type { Restraint } from '../../room/moderation.js'
import { h } from '../dom.js'
import { fillIn } from '../words/fill-in.js'
import { choices, line, openDialog } from '../floating/dialog.js'
import type { Desk } from '../comments/desk.js'

/** In the order of `words.periods`; the last is for good. */
const PERIODS = [60, 1_440, 10_080, 43_200, undefined] as const
const MAX_REASON_CHARS = 300

export function askRestraint(desk: Desk, { id, name }: CommentAuthor): void {
  const { words } = desk.speech
  const title = fillIn(words.restrainTitle, { name })
  const periods = h(
    'select',
    { name: 'period', class: 'select' },
    ...words.periods.map((label, index) => h('option', { value: index, selected: index === 1 }, label)),
  )
  openDialog(desk.root, {
    title,
    body: [
      choices(
        'what',
        title,
        [
          { value: 'mute', label: words.mute, more: words.muteMore },
          { value: 'shadow', label: words.shadow, more: words.shadowMore },
          { value: 'ban', label: words.ban, more: words.banMore },
          { value: 'none', label: words.lift, more: words.liftMore },
        ],
        true,
      ),
      h('label', { class: 'line' }, h('span', {}, words.howLong), periods),
      line('reason', words.reason, MAX_REASON_CHARS),
    ],
    cancel: words.cancel,
    done: words.apply,
    isGrave: true,
    submit(read) {
      const minutes = PERIODS[Number(read('period'))]
      const what = read('what') as Restraint
      const write = desk.moderation.restrain(id, what, {
        reason: read('reason'),
        ...(minutes === undefined || what === 'none' ? {} : { minutes }),
      })
      desk.follow(write, { done: words.applied })
    },
  })
}
