/** Dates as exports write them: ISO 8601 with or without a zone, or `YYYY-MM-DD HH:MM:SS`. Without a zone they are UTC. */

const DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i

/** Milliseconds since the epoch, or undefined for what is no date: WordPress writes `0000-00-00 00:00:00` for "not yet". */
export function dateMs(text: string | undefined): number | undefined {
  const found = text === undefined || text.length > 64 ? null : DATE.exec(text.trim())
  if (found === null) return undefined
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = '', zone = 'Z'] = found
  const parts = [year, month, day, hour, minute, second].map(Number)
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts
  const date = new Date(Date.UTC(y, mo - 1, d, h, mi, s))
  // The 31st of April would become the 1st of May, and the year 21 would become 1921.
  const isReal =
    date.getUTCFullYear() === y &&
    date.getUTCMonth() === mo - 1 &&
    date.getUTCDate() === d &&
    h < 24 &&
    mi < 60 &&
    s < 61
  if (!isReal) return undefined
  return date.getTime() + Math.floor(Number(`0.${fraction || 0}`) * 1_000) - zoneMs(zone)
}

function zoneMs(zone: string): number {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000
  return sign === '-' ? -ms : ms
}

/** The first that is a date. */
export function firstDateMs(...texts: readonly (string | undefined)[]): number | undefined {
  for (const text of texts) {
    const ms = dateMs(text)
    if (ms !== undefined) return ms
  }
  return undefined
}
