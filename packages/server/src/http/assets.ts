/**
 * The browser bundle: `roomful.js` and its chunks, read from the package and kept in memory, also compressed.
 *
 * A request names one of the files that are there or gets nothing: names are looked up in the folder's own list, so no
 * path is ever made from what a visitor wrote. Static files are the only thing every origin may load.
 */
import { createHash } from 'node:crypto'
import { readFile, readdir, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Where the bundle lies, seen from `src/http` and from `dist/http` alike. */
const BUNDLE = fileURLToPath(new URL('../../dist/browser/', import.meta.url))

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}
/** The one file without a hash in its name: pages must see an update within minutes. */
const ENTRY_CACHING = 'public, max-age=300'
const HASHED_CACHING = 'public, max-age=31536000, immutable'
/** Smaller texts grow when compressed, and woff2 is compressed already. */
const MIN_COMPRESS_BYTES = 512

interface Asset {
  readonly version: string
  readonly type: string
  readonly etag: string
  readonly plain: Uint8Array<ArrayBuffer>
  readonly gzip: Uint8Array<ArrayBuffer> | undefined
  readonly br: Uint8Array<ArrayBuffer> | undefined
}

export interface Assets {
  /** The entry file (`roomful.js`) or a chunk of `assets/`; undefined when there is no such file. */
  serve(request: Request, folder: '' | 'assets', name: string): Promise<Response | undefined>
}

export function createAssets(root: string = BUNDLE): Assets {
  const kept = new Map<string, Asset>()

  async function find(folder: string, name: string): Promise<Asset | undefined> {
    const type = TYPES[extname(name)]
    const names = await readdir(`${root}${folder}`).catch((): string[] => [])
    if (type === undefined || !names.includes(name)) return undefined
    const file = `${root}${folder === '' ? '' : `${folder}/`}${name}`
    const { mtimeMs, size } = await stat(file)
    const version = `${mtimeMs}-${size}`
    const known = kept.get(file)
    if (known?.version === version) return known
    const asset = await load(file, type, version)
    kept.set(file, asset)
    return asset
  }

  return {
    async serve(request, folder, name) {
      const asset = await find(folder, name)
      return asset && respond(request, asset, folder === 'assets' ? HASHED_CACHING : ENTRY_CACHING)
    },
  }
}

async function load(file: string, type: string, version: string): Promise<Asset> {
  const plain = new Uint8Array(await readFile(file))
  const etag = `W/"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  const isWorthIt = plain.length >= MIN_COMPRESS_BYTES && !type.startsWith('font/')
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length }
  return {
    version,
    type,
    etag,
    plain,
    gzip: isWorthIt ? new Uint8Array(await promisify(gzip)(plain, { level: 9 })) : undefined,
    br: isWorthIt ? new Uint8Array(await promisify(brotliCompress)(plain, { params })) : undefined,
  }
}

function respond(request: Request, asset: Asset, caching: string): Response {
  const headers = new Headers({
    'Content-Type': asset.type,
    'Cache-Control': caching,
    ETag: asset.etag,
    Vary: 'Accept-Encoding',
    'X-Content-Type-Options': 'nosniff',
    // A module script is always fetched with CORS, and pages with COEP want to be told as well.
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
  const known = request.headers.get('if-none-match')?.split(',') ?? []
  if (known.some((tag) => tag.trim() === asset.etag)) return new Response(null, { status: 304, headers })
  const accepted = request.headers.get('accept-encoding') ?? ''
  const encoding =
    asset.br && accepts(accepted, 'br') ? 'br' : asset.gzip && accepts(accepted, 'gzip') ? 'gzip' : undefined
  const body = (encoding && asset[encoding]) ?? asset.plain
  if (encoding) headers.set('Content-Encoding', encoding)
  headers.set('Content-Length', String(body.length))
  return new Response(body, { headers })
}

function accepts(header: string, encoding: string): boolean {
  return header.split(',').some((entry) => {
    const [name, ...params] = entry.split(';').map((part) => part.trim())
    return name === encoding && !params.some((param) => /^q=0(\.0*)?$/.test(param))
  })
}
