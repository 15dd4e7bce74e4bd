/** A few overlapping avatars and "+N": the shortest way to say who is here. Nodes are kept by id, so a reload does not flicker. */
import type { Member } from '@roomful/protocol'
import { avatar } from './avatar.js'
import { arrange, h, setText } from './dom.js'

export const stackStyle = `
.stack { display: flex; align-items: center; padding: 0; margin: 0 }
.stack .avatar { box-shadow: 0 0 0 2px var(--_surface); transition: margin .25s, opacity .25s, transform .25s, filter .3s }
.stack .avatar + .avatar, .stack .avatar + .extra { margin-inline-start: calc(var(--_size, 28px) * -.28) }
.stack .extra { display: grid; place-items: center; min-inline-size: var(--_stack-size, 28px); block-size: var(--_stack-size, 28px); padding-inline: 5px; border-radius: 999px;
  background: var(--_raised); color: var(--_text); box-shadow: 0 0 0 2px var(--_surface); font: 600 11px/1 var(--_font); font-variant-numeric: tabular-nums; position: relative }
@starting-style { .stack .avatar { opacity: 0; transform: scale(.6) } }
`

export interface Stack {
  readonly node: HTMLElement
  draw(members: readonly Member[], max: number, extra: (count: number) => string): void
}

export function createStack(): Stack {
  const node = h('span', { class: 'stack', 'aria-hidden': 'true' })
  const extraNode = h('span', { class: 'extra', part: 'more' })
  const byId = new Map<string, HTMLElement>()
  return {
    node,
    draw(members, max, extra) {
      const shown = members.slice(0, members.length === max + 1 ? max + 1 : max)
      const wanted: HTMLElement[] = shown.map((member) => {
        const made = avatar(member, byId.get(member.id))
        byId.set(member.id, made)
        return made
      })
      const keep = new Set(shown.map((member) => member.id))
      for (const id of [...byId.keys()]) if (!keep.has(id)) byId.delete(id)
      if (members.length > shown.length) {
        setText(extraNode, extra(members.length - shown.length))
        wanted.push(extraNode)
      }
      arrange(node, wanted)
    },
  }
}

const RANK = { here: 0, idle: 1, away: 2 } as const

/** Who stands first: people who are here before those who are away, otherwise as they came, so that nobody jumps about. */
export function byPresence(members: readonly Member[]): readonly Member[] {
  return members
    .map((member, index) => ({ member, index }))
    .sort((a, b) => RANK[a.member.state] - RANK[b.member.state] || a.index - b.index)
    .map(({ member }) => member)
}
