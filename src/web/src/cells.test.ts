import { expect, test } from 'vitest'
import { cellOf } from './cells'

test('Nagasaki station lies in the cell that any map server gives it', () => {
  expect(cellOf(32.7525, 129.8696)).toBe('15/28205/13225')
})
