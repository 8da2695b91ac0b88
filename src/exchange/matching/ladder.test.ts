import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Side } from '../exchange.ts';
import { Ladder, STOP } from './ladder.ts';
import { NO_ASK, NO_BID } from './price-pages.ts';

const PETA = 1e15;

/** The same as arrays of objects, sorted anew each time. */
interface Plain {
  readonly ref: number;
  readonly isBuy: boolean;
  readonly ticks: number;
  readonly owner: number;
  readonly slot: number;
  lots: number;
}

function turn(orders: readonly Plain[], isBuy: boolean): Plain[] {
  return orders
    .filter((order) => order.isBuy === isBuy)
    .sort((a, b) => (isBuy ? b.ticks - a.ticks : a.ticks - b.ticks) || a.ref - b.ref);
}

function levels(orders: readonly Plain[], side: Side): { ticks: number; lots: number }[] {
  const found = new Map<number, number>();
  for (const { ticks, lots } of turn(orders, side === 'buy'))
    found.set(ticks, (found.get(ticks) ?? 0) + lots);
  return [...found].map(([ticks, lots]) => ({ ticks, lots }));
}

const step = fc.record({
  kind: fc.constantFrom('order', 'order', 'order', 'remove', 'shrink'),
  isBuy: fc.boolean(),
  ticks: fc.oneof(fc.integer({ min: 95, max: 105 }), fc.integer({ min: 1, max: 100_000 })),
  lots: fc.integer({ min: 1, max: 20 }),
  owner: fc.integer({ min: 0, max: 3 }),
  pick: fc.nat(1_000),
  settles: fc.boolean(),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Takes and rests on both; the fills must be the same. */
function order(ladder: Ladder, plain: Plain[], { isBuy, ticks, lots, owner }: Step, ref: number): Plain[] {
  const wanted: [number, number, number][] = [];
  let left = lots;
  let stop: number = STOP.done;
  for (const maker of turn(plain, !isBuy)) {
    if (left === 0 || (isBuy ? maker.ticks > ticks : maker.ticks < ticks)) break;
    if (maker.owner === owner) {
      stop = STOP.own;
      break;
    }
    const size = Math.min(left, maker.lots);
    wanted.push([maker.ref, maker.ticks, size]);
    maker.lots -= size;
    left -= size;
  }
  expect(ladder.take(isBuy, ticks, lots, owner)).toBe(left);
  expect(ladder.stop).toBe(stop);
  const { count, refs, ticks: at, lots: sizes } = ladder.fills;
  expect(Array.from({ length: count }, (_, i) => [refs[i], at[i], sizes[i]])).toEqual(wanted);
  const rest = plain.filter((each) => each.lots > 0);
  if (left === 0 || stop === STOP.own) return rest;
  const slot = ladder.rest(isBuy, ticks, left, owner, ref, false);
  return [...rest, { ref, isBuy, ticks, owner, slot, lots: left }];
}

describe('a ladder', () => {
  it('fills, keeps its levels and tells its changes as plain arrays do', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const ladder = new Ladder();
        let plain: Plain[] = [];
        const told = new Map<string, number>();
        for (const [ref, each] of steps.entries()) {
          const picked = plain[each.pick % Math.max(1, plain.length)];
          if (each.kind === 'order') plain = order(ladder, plain, each, ref);
          else if (picked !== undefined && each.kind === 'remove') {
            ladder.remove(picked.slot);
            plain = plain.filter((other) => other !== picked);
          } else if (picked !== undefined && each.kind === 'shrink') {
            picked.lots = Math.min(picked.lots, each.lots);
            ladder.shrink(picked.slot, picked.lots);
            expect([ladder.left(picked.slot), ladder.ref(picked.slot)]).toEqual([picked.lots, picked.ref]);
          }
          for (const side of ['buy', 'sell'] as const)
            expect(ladder.levels(side, 100)).toEqual(levels(plain, side));
          expect(ladder.bestBid).toBe(levels(plain, 'buy')[0]?.ticks ?? NO_BID);
          expect(ladder.bestAsk).toBe(levels(plain, 'sell')[0]?.ticks ?? NO_ASK);
          expect(ladder.bestBid).toBeLessThan(ladder.bestAsk);
          if (!each.settles) continue;
          for (const { side, ticks, lots, isNew } of ladder.changes()) {
            expect(isNew).toBe(!told.has(`${side} ${ticks}`));
            if (lots === 0) told.delete(`${side} ${ticks}`);
            else told.set(`${side} ${ticks}`, lots);
          }
          ladder.settle();
          expect(ladder.changes()).toEqual([]);
          const now = (['buy', 'sell'] as const).flatMap((side) =>
            levels(plain, side).map(({ ticks, lots }) => [`${side} ${ticks}`, lots] as const),
          );
          expect(new Map(told)).toEqual(new Map(now));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('stops before a watched order, and passes the one that it is told to', () => {
    const ladder = new Ladder();
    ladder.rest(false, 100, 5, 1, 11, false);
    const watched = ladder.rest(false, 100, 5, 1, 12, true);
    ladder.rest(false, 101, 5, 2, 13, true);
    expect(ladder.take(true, 101, 20, 3)).toBe(15);
    expect([ladder.stop, ladder.stoppedAt]).toEqual([STOP.watched, watched]);
    ladder.shrink(watched, 2);
    expect(ladder.take(true, 101, 15, 3, watched)).toBe(13);
    expect([ladder.fills.count, ladder.fills.refs[0], ladder.fills.lots[0]]).toEqual([1, 12, 2]);
    expect([ladder.stop, ladder.ref(ladder.stoppedAt)]).toEqual([STOP.watched, 13]);
    expect(ladder.levels('sell', 9)).toEqual([{ ticks: 101, lots: 5 }]);
  });

  it('walks what a taker would meet, in turn, as long as it is asked to', () => {
    const ladder = new Ladder();
    for (const [ref, ticks] of [102, 101, 103, 101].entries())
      ladder.rest(false, ticks, 1 + ref, 1, ref, false);
    const met: number[] = [];
    ladder.walk(true, 102, (ref) => met.push(ref) > 0);
    expect(met).toEqual([1, 3, 0]);
    ladder.walk(true, 103, (ref) => met.push(ref) < 5);
    expect(met).toEqual([1, 3, 0, 1, 3]);
  });

  it('tells of a level that changes sides within a request as one gone and one new', () => {
    const ladder = new Ladder();
    ladder.rest(true, 100, 5, 1, 1, false);
    ladder.settle();
    ladder.take(false, 100, 9, 2);
    ladder.rest(false, 100, 4, 2, 2, false);
    expect(ladder.changes()).toEqual([
      { side: 'buy', ticks: 100, lots: 0, isNew: false },
      { side: 'sell', ticks: 100, lots: 4, isNew: true },
    ]);
  });

  it('says nothing of what is as before at the end of a request', () => {
    const ladder = new Ladder();
    const slot = ladder.rest(true, 100, 5, 1, 1, false);
    ladder.settle();
    ladder.remove(slot);
    ladder.rest(true, 100, 5, 1, 2, false);
    ladder.remove(ladder.rest(true, 99, 5, 1, 3, false));
    expect(ladder.changes()).toEqual([]);
  });

  it('holds sizes beyond 32 bits', () => {
    const ladder = new Ladder();
    ladder.rest(true, 100, PETA, 1, 1, false);
    expect(ladder.take(false, 100, PETA - 1, 2)).toBe(0);
    expect(ladder.levels('buy', 1)).toEqual([{ ticks: 100, lots: 1 }]);
  });
});
