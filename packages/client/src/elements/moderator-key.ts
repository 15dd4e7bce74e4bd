/**
 * A moderator's key on this device: where it is kept, and until when it is good. [I6]
 *
 * Kept for the tab, or for the device where somebody asked for that. The pages of the site find it under the same name, so
 * that whoever is signed in on the moderators' page also moderates in the page itself. What a key says of its end is not
 * believed by any server; it only saves asking one.
 */
import type { Environment } from '../platform/environment.js'

export const KEY_NAME = 'roomful.moderator'

type Storage = Environment['storage']

/** The key that is kept, unless it has ended. */
export function keptKey({ session, local }: Storage, nowMs: number): string | undefined {
  const key = session?.get(KEY_NAME) ?? local?.get(KEY_NAME)
  if (key === undefined) return undefined
  if ((endOf(key) ?? 0) > nowMs) return key
  forgetKey({ session, local })
  return undefined
}

/** `isForDevice`: also when this tab is closed. */
export function keepKey({ session, local }: Storage, key: string, isForDevice: boolean): void {
  forgetKey({ session, local })
  ;(isForDevice ? local : session)?.set(KEY_NAME, key)
}

export function isKeptForDevice({ local }: Storage): boolean {
  return local?.get(KEY_NAME) !== undefined
}

export function forgetKey({ session, local }: Storage): void {
  session?.remove(KEY_NAME)
  local?.remove(KEY_NAME)
}

/** The key in what somebody pasted: the key itself, or a link that carries it. Undefined: neither. */
export function keyIn(text: string): string | undefined {
  return /(?:^|[#&]key=)(m1\.[\w-]+\.[\w-]+)\s*$/.exec(text.trim())?.[1]
}

/** When the key says that it ends; undefined for what is no key. */
export function endOf(key: string): number | undefined {
  try {
    const [, said = ''] = key.split('.')
    const text = new TextDecoder().decode(
      Uint8Array.from(atob(said.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)),
    )
    const { endsAtMs } = JSON.parse(text) as { readonly endsAtMs?: unknown }
    return typeof endsAtMs === 'number' ? endsAtMs : undefined
  } catch {
    return undefined // Somebody's own words.
  }
}
