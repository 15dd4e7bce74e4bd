/** The pages behind the links of mails, in a browser: a button works without script. The mails are in `hostile.spec.ts`. */
import { expect, test } from '@playwright/test'
import { createRoomful, memoryStore } from 'roomful'
import { createMailTokens } from '../../packages/server/src/auth/mail-token.js'

test('[X4] the button behind a link works without script, under its own policy, whichever origins the server is for', async ({
  browser,
}) => {
  const secret = 'a secret that is longer than 32 bytes'
  const store = memoryStore()
  const live = await createRoomful({ store, secret, origins: ['https://blog.example'] })
  const { url } = await live.listen(0, '127.0.0.1')
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => void problems.push(message.text()))
  const tokens = createMailTokens(secret, { now: () => Date.now() } as never)
  const [person, address] = ['ada', 'ada@post.example']
  const change = { person, address, state: 'asked' } as const
  await store.write({ room: '', author: person, id: 'a', atMs: Date.now(), kind: 'mail.set', fingerprint: '', change })
  for (const [purpose, button, state] of [
    ['confirm', 'Oui, écrivez-moi', 'confirmed'],
    ['stop', 'Arrêter les messages', 'stopped'],
  ] as const) {
    await page.goto(`${url}/roomful/v1/mail/${purpose}?t=${tokens.issue(purpose, person, address)}&lang=fr`)
    expect(await store.read('mail.of', { person })).not.toMatchObject({ state })
    await page.getByRole('button', { name: button }).click()
    await expect(page.getByRole('status')).toBeVisible()
    expect(await store.read('mail.of', { person })).toMatchObject({ state })
  }
  expect(problems).toEqual([])
  await context.close()
  await live.close()
})
