/**
 * Calls a webhook of the site's owner: one signed POST, for which any 2xx is a receipt. [S19,S20]
 *
 * Only ever to the configured address: no redirect is followed and nothing a visitor wrote is part of it. What is answered is
 * not read. Whether and when it is tried again is the courier's business.
 */
import type { Clock } from '@roomful/protocol'
import { sendFailure } from './failure.js'
import { signatureHeaders, webhookKey } from './sign.js'

export interface WebhookRule {
  readonly url: string
  /** Several while one is being replaced. */
  readonly secrets: readonly string[]
}

/** Rejects when there is no receipt. */
export type CallWebhook = (id: string, body: string, signal: AbortSignal) => Promise<void>

const TIMEOUT_MS = 5_000

export function createWebhook(
  { url, secrets }: WebhookRule,
  { clock, fetch = globalThis.fetch }: { readonly clock: Clock; readonly fetch?: typeof globalThis.fetch },
): CallWebhook {
  const keys = secrets.flatMap((secret) => webhookKey(secret) ?? [])
  return async (id, body, signal) => {
    const late = new AbortController()
    const stopClock = clock.after(TIMEOUT_MS, () => late.abort())
    try {
      const { status, ok } = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'roomful',
          ...signatureHeaders({ id, atMs: clock.now(), body }, keys),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, late.signal]),
      })
      if (!ok) throw sendFailure(`status ${status}`)
    } catch (error) {
      if (late.signal.aborted) throw sendFailure('timeout')
      // Node's own error says where it tried to go.
      throw error instanceof TypeError ? sendFailure('unreachable') : error
    } finally {
      stopClock()
      // Lets go of an answer nobody reads; after a whole one this does nothing.
      late.abort()
    }
  }
}
