/** The environment of a program: no page, no storage, always awake. Node 22 brings a WebSocket, Node 20 borrows `ws`. */
import { RoomfulError } from '@roomful/protocol'
import { systemClock, systemRandom } from './clock.js'
import { dialWebSocket, type WebSocketClass } from './dial.js'
import type { Environment, Link, LinkHandlers } from './environment.js'

const nothing = (): void => undefined
const noListener = (): (() => void) => nothing

/**
 * The environment of a Node program, such as a robot or a test.
 *
 * Before Node 22 it needs the package `ws`; when that is missing, `report` receives `DEPENDENCY_MISSING`.
 */
export function nodeEnvironment(): Environment {
  return {
    clock: systemClock,
    random: systemRandom,
    page: {
      isVisible: () => true,
      isOnline: () => true,
      hasInput: false,
      optOut: false,
      place: nothing as () => undefined,
      onSignal: noListener,
      onRoute: noListener,
    },
    storage: { local: undefined, session: undefined },
    dial: (url, handlers) =>
      typeof WebSocket === 'undefined' ? dialBorrowed(url, handlers) : dialWebSocket(WebSocket, url, handlers),
    // A listener's error must not end the process, nor be lost.
    report: (error) => console.error(error),
    warn: (sentence) => console.warn(sentence),
  }
}

function dialBorrowed(url: string, handlers: LinkHandlers): Link {
  let link: Link | undefined
  let closeCode: number | undefined
  // Kept from bundlers, which would otherwise look for an optional package in every page's bundle.
  const name = 'ws'
  import(/* @vite-ignore */ /* webpackIgnore: true */ name).then(
    ({ WebSocket }: { WebSocket: WebSocketClass }) => {
      if (closeCode === undefined) link = dialWebSocket(WebSocket, url, handlers)
      else handlers.closed(closeCode)
    },
    (cause: unknown) => {
      console.error(
        new RoomfulError('DEPENDENCY_MISSING', {
          message: 'This Node has no WebSocket: install the package "ws".',
          cause,
        }),
      )
      handlers.closed(1006)
    },
  )
  return {
    send: (frame) => link?.send(frame),
    close(code) {
      closeCode = code
      link?.close(code)
    },
  }
}
