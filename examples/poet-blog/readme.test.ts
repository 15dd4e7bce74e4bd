/** The README says what Roomful added to the blog. Here that is compared with the files. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const files = ['app.js', 'views/layout.pug', 'views/list.pug', 'views/post.pug', 'public/blog.css']
const hunks = [...read('README.md').matchAll(/```diff\n(.*?)```/gs)].map(([, text = '']) => text.trimEnd().split('\n'))
const shown = new Set(
  hunks
    .flat()
    .filter((line) => line.startsWith('+'))
    .map((line) => line.slice(1)),
)

test('every hunk of the README stands in a file as it is shown', () => {
  expect(hunks.length).toBeGreaterThan(0)
  for (const hunk of hunks) {
    const lines = hunk.map((line) => line.slice(1)).join('\n')
    expect(
      files.filter((file) => read(file).includes(`${lines}\n`)),
      lines,
    ).toHaveLength(1)
  }
})

test('no other line of the blog speaks of Roomful', () => {
  const code = [
    ...files,
    'blog.js',
    'markdown.js',
    ...['index', 'page', 'tag', 'category', 'search', 'missing'].map((view) => `views/${view}.pug`),
  ]
  for (const file of code) {
    const text = read(file).replace(/\/\*\*.*?\*\//gs, '')
    const lines = text.split('\n').filter((line) => /createRoomful|\blive\.|\/roomful\/|roomful-/.test(line))
    expect(
      lines.filter((line) => !shown.has(line)),
      file,
    ).toEqual([])
  }
})
