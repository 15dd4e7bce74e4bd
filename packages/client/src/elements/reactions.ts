/**
 * `<roomful-reactions>`: six buttons whose pictures burst over everyone's page, at the words they are about.
 *
 * Not stored, and open to readers who are not seen. The bursts themselves are painted by `<roomful-pods>`.
 */
import { h, sheet } from './dom.js'
import { all, inRoom, watch, type Live } from './live.js'
import { EMOJI, FULL, takeOne } from './reaction-rules.js'
import { followScheme } from './scheme.js'
import type { Mount } from './shell.js'
import { ground } from './theme.js'
import { speak, type Speech } from './words/words.js'

const style = sheet(`
:host { display: inline-block; font: 14px/1 var(--_font); color: var(--_text) }
[part=bar] { display: flex; gap: 2px; justify-content: space-between }
button { appearance: none; border: 0; background: none; margin: 0; padding: 0; inline-size: 44px; block-size: 42px; border-radius: 12px; cursor: pointer; display: grid; place-items: center;
  font: 22px/1 "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif; transition: background .15s, transform .15s cubic-bezier(.3, 1.6, .5, 1); touch-action: manipulation }
button:hover { background: var(--_raised); transform: translateY(-2px) scale(1.12) }
button:active { transform: scale(.88) }
button[aria-disabled=true] { filter: grayscale(1); opacity: .5; cursor: default }
@media (pointer: coarse) { button { block-size: 44px } }
`)

export const mount: Mount = (host, root, live) => {
  root.adoptedStyleSheets = [ground, style]
  return { stop: speak(host, (speech) => build(host, root, live, speech)) }
}

function build(host: HTMLElement, root: ShadowRoot, live: Live, speech: Speech): () => void {
  const { words } = speech
  let allowance = FULL
  const react = (emoji: string): void => {
    const next = takeOne(allowance, live.clock.monotonic())
    const room = live.room.get()
    if (next === undefined || !room.can.get().has('react')) return
    allowance = next
    const place = live.here.current?.()
    live.burst.set({ emoji, place, ref: undefined })
    void room.send(
      'reaction',
      { emoji, ...(place === undefined ? {} : { mode: place.mode, anchor: place.anchor, place: place.place }) },
      { ack: false },
    )
  }
  const buttons = EMOJI.map((emoji, index) =>
    h(
      'button',
      {
        type: 'button',
        part: 'reaction',
        'aria-label': words.reactions[index] ?? emoji,
        title: words.reactions[index] ?? emoji,
        onclick: () => react(emoji),
      },
      emoji,
    ),
  )
  root.replaceChildren(h('div', { part: 'bar', role: 'group', 'aria-label': words.react }, ...buttons))
  return all(
    followScheme(host, live.settings.theme),
    inRoom(live, (room) =>
      watch(room.can, (can) => {
        for (const one of buttons) one.setAttribute('aria-disabled', String(!can.has('react')))
      }),
    ),
  )
}
