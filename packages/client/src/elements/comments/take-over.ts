/**
 * Takes the place of the comments that the page came with, so that nobody who is already reading or writing notices.
 *
 * The page's own markup stays in the element, unseen: what somebody has typed into its form, the focus, and the place on the
 * screen are handed on. Ids are those of the server's page: `comment-<id>`.
 */
import type { Drafts } from '../compose/drafts.js'
import { scrollBy } from './keep-place.js'

export interface Markup {
  /** Hands over what was typed: to be called before the forms are made. */
  drafts(drafts: Drafts): { readonly name: string } | undefined
  /** Runs `show`, which puts the section in place of the markup, and then stands where it stood. */
  replaceBy(show: () => void, find: (id: string) => HTMLElement | undefined): void
}

/** As the server prints them. */
const COMMENT = 'article[id^="comment-"]'

/** An element that is moved within its page has shown something newer meanwhile. */
const taken = new WeakSet<HTMLElement>()

/** What the page wrote between the tags; undefined where it wrote nothing, or its place has been taken before. */
export function markupIn(host: HTMLElement): Markup | undefined {
  if (host.textContent?.trim() === '' || taken.has(host)) return undefined
  return {
    drafts(drafts) {
      const field = host.querySelector<HTMLTextAreaElement>('textarea[name=text]')
      const form = field?.form
      if (!field || !form) return undefined
      const parent = form.querySelector<HTMLInputElement>('input[name=parent]')?.value
      if (field.value.trim() !== '')
        drafts.set(parent === undefined ? 'new' : `answer ${parent}`, { text: field.value, mentions: [] })
      const name = form.querySelector<HTMLInputElement>('input[name=name]')?.value.trim()
      return name === undefined || name === '' ? undefined : { name }
    },
    replaceBy(show, find) {
      taken.add(host)
      const read = inFocus(host.querySelectorAll(COMMENT))
      const before = (read ?? host).getBoundingClientRect()
      const active = document.activeElement
      const focused = active !== null && host.contains(active) && active !== host ? active : undefined
      show()
      const now = read && find(idOf(read))
      if (now) scrollBy(host, now.getBoundingClientRect().top - before.top)
      // Read past already: what comes after it stays.
      else if (before.bottom <= 0) scrollBy(host, host.getBoundingClientRect().bottom - before.bottom)
      const card = focused?.closest(COMMENT)
      if (card) find(idOf(card))?.focus({ preventScroll: true })
      else if (focused instanceof HTMLTextAreaElement) {
        const field = host.shadowRoot?.querySelector<HTMLTextAreaElement>('.composer textarea')
        field?.focus({ preventScroll: true })
        field?.setSelectionRange(focused.selectionStart, focused.selectionEnd)
      }
    },
  }
}

/** The comment nearest to where people look. Those of the page are not as tall as ours, so only one can stay where it was. */
function inFocus(all: Iterable<Element>): Element | undefined {
  const distance = (each: Element): number => {
    const { top, bottom, height } = each.getBoundingClientRect()
    const isInView = height > 0 && bottom > 0 && top < innerHeight
    return isInView ? Math.abs((top + bottom) / 2 - innerHeight / 2) : Infinity
  }
  const nearest = [...all].sort((a, b) => distance(a) - distance(b))[0]
  return nearest && distance(nearest) < Infinity ? nearest : undefined
}

function idOf({ id }: Element): string {
  return id.slice('comment-'.length)
}
