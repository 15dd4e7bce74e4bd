/**
 * Character references of HTML to characters: by number, and by the names of HTML 4, which cover what blogs contain.
 *
 * Decodes once, never the result again, so that `&amp;lt;` stays `&lt;`. What is not a reference stays as it is.
 */

// U+00A0 to U+00FF in order.
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
// U+0391 and U+03B1 on, in order; "-" where Greek has no capital.
const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega'
const OTHERS =
  'amp=& lt=< gt=> quot=" apos=\' OElig=Œ oelig=œ Scaron=Š scaron=š Yuml=Ÿ fnof=ƒ circ=ˆ tilde=˜ ensp=  emsp=  thinsp=  ndash=– mdash=— lsquo=‘ rsquo=’ sbquo=‚ ldquo=“ rdquo=” bdquo=„ dagger=† Dagger=‡ bull=• hellip=… permil=‰ prime=′ Prime=″ lsaquo=‹ rsaquo=› euro=€ trade=™ larr=← uarr=↑ rarr=→ darr=↓ harr=↔ lArr=⇐ rArr=⇒ hArr=⇔ forall=∀ part=∂ exist=∃ empty=∅ isin=∈ sum=∑ minus=− radic=√ infin=∞ and=∧ or=∨ cap=∩ cup=∪ int=∫ asymp=≈ ne=≠ equiv=≡ le=≤ ge=≥ loz=◊ spades=♠ clubs=♣ hearts=♥ diams=♦ check=✓ star=☆ colon=: comma=, period=. excl=! quest=? lpar=( rpar=) lsqb=[ rsqb=] num=# dollar=$ percnt=% ast=* plus=+ sol=/ bsol=\\ lowbar=_ grave=` verbar=| Tab=\t NewLine=\n'

const NAMED = new Map<string, string>([
  ...LATIN.split(' ').map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
  ...GREEK.split(' ').map((name, index) => [name, String.fromCharCode(0x3b1 + index)] as const),
  ...GREEK.split(' ').map((name, index) => [capital(name), String.fromCharCode(0x391 + index)] as const),
  ...[...OTHERS.matchAll(/(\w+)=([^])/gu)].map(([, name = '', sign = '']) => [name, sign] as const),
])

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

// What browsers make of 0x80 to 0x9F, where old editors put the typographic signs of Windows.
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const REFERENCE = /&(?:#(?:[xX]([0-9a-fA-F]{1,8})|(\d{1,8}))|([a-zA-Z][a-zA-Z0-9]{1,9}));/g

/** The text with its references decoded. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(REFERENCE, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    if (code >= 0x80 && code <= 0x9f) return WINDOWS.charAt(code - 0x80)
    const isChar = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return isChar ? String.fromCodePoint(code) : '\ufffd'
  })
}
