import { expect, test } from 'vitest'
import { cleanHost, leadsTo } from './links.js'

const hosts = new Set(['spam.example', 'xn--bcher-kva.example', '127.0.0.1'])

test.each([
  'http://spam.example',
  'https://SPAM.example/path?x=1#y',
  'https://www.spam.example:8443/',
  'https://a.b.spam.example./',
  'https://good.example@spam.example/',
  'https://spam%2Eexample/',
  'https://ｓｐａｍ.example/',
  'http:\\\\spam.example\\x',
  'https://bücher.example/',
  'http://0x7f.1/',
  'mailto:me@spam.example',
  'MAILTO:a@good.example,b%40x,c@mail.spam.example?subject=hi',
])('[S33] %s leads to a refused host', (link) => {
  expect(leadsTo(['https://good.example/', link], hosts)).toBe(true)
})

test.each([
  'https://spam.example.org/',
  'https://notspam.example/',
  'https://example/spam.example',
  'https://good.example/?to=https://spam.example',
  'https://spam.example@good.example/',
  'mailto:spam.example@good.example',
  'not a link',
  '',
])('[S33] %s does not', (link) => {
  expect(leadsTo([link], hosts)).toBe(false)
})

test.each([
  ['spam.example', 'spam.example'],
  [' *.Spam.Example. ', 'spam.example'],
  ['.spam.example', 'spam.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['', undefined],
  ['https://spam.example', undefined],
  ['spam.example/path', undefined],
  ['a b', undefined],
  ['me@spam.example', undefined],
  ['*.*.example', undefined],
])('the entry %j is the host %j', (entry, host) => {
  expect(cleanHost(entry)).toBe(host)
})
