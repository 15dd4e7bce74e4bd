/** What `roomful COMMAND --help` prints. */

const DATABASE = `      --database URL   sqlite:FILE, postgres://…         DATABASE_URL     (default sqlite:roomful.db)
  -c, --config FILE    options, as JSON or .mjs          ROOMFUL_CONFIG
      --log LEVEL      error, warn, info or debug        ROOMFUL_LOG      (default warn)
      --secret TEXT    the server's, where it has one    ROOMFUL_SECRET   (default: the one kept in the database)
  -h, --help
`

export const COMMAND_HELP = {
  import: `roomful import: take in comments of another system, or an export of Roomful

Usage: roomful import FILE [options]

FILE is an export of Disqus (XML), of WordPress (WXR) or of Roomful (JSON lines), also packed with gzip; "-" is standard
input. It may be imported again: what is there already stays as it is. A server may be running meanwhile.

      --from SYSTEM    disqus, wordpress or roomful                       (default: seen from the file)
      --site ORIGIN    the site Roomful is part of, like https://blog.example: its pages are rooms like /blog/7.
                       Without it, and for other sites, rooms carry the host: blog.example/blog/7
      --dry-run        read and count, keep nothing
${DATABASE}`,
  export: `roomful export: write everything into a file, as JSON lines

Usage: roomful export [FILE] [options]

Without FILE, or with "-", it goes to standard output. A server may be running meanwhile.

      --room ID        only this room
      --person ID      only what this person left
${DATABASE}`,
  erase: `roomful erase: forget a person

Usage: roomful erase --person ID [options]

Takes their words, name, addresses and signs out of the database, for good. Exports and backups are your own business.

      --person ID      whom; the id that their comments carry
      --yes            do not ask first
${DATABASE}`,
  retain: `roomful retain: remove what is older than it may be

Usage: roomful retain [options]

A running server does the same by itself.

      --dry-run        only count
${DATABASE}`,
  renew: `roomful renew: name all logs anew, after a backup was put back

Usage: roomful renew [options]

A backup lacks what was said after it was made, and numbers it again. After this, pages that saw more than the backup has
throw away what they know and read everything again. Run it once, before the server starts.

${DATABASE}`,
  moderator: `roomful moderator: make somebody a moderator

Usage: roomful moderator --name NAME [options]

Prints a link that opens the moderators' page under this name. Whoever has the link is a moderator; the same name continues
the work of an earlier link.

      --name NAME      what to call them
      --site ORIGIN    where people reach the server, like https://blog.example    (default: where it listens)
      --path PATH      where everything lives there                                (default /roomful)
      --days N         how long the link is good                                   (default 30)
${DATABASE}`,
} as const
