import { expect, test } from 'vitest'
import { startClient } from '../../test/start-client.js'
import type { Message } from './messages.js'

test('[X1] a message tells whether it was delivered, and who it is from when it comes', async () => {
  const { world, client } = startClient()
  const room = client.room('a')
  const early = room.messages.send('ada', 'too early')
  await expect(early).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  world.welcome()
  const heard: Message[] = []
  const stop = room.messages.on((message) => heard.push(message))
  const sent = room.messages.send('ada', 'Hi')
  expect(world.link().of('tell')).toMatchObject([{ n: 1, to: 'ada', text: 'Hi' }])
  const { id } = world.link().of('tell')[0] ?? { id: 0 }
  world.link().say({ t: 'told', id, delivered: true })
  expect(await sent).toEqual({ delivered: true })
  const refused = room.messages.send('ada', 'Again')
  world.link().say({ t: 'error', id: id + 1, code: 'PERSON_MUTED', message: 'Hush.', retryMs: 9 })
  await expect(refused).rejects.toMatchObject({ code: 'PERSON_MUTED', retryMs: 9 })
  world.link().say({ t: 'message', n: 1, from: { id: 'ada', name: 'Ada' }, text: 'Hello', atMs: 5 })
  stop()
  world.link().say({ t: 'message', n: 1, from: { id: 'ada', name: 'Ada' }, text: 'Missed', atMs: 6 })
  expect(heard).toEqual([{ from: { id: 'ada', name: 'Ada' }, text: 'Hello', atMs: 5 }])
})

test('[X1] a message whose answer was lost with the connection is not sent again', async () => {
  const { world, client } = startClient()
  const room = client.room('a')
  world.welcome()
  const sent = room.messages.send('ada', 'Hi')
  world.link().drop()
  await expect(sent).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  world.clock.pass(500)
  world.welcome()
  expect(world.link().of('tell')).toEqual([])
})
