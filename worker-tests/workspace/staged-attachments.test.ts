import { expect, test } from 'vitest'
import { GRACE_MS } from '../../src/workspace/blobs'
import { Random } from '../support/random'
import { inWorkspace, largeBytes } from '../support/workspace'

const call = { turnId: 'turn_1', invocationId: 'inv_1' }

test('nothing is shown before the call is kept; a call that runs again makes the same', () =>
  inWorkspace(async ({ workspace, sql }) => {
    const first = workspace.stageCall(call)
    const chart = { name: 'chart.svg', type: 'image/svg+xml', content: '<svg/>' }
    const kept = await first.show.keep(chart)
    expect(kept).toEqual({ attachmentId: 'att_inv_1_1', name: 'chart.svg', type: 'image/svg+xml', sizeBytes: 6 })
    await first.show.prepare()
    first.show.discard()
    expect(workspace.locateAttachment('att_inv_1_1')).toBeUndefined()

    const again = workspace.stageCall(call)
    expect(await again.show.keep(chart)).toEqual(kept)
    await again.show.prepare()
    again.show.commit()
    expect(workspace.locateAttachment('att_inv_1_1')?.entry).toMatchObject({ path: 'chart.svg', sizeBytes: 6 })
    expect(sql.exec('SELECT turn_id, invocation_id FROM attachments').one()).toEqual({
      turn_id: 'turn_1',
      invocation_id: 'inv_1',
    })
  }))

test('what was put into R2 and not kept is swept; what is shown is not', () =>
  inWorkspace(async ({ workspace, keys, clock }) => {
    const large = { name: 'a.bin', type: 'image/png', content: largeBytes(1) }
    const { files, show } = workspace.stageCall(call)
    await show.keep(large)
    await show.prepare()
    expect(await keys()).toHaveLength(1)
    show.discard()
    await workspace.sweep()
    expect(await keys()).toHaveLength(0)

    const kept = workspace.stageCall(call)
    await kept.show.keep(large)
    await kept.show.prepare()
    kept.show.commit()
    clock.now += 2 * GRACE_MS
    await workspace.sweep()
    expect(await keys()).toHaveLength(1)
    expect(files.growthBytes()).toBe(0)
  }))

test('a file that a call writes and shows is one object', () =>
  inWorkspace(async ({ workspace, change, keys, clock }) => {
    await change(async (files, show) => {
      const entry = await files.write('output/a.png', largeBytes(1))
      show.keepFile(entry)
      // What was shown stays, although the call itself goes on to write something else there.
      await files.write('output/a.png', largeBytes(2))
      show.keepFile(await files.write('output/b.png', largeBytes(3)))
    })
    expect(await keys()).toHaveLength(3)
    await change(async (files) => files.remove('output/b.png'))
    clock.now += 2 * GRACE_MS
    await workspace.sweep()
    expect(await keys()).toHaveLength(3)
    const [first, second] = ['att_inv_test1_1', 'att_inv_test1_2'].map((id) => workspace.locateAttachment(id))
    expect([first?.entry.sizeBytes, second?.entry.path]).toEqual([40_000, 'b.png'])
  }))

test('too much to be shown is a sentence', () =>
  inWorkspace(async ({ workspace }) => {
    const { show } = workspace.stageCall(call)
    const content = new Uint8Array(9 * 1024 * 1024)
    await show.keep({ name: 'a', type: 'image/png', content })
    await expect(show.keep({ name: 'b', type: 'image/png', content })).rejects.toThrow('at most 16 MiB')
  }))

test('the growth that a call is asked for is the growth that comes, whatever it writes, removes and shows', () =>
  inWorkspace(async ({ workspace }) => {
    const random = new Random(7)
    const paths = ['a', 'b', 'c']
    for (let round = 1; round <= 60; round++) {
      const { files, show } = workspace.stageCall({ ...call, invocationId: `inv_${round}` })
      const before = workspace.heldBytes()
      for (let step = random.between(1, 4); step > 0; step--) {
        const path = random.pick(paths)
        const entry = files.find(path)
        const content = random.pick(['one', 'twotwo', 'threethree', 'four four four'])
        if (!entry || random.chance(0.4)) await files.write(path, content)
        else if (random.chance(0.3)) files.remove(path)
        else if (random.chance(0.5)) await show.keep({ name: path, type: 'text/plain', content })
        else show.keepFile(entry)
      }
      await files.prepare()
      await show.prepare()
      const growth = files.growthBytes() + show.growthBytes()
      files.commit()
      show.commit()
      expect(workspace.heldBytes() - before, `round ${round}`).toBe(growth)
    }
  }))
