import { describe, expect, it } from 'vitest';
import { createRandom } from '../../math/random.ts';
import { volResponse } from '../../pricing/surface/vol-response.ts';
import { DAY } from '../../units/time.ts';
import type { Chains } from './chain-file.ts';
import type { Deltas, Known, Move } from './learner.ts';
import settings from './smile.json' with { type: 'json' };
import { chainsOf, START, type World } from './smile-fixture.ts';
import { createTally, gainOf, totalOf } from './tally.ts';
import { walk } from './walk.ts';

const WORLD: World = {
  seed: 'walk',
  days: 40,
  jump: 0.012,
  volNoise: 0.002,
  response: { level: -0.05, tilt: 0.3 },
};
const STILL = { ...WORLD, response: { level: 0, tilt: 0 }, volNoise: 0.01 };

function walked(chains: Chains): { readonly known: Known; readonly moves: readonly [number, Move][] } {
  const moves: [number, Move][] = [];
  const onMoves = (at: number, ended: readonly Move[]) => {
    for (const move of ended) moves.push([at, move]);
  };
  return { known: walk(chains, settings, { onMoves }), moves };
}

function gains(chains: Chains, fromDay: number) {
  const tally = createTally();
  for (const [at, move] of walked(chains).moves) if (at >= START + fromDay * DAY) tally.add(at, move);
  return totalOf(tally.cells());
}

describe('walk', () => {
  it('learns how vols follow the underlying, and saves what that leaves unhedged', () => {
    const chains = chainsOf(WORLD);
    const { known } = walked(chains);
    const response = volResponse(known.response, 0);
    if ('kind' in response) throw new Error(response.field);
    // What a move of gamma's own adds is not in the truth, and is small.
    expect(Math.abs(response.level - WORLD.response.level)).toBeLessThan(0.01);
    expect(Math.abs(response.tilt - WORLD.response.tilt)).toBeLessThan(0.03);
    const sums = gains(chains, 20);
    expect(gainOf(sums, 'minimumVariance')).toBeGreaterThan(0.5);
    expect(gainOf(sums, 'untrusted')).toBeGreaterThan(0.5);
    expect(gainOf(sums, 'hullWhite')).toBeGreaterThan(0.5);
    // The smile is nearly flat and yet leans as it moves: keeping the moneyness is the wrong way here.
    expect(gainOf(sums, 'stickyMoneyness')).toBeLessThan(0);
  });

  it('stays with Black-Scholes where vols do not follow, and costs next to nothing', () => {
    const sums = gains(chainsOf(STILL), 20);
    const [kept, all] = [gainOf(sums, 'minimumVariance') ?? -1, gainOf(sums, 'untrusted') ?? 1];
    expect(kept).toBeGreaterThan(-0.002);
    expect(kept).toBeGreaterThan(all);
  });

  it('measures each move from one snapshot of its option to the next', () => {
    const chains = chainsOf({ ...WORLD, days: 2 });
    const { moves } = walked(chains);
    const rowAt = (contract: number, at: number) =>
      chains.at.findIndex((time, row) => time === at && chains.contract[row] === contract);
    expect(moves.length).toBeGreaterThan(300);
    for (const [at, { start, spotChange, priceChange }] of moves.slice(0, 200)) {
      const [before, after] = [rowAt(start.contract, start.at), rowAt(start.contract, at)];
      const price = (row: number) => chains.mark[row]! * chains.underlying[row]!;
      expect(at - start.at).toBe(DAY / 4);
      expect(spotChange).toBeCloseTo(chains.underlying[after]! - chains.underlying[before]!, 10);
      expect(priceChange).toBeCloseTo(price(after) - price(before), 10);
    }
  });

  it('starts an option anew that was not seen for more than half a day', () => {
    const chains = chainsOf({ ...WORLD, days: 4 });
    const isLost = (at: number) => at > START + DAY && at < START + 2 * DAY;
    const rows = chains.at.flatMap((at, row) => (isLost(at) ? [] : [row]));
    const kept = (column: readonly number[]) => rows.map((row) => column[row] as number);
    const { contracts, contract, at, underlying, bid, ask, mark, vol } = chains;
    const torn = {
      contracts,
      contract: kept(contract),
      at: kept(at),
      underlying: kept(underlying),
      bid: kept(bid),
      ask: kept(ask),
      mark: kept(mark),
      vol: kept(vol),
    };
    const lengths = new Set(walked(torn).moves.map(([end, { start }]) => end - start.at));
    expect([...lengths]).toEqual([DAY / 4]);
  });
});

describe('honesty', () => {
  it('decides nothing by what comes later: every datum after a time corrupted changes no delta up to it', () => {
    const chains = chainsOf(WORLD);
    const cut = START + 30 * DAY;
    const random = createRandom('corrupt');
    const corrupt = (column: readonly number[]) =>
      column.map((value, row) => (chains.at[row]! > cut ? value * (0.2 + 3 * random.next()) : value));
    const lie = {
      ...chains,
      underlying: corrupt(chains.underlying),
      bid: corrupt(chains.bid),
      ask: corrupt(chains.ask),
      mark: corrupt(chains.mark),
      vol: corrupt(chains.vol),
    };
    const deltasOf = (all: Chains) => {
      const found = new Map<string, Deltas>();
      for (const [, { start, deltas }] of walked(all).moves)
        found.set(`${start.at} ${start.contract}`, deltas);
      return found;
    };
    const [honest, lied] = [deltasOf(chains), deltasOf(lie)];
    let [same, atCut, changed] = [0, 0, 0];
    for (const [key, deltas] of honest) {
      const at = Number(key.split(' ')[0]);
      if (at <= cut) {
        expect(lied.get(key)).toEqual(deltas);
        same += 1;
        if (at === cut) atCut += 1;
      } else if (lied.get(key)?.minimumVariance !== deltas.minimumVariance) changed += 1;
    }
    expect(same).toBeGreaterThan(3000);
    // Moves that began at the cut ended after it, on corrupted prices.
    expect(atCut).toBeGreaterThan(30);
    expect(changed).toBeGreaterThan(300);
  });
});
