/**
 * The host's own events: a name, and a schema of whatever library the host likes, checked on the server. [E4]
 *
 * Schemas are taken through Standard Schema (standardschema.dev), so Zod, Valibot, ArkType and others fit as they are.
 */
import { RoomfulError, isEventName, type Grant, type Json } from '@roomful/protocol'
import type { EventRule } from '../hub/event-table.js'

/** As much of Standard Schema version 1 as checking needs. */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>
  }
}

type SchemaResult = { readonly issues?: readonly SchemaIssue[] | undefined }

interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** One event of the host. */
export interface EventDeclaration {
  /** What its data must look like. Default: any JSON. Must answer at once: a schema that waits is refused. */
  readonly schema?: StandardSchema
  /** The grant it needs. Default `send`. */
  readonly can?: Grant
  /** Whether a reader who cannot keep up may go without it. Default false. */
  readonly droppable?: boolean
}

/** Turns declarations into rules. Throws `OPTION_INVALID` for a bad name. */
export function declaredEvents(declared: Readonly<Record<string, EventDeclaration>>): ReadonlyMap<string, EventRule> {
  const rules = new Map<string, EventRule>()
  for (const [name, { schema, can = 'send', droppable = false }] of Object.entries(declared)) {
    if (!isEventName(name)) {
      throw new RoomfulError('OPTION_INVALID', {
        at: 'events',
        message: `events: ${JSON.stringify(name)} cannot name an event; use 1 to 32 of A-Z a-z 0-9 . _ : -`,
      })
    }
    rules.set(name, { can, droppable, ...(schema ? { check: (data: Json) => checkSchema(schema, data) } : {}) })
  }
  return rules
}

/** What the schema finds wrong with a value; undefined when nothing. Never throws, never quotes the value. */
export function checkSchema(schema: StandardSchema, data: Json): string | undefined {
  try {
    const result = schema['~standard'].validate(data)
    // A promise here would let later events overtake this one.
    if (result instanceof Promise) return 'This schema needs time to answer; use one that answers at once.'
    const [issue] = result.issues ?? []
    return issue && `${pathOf(issue)}${issue.message}`.slice(0, 200)
  } catch {
    return 'This schema failed.' // A schema that throws refuses; its message may quote the data.
  }
}

function pathOf({ path }: SchemaIssue): string {
  if (!path || path.length === 0) return ''
  return `${path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')}: `
}
