import { describe, expect, it } from 'vitest';
import { atoms, lots } from '../units/units.ts';
import { sameHoldings } from './same-holdings.ts';

const held = {
  positions: { 'BTC-PERPETUAL': lots(3), 'ETH-PERPETUAL': lots(-2) },
  cash: { USD: atoms(5n) },
  entries: { 'BTC-PERPETUAL': 60_000.1 },
};

describe('two readings of an account', () => {
  it('are the same in any order of names and whatever the rounding of an average', () => {
    const again = {
      positions: { 'ETH-PERPETUAL': lots(-2), 'BTC-PERPETUAL': lots(3) },
      cash: { USD: atoms(5n) },
      entries: { 'BTC-PERPETUAL': 60_000.2 },
    };
    expect(sameHoldings(held, again)).toBe(true);
  });

  it.each([
    ['a position moved', { ...held, positions: { ...held.positions, 'ETH-PERPETUAL': lots(-1) } }],
    ['a position came', { ...held, positions: { ...held.positions, SOL: lots(1) } }],
    ['cash moved', { ...held, cash: { USD: atoms(6n) } }],
    ['cash went', { ...held, cash: {} }],
  ])('differ where %s', (_, other) => {
    expect(sameHoldings(held, other)).toBe(false);
  });
});
