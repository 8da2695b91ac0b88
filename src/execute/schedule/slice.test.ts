import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../domain/config.ts';
import { HOUR, later, MINUTE, SECOND, YEAR } from '../../units/time.ts';
import { lots, type Millis, millis } from '../../units/units.ts';
import { orderIn } from '../execute-fixture.ts';
import type { Order, Orders } from '../order.ts';
import { type Parent, parentOf } from './parent.ts';
import { progressOf } from './progress.ts';
import { doneBy } from './schedule.ts';
import { type Slice, sliceOf } from './slice.ts';

const TIMES = process.env.EVENKEEL_LONG === '1' ? 20 : 1;
const START: Millis = millis(1_000_000);
const NONE = { done: lots(0), buys: lots(0), sells: lots(0), gross: lots(0) };
const WIDE = { lot: 0.1, volume: 0, limit: 1e9, spent: lots(0), least: lots(1), everyMs: SECOND };

function parentOver(total: number, schedule: Schedule = { kind: 'twap' }, ms = 100 * SECOND): Parent {
  return { schedule, total: lots(total), start: START, end: later(START, ms), since: START };
}

type Bounds = Parameters<typeof sliceOf>[2];

function sliceAt(parent: Parent, seconds: number, bounds: Partial<Bounds> = {}, progress = NONE): Slice {
  return sliceOf(parent, progress, { ...WIDE, now: later(START, seconds * SECOND), ...bounds });
}

describe('a slice', () => {
  it('is what the schedule owes beyond what is done and in flight, toward zero', () => {
    expect(sliceAt(parentOver(50), 31).lots).toBe(15);
    expect(sliceAt(parentOver(-50), 31).lots).toBe(-15);
    expect(sliceAt(parentOver(50), 31, {}, { ...NONE, done: lots(6), buys: lots(4) }).lots).toBe(5);
    expect(sliceAt(parentOver(-50), 31, {}, { ...NONE, done: lots(-6), sells: lots(4) }).lots).toBe(-5);
  });

  it('counts on nothing of the other side that is in flight', () => {
    expect(sliceAt(parentOver(50), 31, {}, { ...NONE, sells: lots(7) }).lots).toBe(15);
  });

  it('says when the next is due: when the schedule owes another that the venue takes', () => {
    expect(sliceAt(parentOver(50), 31)).toEqual({ lots: 15, nextAt: START + 32 * SECOND, dust: 0 });
    expect(sliceAt(parentOver(50), 31, { least: lots(5) }).nextAt).toBe(START + 40 * SECOND);
    expect(sliceAt(parentOver(50), 31, { everyMs: 20 * SECOND }).nextAt).toBe(START + 51 * SECOND);
  });

  it('keeps to the participation limit, less what was spent of it, and looks again soon', () => {
    const some = { limit: 1.25, spent: lots(4) };
    expect(sliceAt(parentOver(50), 60, some)).toEqual({ lots: 8, nextAt: START + 61 * SECOND, dust: 0 });
    expect(sliceAt(parentOver(50), 60, { limit: 0.3, spent: lots(4) }).lots).toBe(0);
    expect(sliceAt(parentOver(50), 1_000, { limit: 0 }).nextAt).toBe(START + 1_001 * SECOND);
    for (const nonsense of [Number.NaN, -1])
      expect(sliceAt(parentOver(50), 60, { limit: nonsense }).lots).toBe(0);
    expect(sliceAt(parentOver(50), 60, { limit: Infinity }).lots).toBe(30);
  });

  it('never comes where the limit of an interval is below the fewest lots that the venue takes', () => {
    const little = { limit: 0.7, least: lots(8) };
    expect(sliceAt(parentOver(50), 1_000, little)).toEqual({
      lots: 0,
      nextAt: START + 1_001 * SECOND,
      dust: 0,
    });
  });

  it('of volume goes with what was traded', () => {
    const parent = parentOver(50, { kind: 'pov', share: 0.1 });
    expect(sliceAt(parent, 10, { volume: 12 })).toEqual({ lots: 12, nextAt: START + 11 * SECOND, dust: 0 });
  });

  it('leaves as dust what is too small, until more is wanted', () => {
    const done = { ...NONE, done: lots(45) };
    expect(sliceAt(parentOver(50), 200, { least: lots(10) }, done)).toEqual({
      lots: 0,
      nextAt: null,
      dust: 5,
    });
    expect(sliceAt(parentOver(56), 200, { least: lots(10) }, done)).toEqual({
      lots: 11,
      nextAt: null,
      dust: 0,
    });
  });

  it('is none where all is done, or more', () => {
    const none = { lots: 0, nextAt: null, dust: 0 };
    expect(sliceAt(parentOver(50), 200, {}, { ...NONE, done: lots(50) })).toEqual(none);
    expect(sliceAt(parentOver(50), 200, {}, { ...NONE, done: lots(60) })).toEqual(none);
    expect(sliceAt(parentOver(0), 200)).toEqual(none);
  });
});

