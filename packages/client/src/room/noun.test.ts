import { expect, test } from 'vitest'
import { createListeners, createSource } from './noun.js'

test('get keeps its reference and listeners hear only changes', () => {
  const source = createSource<readonly number[]>([1], () => undefined)
  const heard: (readonly number[])[] = []
  const stop = source.noun.subscribe((value) => heard.push(value))
  expect(heard).toEqual([])
  const next = [1, 2]
  source.set(next)
  source.set(next)
  expect(source.noun.get()).toBe(next)
  expect(heard).toEqual([next])
  stop()
  stop()
  source.set([])
  expect(heard).toEqual([next])
})

test('a listener that throws stops no other, and the error is reported', () => {
  const reports: unknown[] = []
  const listeners = createListeners<[number]>((error) => reports.push(error))
  const heard: number[] = []
  const broken = new Error('broken')
  listeners.add(() => {
    throw broken
  })
  const stop = listeners.add((value) => heard.push(value))
  listeners.call(1)
  stop()
  listeners.call(2)
  expect(heard).toEqual([1])
  expect(reports).toEqual([broken, broken])
})
