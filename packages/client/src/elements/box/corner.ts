/** Which corner the box is in: the arithmetic of dropping it, and of moving it by arrow keys. Pure. */

export type Corner = 'top-right' | 'top-left' | 'bottom-right' | 'bottom-left'

/** In reading order. */
export const CORNERS: readonly Corner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right']

export function isCorner(value: unknown): value is Corner {
  return CORNERS.some((corner) => corner === value)
}

/** The corner nearest to a point of the window. */
export function nearestCorner(x: number, y: number, width: number, height: number): Corner {
  return `${y < height / 2 ? 'top' : 'bottom'}-${x < width / 2 ? 'left' : 'right'}`
}

/** The corner an arrow key leads to; undefined for any other key. */
export function cornerByKey(corner: Corner, key: string): Corner | undefined {
  const [vertical, horizontal] = corner.split('-') as ['top' | 'bottom', 'left' | 'right']
  if (key === 'ArrowUp') return `top-${horizontal}`
  if (key === 'ArrowDown') return `bottom-${horizontal}`
  if (key === 'ArrowLeft') return `${vertical}-left`
  if (key === 'ArrowRight') return `${vertical}-right`
  return undefined
}
