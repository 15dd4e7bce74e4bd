/**
 * Bytes of an XML file to text, piece by piece.
 *
 * The encoding is what a byte order mark or the XML declaration says, else UTF-8. Broken bytes become U+FFFD: one bad
 * character in an old comment is no reason to refuse a hundred thousand good ones.
 */
import { TextDecoder } from 'node:util'
import { RoomfulError } from '@roomful/protocol'

/** The declaration is looked for in this many bytes. */
const HEAD_BYTES = 256
/** Larger pieces are cut, so that whoever takes the text can check its limits in time. */
const PIECE_BYTES = 65_536

/** @throws IMPORT_INVALID when the file names an encoding that nobody knows. */
export async function* decodeBytes(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let head: Uint8Array = new Uint8Array(0)
  for await (const chunk of bytes) {
    if (decoder === undefined) {
      head = joined(head, chunk)
      if (head.length < HEAD_BYTES) continue
      decoder = decoderFor(head)
      yield* pieces(decoder, head)
    } else yield* pieces(decoder, chunk)
  }
  if (decoder === undefined) {
    decoder = decoderFor(head)
    yield* pieces(decoder, head)
  }
  yield decoder.decode()
}

function* pieces(decoder: TextDecoder, bytes: Uint8Array): Generator<string> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield decoder.decode(bytes.subarray(at, at + PIECE_BYTES), { stream: true })
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

function decoderFor(head: Uint8Array): TextDecoder {
  const [first, second] = head
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le')
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be')
  const start = new TextDecoder('latin1').decode(head.subarray(0, HEAD_BYTES))
  const declared =
    /^[^<]{0,8}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{1,40})["']/.exec(start)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(declared)
  } catch (cause) {
    throw new RoomfulError('IMPORT_INVALID', { cause, message: `The file is in an unknown encoding, "${declared}".` })
  }
}
