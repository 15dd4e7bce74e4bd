/**
 * api/*.api.md: everything an app can import, as one reviewable text per entry point.
 *
 * A change of the public interface then shows up in the diff of a commit, wanted or not. Made by API Extractor from the built
 * declarations; the report is compared whole. A new entry in `exports` gets a report of its own.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { holdFile } from './generated.mjs'

const PACKAGES = ['protocol', 'client', 'server']

/** The entry points of a package: name of the report, and declarations. */
export function entriesOf(manifest) {
  const name = manifest.name.replace('@roomful/', '')
  return Object.entries(manifest.exports)
    .filter(([, target]) => target.types !== undefined)
    .map(([path, target]) => ({ report: path === '.' ? name : `${name}-${basename(path)}`, types: target.types }))
}

/** Messages worth a failure; the rest is about release tags and doc models, which we do not use. */
const SILENT = [
  'ae-missing-release-tag',
  'ae-undocumented',
  'ae-forgotten-export',
  'ae-wrong-input-file-type',
  'ae-unresolved-link',
]

function configOf({ ExtractorConfig, ExtractorLogLevel }, root, folder, entry, reports) {
  const packageFolder = join(root, 'packages', folder)
  const none = { logLevel: ExtractorLogLevel.None }
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(packageFolder, 'package.json'),
    configObject: {
      projectFolder: packageFolder,
      mainEntryPointFilePath: join(packageFolder, entry.types),
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2023',
            lib: ['es2023', 'dom', 'dom.iterable'],
            module: 'nodenext',
            moduleResolution: 'nodenext',
            types: ['node'],
            strict: true,
            skipLibCheck: true,
          },
          files: [join(packageFolder, entry.types)],
        },
      },
      apiReport: {
        enabled: true,
        reportFolder: reports,
        reportTempFolder: join(reports, 'new'),
        reportFileName: `${entry.report}.api.md`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        tsdocMessageReporting: { default: none },
        extractorMessageReporting: { default: none, ...Object.fromEntries(SILENT.map((id) => [id, none])) },
      },
    },
  })
}

/** What an app can import must say what it is. The protocol's messages are documented by SPEC.md. */
export function undocumentedIn(report) {
  return [...report.matchAll(/^\/\/ @public \(undocumented\)\nexport (?:declare )?(?:abstract )?\w+ (\w+)/gm)].map(
    (match) => match[1],
  )
}

/** The report of one entry point, or the problems that stand in its way. */
function report(extractor, root, folder, entry) {
  if (!existsSync(join(root, 'packages', folder, entry.types)))
    return { problems: [`packages/${folder}/${entry.types} is not built`] }
  const { Extractor, ExtractorLogLevel } = extractor
  const reports = mkdtempSync(join(tmpdir(), 'roomful-api-'))
  const problems = []
  try {
    Extractor.invoke(configOf(extractor, root, folder, entry, reports), {
      localBuild: true,
      messageCallback(message) {
        message.handled = true
        if (message.logLevel === ExtractorLogLevel.Error) problems.push(`${entry.report}: ${message.text}`)
      },
    })
    return problems.length > 0
      ? { problems }
      : { problems, text: readFileSync(join(reports, `${entry.report}.api.md`), 'utf8') }
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
}

/** The gate. */
export async function checkApiReport({ root, write }) {
  // Loaded only here: it takes a second that other gates need not wait for.
  const { default: extractor } = await import('@microsoft/api-extractor')
  const problems = []
  let count = 0
  for (const folder of PACKAGES) {
    for (const entry of entriesOf(JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')))) {
      const made = report(extractor, root, folder, entry)
      count += 1
      problems.push(...made.problems)
      if (made.text === undefined) continue
      if (folder !== 'protocol')
        problems.push(
          ...undocumentedIn(made.text).map((name) => `${entry.report}: ${name} has no comment that says what it is`),
        )
      problems.push(...holdFile(root, `api/${entry.report}.api.md`, made.text, { write, gate: 'api' }))
    }
  }
  return { problems, note: `${count} entry points as in api/` }
}
