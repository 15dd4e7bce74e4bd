/**
 * Durable writes and reads over HTTP: the same kinds, rules and rights as on a connection. [W7,S11]
 *
 * Who asks is known by a token in a header or by what the host's `authorize` finds, never by a cookie of ours; a foreign
 * page cannot make a browser send `application/json` without being asked first [S26]. Rates are per address and person.
 */
import type { Context, Hono } from 'hono'
import { checkJson, isEventName, isWriteId, parseJson, RoomfulError, type JsonFields } from '@roomful/protocol'
import type { Gate } from '../auth/admission.js'
import type { Hub } from '../hub/hub.js'
import { json } from './answers.js'
import { fromOf, type Rates } from './rates.js'
import { roomInPath } from './room-path.js'
import { speakerOf } from './visitor.js'

export interface SpeechParts {
  readonly gate: Gate
  readonly hub: Pick<Hub, 'write' | 'read'>
  readonly rates: Rates
}

export function speechRoutes(app: Hono, { gate, hub, rates }: SpeechParts): void {
  app.post('/v1/rooms/:id/writes', async (c) => {
    const { id, kind, ...body } = await jsonBody(c)
    if (!isWriteId(id)) throw new RoomfulError('MESSAGE_INVALID', { at: 'id' })
    if (!isEventName(kind)) throw new RoomfulError('MESSAGE_INVALID', { at: 'kind' })
    const speaker = await speakerOf(gate, c.req.raw, roomInPath(c))
    rates.payWrite(fromOf(c), speaker.identity.id)
    const { status, v } = await hub.write({ ...speaker, from: fromOf(c) }, id, kind, body)
    return json({ id, status, ...(v === undefined ? {} : { v }) })
  })
  app.get('/v1/rooms/:id/read', async (c) => {
    const { what, ...body } = Object.fromEntries(new URL(c.req.url).searchParams)
    if (!isEventName(what)) throw new RoomfulError('MESSAGE_INVALID', { at: 'what' })
    const speaker = await speakerOf(gate, c.req.raw, roomInPath(c))
    rates.payRead(fromOf(c), speaker.identity.id)
    return json(await hub.read(speaker, what, body))
  })
}

/** A JSON object within the limits of F4. */
async function jsonBody(c: Context): Promise<JsonFields> {
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) throw new RoomfulError('BODY_INVALID')
  let value: unknown
  try {
    value = parseJson(new Uint8Array(await c.req.arrayBuffer()))
  } catch (cause) {
    throw new RoomfulError('BODY_INVALID', { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !checkJson(value))
    throw new RoomfulError('BODY_INVALID')
  return value as JsonFields
}
