/**
 * Takes the page where it is asked to go: along with a followed person, or once to a place.
 *
 * Runs the rules of `follow.ts`. Nothing here moves the page unless its reader pressed a button for it.
 */
import type { Member } from '@roomful/protocol'
import { h, setText } from '../dom.js'
import { crowdOf } from '../crowd/crowd-of.js'
import { all, type Live } from '../live.js'
import { colorOf } from '../theme.js'
import { fillIn } from '../words/fill-in.js'
import { type Words } from '../words/words.js'
import { isScrollKey, NOBODY, stepFollow, type FollowEffect, type FollowEvent } from './follow.js'
import type { Located } from './locate.js'

/** [U6] Whom one follows may be told anew a moment after they were untold with others. */
const GONE_MS = 500

export interface Guide {
  /** The coloured frame. */
  readonly frame: HTMLElement
  /** Says whom one follows, with a button to stop. */
  readonly chip: HTMLElement
  /** A member was seen at this place of the window. */
  seen(id: string, at: Located): void
  members(members: readonly Member[]): void
  stop(): void
}

export function createGuide(live: Live, words: Words): Guide {
  const text = h('span', { class: 'text' })
  const chip = h(
    'div',
    { class: 'chip follow', part: 'follow', hidden: true },
    text,
    h('button', { type: 'button', onclick: () => live.following.set(undefined) }, words.stop),
  )
  const frame = h('div', { class: 'frame', 'aria-hidden': 'true', hidden: true })
  let state = NOBODY
  let name = ''
  let anchor: Element | undefined
  let cancel: (() => void) | undefined
  const feed = (event: FollowEvent): void => {
    const [next, effects] = stepFollow(state, event)
    state = next
    for (const effect of effects) carryOut(effect)
    if (live.following.get() !== state.id) live.following.set(state.id)
  }
  const carryOut = (effect: FollowEffect): void => {
    if (effect.do === 'scroll') scrollWith(anchor, effect.byPx)
    else live.notice.set({ text: fillIn(effect.what === 'gone' ? goneWords() : words.stopped, { name }) })
  }
  /** [U3] In a crowd somebody who is no longer told may still be there. */
  const goneWords = (): string => (crowdOf(live.room.get()).get() === undefined ? words.gone : words.outOfSight)
  const draw = (member: Member | undefined): void => {
    chip.hidden = frame.hidden = member === undefined
    if (member === undefined) return
    name = member.name
    for (const node of [chip, frame]) node.style.setProperty('--_color', colorOf(member.color))
    setText(text, fillIn(words.followingName, { name }))
  }
  const find = (id: string | undefined): Member | undefined =>
    live.room
      .get()
      .members.get()
      .find((member) => member.id === id)
  const abort = new AbortController()
  const steered = (event: Event): void => {
    if (
      event instanceof KeyboardEvent &&
      (!isScrollKey(event.key) ||
        event.composedPath().some((target) => target instanceof HTMLElement && target.localName.startsWith('roomful-')))
    )
      return
    feed({ type: 'steered' })
  }
  for (const type of ['wheel', 'touchmove', 'keydown'])
    document.addEventListener(type, steered, { signal: abort.signal, passive: true, capture: true })
  const undo = live.following.subscribe((id) => {
    if (id !== state.id) feed(id === undefined ? { type: 'stopped' } : { type: 'started', id })
    draw(find(id))
  })
  return {
    frame,
    chip,
    seen(id, at) {
      if (id !== state.id) return
      anchor = at.anchor
      feed({ type: 'moved', id, y: at.y, viewHeight: innerHeight, nowMs: live.clock.monotonic() })
    },
    members(members) {
      const { id } = state
      if (id === undefined) return
      const member = members.find((one) => one.id === id)
      cancel?.()
      if (member !== undefined) return draw(member)
      cancel = live.clock.after(GONE_MS, () => {
        feed({ type: 'left', id })
        draw(find(state.id))
      })
    },
    stop: all(
      undo,
      () => abort.abort(),
      () => cancel?.(),
    ),
  }
}

/** Scrolls the box that the element scrolls in, as smoothly as the reader likes it. */
export function scrollWith(anchor: Element | undefined, byPx: number): void {
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth'
  scrollerOf(anchor).scrollBy({ top: byPx, behavior })
}

function scrollerOf(anchor: Element | undefined): Element | Window {
  for (
    let at = anchor?.parentElement ?? null;
    at !== null && at !== document.body && at !== document.documentElement;
    at = at.parentElement
  ) {
    if (at.scrollHeight > at.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return window
}
