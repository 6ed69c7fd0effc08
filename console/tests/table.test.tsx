import { cleanup, fireEvent, render } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'
import type { Cell, Table } from '../../src/wire/table'
import { nextOrder, numericColumns, sortRows } from '../src/previews/table/sort-rows'
import { TableView } from '../src/previews/table/table-view'

afterEach(cleanup)

const column = (cells: Cell[]) => cells.map((cell) => [cell])
const sorted = (cells: Cell[], direction: 'ascending' | 'descending') =>
  sortRows(column(cells), { column: 0, direction }, 'en').map(([cell]) => cell)

test('numbers are sorted as numbers, also where a file had them as text', () => {
  expect(sorted(['12.50', 9, '100', -3], 'ascending')).toEqual([-3, 9, '12.50', '100'])
  expect(sorted([10, 9, 100], 'descending')).toEqual([100, 10, 9])
})

test('numbers come before words, and what is empty last either way', () => {
  expect(sorted(['b', null, 2, '', 'a10', 'a9', true], 'ascending')).toEqual([2, 'a9', 'a10', 'b', true, null, ''])
  expect(sorted(['b', null, 2, 'a'], 'descending')).toEqual(['b', 'a', 2, null])
})

test('equal rows stay as they were', () => {
  const rows: Cell[][] = [
    ['x', 1],
    ['y', 1],
    ['z', 0],
  ]
  expect(sortRows(rows, { column: 1, direction: 'descending' }, 'en').map(([name]) => name)).toEqual(['x', 'y', 'z'])
  expect(rows[0]?.[0]).toBe('x')
})

test('a press goes up, then down, then back', () => {
  const up = nextOrder(undefined, 2)
  const down = nextOrder(up, 2)
  expect([up, down, nextOrder(down, 2)]).toEqual([
    { column: 2, direction: 'ascending' },
    { column: 2, direction: 'descending' },
    undefined,
  ])
  expect(nextOrder(down, 0)).toEqual({ column: 0, direction: 'ascending' })
})

test('a column is one of numbers where all that is there is one', () => {
  const rows: Cell[][] = [
    [1, 'a', null, '1.50'],
    [null, 2, null, '2'],
  ]
  expect(numericColumns(['a', 'b', 'c', 'd'], rows)).toEqual([true, false, false, true])
})

const table: Table = {
  columns: ['year', 'share', 'note', ''],
  rows: [
    [2026, 1.5, '<b>bold</b>', true],
    [2024, 12.25, null, false],
    [1_234_567, 1e-9, '=1+1', null],
  ],
  totalRows: 3,
  data: null,
}

test('numbers are aligned and read easily, years stay years, and text stays text', () => {
  const { container } = render(<TableView table={table} title="t" place="row" />)
  const cells = [...container.querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('td')].map((cell) => cell.textContent),
  )
  expect(cells).toEqual([
    ['2026', '1.50', '<b>bold</b>', 'true'],
    ['2024', '12.25', '—', 'false'],
    ['1,234,567', '1e-9', '=1+1', '—'],
  ])
  expect(container.querySelector('td b')).toBeNull()
  expect([...container.querySelectorAll('th')].map(({ className }) => className)).toEqual(['number', 'number', '', ''])
  expect(container.querySelector('th:last-child')?.textContent).toBe('Column 4')
})

test('a head says how its column is sorted', () => {
  const { container, getByRole } = render(<TableView table={table} title="t" place="row" />)
  const first = () => container.querySelector('tbody td')?.textContent
  fireEvent.click(getByRole('button', { name: 'year' }))
  expect(container.querySelector('th')?.getAttribute('aria-sort')).toBe('ascending')
  expect(first()).toBe('2024')
  fireEvent.click(getByRole('button', { name: 'year' }))
  expect(container.querySelector('th')?.getAttribute('aria-sort')).toBe('descending')
  expect(first()).toBe('1,234,567')
})

test('rows that are shorter or longer than their columns break nothing', () => {
  const odd: Table = { columns: ['a', 'b'], rows: [[1], [1, 2, 3], []], totalRows: 9, data: null }
  const { container } = render(<TableView table={odd} title="t" place="row" />)
  expect(container.querySelectorAll('td')).toHaveLength(6)
  expect(container.textContent).toContain('First 3 of 9 rows')
})

test('a table without rows says so', () => {
  const empty: Table = { columns: ['a'], rows: [], totalRows: 0, data: null }
  const { container } = render(<TableView table={empty} title="t" place="row" />)
  expect(container.textContent).toContain('The table has no rows.')
})
