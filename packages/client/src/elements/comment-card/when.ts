/** When something was said, as people say it. Pure but for the language's own rules. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** "5 min ago", "yesterday", then the date. Undefined for what is too fresh for a number. */
export function relativeTime(atMs: number, nowMs: number, lang: string): string | undefined {
  const ago = nowMs - atMs
  // Clocks differ: what seems to come from the future is new.
  if (ago < 0.75 * MINUTE_MS) return undefined
  const { relative } = formsOf(lang)
  if (ago < 59.5 * MINUTE_MS) return relative.format(-Math.round(ago / MINUTE_MS), 'minute')
  if (ago < 23.5 * HOUR_MS) return relative.format(-Math.round(ago / HOUR_MS), 'hour')
  if (ago < 6.5 * DAY_MS) return relative.format(-Math.round(ago / DAY_MS), 'day')
  const isThisYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear()
  return (isThisYear ? formsOf(lang).day : formsOf(lang).date).format(atMs)
}

/** Date and time to the minute. */
export function fullTime(atMs: number, lang: string): string {
  return formsOf(lang).full.format(atMs)
}

interface TimeForms {
  readonly relative: Intl.RelativeTimeFormat
  readonly day: Intl.DateTimeFormat
  readonly date: Intl.DateTimeFormat
  readonly full: Intl.DateTimeFormat
}

const forms = new Map<string, TimeForms>()

/** Making them costs a millisecond each, and a page has hundreds of times. */
function formsOf(lang: string): TimeForms {
  const known = forms.get(lang)
  if (known) return known
  const made: TimeForms = {
    relative: new Intl.RelativeTimeFormat(lang, { numeric: 'auto', style: 'short' }),
    day: new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short' }),
    date: new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short', year: 'numeric' }),
    full: new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeStyle: 'short' }),
  }
  forms.set(lang, made)
  return made
}
