/**
 * The page around the lists: tabs, how the connection is, who is signed in, what was just done.
 *
 * Owns which view is shown (by the part of the address behind `#`), the keys that mean the same everywhere, and when what is
 * shown is read again. Not here: signing in (`start.ts`), what a view shows.
 */
import type { Clock } from '@roomful/protocol'
import type { Environment } from '../../platform/environment.js'
import { createSource } from '../../room/noun.js'
import { setAttribute } from '../arrange.js'
import { h, setText } from '../dom.js'
import { forgetKey, isKeptForDevice, keepKey } from '../moderator-key.js'
import { icon } from '../picture.js'
import { digits } from '../words/words.js'
import type { QueueApi } from './api.js'
import { isolated, longTime, whyNot, withName, type Desk, type View } from './desk.js'
import { showHelp } from './help.js'
import { ICONS } from './icons.js'
import { createListView } from './list-view.js'
import { createLogView } from './log-view.js'
import { button } from './parts.js'
import { createPeopleView } from './people-view.js'
import { createPersonView } from './person-view.js'
import type { Counts } from './queue-item.js'
import { createToast } from './toast.js'
import { watchQueue, type WatchState } from './watch-queue.js'
import type { QueueSpeech } from './words/queue-words.js'

export interface ShellParts {
  readonly env: Environment
  readonly base: string
  readonly api: QueueApi
  /** Undefined: signed in by the site itself. */
  readonly key: string | undefined
  readonly speech: QueueSpeech
  readonly counts: Counts
  /** The key is not good any more, or nobody wants it. */
  leave(problem?: string): void
}

const TABS = ['held', 'reported', 'rejected', 'all', 'people', 'log'] as const
type Tab = (typeof TABS)[number]

/** Remembered on the device once somebody has chosen it. */
const KEYS_NAME = 'roomful.moderate.keys'

export function createShell(parts: ShellParts): { readonly node: HTMLElement; stop(): void } {
  const { env, base, api, key, speech, leave } = parts
  const { clock, storage } = env
  const { words } = speech
  const counts = createSource<Counts | undefined>(parts.counts, env.report)
  const toast = createToast(clock, words, (undo) => {
    undo().then(
      () => {
        toast.say(words.undone)
        refresh()
      },
      (error: unknown) => desk.fail(error),
    )
  })
  const desk: Desk = {
    api,
    speech,
    clock,
    origin: location.origin,
    counts: counts.noun,
    say: toast.say,
    fail: (error) => toast.fail(words.notDone.replace('{why}', whyNot(words, error))),
    decided: refresh,
  }

  let view: View | undefined
  let hasKeys = storage.local?.get(KEYS_NAME) !== 'off'
  const status = createStatus(words)
  const tabs = createTabs(speech)
  const offline = h(
    'p',
    { class: 'offline', role: 'status', hidden: true },
    icon(ICONS.offline),
    h('span', {}, words.offline),
  )
  const main = h('main', { tabindex: -1 })
  const node = h(
    'div',
    { class: 'shell' },
    h(
      'header',
      { class: 'top' },
      h(
        'div',
        { class: 'brand' },
        h('span', { class: 'emblem' }, icon(ICONS.shield)),
        h('h1', {}, words.title),
        h('small', {}, location.host),
      ),
      h(
        'div',
        { class: 'tools' },
        status.node,
        button(words.help, { kind: 'quiet icon-only', drawing: ICONS.keyboard, key: '?' }, () => void help()),
        createAccount(desk, parts, clock),
      ),
      tabs.node,
    ),
    offline,
    main,
    toast.node,
  )

  function show(): void {
    const route = decodeRoute(location.hash)
    view?.stop()
    view = 'person' in route ? createPersonView(desk, route.person) : viewOf(desk, route.tab)
    tabs.show('person' in route ? 'people' : route.tab)
    main.replaceChildren(view.node)
    const name = 'person' in route ? words.person : words.tabs[route.tab]
    document.title = `${name} · ${words.title}`
  }

  function refresh(): void {
    view?.refresh()
    api.counts().then(
      (fresh) => {
        setAttribute(offline, 'hidden', true)
        if (JSON.stringify(fresh) !== JSON.stringify(counts.noun.get())) counts.set(fresh)
        tabs.count(fresh)
      },
      (error: { readonly code?: string }) => {
        if (error.code === 'TOKEN_EXPIRED' || error.code === 'TOKEN_INVALID') leave(words.keyExpired)
        else if (error.code === 'REVOKED' || error.code === 'GRANT_MISSING') leave(words.notModerator)
        else setAttribute(offline, 'hidden', false)
      },
    )
  }

  async function help(): Promise<void> {
    const wanted = await showHelp(words, hasKeys)
    if (wanted === hasKeys) return
    hasKeys = wanted
    if (wanted) storage.local?.remove(KEYS_NAME)
    else storage.local?.set(KEYS_NAME, 'off')
  }

  function press(event: KeyboardEvent): void {
    const pressed = keyOf(event)
    if (pressed === undefined || (!hasKeys && pressed !== '?')) return
    const tab = TABS[Number(pressed) - 1]
    if (pressed === '?') void help()
    else if (pressed === 'z') toast.undo()
    else if (tab !== undefined) location.hash = tab
    else if (view?.press(pressed) !== true) return
    event.preventDefault()
  }

  const over = new AbortController()
  window.addEventListener('hashchange', show, { signal: over.signal })
  window.addEventListener('hashchange', () => main.focus({ preventScroll: true }), { signal: over.signal })
  document.addEventListener('keydown', press, { signal: over.signal })
  tabs.count(parts.counts)
  show()
  const watch = watchQueue({ env, base, key, look: refresh, changed: status.show })
  return {
    node,
    stop() {
      over.abort()
      watch.stop()
      view?.stop()
    },
  }
}

