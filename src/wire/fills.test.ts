import { expect, it } from 'vitest';
import type { Fill } from '../domain/order.ts';
import { atoms, lots } from '../units/units.ts';
import { lotsIn, wholeFills } from './fills.ts';
import { NoAnswer } from './protocol.ts';

function fill(id: string, count: number): Fill {
  return { fill: id, lots: lots(count), price: 1, fee: atoms(0n), feeCurrency: 'USD' };
}

it('takes fills for whole only where they make what the order has filled', () => {
  const sold = [fill('a', -2), fill('b', -3)];
  expect(lotsIn(sold)).toBe(5);
  expect(wholeFills('o', 5, sold)).toBe(sold);
  expect(() => wholeFills('o', 6, sold)).toThrow(
    new NoAnswer('order o has filled 6 lots, its trades make 5'),
  );
});
