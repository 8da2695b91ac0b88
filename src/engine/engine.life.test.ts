import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import type { ClosedReason, OrderRequest } from '../domain/order.ts';
import { totalOf } from '../record/attribution.ts';
import { encode } from '../record/canonical.ts';
import { hash, recovered } from './engine-fixture.ts';
import { exposureOf } from './exposure.ts';
import { LIVELY, type Life, live, livelyStart, type Move } from './life-fixture.ts';
import { recover, replay } from './replay.ts';
import type { EngineState } from './state.ts';

const TIMES = process.env.EVENKEEL_LONG === '1' ? 20 : 1;

const small = (most: number): fc.Arbitrary<number> => fc.double({ min: -most, max: most, noNaN: true });
const which = fc.nat(5);

const trades: fc.Arbitrary<Move>[] = [
  fc.record({
    kind: fc.constant('fill' as const),
    which,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    slip: small(0.002),
  }),
  fc.record({
    kind: fc.constant('close' as const),
    which,
    reason: fc.constantFrom<ClosedReason>('filled', 'cancelled', 'expired', 'rejected'),
  }),
  fc.record({ kind: fc.constant('doubt' as const), which }),
  fc.record({
    kind: fc.constant('deal' as const),
    in: fc.nat(5),
    lots: fc.integer({ min: -300, max: 300 }).filter((count) => count !== 0),
    slip: small(0.01),
  }),
];
const market: fc.Arbitrary<Move>[] = [
  fc.record({
    kind: fc.constant('price' as const),
    of: fc.constantFrom('BTC' as const, 'ETH' as const, 'EUR' as const),
    factor: fc.double({ min: 0.97, max: 1.03, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('vol' as const), vol: fc.double({ min: 0.2, max: 1.5, noNaN: true }) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
  fc.constant({ kind: 'bar' }),
];
const others: fc.Arbitrary<Move>[] = [
  fc.record({
    kind: fc.constant('pay' as const),
    by: fc.constantFrom('funding' as const, 'gas' as const),
    currency: fc.constantFrom('USD', 'EUR', 'BTC'),
    amount: fc.integer({ min: -1e6, max: 1e6 }),
  }),
  fc.constant({ kind: 'settle' }),
  fc.record({ kind: fc.constant('report' as const), more: fc.constantFrom(0, 0, 3) }),
  fc.record({
    kind: fc.constant('operate' as const),
    action: fc.constantFrom(
      'pause' as const,
      'resume' as const,
      'kill' as const,
      'rearm' as const,
      'flatten' as const,
    ),
  }),
  fc.constant({ kind: 'again' }),
];

/** Mostly market and trades, as lives are. */
const lives = fc.array(fc.oneof(...market, ...trades, ...market, ...trades, ...others), {
  minLength: 5,
  maxLength: 80,
});

function lived(moves: readonly Move[], checkpointEvery?: number): Life {
  const life = livelyStart(checkpointEvery);
  for (const move of moves) live(life, move);
  return life;
}

/** Marks the book to the market as it is: a bar that cannot be told from an earlier one is not taken. */
function markedNow(life: Life): EngineState {
  live(life, { kind: 'price', of: 'BTC', factor: 1 });
  live(life, { kind: 'pass', ms: 60_000 });
  live(life, { kind: 'bar' });
  return life.rig.state();
}

describe('whatever happens to a book', () => {
  it('the parts of its P&L add up to the change of its equity, within 1e-9 of what was traded', () => {
    fc.assert(
      fc.property(lives, (moves) => {
        const life = lived([{ kind: 'deal', in: 2, lots: 7, slip: 0 }, ...moves]);
        const { openingEquity, equity, attribution, turnover, marks } = markedNow(life).ledger;
        expect(marks?.at).toBe(life.rig.now);
        const gap = (equity ?? Number.NaN) - (openingEquity ?? Number.NaN) - totalOf(attribution);
        // Some cents of float64 noise lie in the sums of an equity of a million, whatever was traded.
        expect(Math.abs(gap)).toBeLessThanOrEqual(1e-9 * turnover + 1e-8);
      }),
      { numRuns: 150 * TIMES },
    );
  });

  it('no order goes out twice, and no order that the guard has not counted within its limits', () => {
    fc.assert(
      fc.property(lives, (moves) => {
        const life = livelyStart();
        const ids = new Set<string>();
        for (const move of [null, ...moves]) {
          if (move !== null) live(life, move);
          for (const command of life.rig.take()) {
            if (command.kind !== 'place') continue;
            expect(ids.has(command.order.id)).toBe(false);
            ids.add(command.order.id);
            if (life.rig.state().flatten !== undefined) expect(command.order.reduceOnly).toBe(true);
            expect(isWithinLimits(life, command.order)).toBe(true);
          }
        }
      }),
      { numRuns: 150 * TIMES },
    );
  });

  it('its journal replays to the same bytes, and a new process recovers the same state', () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 1, max: 30 }), (moves, every) => {
        const { rig } = lived(moves, every);
        const found = replay(rig.lines, hash, ENGINE);
        expect(found.difference).toBeNull();
        expect(found.head).toBe(rig.conductor.head);
        const state = encode(rig.state());
        expect(encode(found.state)).toBe(state);
        const again = recover(rig.lines.length, (from) => rig.lines.slice(from), hash, ENGINE);
        expect([encode(again.state), again.head]).toEqual([state, rig.conductor.head]);
      }),
      { numRuns: 100 * TIMES },
    );
  });

  it('a new process goes on to the byte as the old one would have', () => {
    fc.assert(
      fc.property(lives, lives, (moves, more) => {
        const life = lived(moves);
        life.rig.conductor.checkpoint(life.rig.now);
        const next: Life = {
          ...life,
          ...{ rig: recovered(life.rig), prices: { ...life.prices }, executions: new Map(life.executions) },
        };
        const lines = [life, next].map((one) => {
          // The market is the host's to remember, so both hear it anew.
          const { conductor, now } = one.rig;
          conductor.observe({ kind: 'vol', underlying: 'ETH', at: now, vol: 0.7 }, now);
          for (const move of hearing) live(one, move);
          for (const move of more) live(one, move);
          return one.rig.lines;
        });
        expect(lines[1]).toEqual(lines[0]);
      }),
      { numRuns: 50 * TIMES },
    );
  });
});

