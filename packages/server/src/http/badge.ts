/** A room's number as a picture, for pages and READMEs that run no script. [N3] */

/** Longer labels would be a way to paint text on other people's pages; shorter ones do not name a room. */
const MAX_LABEL_CHARS = 24
const DEFAULT_LABEL = 'here now'

/** Average width of 11 px system fonts, in tenths of a pixel: guessed once here, then fixed by `textLength`. */
const NARROW = 33
const NORMAL = 62
const WIDE = 98
/** The number is set in bold. */
const BOLD = 1.2
const FULL_WIDTH = 110

/** An SVG that reads well on light and dark pages. `label` is any text; it is cut and escaped here. */
export function badgeSvg(people: number, label: string | undefined): string {
  const text = cleanLabel(label)
  const number = compact(people)
  const labelWidth = widthOf(text)
  const textWidth = Math.ceil(widthOf(number) * BOLD)
  const numberWidth = Math.max(9, textWidth)
  const left = 24 + labelWidth + 8
  const width = left + numberWidth + 16
  const dot = people > 0 ? '#2ecc8f' : '#8b93a7'
  const title = `${escapeXml(text)}: ${people}`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="22" viewBox="0 0 ${width} 22" role="img" aria-labelledby="t">
<title id="t">${title}</title>
<defs><clipPath id="r"><rect width="${width}" height="22" rx="11"/></clipPath></defs>
<g clip-path="url(#r)"><path fill="#2b3042" d="M0 0h${left}v22H0z"/><path fill="#5b5bd6" d="M${left} 0h${width - left}v22H${left}z"/></g>
<rect x=".5" y=".5" width="${width - 1}" height="21" rx="10.5" fill="none" stroke="#fff" stroke-opacity=".16"/>
<circle cx="14" cy="11" r="6" fill="${dot}" fill-opacity=".25"/><circle cx="14" cy="11" r="3.5" fill="${dot}"/>
<g fill="#fff" font-family="system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif" font-size="11">
<text x="24" y="15" textLength="${labelWidth}" fill-opacity=".92">${escapeXml(text)}</text>
<text x="${left + 8 + (numberWidth - textWidth) / 2}" y="15" textLength="${textWidth}" font-weight="600">${number}</text>
</g>
</svg>
`
}

function cleanLabel(label: string | undefined): string {
  const plain = (label ?? '').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
  return [...plain].slice(0, MAX_LABEL_CHARS).join('').trim() || DEFAULT_LABEL
}

/** 999, 1.2k, 34k: a badge has no place for more digits; the title holds the whole number. */
function compact(people: number): string {
  if (people < 1_000) return String(people)
  const thousands = people / 1_000
  return `${thousands < 10 ? Math.floor(thousands * 10) / 10 : Math.floor(thousands)}k`
}

function widthOf(text: string): number {
  let tenths = 0
  for (const sign of text) tenths += signWidth(sign)
  return Math.ceil(tenths / 10)
}

function signWidth(sign: string): number {
  if ((sign.codePointAt(0) ?? 0) >= 0x1100) return FULL_WIDTH
  if (/[ijlI.,:;'|! ]/.test(sign)) return NARROW
  return /[A-Zmw@%&]/.test(sign) ? WIDE : NORMAL
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
