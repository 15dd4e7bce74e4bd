/** [P8] A name is text, whatever is in it. */
import type { RoomfulPage } from '@roomful/client/elements'
import { expect, posts, test } from './room-test.js'

/** What people call themselves when they want to see something break, and what others must still be able to read of it. */
const NAUGHTY: readonly (readonly [name: string, shown: string])[] = [
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['"><svg/onload=alert(1)>', '"><svg/onload=alert(1)>'],
  ["javascript:alert('x')", "javascript:alert('x')"],
  ['{{constructor.constructor("alert(1)")()}}', '{{constructor'],
  ['&lt;b&gt;bold&lt;/b&gt;', '&lt;b&gt;bold'],
  ['${alert(1)} `alert(1)` %s %d {name} #', '${alert(1)} `alert(1)` %s %d {name} #'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['undefined', 'undefined'],
  ['\u202Eevil\u202C\u2066turned\u2069', 'evilturned'],
  ['a\u200Bb\u2060c\uFEFFd', 'abcd'],
  ['Z\u0338\u0322\u031B\u0330\u0354\u0347a\u0337\u0354lgo', 'Z'],
  ['👍🏽 🏳️‍🌈 emoji', 'emoji'],
  ['مرحبا بالعالم', 'مرحبا'],
  ['田中さんにあげて下さい', '田中さんにあげて下さい'],
  ['W'.repeat(200), 'WWWW'],
  ['\u0000\u0007\u001b[31mred', '[31mred'],
  ['../../etc/passwd', '../../etc/passwd'],
  ["Robert'); DROP TABLE members;--", 'DROP TABLE'],
]

test('[S14,S16] names that look like markup, or are otherwise rude, are shown as text', async ({ visit }) => {
  test.setTimeout(60_000)
  const ada = await visit(posts.batches)
  const bob = await visit(posts.batches)
  await bob.beSeen('Bob')
  await ada.open()
  await expect(ada.people).toHaveCount(1)
  const elements = await ada.page.evaluate(() => document.querySelectorAll('*').length)
  for (const [name, visible] of NAUGHTY) {
    // Through the page's own script, past the limits of the form's field.
    await bob.page.evaluate(async (wish) => {
      const { roomful } = window as unknown as { roomful: RoomfulPage }
      const room = await roomful.room()
      room.me.set({ name: wish })
    }, name)
    const shown = ada.people.locator('.name')
    await expect(shown).toContainText(visible)
    const text = (await shown.textContent()) ?? ''
    expect([...text].length).toBeLessThanOrEqual(40)
    expect(text).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u)
  }
  expect(await ada.page.evaluate(() => document.querySelectorAll('*').length)).toBe(elements)
  expect(
    await ada.page.locator('roomful-box img, roomful-box script, roomful-pods img, roomful-pods script').count(),
  ).toBe(0)
  const width = await ada.panel.evaluate((node) => [node.scrollWidth, node.clientWidth])
  expect(width[0]).toBeLessThanOrEqual(width[1] ?? 0)
})