function viewOf(desk: Desk, tab: Tab): View {
  if (tab === 'people') return createPeopleView(desk)
  return tab === 'log' ? createLogView(desk) : createListView(desk, tab)
}

function decodeRoute(hash: string): { readonly tab: Tab } | { readonly person: string } {
  const name = hash.slice(1)
  const [, person] = /^person=(.+)$/.exec(name) ?? []
  try {
    if (person !== undefined) return { person: decodeURIComponent(person) }
  } catch {
    // Somebody's own words in the address.
  }
  return { tab: TABS.find((tab) => tab === name) ?? 'held' }
}

/** The letter, also where the keyboard writes others; undefined where keys are meant for something else. */
function keyOf(event: KeyboardEvent): string | undefined {
  const { target, key, code } = event
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return undefined
  const element = target instanceof Element ? target : undefined
  if (element?.closest('input:not([type=checkbox]), textarea, select, dialog, [contenteditable]')) return undefined
  if (document.querySelector('dialog[open]')) return undefined
  const isLatin = /^[\x20-\x7e]$/.test(key)
  return isLatin ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()
}

interface Tabs {
  readonly node: HTMLElement
  show(tab: Tab): void
  count(counts: Counts): void
}

function createTabs({ words, lang }: QueueSpeech): Tabs {
  const links = new Map(
    TABS.map((tab) => {
      const badge = h('span', { class: 'badge', hidden: true })
      return [tab, { badge, link: h('a', { href: `#${tab}` }, words.tabs[tab], badge) }]
    }),
  )
  const put = (tab: Tab, count: number): void => {
    const badge = links.get(tab)?.badge
    if (!badge) return
    badge.hidden = count === 0
    setText(badge, digits(count, lang))
  }
  return {
    node: h('nav', { 'aria-label': words.views }, ...[...links.values()].map(({ link }) => link)),
    show(tab) {
      for (const [name, { link }] of links) setAttribute(link, 'aria-current', name === tab ? 'page' : undefined)
      links.get(tab)?.link.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    },
    count({ held, reported }) {
      put('held', held)
      put('reported', reported)
      put('all', held + reported)
    },
  }
}

function createStatus(words: QueueSpeech['words']): { readonly node: HTMLElement; show(state: WatchState): void } {
  const text = h('span', { class: 'word' }, words.polling)
  const node = h(
    'span',
    { class: 'state', 'data-state': 'polling', title: words.polling },
    h('i', { 'aria-hidden': 'true' }),
    text,
  )
  return {
    node,
    show(state) {
      setAttribute(node, 'data-state', state)
      setAttribute(node, 'title', words[state])
      setText(text, words[state])
    },
  }
}

function createAccount(desk: Desk, { env, key, counts, leave }: ShellParts, clock: Clock): HTMLElement {
  const { words } = desk.speech
  const { name = words.someone, endsAtMs } = counts.you
  const { storage } = env
  const stay = h('input', {
    type: 'checkbox',
    checked: isKeptForDevice(storage),
    onchange: () => key !== undefined && keepKey(storage, key, stay.checked),
  })
  const menu = h(
    'details',
    {
      class: 'account',
      onkeydown: (event: KeyboardEvent) => {
        if (event.key !== 'Escape' || !menu.open) return
        menu.open = false
        menu.querySelector('summary')?.focus()
      },
      onfocusout: (event: FocusEvent) => {
        // Focus that goes nowhere is a press on the menu itself.
        if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false
      },
    },
    h('summary', { 'aria-label': `${words.account}: ${name}` }, icon(ICONS.person), h('bdi', { class: 'word' }, name)),
    h(
      'div',
      { class: 'card menu' },
      h('p', {}, withName(words.signedInAs, name)),
      endsAtMs !== undefined &&
        h('p', { class: 'quiet' }, words.keyEnds.replace('{when}', isolated(longTime(desk, endsAtMs)))),
      key !== undefined && h('label', { class: 'tick' }, stay, h('span', {}, words.stay)),
      key !== undefined &&
        button(words.signOut, {}, () => {
          forgetKey(storage)
          clock.soon(() => leave())
        }),
    ),
  )
  return menu
}
