/** Paints reactions on the layer: they rise from the place they are about and are gone. Nothing of them is kept. */
import { h } from '../dom.js'
import { BURST_MS, planBurst, type Piece } from './burst-plan.js'
import type { Point } from './locate.js'

export function createBursts(layer: HTMLElement): (emoji: string, at: Point) => void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  let flying = 0
  let turn = 0
  return (emoji, at) => {
    for (const piece of planBurst(flying, turn++, calm.matches)) {
      const node = h('span', { class: 'burst' }, emoji)
      layer.append(node)
      flying++
      const end = (): void => {
        flying--
        node.remove()
      }
      node
        .animate(calm.matches ? fade(at) : rise(at, piece), {
          duration: BURST_MS,
          delay: piece.delayMs,
          easing: 'cubic-bezier(.16,.8,.4,1)',
          fill: 'backwards',
        })
        .finished.then(end, end)
    }
  }
}

function rise({ x, y }: Point, { dx, dy, scale, turnDeg }: Piece): Keyframe[] {
  const at = (part: number, lift: number, size: number): string =>
    `translate(${String(x + dx * part)}px,${String(y + dy * part - lift)}px) scale(${String(scale * size)}) rotate(${String(turnDeg * part)}deg)`
  return [
    { transform: at(0, 0, 0.2), opacity: 0 },
    { transform: at(0.35, 6, 1.15), opacity: 1, offset: 0.16 },
    { transform: at(0.85, 20, 1), opacity: 1, offset: 0.6 },
    { transform: at(1, 44, 0.85), opacity: 0 },
  ]
}

function fade({ x, y }: Point): Keyframe[] {
  const transform = `translate(${String(x)}px,${String(y)}px)`
  return [
    { transform, opacity: 0 },
    { transform, opacity: 1, offset: 0.15 },
    { transform, opacity: 1, offset: 0.7 },
    { transform, opacity: 0 },
  ]
}
