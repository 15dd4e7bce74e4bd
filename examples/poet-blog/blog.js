/**
 * A small blog on Poet and Express 4: posts, pages, tags, categories, search and a feed. Nothing in it is live.
 *
 * It owns one rule that Poet leaves open: with `drafts` off, a draft or a post of tomorrow is neither listed nor
 * served, not even at its own address.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express from 'express'
import createPoet from 'poet'
import { markdownTemplate } from './markdown.js'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const fontFolder = (name) =>
  join(dirname(createRequire(import.meta.url).resolve(`@fontsource-variable/${name}/package.json`)), 'files')

// What this blog lets a page do: its own files and its own sockets, nothing inline, nothing from anywhere else.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

function secure(_request, response, next) {
  response.set({
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  })
  next()
}

/**
 * The blog as an Express app.
 *
 * @param {object} [options]
 * @param {boolean} [options.drafts] list and serve what is not published yet, as one wants while writing; off in production
 * @param {string} [options.posts] the folder of Markdown files
 * @param {(page: string, request: import('node:http').IncomingMessage) => Promise<string>} [options.comments] the HTML of
 *   the comments below a post; a post is shown without them when this fails
 */
export async function createBlog({
  drafts = process.env.NODE_ENV !== 'production',
  posts = here('posts'),
  comments = async () => '',
} = {}) {
  const app = express()
  app.disable('x-powered-by')
  app.set('views', here('views'))
  app.set('view engine', 'pug')
  app.use(secure)
  const fixed = { index: false, maxAge: '1h' }
  app.use('/fonts', express.static(fontFolder('newsreader'), fixed), express.static(fontFolder('inter'), fixed))
  app.use(express.static(here('public'), { index: false }))

  const isPublic = (post) => drafts || (!post.draft && post.date <= new Date())
  const missing = (_request, response) => response.status(404).render('missing')

  // Before Poet's own route, because Poet serves a draft to whoever knows its address.
  app.get('/post/:slug', (request, response, next) => {
    const { slug } = request.params
    const isOpen = Object.hasOwn(poet.posts, slug) && isPublic(poet.posts[slug])
    if (!isOpen) return missing(request, response)
    response.locals.neighbours = neighbours(poet.helpers.getPosts(), slug)
    const show = (html) => {
      response.locals.comments = html
      next()
    }
    comments(poet.posts[slug].url, request).then(show, () => show(''))
  })
  const poet = createPoet(app, {
    posts,
    postsPerPage: 20,
    showDrafts: drafts,
    showFuture: drafts,
    readMoreLink: () => '',
  })
  poet.addTemplate({ ext: ['md'], fn: markdownTemplate(poet.templateEngines.marked) })

  app.locals.date = (value) => value.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
  app.locals.minutes = (post) => Math.max(1, Math.round(post.content.replace(/<[^>]*>/g, '').split(/\s+/).length / 220))
  app.get('/', (_request, response) => response.render('index', { posts: poet.helpers.getPosts() }))
  app.get('/search', (request, response) => {
    const words = typeof request.query.q === 'string' ? request.query.q.trim().slice(0, 100) : ''
    response.render('search', { words, posts: search(poet.helpers.getPosts(), words) })
  })
  app.get('/feed.xml', (_request, response) => {
    const published = poet.helpers.getPosts().filter((post) => !post.draft && post.date <= new Date())
    response.type('application/atom+xml').render('feed', { posts: published })
  })
  app.use(missing)

  await poet.init()
  return app
}

/** The posts before and after one, as a reader would leaf through them. */
function neighbours(posts, slug) {
  const at = posts.findIndex((post) => post.slug === slug)
  return { newer: posts[at - 1], older: posts[at + 1] }
}

/** The posts that contain every word asked for. */
function search(posts, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return []
  return posts.filter((post) => {
    const text = `${post.title} ${post.tags.join(' ')} ${post.content.replace(/<[^>]*>/g, ' ')}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