/** What tells a new process all that the old one knew of the market. */
const hearing: readonly Move[] = [
  { kind: 'price', of: 'BTC', factor: 1 },
  { kind: 'vol', vol: 0.6 },
  { kind: 'pass', ms: 60_001 },
  { kind: 'bar' },
];

/** Whether an order fits its limits at the mid, counting everything in flight; or only reduces. */
function isWithinLimits(life: Life, order: OrderRequest): boolean {
  const { maxOrderNotional, maxPositionNotional } = LIVELY.limits;
  const after = life.rig.state();
  const instrument = after.instruments[order.instrument];
  const price = life.prices[instrument?.base === 'BTC' ? 'BTC' : 'ETH'];
  const rate = instrument?.quote === 'EUR' ? life.prices.EUR : 1;
  // An inverse contract is sized in what it is quoted in; a flatten trades it too.
  const unit = (instrument?.lot ?? 1) * (instrument?.multiplier ?? 1) * (instrument?.inverse ? 1 : price);
  const worth = (count: number): number => Math.abs(count) * unit * rate;
  const { position = 0, buys = 0, sells = 0 } = exposureOf(after)[order.instrument] ?? {};
  const worst = order.lots > 0 ? position + buys : sells - position;
  const isSmall = worth(order.lots) <= maxOrderNotional * (1 + 1e-8);
  return isSmall && (worst <= 0 || worth(worst) <= maxPositionNotional * (1 + 1e-8));
}
