/** A person as a small round picture: initials on their colour, or the picture that the site vouches for, and their state. */
import type { Member } from '@roomful/protocol'
import { setAttribute } from './arrange.js'
import { h, setText } from './dom.js'
import { initials } from './initials.js'
import { colorOf } from './theme.js'

/** Styles of `avatar`; `--_size` is its diameter. */
export const avatarStyle = `
.avatar { --_size: 32px; position: relative; display: grid; place-items: center; inline-size: var(--_size); block-size: var(--_size); border-radius: 50%;
  background: var(--_color); color: #fff; font: 650 calc(var(--_size) * .38)/1 var(--_font); letter-spacing: .01em; flex: none; user-select: none;
  transition: filter .3s, opacity .3s }
.avatar img { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; border-radius: 50%; object-fit: cover }
.avatar::after { content: ""; position: absolute; inset-inline-end: -1px; inset-block-end: -1px; inline-size: calc(var(--_size) * .3); block-size: calc(var(--_size) * .3);
  border-radius: 50%; background: var(--_live); box-shadow: 0 0 0 2px var(--_surface); box-sizing: border-box }
.avatar[data-state=idle]::after { background: linear-gradient(90deg, light-dark(#b45309, #fbbf24) 50%, var(--_surface) 50%); border: 1.5px solid light-dark(#b45309, #fbbf24) }
.avatar[data-state=away]::after { background: var(--_surface); border: 1.5px solid var(--_muted) }
.avatar[data-state=away] { filter: saturate(.35); opacity: .75 }
.avatar[data-robot] { border-radius: 30% }
@media (forced-colors: active) { .avatar { border: 1px solid CanvasText; forced-color-adjust: none } }
`

/** Makes or updates an avatar. It says nothing to screen readers: the name stands beside it or in its label. */
export function avatar(member: Member, existing?: HTMLElement): HTMLElement {
  const made = existing ?? h('span', { class: 'avatar', part: 'avatar', 'aria-hidden': 'true' }, h('span'))
  made.style.setProperty('--_color', colorOf(member.color))
  setAttribute(made, 'data-state', member.state)
  setAttribute(made, 'data-robot', member.robot === true)
  const [letters] = made.children
  if (letters !== undefined) setText(letters, initials(member.name))
  const picture = made.querySelector('img')
  if (member.avatar === undefined) picture?.remove()
  else if (picture?.getAttribute('src') !== member.avatar) {
    picture?.remove()
    const img = h('img', {
      src: member.avatar,
      alt: '',
      loading: 'lazy',
      referrerpolicy: 'no-referrer',
      draggable: 'false',
      onerror: () => img.remove(),
    })
    made.append(img)
  }
  return made
}
