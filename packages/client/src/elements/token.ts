/**
 * Who the visitor is: a moderator's key on this device, else what the site says at the address it names. Loaded only where
 * there is one of these.
 */
import { browserEnvironment } from '../platform/browser.js'
import type { Environment } from '../platform/environment.js'
import { forgetKey, keptKey } from './moderator-key.js'

/** Keys that were sent before. Asked again, the server did not want them: whoever has one is a visitor like others then. */
const sent = new Set<string>()

/** [I6] Undefined: a guest. */
export async function ownToken(
  { storage, clock }: Pick<Environment, 'storage' | 'clock'>,
  tokenUrl: string | undefined,
): Promise<string | undefined> {
  const key = keptKey(storage, clock.now())
  if (key !== undefined && !sent.has(key)) {
    sent.add(key)
    return key
  }
  forgetKey(storage)
  return tokenUrl === undefined ? undefined : fetchToken(tokenUrl)
}

/** Ends moderating on this device. The page comes back as anybody's. */
export function signOut(): void {
  // Not the shelves of the page: those are hidden from it where the visitor wants to leave no trace.
  forgetKey(browserEnvironment().storage)
  location.reload()
}

/** Answers that mean "nobody is logged in": the visitor is a guest then. */
const NOBODY = [204, 401, 403, 404]

/** Asks the site who this is, with the site's own cookies. Plain text, or JSON with a field `token`; empty for a guest. */
async function fetchToken(url: string): Promise<string | undefined> {
  const response = await fetch(url, { headers: { accept: 'application/json, text/plain' } })
  if (NOBODY.includes(response.status)) return undefined
  if (!response.ok) throw new Error(`The token address answered ${String(response.status)}.`)
  const text = (await response.text()).trim()
  const token: unknown = text.startsWith('{') ? (JSON.parse(text) as { token?: unknown }).token : text
  return typeof token === 'string' && token !== '' ? token : undefined
}
