import { afterAll, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../units/time.ts';
import { BAR_HEADER, FUNDING_HEADER, makeFolder, tableOf } from '../data/data-fixture.ts';
import { bookFrontier } from './book.ts';
import { pairOf } from './book-greeks.ts';
import { costAt, type FrontierPoint } from './curve.ts';
import { bookGoal, frontier, straddleGoals } from './frontier.ts';
import { walk } from './frontier-fixture.ts';
import frozen from './frozen.json' with { type: 'json' };
import { policies } from './policies.ts';
import type { Comparison } from './straddles.ts';

const folder = makeFolder();
afterAll(folder.remove);

function barsOf(coin: string, seed: number): string {
  const { at, close } = walk(coin, 66, seed, 2 * HOUR);
  const lines = Array.from(at, (time, i) => {
    const price = close[i] as number;
    const open = close[i - 1] ?? price;
    return [time - 2 * HOUR, open, Math.max(open, price), Math.min(open, price), price, 1].join(',');
  });
  return folder.write(`${coin}USDT_perp_2h.csv`, tableOf(BAR_HEADER, lines));
}

function comparison(change: Partial<Comparison>): Comparison {
  const nothing = { cost: null, rivalCost: null, interval: null };
  const at = { coin: 'BTC', tenorDays: 7, level: 25, ratio: 1 };
  return { kind: 'comparison', rival: 'clock', ...at, ...nothing, ...change };
}

describe('goals', () => {
  it('take the worst ratio to Whalley-Wilmott, and the mean against the clock that was hardest to beat', () => {
    const comparisons = [
      comparison({ rival: 'whalley-wilmott', ratio: 1.005 }),
      comparison({ rival: 'whalley-wilmott', ratio: 1.02 }),
      comparison({ rival: 'fixed-band', ratio: 0.8 }),
      comparison({ rival: 'fixed-band', ratio: 0.9 }),
      comparison({ rival: 'clock', ratio: 0.3 }),
      comparison({ rival: 'clock', ratio: null }),
      comparison({ rival: 'leland', ratio: 0.6 }),
      comparison({ rival: 'leland', ratio: 0.2 }),
    ];
    const [ww, fixed, clock] = straddleGoals([{ comparisons }]);
    expect([ww?.reached, ww?.met]).toEqual([1.02, false]);
    expect(fixed?.reached).toBeCloseTo(0.15, 12);
    expect(clock?.reached).toBeCloseTo(0.6, 12);
    expect(clock?.met).toBe(true);
  });

  it('are not met where a cost is not known', () => {
    const [ww, fixed] = straddleGoals([
      { comparisons: [comparison({ rival: 'whalley-wilmott', ratio: null })] },
    ]);
    expect([ww?.reached, ww?.met, fixed?.reached, fixed?.met]).toEqual([null, false, null, false]);
    expect(bookGoal(undefined)).toMatchObject({ reached: null, met: false });
  });
});

describe('frozen.json', () => {
  it('has an error for every number of every grid', () => {
    for (const cell of ['BTC 7', 'BTC 28', 'ETH 7', 'ETH 28'] as const)
      for (const { name, grid } of policies)
        expect((frozen[cell] as Record<string, readonly number[]>)[name]?.length).toBe(grid.length);
  });
});

describe('bookFrontier', () => {
  it('finds nothing to offset where coins do not move together', () => {
    const pair = { ...pairOf(walk('BTC', 100, 1), walk('ETH', 100, 2)) };
    const alone = { ...pair, correlation: new Float64Array(pair.at.length) };
    const { comparisons } = bookFrontier(
      alone,
      'short',
      { 'joint alone': [], 'whalley-wilmott': [] },
      () => undefined,
    );
    expect(comparisons.length).toBe(9);
    const rows = bookFrontier(alone, 'short', undefined, () => undefined).rows as readonly {
      kind: string;
      policy: string;
      cost: number;
    }[];
    const inSample = (policy: string): number[] =>
      rows.filter((row) => row.kind === 'in-sample' && row.policy === policy).map(({ cost }) => cost);
    const [joint, plain] = [inSample('joint alone'), inSample('whalley-wilmott')];
    expect(joint.length).toBeGreaterThan(10);
    for (const [i, cost] of joint.entries()) expect(cost).toBeCloseTo(plain[i] as number, 8);
  });
});

describe('the joint band', () => {
  it.each(['mixed', 'short'] as const)(
    'saves on a %s book of simulated coins that correlate by 0.83',
    (kind) => {
      const [one, fresh] = [walk('BTC', 250, 1), walk('ETH', 250, 2)];
      const close = one.close.map((price, i) =>
        Math.exp(0.83 * Math.log(price) + Math.sqrt(1 - 0.83 * 0.83) * Math.log(fresh.close[i] as number)),
      );
      const { rows } = bookFrontier(pairOf(one, { ...fresh, close }), kind, undefined, () => undefined);
      const points = (policy: string): FrontierPoint[] =>
        (rows as readonly (FrontierPoint & { kind: string; policy: string })[]).filter(
          (row) => row.kind === 'in-sample' && row.policy === policy,
        );
      for (const level of [5, 10]) {
        const [joint, plain] = ['joint', 'whalley-wilmott'].map((policy) => costAt(points(policy), level));
        expect((joint as number) / (plain as number)).toBeLessThan(0.985);
      }
    },
  );
});

describe('frontier', () => {
  it('answers every goal and the rows to compute it from, on any two coins, the same each time', async () => {
    const rates = Array.from({ length: 240 }, (_, i) =>
      [1_672_531_200_000 + (i * DAY) / 3, 'binance', 'BTC', 0.0001, 8].join(','),
    );
    const funding = [folder.write('funding.csv', tableOf(FUNDING_HEADER, rates))];
    const shares: number[] = [];
    const setting = {
      ...{ data: [barsOf('BTC', 1), barsOf('SOL', 2)], funding, chains: [], isDefault: false },
      onProgress: (share: number) => shares.push(share),
    };
    const found = await frontier(setting);
    expect(found.goals.map(({ id }) => id)).toEqual([
      ...['frontier.one.ww', 'frontier.one.fixed', 'frontier.one.clock', 'frontier.book'],
    ]);
    expect(found.goals[0]?.reached).toBeCloseTo(1, 4);
    expect(found.files.map(({ rows }) => rows)).toEqual([792, 792, 240]);
    expect(found.warnings).toContain('no funding of SOL is given: its hedge pays none');
    expect(shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1)).toBe(true);
    expect(found.charts?.length).toBe(6);
    expect((await frontier({ ...setting, onProgress: () => undefined })).goals).toEqual(found.goals);
  });

  it('refuses to run on nothing', async () => {
    const setting = { data: [], funding: [], chains: [], isDefault: false, onProgress: () => undefined };
    await expect(frontier(setting)).rejects.toThrow('there are no bars');
  });
});
