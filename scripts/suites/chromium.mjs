/**
 * Finds a browser to test in: the one named by ROOMFUL_CHROMIUM, one in the usual places, or, on Debian as root, the
 * distribution's own, which is installed if it lacks. Nothing is downloaded from anywhere else.
 */
import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]

/** The path of a browser, or undefined. */
export async function findChromium(say) {
  const found = namedOrUsual()
  if (found !== undefined || process.env.ROOMFUL_CHROMIUM || !canInstall()) return found
  say('Installing Chromium …')
  const quiet = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 64 << 20 }
  try {
    await execute('apt-get', ['update', '-qq'], quiet)
    await execute(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-color-emoji'],
      quiet,
    )
  } catch (error) {
    say(`Chromium could not be installed: ${error.message}`)
  }
  return namedOrUsual()
}

function namedOrUsual() {
  const named = process.env.ROOMFUL_CHROMIUM
  if (named) return isProgram(named) ? named : undefined
  return usualPlaces().find(isProgram)
}

function usualPlaces() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  if (process.platform === 'win32') {
    const programs = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(
      Boolean,
    )
    const inside = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ]
    return programs.flatMap((folder) => inside.map((path) => join(folder, path)))
  }
  return COMMANDS.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const canInstall = () => process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
