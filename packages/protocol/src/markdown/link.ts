/**
 * Where an address begins and ends in a text, and which may be linked. [T10]
 *
 * A list of what is allowed, in the form in which it is allowed; everything else is no link. Nothing is decoded or repaired:
 * what a browser would have to repair (`java\tscript:`, `http:evil`, `\\host`) is refused before it gets there.
 */

/** What every link in a text says: it is somebody's words, not the site's recommendation, and its target gets no hold of the page. */
export const LINK_REL = 'nofollow ugc noopener'

/** Longer addresses break in mail and proxies, and nobody wrote them by hand. */
const MAX_HREF_CHARS = 2_048

// A host without name and password before it: `https://bank.example@evil.example` reads as the wrong place.
const WEB = /^https?:\/\/[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}_.-]*(?::\d{1,5})?(?:[/?#][^\s\p{Cc}<>"`\\]*)?$/u
// No subject, body or second reader: a link must not write a letter in somebody's name.
const MAIL = /^mailto:[\w.+-]+@[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}.-]*$/u

/** The address with its scheme in lower case, or undefined where it may not be linked. */
export function safeHref(address: string): string | undefined {
  // Lower case first: the flags `i` and `u` together would take `httpſ` for `https`.
  const href = address.replace(/^[A-Za-z]+/, (scheme) => scheme.toLowerCase())
  return href.length <= MAX_HREF_CHARS && (WEB.test(href) || MAIL.test(href)) ? href : undefined
}

// Parentheses within an address come in pairs and not within each other, so that no search runs past the second one open.
const TARGET = /\(((?:[^\s()<>"`\\]|\([^\s()<>"`\\]*\))+)\)/y
// Ends before what is Chinese or Japanese punctuation, and before a bracket that closes a link's text.
const ADDRESS = /https?:\/\/(?:[^\s<>"`\\\]\u3000-\u303f\uff01-\uff1f]|\](?!\())*/iy
const PUNCTUATION = /[.,:;!?'*~\]}’”»…]/

/** What stands in the parentheses that open here: where a link may lead to. */
export function targetAt(text: string, at: number): string | undefined {
  TARGET.lastIndex = at
  return TARGET.exec(text)?.[1]
}

/** The bare address that begins here, without the punctuation of the sentence around it. */
export function addressAt(text: string, at: number): string {
  ADDRESS.lastIndex = at
  const address = ADDRESS.exec(text)?.[0] ?? ''
  let end = address.length
  let surplus = address.split(')').length - address.split('(').length
  for (; end > 0; end--) {
    const last = address[end - 1] ?? ''
    if (last === ')' ? surplus-- <= 0 : !PUNCTUATION.test(last)) break
  }
  return address.slice(0, end)
}
