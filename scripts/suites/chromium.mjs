/**
 * Finds a browser to test in: the one named by ROOMFUL_CHROMIUM, one in the usual places, or, on Debian as root, the
 * distribution's own, which is installed if it lacks. Nothing is downloaded from anywhere else.
 */
import { delimiter, join } from 'node:path'
import { canInstall, install, isProgram } from './programs.mjs'

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
  await install('Chromium', ['chromium', 'fonts-noto-color-emoji'], say)
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
