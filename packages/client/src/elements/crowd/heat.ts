/**
 * Where the margin glows, and how warm: from boxes of warm paragraphs to bands beside them. Pure.
 *
 * Bands of one column stand in one line, however far its lists and quotes are set in, so that together they are one glow.
 */

/** A warm element, on the layer. */
export interface WarmBox {
  readonly anchor: number
  readonly people: number
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** A piece of the glow. */
export interface Band {
  readonly anchor: number
  readonly people: number
  readonly top: number
  readonly height: number
  /** The middle of the glow. */
  readonly x: number
  readonly width: number
  /** 0 to 1. */
  readonly heat: number
}

export interface Column {
  /** Width of the layer. */
  readonly width: number
  /** Text begins at the right. */
  readonly isRtl: boolean
}

/** Set in by no more than this, it is still the same column. */
const INDENT_PX = 96
/** From the text to the middle of the glow, where there is room. */
const AWAY_PX = 32
const WIDTH_PX = 80
/** Less margin, and the glow is at the edge of the window. */
const MARGIN_PX = 40
const EDGE_WIDTH_PX = 36
/** A line of text is too short for a soft end above and below. */
const MIN_HEIGHT_PX = 44
/** So many people on one paragraph glow as warm as it gets. */
const HOTTEST_PEOPLE = 400

/** How warm it is where `people` are, when the warmest place has `most`. */
export function heatOf(people: number, most: number): number {
  const share = Math.sqrt(people / Math.max(1, most))
  const size = 0.4 + 0.6 * Math.min(1, Math.log(1 + most) / Math.log(1 + HOTTEST_PEOPLE))
  return Math.min(1, share * size)
}

export function planGlow(boxes: readonly WarmBox[], { width, isRtl }: Column): readonly Band[] {
  const most = Math.max(1, ...boxes.map(({ people }) => people))
  const edges = edgesOf(boxes, isRtl)
  return boxes.map((box) => {
    const edge = edges.get(box) ?? 0
    const margin = isRtl ? width - edge : edge
    const isBeside = margin >= MARGIN_PX
    const away = isBeside ? Math.min(AWAY_PX, margin / 2) : margin
    const height = Math.max(MIN_HEIGHT_PX, box.bottom - box.top)
    return {
      anchor: box.anchor,
      people: box.people,
      top: (box.top + box.bottom - height) / 2,
      height,
      x: isRtl ? edge + away : edge - away,
      width: isBeside ? WIDTH_PX : EDGE_WIDTH_PX,
      heat: heatOf(box.people, most),
    }
  })
}

/** Where each box's column begins. */
function edgesOf(boxes: readonly WarmBox[], isRtl: boolean): ReadonlyMap<WarmBox, number> {
  // Measured from the side where lines begin.
  const inset = (box: WarmBox): number => (isRtl ? -box.right : box.left)
  const edges = new Map<WarmBox, number>()
  let column = Number.NEGATIVE_INFINITY
  for (const box of [...boxes].sort((a, b) => inset(a) - inset(b))) {
    if (inset(box) - column > INDENT_PX) column = inset(box)
    edges.set(box, isRtl ? -column : column)
  }
  return edges
}
