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
  /** Where features keep what is theirs; removed by `hide`. */
  readonly keptKey: string
  /** Who this is, as far as the server has said, now or on an earlier visit. */
  person(): string | undefined
  /** The guest token to present: the remembered one of a visitor who is shown, else that of this very page view. */
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
  const keptKey = `roomful-kept:${base}`
  /** What stood on the shelf when last looked at. */
  let stored = local?.get(choiceKey)
  const remembered = readChoice(stored)
  const source = createSource<Profile>({ isShown: remembered !== undefined, ...looks(remembered) }, env.report)
  let person: Pick<Choice, 'id' | 'guest'> = remembered ?? {}
  /** A page that comes back after a drop is the guest it was; after `hide`, the next connection is a stranger's. */
  let isLinked = true

  const profile = (): Profile => source.noun.get()

  function remember(): void {
    if (!profile().isShown) return
    const { id, guest } = person
    const text = writeChoice({ ...looks(profile()), ...(guest && { guest, id }) })
    if (!local || stored === text) return
    local.set(choiceKey, text)
    stored = local.get(choiceKey)
  }

  function forget(): void {
    for (const key of [choiceKey, keptKey]) local?.remove(key)
    shelf?.remove(sessionKey)
    stored = undefined
  }

  function disappear(): void {
    if (!profile().isShown) return
    isLinked = false
    source.set({ ...profile(), isShown: false })
  }

  return {
    profile: source.noun,
    keptKey,
    person: () => person.id,
    guest: () => (isLinked && !hasToken ? person.guest : undefined),
    welcomed(id, guest) {
      // A token that is not renewed is still good.
      person = { id, guest: guest ?? (person.id === id ? person.guest : undefined) }
      isLinked = true
      remember()
    },
    set(patch) {
      source.put({ ...profile(), ...patch })
      remember()
      source.tell()
    },
    show() {
      if (profile().isShown) return
      isLinked = true
      source.put({ ...profile(), isShown: true })
      remember()
      source.tell()
    },
    hide() {
      forget()
      disappear()
    },
    follow() {
      const text = local?.get(choiceKey)
      if (text === stored) return
      stored = text
      const choice = readChoice(text)
      if (!choice) return disappear()
      const isOther = !hasToken && choice.guest !== undefined && choice.id !== person.id
      if (isOther || choice.id === person.id) person = { ...person, ...choice }
      const next = { ...profile(), ...looks(choice), isShown: true }
      if (JSON.stringify(next) !== JSON.stringify(profile())) source.put(next)
      if (isOther) changedPerson()
      source.tell()
    },
    leaving(session, page) {
      if (profile().isShown && session !== undefined && page !== undefined) {
        shelf?.set(sessionKey, `${session} ${page}`)
      }
    },
    takeSession(page) {
      const kept = shelf?.get(sessionKey)
      if (kept === undefined) return undefined
      shelf?.remove(sessionKey)
      const gap = kept.indexOf(' ')
      // Another page of the site is a departure from this one, not a reload of it.
      return kept.slice(gap + 1) === page && remembered ? kept.slice(0, gap) : undefined
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