const schedules = fc.constantFrom<Schedule>(
  { kind: 'immediate' },
  { kind: 'twap' },
  { kind: 'pov', share: 0.1 },
  { kind: 'almgren-chriss', urgency: (4 * YEAR) / HOUR },
  { kind: 'obizhaeva-wang', resilience: (6 * YEAR) / HOUR },
);

const worlds = fc.record({
  schedule: schedules,
  total: fc.integer({ min: -300, max: 300 }),
  least: fc.integer({ min: 0, max: 12 }),
  // From the least that the venue takes on: with less than that nothing would ever leave.
  limit: fc.constantFrom(1.2, 2, 1e9),
});

/** What a venue makes of a slice: how much of it fills, and whether its end becomes known. */
const answers = fc.array(
  fc.record({
    share: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    isTold: fc.boolean(),
    volume: fc.nat(30),
  }),
  { minLength: 1, maxLength: 50 },
);

/** `order` with a share of what was left of it filled; and ended, or in doubt from here on. */
function answered(order: Order, share: number, isTold: boolean): Order {
  const more = Math.trunc((order.request.lots - order.filled) * share);
  return { ...order, filled: lots(order.filled + more), state: isTold ? 'expired' : 'unknown' };
}

describe('slices', () => {
  it('come to the total or to dust, never over it and never back, however they fill', () => {
    fc.assert(
      fc.property(worlds, answers, ({ schedule, total, least, limit }, told) => {
        const parent = parentOver(total, schedule, HOUR);
        const sign = Math.sign(total);
        const orders: Record<string, Order> = {};
        let [now, volume, seq]: [Millis, number, number] = [START, 0, 0];
        const step = (): Slice => {
          const since = progressOf(orders as Orders, 'perp', START);
          const spent = progressOf(orders as Orders, 'perp', later(now, 1 - MINUTE)).gross;
          const bounds = { now, lot: 0.1, volume, limit, spent, least: lots(least), everyMs: 10 * SECOND };
          const slice = sliceOf(parent, since, bounds);
          if (slice.lots !== 0) {
            // The way of the total, no more than is left of it or than there is room for, and not too few.
            const covered = Math.abs(since.done) + since.buys + since.sells;
            expect(Math.sign(slice.lots)).toBe(sign);
            expect(covered + Math.abs(slice.lots)).toBeLessThanOrEqual(Math.abs(total));
            expect(spent + Math.abs(slice.lots)).toBeLessThanOrEqual(Math.round(limit / 0.1));
            expect(Math.abs(slice.lots)).toBeGreaterThanOrEqual(Math.max(1, least));
            // Ahead of the schedule by no more than a rest that could not be traded by itself.
            const owed = Math.abs(doneBy(parent, now, volume / 0.1)) + 1e-9;
            expect(covered + Math.abs(slice.lots)).toBeLessThanOrEqual(owed + Math.max(0, least - 1));
            const request = { ...orderIn('open').request, lots: slice.lots };
            // One decision a millisecond at most: its time is its number.
            orders[`o${seq++}`] = orderIn('open', { request, decision: now });
          }
          return slice;
        };
        for (const { share, isTold, volume: more } of told) {
          const { nextAt } = step();
          for (const [id, order] of Object.entries(orders))
            if (order.state === 'open' || order.state === 'unknown')
              orders[id] = answered(order, share, isTold);
          now = nextAt ?? later(now, 10 * SECOND);
          volume += more;
        }
        // From here on everything is told and fills, and there is time.
        for (let i = 0; i < 1_000; i += 1) {
          for (const [id, order] of Object.entries(orders)) {
            if (order.state === 'unknown') orders[id] = answered(order, 0, true);
            if (order.state === 'open') orders[id] = answered(order, 1, true);
          }
          const { nextAt, dust } = step();
          const progress = progressOf(orders as Orders, 'perp', START);
          const left = total - progress.done - progress.buys + progress.sells;
          if (nextAt === null) expect(Math.abs(left)).toBeLessThan(Math.max(1, least));
          if (nextAt === null) expect(dust + 0).toBe(left + 0);
          if (nextAt === null && progress.buys + progress.sells === 0) return;
          now = nextAt ?? later(now, SECOND);
        }
        throw new Error('the slices came to no end');
      }),
      { numRuns: 60 * TIMES },
    );
  });

  it('are due when they say, and not before', () => {
    const plain = schedules.filter(({ kind }) => kind !== 'pov');
    const totals = fc.integer({ min: -300, max: 300 });
    fc.assert(
      fc.property(
        plain,
        totals,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(HOUR),
        (schedule, total, least, ms) => {
          const parent = parentOver(total, schedule, HOUR);
          const bounds = { ...WIDE, least: lots(least), now: later(START, ms) };
          const first = sliceOf(parent, NONE, bounds);
          if (first.nextAt === null) return;
          const progress = { ...NONE, done: first.lots };
          expect(sliceOf(parent, progress, { ...bounds, now: first.nextAt }).lots).not.toBe(0);
          const early = millis(first.nextAt - 1);
          if (early < bounds.now + SECOND) return;
          expect(sliceOf(parent, progress, { ...bounds, now: early }).lots + 0).toBe(0);
        },
      ),
      { numRuns: 300 * TIMES },
    );
  });

  it('of a need that changes with each decision go its way and not past it, and meet it once the end has come', () => {
    const needs = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        schedules,
        needs,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (schedule, changes, share) => {
          const orders: Record<string, Order> = {};
          let [need, held, now, seq]: [number, number, Millis, number] = [0, 0, START, 0];
          let parent: Parent | null = null;
          const decide = (filling: number): Slice | null => {
            // Whatever was sent has ended: what is wanted is all that is not held.
            const wanted = lots(need - held);
            const soFar = parent === null ? NONE : progressOf(orders, 'perp', parent.since);
            seq += 1;
            parent = parentOf(parent, wanted, soFar, { schedule, horizonMs: MINUTE }, { seq, at: now });
            if (parent === null) return null;
            const slice = sliceOf(parent, progressOf(orders, 'perp', parent.since), { ...WIDE, now });
            expect(Math.abs(slice.lots)).toBeLessThanOrEqual(Math.abs(wanted));
            expect(slice.lots * wanted).toBeGreaterThanOrEqual(0);
            const filled = lots(Math.trunc(slice.lots * filling));
            const request = { ...orderIn('open').request, lots: slice.lots };
            orders[`o${seq}`] = orderIn('expired', { request, filled, decision: seq });
            held += filled;
            return slice;
          };
          for (const change of changes) {
            need += change;
            decide(share);
            // A clock that was set back stands still for long.
            now = change % 3 === 0 ? now : later(now, 5 * SECOND);
          }
          now = later(now, MINUTE);
          // One decision may begin a parent, whose end is a minute away.
          decide(1);
          now = later(now, MINUTE);
          decide(1);
          expect(held).toBe(need);
        },
      ),
      { numRuns: 200 * TIMES },
    );
  });
});
