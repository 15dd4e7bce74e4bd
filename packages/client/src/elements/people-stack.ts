/** A few overlapping avatars and "+N": the shortest way to say who is here. Nodes are kept by id, so a reload does not flicker. */
import type { Member } from '@roomful/protocol'
import { avatar } from './avatar.js'
import { arrange } from './arrange.js'
import { h, setText } from './dom.js'

/** State is a ring here: the dots of single avatars would be covered by the next one. */
export const stackStyle = `
.stack { display: flex; align-items: center; padding: 0; margin: 0 }
.stack .avatar { --_ring: var(--_live); box-shadow: 0 0 0 1.5px var(--_surface), 0 0 0 3px var(--_ring); margin-inline: 3px; transition: opacity .25s, transform .25s, filter .3s }
.stack .avatar::after { display: none }
.stack .avatar[data-state=idle] { --_ring: light-dark(#b45309, #fbbf24) } .stack .avatar[data-state=away] { --_ring: var(--_line) }
.stack > .avatar + .avatar { margin-inline-start: -5px } .stack > .avatar + .extra { margin-inline-start: 1px }
.stack .extra { display: grid; place-items: center; min-inline-size: 28px; block-size: 28px; padding-inline: 5px; border-radius: 999px; position: relative;
  background: var(--_raised); color: var(--_text); box-shadow: 0 0 0 1.5px var(--_surface); font: 600 11px/1 var(--_font); font-variant-numeric: tabular-nums }
@starting-style { .stack .avatar { opacity: 0; transform: scale(.6) } }
`

export interface Stack {
  readonly node: HTMLElement
  /** @param total how many there are, where `members` are only some of them */
  draw(members: readonly Member[], max: number, extra: (count: number) => string, total?: number): void
}

export function createStack(): Stack {
  const node = h('span', { class: 'stack', 'aria-hidden': 'true' })
  const extraNode = h('span', { class: 'extra', part: 'more' })
  const byId = new Map<string, HTMLElement>()
  return {
    node,
    draw(members, max, extra, total = members.length) {
      const shown = members.slice(0, total === max + 1 ? max + 1 : max)
      const wanted: HTMLElement[] = shown.map((member) => {
        const made = avatar(member, byId.get(member.id))
        byId.set(member.id, made)
        return made
      })
      const keep = new Set(shown.map((member) => member.id))
      for (const id of [...byId.keys()]) if (!keep.has(id)) byId.delete(id)
      if (total > shown.length) {
        setText(extraNode, extra(total - shown.length))
        wanted.push(extraNode)
      }
      arrange(node, wanted)
    },
  }
}
