/**
 * What the links in mails do: confirm an address, or stop all mail to it, for whoever holds the link. [X4,S29]
 *
 * A link that is wrong, too old, for something else, or about somebody who is gone is one and the same: of no use.
 */
import type { Clock, Random } from '@roomful/protocol'
import type { MailPurpose, MailTokens } from '../../auth/mail-token.js'
import { randomId } from '../../platform/random.js'
import type { MailAddress } from '../../store/notice-store.js'
import type { Store } from '../../store/store.js'

export interface MailDesk {
  /** Whether the link can be used. Rejects as the store does. */
  isGood(purpose: MailPurpose, token: string): Promise<boolean>
  /** Uses it; tells whether that is now so. Using it again changes nothing. Rejects as the store does. */
  use(purpose: MailPurpose, token: string): Promise<boolean>
}

export interface MailDeskParts {
  readonly store: Pick<Store, 'read' | 'write'>
  readonly clock: Clock
  readonly random: Random
  readonly tokens: MailTokens
}

const ID_BYTES = 12
const OUTCOME = { confirm: 'confirmed', stop: 'stopped' } as const

export function createMailDesk({ store, clock, random, tokens }: MailDeskParts): MailDesk {
  async function find(purpose: MailPurpose, token: string): Promise<MailAddress | undefined> {
    const person = tokens.personIn(token)
    const mail = person === undefined ? undefined : await store.read('mail.of', { person })
    if (!mail || !tokens.isGood(token, purpose, mail.address)) return undefined
    // An old link brings nothing back that was stopped since.
    return purpose === 'confirm' && mail.state === 'stopped' ? undefined : mail
  }

  return {
    isGood: async (purpose, token) => (await find(purpose, token)) !== undefined,
    async use(purpose, token) {
      const mail = await find(purpose, token)
      if (!mail) return false
      const { person, address } = mail
      const state = OUTCOME[purpose]
      const { result } = await store.write({
        room: '',
        author: person,
        // Of its own each time: the same link may have to work again after something else was asked for.
        id: `mail-${randomId(random, ID_BYTES)}`,
        atMs: clock.now(),
        kind: 'mail.set',
        fingerprint: '',
        change: { person, address, state },
      })
      return result.state === state
    },
  }
}
