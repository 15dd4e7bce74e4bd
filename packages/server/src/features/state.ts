/**
 * Shared state: keys that everybody in a room reads, with versions. [V1–V5]
 *
 * Owns what may be a key and who may write it: a declaration if the host made one, else the grant `state`. The versions
 * and the additions are the store's, so that two nodes cannot both win.
 */
import {
  jsonBytes,
  MAX_STATE_KEY_CHARS,
  MAX_STATE_VALUE_BYTES,
  RoomfulError,
  type Grant,
  type Json,
  type JsonFields,
} from '@roomful/protocol'
import type { FeatureTable, Speaker, WriteRule } from '../hub/feature.js'
import { textOf, wholeOf, wordOf } from '../model/body.js'
import { roomTest } from '../model/room-pattern.js'
import { checkSchema, type StandardSchema } from './declared-events.js'
import { stored, writeAs, type FeatureParts } from './feature-parts.js'
import type { SessionState } from './session-state.js'

/** How a key behaves. */
export interface StateDeclaration {
  /** The grant that writing needs. Default `state`. */
  readonly can?: Grant
  /** What its value must be: any Standard Schema (zod, valibot, arktype …) that answers at once. */
  readonly schema?: StandardSchema
}

export interface StateParts extends FeatureParts {
  /** By key or pattern (`poll/*`); the first that fits holds. With declarations other keys do not exist. */
  readonly declared: ReadonlyMap<string, StateDeclaration> | undefined
  /** [V5] */
  readonly session: SessionState
}

const VERSIONS = [0, Number.MAX_SAFE_INTEGER] as const
const OPEN: StateDeclaration = {}

export function stateFeature(parts: StateParts): FeatureTable {
  const tests = [...(parts.declared ?? [])].map(([pattern, rule]) => ({ fits: roomTest([pattern]), rule }))
  const ruleOf = (key: string): StateDeclaration => {
    if (!parts.declared) return OPEN
    const found = tests.find(({ fits }) => fits(key))
    if (!found) throw new RoomfulError('STATE_INVALID', { at: 'key' })
    return found.rule
  }

  /** [V1] `see` is what everybody has who is in the room; what the key itself needs is looked at here. */
  const rule = (run: WriteRule['run']): WriteRule => ({
    can: 'see',
    async run(speaker, id, body) {
      const key = textOf(body, 'key', MAX_STATE_KEY_CHARS)
      const can = ruleOf(key).can ?? 'state'
      if (!speaker.can.has(can)) throw new RoomfulError('GRANT_MISSING', { at: can })
      return run(speaker, id, body)
    },
  })
  const keyOf = (body: JsonFields): string => textOf(body, 'key', MAX_STATE_KEY_CHARS)

  return {
    writes: new Map([
      [
        'state.set',
        rule(async (speaker, id, body) => {
          const key = keyOf(body)
          const value = valueOf(body, ruleOf(key))
          const change = { key, value, ...versionOf(body) }
          if (isForSession(body)) return parts.session.set({ speaker, id, body }, change)
          const written = await writeAs(parts, speaker, { id, kind: 'state.set', body }, change)
          return stored(written, written.result)
        }),
      ],
      [
        'state.add',
        rule(async (speaker, id, body) => {
          const by = body['by']
          if (typeof by !== 'number' || !Number.isFinite(by)) throw new RoomfulError('MESSAGE_INVALID', { at: 'by' })
          const change = { key: keyOf(body), by }
          if (isForSession(body)) return parts.session.add({ speaker, id, body }, change)
          const written = await writeAs(parts, speaker, { id, kind: 'state.add', body }, change)
          return stored(written, written.result)
        }),
      ],
      [
        'state.remove',
        rule(async (speaker, id, body) => {
          const change = { key: keyOf(body), ...versionOf(body) }
          if (isForSession(body)) return parts.session.remove({ speaker, id, body }, change)
          const written = await writeAs(parts, speaker, { id, kind: 'state.remove', body }, change)
          return stored(written, written.result)
        }),
      ],
    ]),
    reads: new Map([
      [
        'state',
        {
          can: 'see' as const,
          run: async ({ room }: Speaker) => ({
            ...(await parts.store.read('state.all', { room })),
            here: await parts.session.all(room),
          }),
        },
      ],
    ]),
  }
}

function isForSession(body: JsonFields): boolean {
  return wordOf(body, 'scope', ['durable', 'session'], 'durable') === 'session'
}

function valueOf(body: JsonFields, { schema }: StateDeclaration): Json {
  const value = body['value']
  if (value === undefined) throw new RoomfulError('MESSAGE_INVALID', { at: 'value' })
  if (jsonBytes(value).length > MAX_STATE_VALUE_BYTES) throw new RoomfulError('STATE_INVALID', { at: 'value' })
  const wrong = schema && checkSchema(schema, value)
  if (wrong !== undefined) throw new RoomfulError('STATE_INVALID', { at: 'value', message: wrong })
  return value
}

function versionOf(body: JsonFields): { version?: number } {
  if (body['version'] === undefined) return {}
  return { version: wholeOf(body, 'version', VERSIONS) }
}
