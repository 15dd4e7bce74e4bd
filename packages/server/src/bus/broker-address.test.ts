import { expect, test } from 'vitest'
import { brokerKind, isBrokerAddress, readBrokerAddresses } from './broker-address.js'

test('addresses are read as operators write them', () => {
  expect(readBrokerAddresses('redis', 'redis://localhost')).toEqual([
    { host: 'localhost', port: 6_379, isSecure: false, username: '', password: '' },
  ])
  expect(readBrokerAddresses('redis', 'rediss://live:p%40ss@[::1]:7000/0, rediss://b')).toEqual([
    { host: '::1', port: 7_000, isSecure: true, username: 'live', password: 'p@ss' },
    { host: 'b', port: 6_379, isSecure: true, username: '', password: '' },
  ])
  expect(readBrokerAddresses('nats', 'nats://token@a:1,tls://b')).toMatchObject([
    { host: 'a', port: 1, username: 'token', isSecure: false },
    { host: 'b', port: 4_222, isSecure: true },
  ])
  expect(brokerKind('nats://a,nats://b')).toBe('nats')
})

test('what is no address, or a mixture, is refused without being repeated', () => {
  for (const text of [
    ...['', 'redis', 'redis://', 'http://a', 'redis:a', '/var/run/redis.sock', 'redis://a,', 'redis://a,nats://b'],
    ...['redis://a:99999', 'redis://%zz@a'],
  ]) {
    expect(isBrokerAddress(text), text).toBe(false)
    expect(() => readBrokerAddresses('redis', text)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', at: 'bus' }),
    )
  }
  expect(() => readBrokerAddresses('nats', 'redis://:secret@a')).toThrow(/^(?!.*secret)/)
})
