/** The other side of `sqlite.ts`: a store over a SQLite file that answers what comes through a port. */
import { systemClock } from '../platform/clock.js'
import { createSqlStore } from './sql/engine.js'
import { openSqliteDatabase } from './sqlite-database.js'
import type { Store } from './store.js'
import { createBatcher, sentError } from './store-wire.js'
import type { Reply, Request, ServingPort } from './store-wire.js'

/** Opens the file, says how that went, and serves until it is asked to close. */
export async function serveSqlite(port: ServingPort, file: string): Promise<void> {
  // All answers of one commit go out together: the last of them is known before the microtask that sends them.
  const say = createBatcher((text) => port.send(text), queueMicrotask)
  const reply = (what: Reply): void => say(JSON.stringify(what))
  try {
    const store = await openStore(file)
    const take = (request: Request): void => {
      const answered = answer(store, request, reply)
      if (request[1] === 'close') void answered.then(() => queueMicrotask(() => port.close()))
    }
    port.onText(
      createGatherer((texts) => {
        for (const text of texts) for (const request of JSON.parse(text) as readonly Request[]) take(request)
      }, systemClock.soon),
    )
    reply({ n: 0 })
  } catch (error) {
    reply({ n: 0, error: sentError(error) })
    queueMicrotask(() => port.close())
  }
}

/**
 * Hands on together what has come while a commit held up this thread, so that it becomes one group. Handed on one message
 * after the other, each would have been committed before the next was looked at.
 */
function createGatherer(
  handle: (texts: readonly string[]) => void,
  later: (task: () => void) => void,
): (text: string) => void {
  let texts: string[] = []
  return (text) => {
    texts.push(text)
    if (texts.length > 1) return
    later(() => {
      const gathered = texts
      texts = []
      handle(gathered)
    })
  }
}

async function openStore(file: string): Promise<Store> {
  const driver = await openSqliteDatabase(file)
  try {
    return await createSqlStore({ driver })
  } catch (error) {
    await driver.close()
    throw error
  }
}

async function answer(store: Store, request: Request, reply: (reply: Reply) => void): Promise<void> {
  const [n] = request
  try {
    reply({ n, value: await perform(store, request) })
  } catch (error) {
    reply({ n, error: sentError(error) })
  }
}

function perform(store: Store, request: Request): Promise<unknown> {
  switch (request[1]) {
    case 'setting': {
      const [, , name, value] = request
      return store.setting(name, () => value)
    }
    case 'write':
      return store.write(request[2])
    case 'read':
      return store.read(request[2], request[3] as never)
    case 'close':
      return store.close()
  }
}
