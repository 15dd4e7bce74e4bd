/** A certificate for this machine that nobody believes, and its key. See the folder of the same name. */
import { fileURLToPath } from 'node:url'

const file = (name: string): string => fileURLToPath(new URL(`localhost-tls/${name}`, import.meta.url))

export const LOCALHOST_TLS = { certFile: file('cert.pem'), keyFile: file('key.pem') }
