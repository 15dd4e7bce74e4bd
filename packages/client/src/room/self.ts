/**
 * Whether and how the visitor wants to be seen: one choice for all rooms, and for all tabs of the browser.
 *
 * [D8] Until `show` nothing about the visitor is sent or stored; `hide` removes whatever was stored. Where the browser asks
 * not to be tracked, nothing is ever read from the device or written to it, and a choice lasts as long as the page.
 */
import type { PointerKind } from '@roomful/protocol'
import { readChoice, writeChoice, type Choice } from '../model/choice.js'
import type { Environment } from '../platform/environment.js'
import { createSource, type Noun } from './noun.js'

/** What is the same in every room. */
export interface Profile {
  readonly isShown: boolean
  readonly name?: string
  readonly color?: number
  readonly pointer?: PointerKind
}

export interface Self {
  readonly profile: Noun<Profile>
  /** The guest token to present, if the visitor wants to be recognised. */
  guest(): string | undefined
  /** The server's word on who this connection is. */
  welcomed(id: string, guest: string | undefined): void
  set(patch: Partial<Pick<Profile, 'name' | 'color' | 'pointer'>>): void
  show(): void
  hide(): void
  /** Another tab changed what is stored. */
  follow(): void
  /** Keeps the session for a reload, if anything may be kept. */
  leaving(session: string | undefined, page: string | undefined): void
  /** The session of this page before its reload; forgotten in the same moment. */
  takeSession(page: string | undefined): string | undefined
}

export interface SelfOptions {
  readonly env: Environment
  /** The server's base address: another server's tokens are nothing to this one. */
  readonly base: string
  /** The site's token says who this is, so no guest token is needed. */
  readonly hasToken: boolean
  /** This connection should become another person: the one another tab is. */
  changedPerson(): void
}

export function createSelf({ env, base, hasToken, changedPerson }: SelfOptions): Self {
  const isKept = !env.page.optOut
  const local = isKept ? env.storage.local : undefined
  const shelf = isKept ? env.storage.session : undefined
  const choiceKey = `roomful:${base}`
  const sessionKey = `roomful-session:${base}`
  /** What stood on the shelf when last looked at. */
  let stored = local?.get(choiceKey)
  const remembered = readChoice(stored)
  const source = createSource<Profile>({ isShown: remembered !== undefined, ...looks(remembered) }, env.report)
  let person: { readonly id?: string; readonly guest?: string } = remembered ?? {}

  const profile = (): Profile => source.noun.get()

  function remember(): void {
    if (!profile().isShown) return
    const { id, guest } = person
    const text = writeChoice({ ...looks(profile()), ...(guest === undefined ? {} : { guest, ...(id ? { id } : {}) }) })
    if (!local || stored === text) return
    local.set(choiceKey, text)
    stored = local.get(choiceKey)
  }

  function forget(): void {
    local?.remove(choiceKey)
    shelf?.remove(sessionKey)
    stored = undefined
  }

  return {
    profile: source.noun,
    guest: () => (profile().isShown && !hasToken ? person.guest : undefined),
    welcomed(id, guest) {
      // A token that is not renewed is still good.
      const kept = person.id === id ? person.guest : undefined
      const next = guest ?? kept
      person = { id, ...(next === undefined ? {} : { guest: next }) }
      remember()
    },
    set(patch) {
      source.put({ ...profile(), ...patch })
      remember()
      source.tell()
    },
    show() {
      if (profile().isShown) return
      source.put({ ...profile(), isShown: true })
      remember()
      source.tell()
    },
    hide() {
      forget()
      if (profile().isShown) source.set({ ...profile(), isShown: false })
    },
    follow() {
      const text = local?.get(choiceKey)
      if (text === stored) return
      stored = text
      const choice = readChoice(text)
      if (!choice) {
        if (profile().isShown) source.set({ ...profile(), isShown: false })
        return
      }
      const isOther = !hasToken && choice.guest !== undefined && choice.id !== person.id
      if (isOther || choice.id === person.id) person = { ...person, ...choice }
      const next = { ...profile(), ...looks(choice), isShown: true }
      if (JSON.stringify(next) !== JSON.stringify(profile())) source.put(next)
      if (isOther) changedPerson()
      source.tell()
    },
    leaving(session, page) {
      if (profile().isShown && session !== undefined && page !== undefined) {
        shelf?.set(sessionKey, JSON.stringify([session, page]))
      }
    },
    takeSession(page) {
      const kept = shelf?.get(sessionKey)
      if (kept === undefined) return undefined
      shelf?.remove(sessionKey)
      const [session, keptPage] = parsePair(kept)
      // Another page of the site is a departure from this one, not a reload of it.
      return keptPage === page && remembered ? session : undefined
    },
  }
}

function looks(from: Choice | Profile | undefined): Pick<Profile, 'name' | 'color'> {
  const { name, color } = from ?? {}
  return {
    ...(name === undefined ? {} : { name }),
    ...(color === undefined ? {} : { color }),
  }
}

function parsePair(text: string): readonly [string?, string?] {
  try {
    const pair: unknown = JSON.parse(text)
    return Array.isArray(pair) && pair.every((item) => typeof item === 'string') ? (pair as [string, string]) : []
  } catch {
    return [] // Not ours: then there is no session to resume.
  }
}
