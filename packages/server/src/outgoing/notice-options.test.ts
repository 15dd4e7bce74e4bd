import { expect, test } from 'vitest'
import { checkNotices } from './notice-options.js'

const SECRET = `whsec_${Buffer.alloc(32).toString('base64')}`
const MAIL = { smtp: 'smtp://name:pass%20word@mail.example:587', from: 'Our blog <notices@blog.example>' }
const SITE = 'https://blog.example'

test('nothing said is nothing sent', () => {
  expect(checkNotices()).toEqual({ site: undefined, perDay: 20, webhook: undefined, mail: undefined })
  expect(checkNotices({})).toEqual(checkNotices())
})

test('what is said is checked and kept', () => {
  expect(
    checkNotices({
      site: `${SITE}/`,
      perDay: 5,
      webhook: { url: 'http://localhost:1/x', secret: [SECRET] },
      mail: MAIL,
    }),
  ).toEqual({
    site: SITE,
    perDay: 5,
    webhook: { url: 'http://localhost:1/x', secrets: [SECRET] },
    mail: { smtp: MAIL.smtp, from: { name: 'Our blog', address: 'notices@blog.example' }, lang: 'en' },
  })
  const from = (text: string): unknown => checkNotices({ site: SITE, mail: { ...MAIL, from: text } }).mail?.from
  expect(from('a@b.example')).toEqual({ name: '', address: 'a@b.example' })
  expect(from('"Blog, the" <a@b.example>')).toEqual({ name: 'Blog, the', address: 'a@b.example' })
})

test.each<[unknown, string]>([
  [[], 'notices must be an object'],
  [{ webhok: 1 }, 'notices.webhok is not an option; did you mean "webhook"?'],
  [{ site: 'blog.example' }, 'notices.site must be scheme and host alone'],
  [{ site: 'https://blog.example/path' }, 'notices.site must be scheme and host alone'],
  [{ site: 'ftp://blog.example' }, 'notices.site must be scheme and host alone'],
  [{ perDay: 21 }, 'notices.perDay must be a whole number from 1 to 20'],
  [{ perDay: 0 }, 'notices.perDay must be'],
  [{ webhook: { url: 'file:///etc/passwd', secret: SECRET } }, 'notices.webhook.url must be an address'],
  [{ webhook: { url: 'https://a:b@c.example', secret: SECRET } }, 'notices.webhook.url may hold no name'],
  [{ webhook: { url: 'https://c.example', secret: 'short' } }, 'notices.webhook.secret must be "whsec_"'],
  [{ webhook: { url: 'https://c.example', secret: [] } }, 'notices.webhook.secret must be "whsec_"'],
  [{ mail: MAIL }, 'notices.site is needed for the links in mails'],
  [{ site: SITE, mail: { ...MAIL, smtp: 'https://mail.example' } }, 'notices.mail.smtp must be an address like'],
  [{ site: SITE, mail: { ...MAIL, smtp: 'smtp://' } }, 'notices.mail.smtp must be an address like'],
  [{ site: SITE, mail: { ...MAIL, lang: 'tlh' } }, 'notices.mail.lang must be one of en, de, fr, es, ar'],
  [{ site: SITE, mail: { ...MAIL, from: 'Our blog' } }, 'notices.mail.from must be an address'],
  [{ site: SITE, mail: { ...MAIL, from: 'a@b.example, c@d.example' } }, 'notices.mail.from must be an address'],
  [
    { site: SITE, mail: { ...MAIL, from: 'X\r\nBcc: v@b.example <a@b.example>' } },
    'notices.mail.from must be an address',
  ],
  [{ site: SITE, mail: { ...MAIL, tls: true } }, 'notices.mail.tls is not an option'],
])('%j: %s', (options, sentence) => {
  expect(() => checkNotices(options)).toThrow(sentence)
})

test('[S32] a password is never in what an error says', () => {
  expect(() => checkNotices({ site: SITE, mail: { ...MAIL, smtp: 'http://name:canary@mail.example' } })).toThrow(
    /^(?!.*canary)/,
  )
})
