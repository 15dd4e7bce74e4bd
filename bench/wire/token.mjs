/** The tokens every peer checks: a JWT signed with HS256, one per person, made before anything is measured. */
import { createHmac } from 'node:crypto'

/** Shared by the generator and the servers of one run; loopback only, gone with the processes. */
export const TOKEN_SECRET = 'bench-secret-bench-secret-bench-secret'
export const TOKEN_AUDIENCE = 'roomful'

const HEADER = base64url({ alg: 'HS256', typ: 'JWT' })

export function signToken(sub) {
  const iat = Math.floor(Date.now() / 1_000)
  const body = `${HEADER}.${base64url({ sub, aud: TOKEN_AUDIENCE, iat, exp: iat + 3_000, name: `Person ${sub}` })}`
  return `${body}.${createHmac('sha256', TOKEN_SECRET).update(body).digest('base64url')}`
}

function base64url(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
