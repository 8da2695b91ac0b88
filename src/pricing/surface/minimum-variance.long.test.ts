/** The minimum-variance delta on recorded option chains, learned as it goes: each move is hedged, then learned. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { black76 } from '../black-scholes.ts';
import {
  type MoveSums,
  minimumVarianceFit,
  NO_MOVES,
  type ObservedMove,
  withMove,
} from './minimum-variance.ts';
import { minimumVarianceDelta } from './smile-delta.ts';

const HOUR_MS = 3_600_000;
type Start = Omit<ObservedMove, 'spotChange' | 'priceChange'> & {
  readonly at: number;
  readonly price: number;
};

function answered<T>(result: T): Exclude<T, { kind: 'refused' }> {
  if (typeof result === 'object' && result !== null && 'kind' in result)
    throw new Error(JSON.stringify(result));
  return result as Exclude<T, { kind: 'refused' }>;
}

/** A row of the file as where a move may start; undefined where too near expiry or too far from the money. */
function startOf(cells: readonly string[]): Start | undefined {
  const [at, spot, vol] = [Number(cells[0]), Number(cells[6]), Number(cells[11])];
  const years = (Number(cells[3]) - at) / (365 * 24 * HOUR_MS);
  if (!(vol > 0) || years < 5 / 365) return undefined;
  const type = cells[5] === 'C' ? 'call' : 'put';
  const terms = { type, forward: spot, strike: Number(cells[4]), years, vol, rate: 0 } as const;
  const { delta, vega } = answered(black76(terms));
  return { at, delta, vega, spot, years, price: Number(cells[10]) * spot };
}

/** Moves of each option from one snapshot to the next, about six hours, with when they ended. */
function movesOf(ccy: string, type: string): [number, ObservedMove][] {
  const moves: [number, ObservedMove][] = [];
  const open = new Map<string, Start>();
  for (const month of ['2026-01', '2026-02', '2026-03', '2026-04']) {
    const file = readFileSync(sharedPath('data', 'options', `deribit_chain_${month}.csv.gz`));
    for (const line of gunzipSync(file).toString().split('\n').slice(1)) {
      const cells = line.split(',');
      const name = cells[2] ?? '';
      if (cells[1] !== ccy || cells[5] !== type) continue;
      const next = startOf(cells);
      if (next === undefined) continue;
      const start = open.get(name);
      if (start !== undefined && next.at - start.at < 12 * HOUR_MS) {
        const { delta, vega, spot, years, price } = start;
        const change = { spotChange: next.spot - spot, priceChange: next.price - price };
        moves.push([next.at, { delta, vega, spot, years, ...change }]);
      }
      if (Math.abs(next.delta) > 0.05 && Math.abs(next.delta) < 0.95) open.set(name, next);
      else open.delete(name);
    }
  }
  return moves;
}

/** Share of squared hedging error that is saved out of sample; what is learned halves in 5,000 moves. */
function gainOf(moves: readonly [number, ObservedMove][]): number {
  const decay = Math.exp(-Math.LN2 / 5000);
  let sums: MoveSums = NO_MOVES;
  let fit = answered(minimumVarianceFit(sums, 1000));
  let [now, squares, plain] = [0, 0, 0];
  for (const [at, move] of moves) {
    // One fit a snapshot: nothing of it is known when its moves are hedged.
    if (at !== now) fit = answered(minimumVarianceFit(sums, 1000));
    now = at;
    const hedge = answered(minimumVarianceDelta(move, move, fit));
    const miss = (delta: number) => (move.priceChange - delta * move.spotChange) / move.spot;
    if (sums.count > 3000) {
      squares += miss(hedge) * miss(hedge);
      plain += miss(move.delta) * miss(move.delta);
    }
    sums = answered(withMove(sums, move, decay));
  }
  return 1 - squares / plain;
}

describeWithShared('the minimum-variance delta on recorded chains', () => {
  it.each([
    ['BTC', 'C'],
    ['BTC', 'P'],
    ['ETH', 'C'],
    ['ETH', 'P'],
  ])('saves a tenth of the squared error of Black-Scholes or more: %s %s', (ccy, type) => {
    const moves = movesOf(ccy, type);
    expect(moves.length).toBeGreaterThan(80_000);
    const gain = gainOf(moves);
    console.info(ccy, type, { moves: moves.length, gain });
    expect(gain).toBeGreaterThan(0.1);
    expect(gain).toBeLessThan(0.3);
  });
});
