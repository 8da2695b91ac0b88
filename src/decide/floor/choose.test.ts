import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chosen } from './choose.ts';
import { type Way, type WayKind, wholeLots } from './way.ts';

function way(kind: WayKind, cost: number): Way {
  return { kind, cost, outlay: cost, worth: 0, trading: 0, gap: 0, strike: 1, legs: [] };
}

const costs = fc.double({ min: -100, max: 100, noNaN: true });

describe('the way that is taken', () => {
  it('is the one that costs least, and none of none', () => {
    expect(chosen([way('put', 3), way('collar', 2), way('replication', 4)], null)?.kind).toBe('collar');
    expect(chosen([way('put', 3)], 'collar')?.kind).toBe('put');
    expect(chosen([], 'put')).toBeUndefined();
  });

  it('is left for one that costs a fifth less, and for no other', () => {
    expect(chosen([way('put', 10), way('replication', 8.1)], 'put')?.kind).toBe('put');
    expect(chosen([way('put', 10), way('replication', 7.9)], 'put')?.kind).toBe('replication');
    expect(chosen([way('put', -8), way('replication', -9.9)], 'put')?.kind).toBe('put');
    expect(chosen([way('put', -8), way('replication', -10.1)], 'put')?.kind).toBe('replication');
  });

  it('is never left and taken again while costs stay', () => {
    fc.assert(
      fc.property(
        costs,
        costs,
        costs,
        fc.constantFrom<WayKind>('put', 'collar', 'replication'),
        (a, b, c, was) => {
          const ways = [way('put', a), way('collar', b), way('replication', c)];
          const first = chosen(ways, was)?.kind ?? null;
          expect(chosen(ways, first)?.kind).toBe(first);
        },
      ),
    );
  });
});

describe('whole lots', () => {
  it('are a lot more or less, and none where there is but a rounding', () => {
    expect(wholeLots(0.3, 0.1, 'up')).toBeCloseTo(0.3, 15);
    expect(wholeLots(0.3, 0.1, 'down')).toBeCloseTo(0.3, 15);
    expect(wholeLots(0.31, 0.1, 'up')).toBeCloseTo(0.4, 15);
    expect(wholeLots(0.39, 0.1, 'down')).toBeCloseTo(0.3, 15);
  });
});
