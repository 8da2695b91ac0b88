import { describe, expect, it } from 'vitest';
import { black76 } from '../../pricing/black-scholes.ts';
import { DAY, MINUTE, YEAR } from '../../units/time.ts';
import type { Chains } from './chain-file.ts';
import { type Snapshot, snapshotsOf } from './snapshots.ts';

type Columns = { [K in Exclude<keyof Chains, 'contracts'>]: number[] };
const STRIKES = [80, 90, 100, 110, 120];
const AT = 1_000 * DAY;

function vol(strike: number): number {
  const k = Math.log(strike / 100);
  return 0.6 - 0.3 * k + 0.4 * k * k;
}

/** One expiry's calls at 100, at each of `times`. */
function calls(times: readonly number[], days = 30): Chains & Columns {
  const expiry = AT + days * DAY;
  const terms = { ccy: 'BTC', type: 'call' as const, expiry };
  const contracts = STRIKES.map((strike) => ({ ...terms, name: `C-${strike}`, strike }));
  const columns: Columns = { contract: [], at: [], underlying: [], bid: [], ask: [], mark: [], vol: [] };
  for (const at of times) {
    for (const [i, strike] of STRIKES.entries()) {
      const years = (expiry - at) / YEAR;
      const value = black76({ type: 'call', forward: 100, strike, years, vol: vol(strike), rate: 0 });
      const mark = 'kind' in value ? 0 : value.price / 100;
      columns.contract.push(i);
      columns.at.push(at);
      columns.underlying.push(100);
      columns.bid.push(mark - 0.001);
      columns.ask.push(mark + 0.001);
      columns.mark.push(mark);
      columns.vol.push(vol(strike));
    }
  }
  return { contracts, ...columns };
}

/** Strikes at which a move may start in the only snapshot of `chains`. */
function startsAt(chains: Chains): readonly number[] {
  const [snapshot] = [...snapshotsOf(chains)];
  return (snapshot as Snapshot)
    .starts()
    .flatMap((start) => (start === undefined ? [] : [start.terms.strike]));
}

describe('snapshotsOf', () => {
  it('cuts by time, whatever the order of the rows', () => {
    const chains = calls([AT + DAY, AT, AT + 2 * DAY]);
    const snapshots = [...snapshotsOf(chains)];
    expect(snapshots.map(({ at }) => at)).toEqual([AT, AT + DAY, AT + 2 * DAY]);
    expect(snapshots.map(({ quotes }) => quotes.length)).toEqual([5, 5, 5]);
    expect(snapshots[0]?.quotes[2]?.price).toBeCloseTo(100 * (chains.mark[7] as number), 12);
  });

  it('takes rows less than ten minutes apart as one, and an option once in it', () => {
    const snapshots = [...snapshotsOf(calls([AT, AT + 9 * MINUTE, AT + 10 * MINUTE]))];
    expect(snapshots.map(({ quotes }) => quotes.map(({ at }) => at))).toEqual([
      [AT, AT, AT, AT, AT],
      [AT, AT, AT, AT, AT].map((at) => at + 10 * MINUTE),
    ]);
  });

  it('gives each start the Greeks and the slope of the smile', () => {
    const [snapshot] = [...snapshotsOf(calls([AT]))];
    const start = snapshot?.starts()[2];
    const terms = {
      type: 'call',
      forward: 100,
      strike: 100,
      years: 30 / 365,
      vol: vol(100),
      rate: 0,
    } as const;
    expect(start).toMatchObject({ spot: 100, years: 30 / 365 });
    const value = black76(terms);
    if ('kind' in value) throw new Error(value.field);
    expect([start?.delta, start?.vega]).toEqual([value.delta, value.vega]);
    // The smile is a parabola in ln K, of which three points know the slope.
    expect(start?.perStrike).toBeCloseTo(-0.3 / 100, 12);
    expect(snapshot?.starts()[3]?.perStrike).toBeCloseTo((-0.3 + 0.8 * Math.log(1.1)) / 110, 12);
  });

  it('starts nothing at the ends of a smile, far from the money, or near the end', () => {
    expect(startsAt(calls([AT]))).toEqual([90, 100, 110]);
    expect(startsAt(calls([AT], 2))).toEqual([100]);
    expect(startsAt(calls([AT], 1.99))).toEqual([]);
  });

  it.each([
    ['no bid', 'bid', Number.NaN],
    ['no ask', 'ask', Number.NaN],
    ['no vol', 'vol', Number.NaN],
    ['a mark below the bid', 'bid', 1],
    ['a mark above the ask', 'ask', 0],
    ['a wide quote', 'ask', 0.12],
    ['a mark of another moment than the underlying', 'underlying', 100.2],
  ] as const)('starts nothing on %s', (_, column, value) => {
    const chains = calls([AT]);
    (chains[column] as number[])[2] = value;
    expect(startsAt(chains)).not.toContain(100);
    if (column !== 'vol') expect(startsAt(chains)).toEqual([90, 110]);
  });
});
