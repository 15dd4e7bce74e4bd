/**
 * Hands letters to a mail server, by `nodemailer`, which is loaded only here and only where mail is configured. [X4,S29,S32]
 *
 * Every header is made of the owner's options, an address that was checked, our own words, and ids: nothing in them was written
 * by a visitor. The id of a parcel is the message's id, so that a mail sent twice is one in the reader's box.
 */
import { RoomfulError, type Clock } from '@roomful/protocol'
import type nodemailer from 'nodemailer'
import { sendFailure } from './failure.js'
import type { Letter } from './letter.js'
import type { MailSettings } from './notice-options.js'

/** A letter in its envelope. */
export interface Post extends Letter {
  /** Of plain letters and digits; the same when it is sent again. */
  readonly id: string
  readonly to: string
}

/** Resolves when the mail server has taken it, or has said that there is no such box; rejects when it may still work. */
export type SendMail = (post: Post, signal: AbortSignal) => Promise<void>

export interface MailParts {
  readonly clock: Clock
  /** Stands in message ids. */
  readonly host: string
}

const CONNECT_MS = 5_000
/** Some mail servers look at a mail for long before they take it. */
const SILENCE_MS = 15_000

type Nodemailer = Pick<typeof nodemailer, 'createTransport'>

/** @throws DEPENDENCY_MISSING */
export async function createMail({ smtp, from }: MailSettings, { clock, host }: MailParts): Promise<SendMail> {
  const { createTransport } = await loadNodemailer()
  const transport = createTransport({
    url: smtp,
    requireTLS: needsTls(smtp),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // Nothing in a letter is an address to be opened or a file to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async ({ id, to, lang, subject, text, html, stop }, signal) => {
    const sending = transport.sendMail({
      from: { ...from },
      to: { name: '', address: to },
      envelope: { from: from.address, to: [to] },
      messageId: `<${id}@${host}>`,
      date: new Date(clock.now()),
      subject,
      text,
      html,
      textEncoding: 'quoted-printable',
      headers: {
        'Auto-Submitted': 'auto-generated',
        'Content-Language': lang,
        // RFC 8058. Longer than a line, and of one piece.
        'List-Unsubscribe': { prepared: true, foldLines: false, value: `<${stop}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    })
    try {
      await untilAborted(sending, signal)
    } catch (error) {
      if (!isNoSuchBox(error)) throw sendFailure(mailTrouble(error))
    }
  }
}

async function loadNodemailer(): Promise<Nodemailer> {
  try {
    return (await import('nodemailer')).default
  } catch (cause) {
    const message = 'Sending mail needs the package "nodemailer": npm install nodemailer'
    throw new RoomfulError('DEPENDENCY_MISSING', { cause, message })
  }
}

/** A password is for the mail server alone. On this machine nobody listens. */
function needsTls(smtp: string): boolean {
  const { password, hostname } = new URL(smtp)
  return password !== '' && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

/** A mail under way cannot be called back, but nobody has to wait for it. */
function untilAborted(sending: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(sendFailure('stopped'))
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    sending.then(() => resolve(), reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

interface SmtpError {
  readonly name?: unknown
  readonly message?: unknown
  readonly code?: unknown
  readonly responseCode?: unknown
}

/** A refusal for good of the very address; asking again would only annoy. */
function isNoSuchBox(error: unknown): boolean {
  const { code, responseCode } = (error ?? {}) as SmtpError
  return code === 'EENVELOPE' && typeof responseCode === 'number' && responseCode >= 550 && responseCode <= 553
}

/** Codes and numbers only: what a mail server answers quotes addresses. */
function mailTrouble(error: unknown): string {
  const { name, message, code, responseCode } = (error ?? {}) as SmtpError
  if (name === 'SendFailure' && typeof message === 'string') return message
  const number = typeof responseCode === 'number' ? ` ${responseCode}` : ''
  return `smtp ${typeof code === 'string' && /^[A-Z_]{1,20}$/.test(code) ? code : 'error'}${number}`
}
