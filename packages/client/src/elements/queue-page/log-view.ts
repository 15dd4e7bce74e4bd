/** Who decided what, when and why, the last first. [M7] */
import type { Act } from '@roomful/protocol'
import type { QueuePage } from '../../model/queue-list.js'
import { h } from '../dom.js'
import { icon } from '../picture.js'
import { fillIn } from '../words/fill-in.js'
import { isolated, longTime, shortTime, type Desk, type View } from './desk.js'
import { ICONS } from './icons.js'
import { createPaging } from './paging.js'
import { button, notice, tryAgain } from './parts.js'
import { placeOf } from './queue-item.js'

export function createLogView(desk: Desk): View {
  const { api, speech } = desk
  const { words } = speech
  let acts: readonly Act[] = []
  let more: string | undefined
  const rows = h('ol', { class: 'log', role: 'list' })
  const said = h('div', { role: 'status' }, words.loading)
  const next = button(words.more, { kind: 'quiet wide' }, () => paging.more())
  const node = h('section', { class: 'view', 'aria-label': words.tabs.log }, rows, said, next)

  const paging = createPaging<QueuePage<Act>>({
    cursor: () => more,
    ask: (cursor) => api.acts({ cursor }),
    took(page, part) {
      // What was read further down stays where the first page is only read again.
      const isSame = part === 'first' && JSON.stringify(page.list) === JSON.stringify(acts.slice(0, page.list.length))
      if (isSame && acts.length > 0) return
      acts = part === 'first' ? page.list : [...acts, ...page.list]
      more = page.more
      rows.replaceChildren(...acts.map((act) => actRow(desk, act, true)))
      next.hidden = more === undefined
      said.replaceChildren(...(acts.length === 0 ? [notice(ICONS.done, words.emptyLog)] : []))
    },
    failed(error) {
      if (acts.length > 0) desk.fail(error)
      else said.replaceChildren(tryAgain(words, paging.refresh))
    },
  })

  next.hidden = true
  paging.refresh()
  return {
    node,
    refresh: paging.refresh,
    press: () => false,
    stop: paging.stop,
  }
}

const DRAWINGS: Readonly<Record<string, string>> = {
  approve: ICONS.approve,
  reject: ICONS.reject,
  delete: ICONS.remove,
  edit: ICONS.edit,
  mute: ICONS.restrain,
  shadow: ICONS.hidden,
  ban: ICONS.restrain,
  lift: ICONS.done,
  erase: ICONS.remove,
}

/** One decision. `hasPerson`: with the way to whom it was about. */
export function actRow(desk: Desk, act: Act, hasPerson: boolean): HTMLElement {
  const { words } = desk.speech
  const { what, room, comment, person, personName = words.someoneElse, reason, atMs } = act
  const names = { moderator: isolated(act.moderatorName || words.someone), person: isolated(personName) }
  const template = Object.hasOwn(words.acts, what) ? words.acts[what] : undefined
  const drawing = DRAWINGS[what] ?? ICONS.shield
  return h(
    'li',
    {},
    h('span', { class: `tool ${toneOf(what)}`, 'aria-hidden': 'true' }, icon(drawing)),
    h(
      'div',
      {},
      h('p', {}, template === undefined ? fillIn(words.actOther, { ...names, what }) : fillIn(template, names)),
      reason !== undefined && h('p', { class: 'why', dir: 'auto' }, reason),
      h(
        'p',
        { class: 'quiet links' },
        h('time', { datetime: new Date(atMs).toISOString(), title: longTime(desk, atMs) }, shortTime(desk, atMs)),
        room !== undefined &&
          h(
            'a',
            { href: placeOf(room, comment ?? '', desk.origin), target: '_blank', rel: 'noopener' },
            h('bdi', {}, room),
          ),
        hasPerson && person !== undefined && h('a', { href: `#person=${encodeURIComponent(person)}` }, words.person),
      ),
    ),
  )
}

function toneOf(what: string): string {
  if (what === 'approve' || what === 'lift') return 'good'
  return ['reject', 'delete', 'mute', 'shadow', 'ban', 'erase'].includes(what) ? 'bad' : ''
}
