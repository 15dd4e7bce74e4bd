/**
 * Fields of a line of an export, which anybody may have edited. Pure.
 *
 * Each function throws IMPORT_INVALID, with the kind of record and the field, for what no export of ours says.
 */
import { checkPassage, isRoomId, RoomfulError, type StoredStatus } from '@roomful/protocol'
import type { Json, Passage } from '@roomful/protocol'
import type { ExportRecord } from '../../person-store.js'

export type Fields = ExportRecord['fields']

const STATUSES: readonly StoredStatus[] = ['visible', 'held', 'hidden', 'rejected', 'deleted']
const MAX_ID_CHARS = 64

type Is<T extends Json> = (value: Json) => value is T

/** Texts that both databases give back as they got them: no NUL, no half of a surrogate pair. */
export const isText: Is<string> = (value): value is string => typeof value === 'string' && !/\0|\p{Cs}/u.test(value)
export const isId: Is<string> = (value): value is string =>
  isText(value) && value !== '' && value.length <= MAX_ID_CHARS
export const isNumber: Is<number> = (value): value is number => Number.isSafeInteger(value)
export const isFlag: Is<boolean> = (value): value is boolean => typeof value === 'boolean'
export const isTexts: Is<string[]> = (value): value is string[] => Array.isArray(value) && value.every(isText)
export const isStatus: Is<StoredStatus> = (value): value is StoredStatus => STATUSES.some((status) => status === value)
export const isAuthor: Is<{ readonly id: string; readonly name: string }> = (
  value,
): value is { readonly id: string; readonly name: string } =>
  typeof value === 'object' && value !== null && 'id' in value && isText(value['id']) && isText(value['name'] ?? null)

export function need<T extends Json>(kind: string, fields: Fields, name: string, is: Is<T>): T {
  const value = fields[name]
  if (value === undefined || !is(value)) throw invalid(kind, name)
  return value
}

export function maybe<T extends Json>(kind: string, fields: Fields, name: string, is: Is<T>): T | undefined {
  return fields[name] === undefined ? undefined : need(kind, fields, name, is)
}

export function roomOf(kind: string, fields: Fields): string {
  const room = need(kind, fields, 'room', isText)
  if (!isRoomId(room)) throw invalid(kind, 'room')
  return room
}

export function passageOf(fields: Fields): Passage | undefined {
  if (fields['passage'] === undefined) return undefined
  const passage = checkPassage(fields['passage'])
  if (!passage) throw invalid('comment', 'passage')
  return passage
}

export function invalid(kind: string, name: string): RoomfulError {
  return new RoomfulError('IMPORT_INVALID', {
    at: name,
    message: `A record of kind ${JSON.stringify(kind.slice(0, 32))} has no proper "${name}".`,
  })
}
