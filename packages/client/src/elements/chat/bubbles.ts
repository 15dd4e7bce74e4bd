/**
 * What others write, painted: beside their pods, and in a corner of the window for those whose pod is not to be seen.
 *
 * Text only, in a box of bounded size, kept apart from what is around it whatever direction it is written in. Screen readers
 * hear it elsewhere: the boxes change with every letter.
 */
import type { Member } from '@roomful/protocol'
import { arrange, setAttribute } from '../arrange.js'
import { h, setText } from '../dom.js'
import { initials } from '../initials.js'
import type { Stage } from '../pods/stage.js'
import { colorOf } from '../theme.js'
import type { Voices } from './voices.js'

/** More at once nobody reads. */
const MAX_ASIDE = 3
const WIDTH_PX = 270
const EDGE_PX = 8
/** As long as the fade in `style.ts`. */
const FADE_MS = 350

export interface Bubbles {
  /** For those whose pod is not in the window. */
  readonly aside: HTMLElement
  draw(voices: Voices): void
  /** Pods have moved, come or gone. */
  place(): void
}

export interface BubblesOptions {
  readonly stage: Pick<Stage, 'nodeOf' | 'pointOf' | 'hold'>
  find(id: string): Member | undefined
  after(ms: number, task: () => void): void
}

export function createBubbles({ stage, find, after }: BubblesOptions): Bubbles {
  const shown = new Map<string, HTMLElement>()
  const rows = new Map<string, Row>()
  const aside = h('div', { class: 'aside', 'aria-hidden': 'true' })
  let voices: Voices = new Map()

  function bubbleOf(id: string): HTMLElement {
    const bubble = shown.get(id) ?? h('div', { class: 'says', part: 'chat', dir: 'auto' })
    shown.set(id, bubble)
    return bubble
  }
  function rowOf(id: string): Row {
    const row = rows.get(id) ?? createRow()
    rows.set(id, row)
    return row
  }
  function end(id: string): void {
    const bubble = shown.get(id)
    shown.delete(id)
    rows.delete(id)
    bubble?.toggleAttribute('data-over', true)
    after(FADE_MS, () => bubble?.remove())
  }
  function place(): void {
    const away: HTMLElement[] = []
    for (const [id, { text }] of voices) {
      const member = find(id)
      const node = stage.nodeOf(id)
      const point = stage.pointOf(id)
      const bubble = bubbleOf(id)
      if (node !== undefined && point !== undefined && isInWindow(point)) {
        if (bubble.parentNode !== node) node.append(bubble)
        turn(bubble, point)
      } else {
        bubble.remove()
        if (member === undefined) continue
        const row = rowOf(id)
        row.draw(member, text)
        away.push(row.node)
      }
    }
    arrange(aside, away.slice(-MAX_ASIDE))
  }
  return {
    aside,
    place,
    draw(next) {
      for (const id of [...shown.keys()]) if (!next.has(id)) end(id)
      voices = next
      stage.hold(voices.keys())
      for (const [id, { text }] of voices) setText(bubbleOf(id), text)
      place()
    },
  }
}

function isInWindow({ x, y }: { readonly x: number; readonly y: number }): boolean {
  return x > -EDGE_PX && x < innerWidth + EDGE_PX && y > -EDGE_PX && y < innerHeight - 3 * EDGE_PX
}

/** To the side, and upwards, where there is space for it. */
function turn(bubble: HTMLElement, { x, y }: { readonly x: number; readonly y: number }): void {
  // As it will be from now on: what has just been added is laid out by this.
  const height = bubble.offsetHeight + 52
  const sides = [x > innerWidth - WIDTH_PX && 'x', y > innerHeight - height && y > height && 'y']
  setAttribute(bubble, 'data-flip', sides.filter((side) => side !== false).join(' '))
}

interface Row {
  readonly node: HTMLElement
  draw(member: Member, text: string): void
}

function createRow(): Row {
  const face = h('span', { class: 'face' })
  const name = h('bdi', { class: 'name' })
  const words = h('span', { class: 'words', dir: 'auto' })
  const node = h('div', { class: 'voice', part: 'chat' }, face, name, words)
  return {
    node,
    draw(member, text) {
      node.style.setProperty('--_color', colorOf(member.color))
      setText(face, initials(member.name))
      setText(name, member.name)
      setText(words, text)
    },
  }
}
