/**
 * Begins the moderators' page: finds a key or asks for one, and shows the queue to whoever may see it. [I6]
 *
 * A key in the address is taken out of it at once, so that it is neither bookmarked nor sent on. Without a key the site's own
 * login may be enough; the server says so.
 */
import type { RoomfulError } from '@roomful/protocol'
import { createWriteIds } from '../../model/write-id.js'
import { browserEnvironment } from '../../platform/browser.js'
import { forgetKey, keepKey, keptKey, keyIn } from '../moderator-key.js'
import { h } from '../dom.js'
import { createQueueApi } from './api.js'
import { whyNot } from './desk.js'
import { ICONS } from './icons.js'
import { button, notice } from './parts.js'
import { createShell } from './shell.js'
import { createSignIn } from './sign-in.js'
import { pageStyle } from './style.js'
import { speakOfQueue, type QueueSpeech } from './words/queue-words.js'

const RETRY_MS = 5_000

/** @param base address of the server with its prefix, without a slash at the end */
export function startQueuePage(base: string): void {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, pageStyle]
  speakOfQueue(document.documentElement, (speech) => {
    run(base, speech)
    return () => undefined
  })
}

function run(base: string, speech: QueueSpeech): void {
  const env = browserEnvironment()
  const { words } = speech
  const writeIds = createWriteIds((count) => env.random.bytes(count))
  let shell: ReturnType<typeof createShell> | undefined
  let turn = 0

  function ask(problem?: string): void {
    const door = createSignIn(words, (key, isForDevice) => {
      keepKey(env.storage, key, isForDevice)
      enter(key, door.fail)
    })
    document.title = words.title
    document.body.replaceChildren(door.node)
    if (problem !== undefined) door.fail(problem)
    else door.node.querySelector('input')?.focus()
  }

  function leave(problem?: string): void {
    shell?.stop()
    shell = undefined
    forgetKey(env.storage)
    ask(problem)
  }

  function enter(key: string | undefined, fail: (problem: string) => void): void {
    const mine = ++turn
    const api = createQueueApi({ base, key, clock: env.clock, makeId: () => writeIds(env.clock.now()) })
    api.counts().then(
      (counts) => {
        if (mine !== turn) return
        shell = createShell({ env, base, api, key, speech, counts, leave })
        document.body.replaceChildren(shell.node)
      },
      (error: RoomfulError) => {
        if (mine !== turn) return
        if (error.code === 'NOT_CONNECTED') return wait(key)
        forgetKey(env.storage)
        const problems: Readonly<Record<string, string>> = {
          TOKEN_EXPIRED: words.keyExpired,
          TOKEN_INVALID: words.keyWrong,
          GRANT_MISSING: words.notModerator,
        }
        fail(problems[error.code] ?? whyNot(words, error))
      },
    )
  }

  /** Nothing is known about the key until the server answers. */
  function wait(key: string | undefined): void {
    const again = (): void => enter(key, ask)
    const node = h('main', { class: 'gate' }, notice(ICONS.offline, words.offline, button(words.again, {}, again)))
    document.body.replaceChildren(node)
    const mine = turn
    env.clock.after(RETRY_MS, () => {
      if (mine === turn && node.isConnected) again()
    })
  }

  const given = keyIn(location.hash)
  if (given !== undefined) {
    history.replaceState(null, '', location.pathname + location.search)
    keepKey(env.storage, given, false)
  }
  const key = given ?? keptKey(env.storage, env.clock.now())
  // Nobody has said anything yet: that a stranger may not come in is no news.
  enter(key, (problem) => ask(key === undefined ? undefined : problem))
  // A link with a key, opened in a tab that is here already.
  window.addEventListener('hashchange', () => {
    const fresh = keyIn(location.hash)
    if (fresh === undefined) return
    history.replaceState(null, '', location.pathname + location.search)
    shell?.stop()
    keepKey(env.storage, fresh, false)
    enter(fresh, ask)
  })
}
