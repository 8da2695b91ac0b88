import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Replayed, replayed } from '../../../test/support/pool-replay.ts';
import { describeWithShared } from '../../../test/support/shared-data.ts';
import type { Refused } from '../refused.ts';
import { type Edge, feesOwed, growthInside, growthOf } from './fees.ts';

function whole(amount: bigint | Refused): bigint {
  if (typeof amount !== 'bigint') throw new Error(`refused ${amount.field} ${amount.value}`);
  return amount;
}

const wrap = (growth: bigint): bigint => BigInt.asUintN(256, growth);
const uint = (bits: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: (1n << bits) - 1n });

/** The count of one token's growth that a pool keeps, in its two parts. */
class Counter {
  everywhere: bigint;
  readonly edges: Map<number, bigint> = new Map();

  constructor(start: bigint) {
    this.everywhere = start;
  }

  edge(tick: number): Edge {
    return { tick, outside: this.edges.get(tick) ?? 0n };
  }

  /** What the contract does when a tick is first used: all growth so far counts as below it. */
  open(tick: number, poolTick: number): void {
    if (!this.edges.has(tick)) this.edges.set(tick, tick <= poolTick ? this.everywhere : 0n);
  }

  cross(tick: number): void {
    const outside = this.edges.get(tick);
    if (outside !== undefined) this.edges.set(tick, wrap(this.everywhere - outside));
  }

  earn(fee: bigint, liquidity: bigint): void {
    this.everywhere = wrap(this.everywhere + whole(growthOf(fee, liquidity)));
  }

  inside(poolTick: number, [lower, upper]: readonly [number, number]): bigint {
    return whole(growthInside(this.everywhere, poolTick, this.edge(lower), this.edge(upper)));
  }
}

describe('growth inside a range', () => {
  it('is what was earned while the price was there, whatever the counts began at', () => {
    const walk = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), uint(100n)), { maxLength: 30 });
    fc.assert(
      fc.property(walk, uint(256n), uint(256n), uint(256n), (moves, start, below, above) => {
        const counter = new Counter(start);
        const edges = [-10, 10] as const;
        counter.edges.set(-10, below).set(10, above);
        const before = counter.inside(-50, edges);
        let [tick, earned] = [-50, 0n];
        for (const [next, fee] of moves) {
          for (const edge of edges) if (tick < edge !== next < edge) counter.cross(edge);
          tick = next;
          counter.earn(fee, 1n << 60n);
          if (tick >= -10 && tick < 10) earned += whole(growthOf(fee, 1n << 60n));
        }
        expect(wrap(counter.inside(tick, edges) - before)).toBe(earned);
      }),
    );
  });

  it('is refused for an empty range and for what is no tick', () => {
    const [lower, upper] = [
      { tick: -1, outside: 0n },
      { tick: 1, outside: 0n },
    ];
    expect(growthInside(0n, 0, upper, lower)).toMatchObject({ kind: 'refused', field: 'upper', value: -1 });
    expect(growthInside(0n, 0.5, lower, upper)).toMatchObject({ field: 'tick', value: 0.5 });
    expect(growthInside(0n, 0, { ...lower, tick: Number.NaN }, upper)).toMatchObject({ field: 'lower' });
    expect(growthInside(0n, 0, lower, { ...upper, tick: Infinity })).toMatchObject({ field: 'upper' });
  });
});

describe('fees owed', () => {
  it('are a share of what was paid, never more, and less by a unit at most for each of two roundings', () => {
    fc.assert(
      fc.property(uint(100n), uint(100n), uint(100n), uint(256n), (fee, mine, others, last) => {
        const all = mine + others + 1n;
        const now = wrap(last + whole(growthOf(fee, all)));
        const owed = whole(feesOwed(now, last, mine));
        const share = (fee * mine) / all;
        expect(owed <= share && owed >= share - 1n).toBe(true);
      }),
    );
  });

  it('wrap at 2^128, as the contract stores no more', () => {
    expect(feesOwed(1n << 255n, 0n, 2n)).toBe(0n);
    expect(feesOwed((1n << 255n) + (1n << 127n), 0n, 2n)).toBe(1n);
  });

  it('are refused for liquidity that no pool has', () => {
    expect(feesOwed(1n, 0n, -1n)).toMatchObject({ kind: 'refused', field: 'liquidity', value: -1 });
    expect(feesOwed(1n, 0n, 1n << 128n)).toMatchObject({ field: 'liquidity' });
    expect(growthOf(1n, 0n)).toMatchObject({ field: 'liquidity', value: 0 });
    expect(growthOf(-1n, 1n)).toMatchObject({ field: 'fee', value: -1 });
  });
});

interface Stay {
  readonly minted: Replayed;
  readonly inside: readonly [bigint, bigint];
  isFollowed: boolean;
}

const isSameRange = (a: Replayed, b: Replayed): boolean =>
  a.event.range[0] === b.event.range[0] && a.event.range[1] === b.event.range[1];

/** What each position that came and left within the day earned, by our count and by what it was paid. */
function stays(
  pool: '005' | '030',
): readonly { readonly ours: readonly bigint[]; paid: readonly bigint[] }[] {
  const events = replayed(pool);
  // Near enough to 2^256 that both counts wrap during the day.
  const counters = [new Counter(wrap(-(1n << 100n))), new Counter(wrap(-(1n << 120n)))] as const;
  const found: { ours: readonly bigint[]; paid: readonly bigint[] }[] = [];
  let open: Stay[] = [];
  for (const [index, row] of events.entries()) {
    const { event, before, how, steps } = row;
    const insides = (): readonly [bigint, bigint] => [
      counters[0].inside(before.tick, event.range),
      counters[1].inside(before.tick, event.range),
    ];
    if (how === 'unknown') for (const stay of open) stay.isFollowed = false;
    for (const { fee, liquidity, crossed } of steps) {
      counters[event.amount0 > 0n ? 0 : 1].earn(fee, liquidity);
      for (const counter of counters) if (crossed !== undefined) counter.cross(crossed);
    }
    if (event.kind === 'MINT') {
      for (const counter of counters) for (const tick of event.range) counter.open(tick, before.tick);
      open.push({ minted: row, inside: insides(), isFollowed: true });
    }
    if (event.kind !== 'BURN') continue;
    const stay = open.find(
      ({ minted }) => isSameRange(minted, row) && minted.event.liquidity === event.liquidity,
    );
    const collected = events
      .slice(index)
      .find((one) => one.event.kind === 'COLLECT' && isSameRange(one, row));
    open = open.filter((one) => one !== stay);
    if (stay === undefined || collected === undefined || !stay.isFollowed) continue;
    const now = insides();
    found.push({
      ours: stay.inside.map((last, token) => whole(feesOwed(now[token] ?? 0n, last, event.liquidity))),
      paid: [collected.event.amount0 - event.amount0, collected.event.amount1 - event.amount1],
    });
  }
  return found;
}

describeWithShared('the fees of a real pool', () => {
  it('are ours to the last unit for every position that came and left in a day that we can follow', () => {
    const found = stays('005');
    // Three more came and left across swaps whose liquidity nothing tells; the 0.30 % pool had none.
    expect(found).toHaveLength(33);
    expect(stays('030')).toHaveLength(0);
    for (const { ours, paid } of found) expect(ours).toEqual(paid);
    for (const { paid } of found) expect(paid.some((amount) => amount > 0n)).toBe(true);
    expect(found.filter(({ paid }) => paid.every((amount) => amount > 0n))).toHaveLength(3);
  });
});
