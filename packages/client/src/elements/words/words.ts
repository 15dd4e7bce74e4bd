/**
 * Picks the language and fills in what differs: numbers, plural forms, names.
 *
 * The texts themselves are in one file per language, fetched when they are needed. The few words that a count or a stack of
 * avatars needs are here in English, so that these two show at once.
 */
import type { Words } from './english.js'

export type { Words } from './english.js'

/** Plural forms by CLDR category; `other` is always there. */
export type Forms = Readonly<Record<string, string>> & { readonly other: string }

const tables: Tables<Words> = {
  en: () => import('./english.js'),
  ar: () => import('./arabic.js'),
  de: () => import('./german.js'),
  es: () => import('./spanish.js'),
  fr: () => import('./french.js'),
}

/** The words of count and stack. */
export interface Brief {
  readonly people: Forms
  readonly connections: Forms
  readonly active: Forms
  readonly offline: string
  readonly more: Forms
}

export const brief: Brief = {
  people: { one: '# person here', other: '# people here' },
  connections: { one: '# connection', other: '# connections' },
  active: { one: '# person active', other: '# people active' },
  offline: 'Offline',
  more: { other: '+#' },
}

/** Words in one language, and the language's code for numbers and plurals. */
export interface Speech<W = Words> {
  readonly lang: string
  readonly words: W
}

/** The language of the place in the page, else of the page, else of the browser. */
function langOf(host: Element): string {
  let at = host
  // Out of the shadow roots: our own elements stand in each other's.
  while (at.closest('[lang]') === null && at.getRootNode() instanceof ShadowRoot)
    at = (at.getRootNode() as ShadowRoot).host
  const stated = at.closest('[lang]')?.getAttribute('lang') ?? ''
  try {
    return Intl.getCanonicalLocales(stated === '' ? navigator.language : stated)[0] ?? 'en'
  } catch {
    // A page may say lang="en_US" or worse; a wrong code must not cost it the elements.
    return 'en'
  }
}

/** Where the words of each language are, by its code; `en` is always there. */
export type Tables<W> = Readonly<Record<string, () => Promise<{ readonly words: W }>>>

/** Calls `use` with all words for `host` once they are there: its language, else English. Returns how to call it off. */
export function speakFrom<W>(tables: Tables<W>, host: Element, use: (speech: Speech<W>) => () => void): () => void {
  const lang = langOf(host)
  const known = lang.slice(0, 2).toLowerCase()
  const isKnown = Object.hasOwn(tables, known)
  let stop: (() => void) | undefined
  let isStopped = false
  const load = tables[isKnown ? known : 'en']
  // Without the words there is nothing to show: the server is away, and the page stays as it is.
  load?.().then(
    ({ words }) => {
      if (!isStopped) stop = use({ lang: isKnown ? lang : 'en', words })
    },
    () => undefined,
  )
  return () => {
    isStopped = true
    stop?.()
  }
}

/** The same with the words that nearly every element needs. */
export function speak(host: Element, use: (speech: Speech) => () => void): () => void {
  return speakFrom(tables, host, use)
}

/** The same for what needs few words: at once where English is spoken. */
export function speakBriefly(host: Element, use: (speech: Speech<Brief>) => () => void): () => void {
  const lang = langOf(host)
  const known = lang.slice(0, 2).toLowerCase()
  return known === 'en' || !Object.hasOwn(tables, known)
    ? use({ lang: known === 'en' ? lang : 'en', words: brief })
    : speak(host, use)
}

/** The plural form for a number: an exact one (`0=`), else the language's. */
export function pluralForm(forms: Forms, count: number, lang: string): string {
  return forms[String(count)] ?? forms[new Intl.PluralRules(lang).select(count)] ?? forms.other
}

/** A sentence with a number, in the language's digits and plural form. */
export function plural(forms: Forms, count: number, lang: string): string {
  return pluralForm(forms, count, lang).replace('#', digits(count, lang))
}

/** A number as the language writes it. */
export function digits(count: number, lang: string): string {
  return new Intl.NumberFormat(lang).format(count)
}

/**
 * Reads the `label` attribute: `one=# reader|other=# readers|0=nobody yet`. Without an equals sign it is one form for all.
 * Forms are CLDR plural categories or exact numbers; `#` stands for the number.
 */
export function parseForms(label: string): Forms {
  const forms = new Map<string, string>()
  for (const piece of label.split('|')) {
    const match = /^\s*(zero|one|two|few|many|other|\d+)\s*=\s*(.*?)\s*$/s.exec(piece)
    if (match?.[1] === undefined) forms.set('other', piece.trim())
    else forms.set(match[1], match[2] ?? '')
  }
  return { ...Object.fromEntries(forms), other: forms.get('other') ?? [...forms.values()].at(-1) ?? '#' }
}
