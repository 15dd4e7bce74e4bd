/** Who said it and when: name, marks, time. The time is the link to the comment and says more to those who point at it. */
import type { ShownComment } from '../../model/comments/overlay.js'
import { setAttribute } from '../arrange.js'
import { h, setText } from '../dom.js'
import { icon } from '../picture.js'
import { isUnsent } from './actions.js'
import type { Desk } from '../comments/desk.js'
import { ICONS } from '../floating/icons.js'
import { fullTime, relativeTime } from './when.js'

export interface Byline {
  readonly node: HTMLElement
  draw(comment: ShownComment): void
  /** Time has passed. */
  tick(): void
}

export function createByline(desk: Desk): Byline {
  const { words, lang } = desk.speech
  const name = h('bdi', { class: 'name', part: 'author' })
  const tags = h('span', { class: 'tags' })
  const said = h('span')
  const full = h('span', { class: 'tip', 'aria-hidden': 'true' })
  const time = h('time', {}, said)
  const link = h('a', { class: 'time', part: 'time' }, time, full)
  const edited = h('span', { class: 'edited', hidden: true }, words.edited)
  const node = h('span', { class: 'byline' }, name, tags, link, edited)
  let shown: ShownComment | undefined

  const tick = (): void => {
    if (shown === undefined) return
    const text = relativeTime(shown.atMs, desk.live.clock.now(), lang) ?? words.justNow
    if (said.textContent === text) return
    setText(said, text)
    setAttribute(link, 'aria-label', `${text}, ${full.textContent}`)
  }
  return {
    node,
    tick,
    draw(comment) {
      const { id, author, atMs, editedMs, status } = comment
      shown = comment
      // Without a name it is the reader's own, on its way.
      setText(name, author?.name || desk.self()?.name || words.self)
      name.id = `by-${id}`
      link.id = `at-${id}`
      const iso = new Date(atMs).toISOString()
      if (time.dateTime !== iso) {
        time.dateTime = iso
        setText(full, fullTime(atMs, lang))
      }
      // What nobody else sees has no address.
      if (status === 'visible' && !isUnsent(comment)) setAttribute(link, 'href', desk.addressOf(id))
      else link.removeAttribute('href')
      edited.hidden = editedMs === undefined
      if (editedMs !== undefined) edited.title = fullTime(editedMs, lang)
      drawTags(tags, comment, desk)
      tick()
    },
  }
}

function drawTags(tags: HTMLElement, { author, pinned, resolved }: ShownComment, desk: Desk): void {
  const { words } = desk.speech
  const isOwn = desk.isMe(author)
  const wanted = [author?.verified, author?.robot, author?.role, isOwn, pinned, resolved].join()
  if (tags.dataset['for'] === wanted) return
  tags.dataset['for'] = wanted
  const mark = (kind: string, label: string, path: string): HTMLElement =>
    h('span', { class: `mark ${kind}` }, icon(path), h('span', {}, label))
  tags.replaceChildren(
    ...[
      author?.verified === true &&
        h(
          'span',
          { class: 'badge', role: 'img', 'aria-label': words.verified, title: words.verified },
          icon(ICONS.verified),
        ),
      author?.role !== undefined && h('bdi', { class: 'tag', part: 'role' }, author.role),
      author?.robot === true && h('span', { class: 'tag' }, words.robot),
      isOwn && author?.name !== '' && h('span', { class: 'tag own' }, words.you),
      pinned === true && mark('pinned', words.pinned, ICONS.pin),
      resolved === true && mark('resolved', words.resolved, ICONS.check),
    ].filter((tag) => tag !== false),
  )
}
