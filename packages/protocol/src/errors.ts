/**
 * Every failure Roomful can name: who is at fault, how it travels, whether trying again helps, what to tell a person.
 *
 * One table. The docs page `docs/reference/errors.md` is compared with it by a test; codes are never renamed or reused.
 * [K1] The range of a close code carries the retry policy, so that an old client obeys a code it has never heard of.
 */
import { DURABLE_ERRORS } from './durable-errors.js'
import { CLOSE_CODES, setSentences, type ErrorSpec } from './roomful-error.js'

const table = {
  SERVER_DRAINING: {
    fault: 'passing',
    close: 4000,
    status: 503,
    retry: true,
    message: 'The server is shutting down.',
    fix: 'Nothing: the client reconnects by itself.',
  },
  SLOW_READER: {
    fault: 'passing',
    close: 4001,
    retry: true,
    message: 'The connection could not take in what the room sends.',
    fix: 'Nothing: the client reconnects and catches up. If it recurs, the network or the page is too slow for this room.',
  },
  HEARTBEAT_LOST: {
    fault: 'passing',
    close: 4002,
    retry: true,
    message: 'Nothing was heard from the connection for too long.',
    fix: 'Nothing: the client reconnects by itself. If it recurs, look for a proxy that cuts idle connections.',
  },
  SERVER_ERROR: {
    fault: 'server',
    close: 4003,
    status: 500,
    retry: true,
    message: 'Something went wrong on the server.',
    fix: 'Look for the event "internal-error" in the server log.',
  },
  TOKEN_EXPIRED: {
    fault: 'client',
    close: 4100,
    status: 401,
    retry: true,
    message: 'The token has expired.',
    fix: 'Give `connect` a function that fetches a fresh token.',
  },
  TOKEN_INVALID: {
    fault: 'client',
    close: 4101,
    status: 401,
    retry: true,
    message: 'The token is not valid here.',
    fix: 'Check secret or key, algorithm, `aud` = "roomful", `exp` at most an hour after `iat`, and the clocks.',
  },
  VERSION_UNSUPPORTED: {
    fault: 'client',
    close: 4200,
    retry: false,
    message: 'The server does not speak this protocol version.',
    fix: 'Reload the page; if it stays, update the client or the server.',
  },
  FRAME_INVALID: {
    fault: 'client',
    close: 4201,
    retry: false,
    message: 'A frame could not be decoded.',
    fix: 'Compare what is sent with SPEC.md, section F.',
  },
  ORIGIN_REFUSED: {
    fault: 'server',
    close: 4202,
    status: 403,
    retry: false,
    message: 'Pages of this origin may not connect.',
    fix: 'Add the origin to `origins` (ROOMFUL_ORIGINS), exactly as the browser sends it: scheme, host and port.',
  },
  REVOKED: {
    fault: 'client',
    close: 4203,
    status: 403,
    retry: false,
    message: 'Access has been withdrawn.',
    fix: 'Ask the owner of the site.',
  },
  SESSION_REPLACED: {
    fault: 'passing',
    close: 4204,
    retry: false,
    message: 'Another connection has taken over this session.',
    fix: 'Nothing: the newer connection goes on.',
  },
  HELLO_REQUIRED: {
    fault: 'client',
    close: 4205,
    retry: false,
    message: 'The connection did not introduce itself in time or within limits.',
    fix: 'Send a hello as the first frame.',
  },
  AUTH_REQUIRED: {
    fault: 'client',
    close: 4206,
    status: 401,
    retry: false,
    message: 'Guests are not admitted.',
    fix: 'Log in to the site, so that the page gets a token.',
  },
  FLOOD: {
    fault: 'client',
    close: 4300,
    retry: true,
    message: 'Too many frames in too short a time.',
    fix: 'Send less: join what belongs together, and only what has changed.',
  },
  TOO_MANY_CONNECTIONS: {
    fault: 'client',
    close: 4301,
    status: 429,
    retry: true,
    message: 'Too many connections from this address.',
    fix: 'Close other tabs. Behind a proxy, set `trustProxy` so that visitors are told apart.',
  },
  SERVER_FULL: {
    fault: 'server',
    close: 4302,
    status: 503,
    retry: true,
    message: 'The server has no room for more connections.',
    fix: 'Raise `limits.connections` or add a node.',
  },
  MESSAGE_UNKNOWN: {
    fault: 'client',
    retry: false,
    message: 'There is no message of this type.',
    fix: 'Compare `t` with SPEC.md; the server may be older than the client.',
  },
  MESSAGE_INVALID: {
    fault: 'client',
    status: 400,
    retry: false,
    message: 'A field is missing, of the wrong type or out of range.',
    fix: '`at` names the field.',
  },
  ROOM_INVALID: {
    fault: 'client',
    status: 400,
    retry: false,
    message: 'This cannot be a room id.',
    fix: 'Use 1 to 256 characters without control characters.',
  },
  ROOM_REFUSED: {
    fault: 'client',
    status: 404,
    retry: false,
    message: 'There is no such room for you.',
    fix: 'Check the `rooms` option, `authorize`, and the `rooms` claim of the token.',
  },
  ROOM_NOT_JOINED: {
    fault: 'client',
    retry: false,
    message: 'This connection is not in that room.',
    fix: 'Join first, and use the number from `joined`.',
  },
  ROOMS_TOO_MANY: {
    fault: 'client',
    status: 400,
    retry: false,
    message: 'Too many rooms at once.',
    fix: 'Leave rooms you no longer show; ask for counts in batches of 100.',
  },
  ROOMS_FULL: {
    fault: 'server',
    retry: true,
    message: 'The server has no place for another room.',
    fix: 'Raise `limits.rooms` or add a node.',
  },
  GRANT_MISSING: {
    fault: 'client',
    status: 403,
    retry: false,
    message: 'You may not do this here.',
    fix: '`at` names the grant. Grants come from the token, `authorize` or `guests`.',
  },
  EVENT_UNKNOWN: {
    fault: 'client',
    retry: false,
    message: 'There is no event of this name.',
    fix: 'Declare it in `events` on the server.',
  },
  EVENT_INVALID: {
    fault: 'client',
    retry: false,
    message: 'The data does not match the schema of this event.',
    fix: '`message` says what the schema refused.',
  },
  RATE_LIMITED: {
    fault: 'client',
    status: 429,
    retry: true,
    message: 'Too many of these in too short a time.',
    fix: 'Wait `retryMs`, then try again.',
  },
  ...DURABLE_ERRORS,
  NOT_FOUND: {
    fault: 'client',
    status: 404,
    retry: false,
    message: 'There is nothing at this address.',
    fix: 'Compare the path with the reference.',
  },
  METHOD_REFUSED: {
    fault: 'client',
    status: 405,
    retry: false,
    message: 'This address does not take this method.',
    fix: 'Compare the method with the reference.',
  },
  OPTION_INVALID: {
    fault: 'server',
    retry: false,
    message: 'An option is missing or wrong.',
    fix: 'The message says which and what it may be.',
  },
  DEPENDENCY_MISSING: {
    fault: 'server',
    retry: false,
    message: 'An optional package is not installed.',
    fix: 'Install the package that the message names.',
  },
  STORE_UNAVAILABLE: {
    fault: 'server',
    status: 503,
    retry: true,
    message: 'The database does not answer.',
    fix: 'Check that its file or server can be reached and written.',
  },
  STORE_NEWER: {
    fault: 'server',
    retry: false,
    message: 'The database was written by a newer version of Roomful.',
    fix: 'Update Roomful, or restore a backup made by this version.',
  },
  IMPORT_INVALID: {
    fault: 'client',
    retry: false,
    message: 'The file is not an export that can be read.',
    fix: 'The message says where it stops making sense. Fetch the export again; a download may have been cut short.',
  },
  BUS_UNAVAILABLE: {
    fault: 'server',
    retry: true,
    message: 'The broker does not answer.',
    fix: 'Check that it is running and reachable from this node.',
  },
  NOT_CONNECTED: {
    fault: 'passing',
    retry: true,
    message: 'The connection was lost before the server answered.',
    fix: 'Try again once the status is "online".',
  },
  CLIENT_CLOSED: {
    fault: 'client',
    retry: false,
    message: 'This client has been closed.',
    fix: 'Call `connect` again.',
  },
} as const satisfies Record<string, ErrorSpec>

/** A stable name of a failure. */
export type ErrorCode = keyof typeof table

/** The catalogue, by code. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorSpec>> = table

setSentences((code) => ERRORS[code].message)

type CloseColumn = {
  [C in ErrorCode as (typeof table)[C] extends { readonly close: infer N extends number } ? N : never]: C
}

// Compiles only while the close codes that every page knows are those of the table.
const closeColumn: CloseColumn = CLOSE_CODES
void closeColumn

export { comeBackAfter, errorOfClose, RoomfulError } from './roomful-error.js'
export type { ComeBack, ErrorDetails, ErrorSpec } from './roomful-error.js'
