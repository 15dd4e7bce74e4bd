/**
 * The glow: a soft light in the margin beside the paragraphs where people are.
 *
 * One node for each warm element, kept by its name: numbers change once a second, and a light that changes slowly is seen
 * without being looked at. Nothing here catches a click or says anything to a screen reader.
 */
import type { CrowdView, WarmPlace } from '../../room/crowd.js'
import { h, setText } from '../dom.js'
import type { Live } from '../live.js'
import type { Anchors } from '../pods/anchors.js'
import type { Layer } from '../pods/layer.js'
import { planGlow, type Band, type WarmBox } from './heat.js'

export interface Glow {
  readonly node: HTMLElement
  draw(view: CrowdView): void
  clear(): void
}

/** A box that is higher is not a place in the text but all of it. */
const MAX_SCREENS = 1.5
/** As many get their number. */
const MAX_NUMBERS = 3
/** Fewer can be counted by their pods. */
const MIN_NUMBER = 10
/** As long as the fade in `style.ts`. */
const FADE_MS = 1_200

export function createGlow({ clock }: Pick<Live, 'clock'>, layer: Layer, anchors: Anchors, lang: string): Glow {
  const node = h('div', { class: 'glow', part: 'glow' })
  // A light is not exact, and what stands beside the text must be short.
  const short = new Intl.NumberFormat(lang, { notation: 'compact', maximumFractionDigits: 1 })
  const lights = new Map<number, Light>()
  const put = (band: Band, hasNumber: boolean): void => {
    const light = lights.get(band.anchor) ?? createLight()
    if (!lights.has(band.anchor)) {
      lights.set(band.anchor, light)
      node.append(light.node)
    }
    light.draw(band, hasNumber ? short.format(band.people) : '')
  }
  const remove = (anchor: number, light: Light): void => {
    lights.delete(anchor)
    light.node.toggleAttribute('data-gone', true)
    clock.after(FADE_MS, () => light.node.remove())
  }
  return {
    node,
    draw({ warmth }) {
      const isRtl = getComputedStyle(document.body).direction === 'rtl'
      const bands = planGlow(boxesOf(warmth, anchors, layer), { width: layer.size().width, isRtl })
      const warm = new Set(bands.map(({ anchor }) => anchor))
      for (const [anchor, light] of lights) if (!warm.has(anchor)) remove(anchor, light)
      const numbered = bands.filter(({ people }) => people >= MIN_NUMBER).slice(0, MAX_NUMBERS)
      for (const band of bands) put(band, numbered.includes(band))
    },
    clear() {
      lights.clear()
      node.replaceChildren()
    },
  }
}

interface Light {
  readonly node: HTMLElement
  draw(band: Band, number: string): void
}

function createLight(): Light {
  const number = h('span', { class: 'warm' })
  const node = h('div', { class: 'light' }, number)
  return {
    node,
    draw({ x, top, width, height, heat }, text) {
      const set = (name: string, value: string): void => node.style.setProperty(name, value)
      set('transform', `translate(${(x - width / 2).toFixed(1)}px,${top.toFixed(1)}px)`)
      set('width', `${String(width)}px`)
      set('height', `${height.toFixed(1)}px`)
      set('--_heat', heat.toFixed(2))
      setText(number, text)
      number.hidden = text === '' || width < 40
    },
  }
}

/** What of the warm elements can be seen and is a place in the text, the warmest first. */
function boxesOf(warmth: readonly WarmPlace[], anchors: Anchors, layer: Layer): readonly WarmBox[] {
  const boxes: WarmBox[] = []
  for (const { anchor, people } of warmth) {
    const element = anchors.find(anchor)
    if (element === undefined || element === document.body) continue
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect()
    if (width === 0 || height === 0 || height > innerHeight * MAX_SCREENS) continue
    const from = layer.fromWindow(left, top)
    boxes.push({
      anchor,
      people,
      left: from.x,
      top: from.y,
      right: from.x + right - left,
      bottom: from.y + bottom - top,
    })
  }
  return boxes
}
