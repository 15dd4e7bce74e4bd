/** Mails and the pages behind their links, in a browser: nothing runs, nothing is loaded, and a button works without script. */
import { expect, test } from '@playwright/test'
import { createRoomful, memoryStore } from 'roomful'
import { createMailTokens } from '../../packages/server/src/auth/mail-token.js'
import { noticeLetter } from '../../packages/server/src/outgoing/letter.js'
import { MAIL_LANGUAGES } from '../../packages/server/src/outgoing/mail-words.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'

test('[S15] no mail runs or loads anything by itself, whatever was written into it', async ({ page }) => {
  // One mail after another, each rendered whole.
  test.slow()
  const seen: string[] = []
  page.on('dialog', (dialog) => {
    seen.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => void seen.push(request.url()))
  for (const [n, hostile] of HOSTILE_TEXTS.entries()) {
    const { html } = noticeLetter({
      ...{
        lang: MAIL_LANGUAGES[n % MAIL_LANGUAGES.length] ?? 'en',
        site: 'blog.example',
        stop: 'https://blog.example/stop',
      },
      ...{ kind: 'mention', name: hostile, source: hostile, page: 'https://blog.example/a#comment-1' },
      mentions: [{ id: 'x', name: hostile.slice(0, 9) }],
    })
    await page.setContent(html, { waitUntil: 'load' })
    // The frame around the words is whole: what was written stands in its own place.
    expect(await page.locator('body > blockquote').count(), hostile).toBe(1)
    expect(await page.locator('body > hr + p a').getAttribute('href'), hostile).toBe('https://blog.example/stop')
    expect(await page.locator('script, img, style, iframe, svg, form, input, object, [style]').count(), hostile).toBe(0)
  }
  expect(seen).toEqual([])
})

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
