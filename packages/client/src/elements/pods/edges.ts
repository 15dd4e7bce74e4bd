/**
 * People whose place is above or below what the window shows, as chips at its edge; a click goes there.
 *
 * For the mouse only and hidden from screen readers: the list in the box offers the same to everyone, by keyboard too.
 */
import type { Member } from '@roomful/protocol'
import { arrange } from '../arrange.js'
import { h, setText } from '../dom.js'
import { icon } from '../picture.js'
import { initials } from '../initials.js'
import { colorOf } from '../theme.js'
import { fillIn } from '../words/fill-in.js'
import { plural, type Speech } from '../words/words.js'

const UP = 'M5 12l5-5 5 5'
const DOWN = 'M5 8l5 5 5-5'
/** On each edge; the others are a number. */
const MAX_CHIPS = 3

export interface Away {
  readonly member: Member
  readonly isAbove: boolean
}

export interface Edges {
  readonly up: HTMLElement
  readonly down: HTMLElement
  draw(away: readonly Away[]): void
}

export function createEdges({ words, lang }: Speech, go: (id: string) => void): Edges {
  const up = createEdge('up', UP)
  const down = createEdge('down', DOWN)

  function createEdge(side: string, path: string): { node: HTMLElement; draw(members: readonly Member[]): void } {
    const chips = new Map<string, Chip>()
    const rest = h('span', { class: 'edge rest' })
    const edge = h('div', { class: `edges ${side}`, 'aria-hidden': 'true' })
    return {
      node: edge,
      draw(members) {
        const shown = members.slice(0, MAX_CHIPS)
        for (const id of [...chips.keys()]) if (!shown.some((member) => member.id === id)) chips.delete(id)
        const nodes: HTMLElement[] = shown.map((member) => {
          const chip = chips.get(member.id) ?? createChip(path, () => go(member.id))
          chips.set(member.id, chip)
          chip.node.style.setProperty('--_color', colorOf(member.color))
          chip.node.title = fillIn(words.follow, { name: member.name })
          setText(chip.name, member.name)
          setText(chip.face, initials(member.name))
          return chip.node
        })
        const more = members.length - shown.length
        if (more > 0) setText(rest, plural(words.more, more, lang))
        arrange(edge, more > 0 ? [...nodes, rest] : nodes)
      },
    }
  }
  return {
    up: up.node,
    down: down.node,
    draw(away) {
      up.draw(away.filter(({ isAbove }) => isAbove).map(({ member }) => member))
      down.draw(away.filter(({ isAbove }) => !isAbove).map(({ member }) => member))
    },
  }
}

interface Chip {
  readonly node: HTMLButtonElement
  readonly face: HTMLElement
  readonly name: HTMLElement
}

function createChip(path: string, onclick: () => void): Chip {
  const face = h('span', { class: 'face' })
  const name = h('bdi', { class: 'name' })
  const node = h(
    'button',
    { class: 'edge', part: 'edge', type: 'button', tabindex: -1, onclick },
    icon(path),
    face,
    name,
  )
  return { node, face, name }
}
