/** One pod: the pointer of a person, with their name. Shape and words only; where it is is the business of `pods.ts`. */
import type { Member } from '@roomful/protocol'
import { setAttribute } from '../arrange.js'
import { h, setText } from '../dom.js'
import { svg } from '../picture.js'
import { initials } from '../initials.js'
import { colorOf } from '../theme.js'

const POINTER =
  'M3.1 1.9 17.6 8.4c.9.4.8 1.7-.1 2l-5.9 1.8c-.3.1-.5.3-.6.6l-2 5.8c-.3.9-1.6 1-2 .1L1.4 3.5c-.5-1 .6-2.1 1.7-1.6z'

/** `glide`: follows a mouse. `tap`: a finger has touched here. `scroll`: what a touch screen shows, marked at the margin. */
export type PodKind = 'glide' | 'tap' | 'scroll'

export interface Pod {
  readonly node: HTMLElement
  draw(member: Member): void
  setKind(kind: PodKind): void
  /** A finger touched: a ring spreads from the place. */
  ripple(): void
}

export function createPod(): Pod {
  const face = h('span', { class: 'face' })
  const name = h('bdi', { class: 'name' })
  const pointer = svg('svg', { class: 'pointer', part: 'pointer', viewBox: '0 0 20 20' }, svg('path', { d: POINTER }))
  const ring = h('span', { class: 'ring' })
  const node = h(
    'div',
    { class: 'pod', part: 'pod' },
    ring,
    pointer,
    h('span', { class: 'label', part: 'label' }, face, name),
  )
  return {
    node,
    draw(member) {
      node.style.setProperty('--_color', colorOf(member.color))
      setAttribute(node, 'data-state', member.state)
      setAttribute(node, 'data-robot', member.robot === true)
      setText(face, initials(member.name))
      setText(name, member.name)
    },
    setKind: (kind) => setAttribute(node, 'data-kind', kind),
    ripple() {
      if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
      ring.animate(
        [
          { transform: 'scale(.3)', opacity: 0.9 },
          { transform: 'scale(2.2)', opacity: 0 },
        ],
        { duration: 650, easing: 'ease-out' },
      )
    },
  }
}
