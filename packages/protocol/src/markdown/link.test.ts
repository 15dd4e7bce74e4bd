import { expect, test } from 'vitest'
import { safeHref } from './link.js'

test.each([
  ['http://a.example', 'http://a.example'],
  ['HttpS://A.example:8443/b?c[]=d#e', 'https://A.example:8443/b?c[]=d#e'],
  ['https://münchen.example/é/می\u200cخواهم', 'https://münchen.example/é/می\u200cخواهم'],
  ['http://127.0.0.1?a', 'http://127.0.0.1?a'],
  ["https://a.example/'@b:c", "https://a.example/'@b:c"],
  ['MAILTO:ada.l+b@a.example', 'mailto:ada.l+b@a.example'],
])('[S15] %j may be linked', (address, href) => {
  expect(safeHref(address)).toBe(href)
})

test.each([
  ...['', 'a.example', '//a.example', '/a', '#a', 'http:a.example', 'http:/a.example', 'http:///a.example', 'http://'],
  ...[
    'javascript:alert(1)',
    'data:text/html,a',
    'vbscript:a',
    'ftp://a.example',
    'httpſ://a.example',
    ' http://a.example',
  ],
  ...['http://a@b.example', 'http://a:b@c.example', 'http://a.example\\@b.example', 'http://.a', 'http://[::1]/'],
  ...['http://a.example:port', 'http://a.example:123456', 'http://a b', 'http://a\tb', 'http://⒈example'],
  ...['http://a.example/b c', 'http://a.example/"', 'http://a.example/<', 'http://a.example/>', 'http://a.example/`'],
  ...[
    'http://a.example/\\',
    'http://a.example/\0',
    'http://a.example/\n',
    'http://a.example\n',
    'http://a.example/\u0085',
  ],
  ...[
    'mailto:',
    'mailto:a',
    'mailto:a@',
    'mailto:a@b?c=d',
    'mailto:a@b,c@d',
    'mailto:a%0a@b',
    'mailto:a@b/c',
    'mailto:a b@c',
  ],
  `https://a.example/${'b'.repeat(2_048)}`,
])('[S15] %j may not be linked', (address) => {
  expect(safeHref(address)).toBeUndefined()
})
