/**
 * What a mail says, as text and as HTML. [X4,T10,S15]
 *
 * Pure. What a visitor wrote stands in the two bodies and nowhere else: no header, no subject, no address of a link but those in
 * the comment itself. In the HTML it passes `markdownHtml` or `escapeHtml`; nothing is loaded from anywhere.
 */
import { parseMarkdown, plainText, type Mention } from '@roomful/protocol'
import { escapeHtml, markdownHtml } from '../model/markdown-html.js'
import { MAIL_WORDS, type MailLanguage, type MailWords } from './mail-words.js'

export interface Letter {
  readonly lang: MailLanguage
  readonly subject: string
  readonly text: string
  readonly html: string
  /** [X4] Where one POST ends it all. */
  readonly stop: string
}

interface Frame {
  readonly lang: MailLanguage
  /** Host of the site. */
  readonly site: string
  readonly stop: string
}

export interface NoticeFacts extends Frame {
  readonly kind: 'mention' | 'reply'
  readonly name: string
  /** Source of the comment, and whom it names. */
  readonly source: string
  readonly mentions: readonly Mention[]
  /** Address of the comment, where there is one to be trusted. */
  readonly page: string | undefined
}

/** Somebody answered or mentioned the reader. */
export function noticeLetter({ lang, site, stop, kind, name, source, mentions, page }: NoticeFacts): Letter {
  const words = MAIL_WORDS[lang]
  const blocks = parseMarkdown(source, { mentions })
  const quoted = plainText(blocks).split('\n')
  const subject = kind === 'reply' ? words.replySubject(site) : words.mentionSubject(site)
  return letter({ lang, site, stop }, subject, {
    text: [
      `${name} ${words[kind]}`,
      quoted.map((line) => `> ${line}`).join('\n'),
      ...(page === undefined ? [] : [`${words.read}:\n${page}`]),
    ],
    html: [
      `<p><b><bdi>${escapeHtml(name)}</bdi></b> ${escapeHtml(words[kind])}</p>`,
      `<blockquote dir="auto">${markdownHtml(blocks)}</blockquote>`,
      ...(page === undefined ? [] : [`<p>${linkHtml(page, words.read)}</p>`]),
    ],
    why: words.why(site),
  })
}

/** Whether the address belongs to whoever gave it. */
export function confirmLetter({ lang, site, stop, confirm }: Frame & { readonly confirm: string }): Letter {
  const words = MAIL_WORDS[lang]
  return letter({ lang, site, stop }, words.confirmSubject(site), {
    text: [words.confirmIntro(site), `${words.confirm}:\n${confirm}`],
    html: [`<p>${escapeHtml(words.confirmIntro(site))}</p>`, `<p>${linkHtml(confirm, words.confirm)}</p>`],
    why: words.confirmElse,
  })
}

interface Parts {
  readonly text: readonly string[]
  readonly html: readonly string[]
  readonly why: string
}

function letter({ lang, stop }: Frame, subject: string, { text, html, why }: Parts): Letter {
  const words: MailWords = MAIL_WORDS[lang]
  return {
    lang,
    subject,
    stop,
    text: `${[...text, `-- \n${why}`, `${words.stop}:\n${stop}`].join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="${lang}" dir="${words.dir}">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body>
${html.join('\n')}
<hr>
<p><small>${escapeHtml(why)} ${linkHtml(stop, words.stop)}</small></p>
</body>
</html>
`,
  }
}

function linkHtml(href: string, text: string): string {
  return `<a href="${escapeHtml(href)}">${escapeHtml(text)}</a>`
}
