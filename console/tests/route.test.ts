import { expect, test } from 'vitest'
import { routeOf } from '../src/state/route'

test.each([
  ['/', { page: 'new' }],
  ['/c/c_1-A', { page: 'talk', conversation: 'c_1-A' }],
  ['/c/c1/', { page: 'talk', conversation: 'c1' }],
  ['/settings', { page: 'settings' }],
  ['/c/', { page: 'unknown' }],
  ['/c/a/b', { page: 'unknown' }],
  ['/nowhere', { page: 'unknown' }],
])('%s', (path, route) => expect(routeOf(path)).toEqual(route))
