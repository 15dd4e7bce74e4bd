/** What every durable feature is made of, and how it turns a store's word into an answer. */
import type { Clock, JsonFields, Random } from '@roomful/protocol'
import type { Speaker, WriteAnswer } from '../hub/feature.js'
import type { ChangeKind, Changes, Store, Written } from '../store/store.js'
import { fingerprintOf } from './fingerprint.js'

export interface FeatureParts {
  readonly store: Pick<Store, 'read' | 'write'>
  readonly clock: Clock
  readonly random: Random
}

/** Makes one change in the speaker's room, repeatable by `id`. [D2] */
export function writeAs<K extends ChangeKind>(
  { store, clock }: FeatureParts,
  { identity, room }: Speaker,
  { id, kind, body }: { readonly id: string; readonly kind: K; readonly body: JsonFields },
  change: Changes[K]['change'],
): Promise<Written<K>> {
  return store.write({
    room,
    author: identity.id,
    id,
    atMs: clock.now(),
    kind,
    fingerprint: fingerprintOf(kind, body),
    change,
  })
}

/** [W2] */
export function stored<K extends ChangeKind>({ epoch, entries, isRepeat }: Written<K>, v?: object): WriteAnswer {
  return {
    ...{ status: 'stored', epoch, entries },
    ...(v === undefined ? {} : { v }),
    ...(isRepeat ? { isRepeat } : {}),
  }
}
