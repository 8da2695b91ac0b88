import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, later } from '../../units/time.ts';
import type { OwnOption } from './account.ts';
import { floorDecision } from './floor.ts';
import { facts, own, quoted, T0, TENTH, UNTIL } from './floor-fixture.ts';

const LONG = process.env.EVENKEEL_LONG === '1';
const PUT = quoted('put', 100);
const CALL = quoted('call', 115, { vol: 0.9 });

describe('whatever the book and the market are', () => {
  const size = fc.oneof(
    fc.integer({ min: -50_000, max: 50_000 }).map((count) => count / 1_000),
    fc.constantFrom(0, 1e-6, 1e6),
  );
  const change = fc.record({
    at: fc.integer({ min: 0, max: 31 * DAY }).map((ms) => later(T0, ms)),
    price: fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    units: size,
    held: size,
    hedge: size,
    vol: fc.oneof(fc.constantFrom(null, 1e-6), fc.double({ min: 0.01, max: 5, noNaN: true })),
    costRate: fc.double({ min: 0, max: 0.1, noNaN: true }),
    riskAversion: fc.constantFrom(0, 1e-9, 0.1, 1e3),
    rate: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
    worth: fc.constantFrom(1, 1e-4, 60_000),
  });
  const sizes = fc.tuple(size, size, size);

  it('is decided on in finite numbers, sells no more than there is, and can be told in JSON', () => {
    fc.assert(
      fc.property(change, change, sizes, sizes, fc.boolean(), (first, second, before, after, isAmount) => {
        const floor = isAmount ? ({ loss: { kind: 'amount', amount: 50 }, until: UNTIL } as const) : TENTH;
        const options = (held: readonly number[]): OwnOption[] =>
          [PUT, CALL, quoted('put', 90)].map((one, i) => own(one, held[i] ?? 0));
        const start = floorDecision(floor, facts({ ...first, options: options(before) }), undefined);
        const next = facts({ ...second, options: options(after) });
        const found = floorDecision(floor, next, start.memory);
        expect(JSON.parse(JSON.stringify(found))).toEqual(found);
        expect(Number.isFinite(found.hedge + found.gamma)).toBe(true);
        const isLeft = found.hedge === next.hedge;
        if (!isLeft) expect(found.hedge).toBeLessThanOrEqual(0);
        if (!isLeft) expect(-found.hedge).toBeLessThanOrEqual(Math.max(0, next.units) * (1 + 1e-12));
        for (const { trade } of found.also) expect(Number.isFinite(trade) && trade !== 0).toBe(true);
      }),
      { numRuns: LONG ? 5_000 : 300 },
    );
  });
});
