import { describe, expect, it } from 'vitest';
import type { Order } from '../execute/order.ts';
import { HOUR, later, MINUTE } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { CONFIG, onlyOrder, T0, trading } from './engine-fixture.ts';
import { isInVain } from './in-vain.ts';

const rig = trading(CONFIG);
const { id } = onlyOrder(rig);
const [sent] = Object.values(rig.state().orders) as [Order];

/** Orders sent so many minutes ago, each with what became of it. */
function isVain(...ended: readonly [ago: number, state: Order['state'], filled?: number][]): boolean {
  const orders = ended.map(([ago, state, filled = 0], i): [string, Order] => {
    const sentAt = later(T0, HOUR - ago * MINUTE);
    return [`${id}/${i}`, { ...sent, state, sentAt, filled: lots(filled) }];
  });
  const state = { ...rig.state(), at: later(T0, HOUR), orders: Object.fromEntries(orders) };
  expect(isInVain(state, 'CALL')).toBe(false);
  return isInVain(state, 'PERP');
}

describe('an instrument that was ordered in vain', () => {
  it('is one of which nothing came three times, whichever order they are remembered in', () => {
    expect(isVain([3, 'rejected'], [2, 'cancelled'])).toBe(false);
    expect(isVain([3, 'rejected'], [1, 'lost'], [2, 'cancelled'])).toBe(true);
  });

  it('is not one that orders rested in, and nobody took them', () => {
    const request = { ...sent.request, postOnly: true } as const;
    const resting = (name: string): [string, Order] => [name, { ...sent, request, state: 'cancelled' }];
    const orders = Object.fromEntries(['a', 'b', 'c'].map(resting));
    expect(isInVain({ ...rig.state(), orders }, 'PERP')).toBe(false);
  });

  it('is not one of which something was had since, or may be yet', () => {
    expect(isVain([4, 'rejected'], [3, 'rejected'], [2, 'cancelled'], [1, 'cancelled', -5])).toBe(false);
    expect(isVain([9, 'filled', -5], [4, 'rejected'], [3, 'rejected'], [2, 'cancelled'])).toBe(true);
    expect(isVain([3, 'rejected'], [2, 'rejected'], [1, 'open'])).toBe(false);
  });

  it('is forgiven after an hour', () => {
    expect(isVain([60, 'rejected'], [2, 'rejected'], [1, 'rejected'])).toBe(false);
    expect(isVain([59, 'rejected'], [2, 'rejected'], [1, 'rejected'])).toBe(true);
  });
});
