import { afterAll, describe, expect, it, vi } from 'vitest';
import { PROTECTION_RULE } from '../../guard/protection/stage.ts';
import { createRandom } from '../../math/random.ts';
import { HOUR, MINUTE, YEAR } from '../../units/time.ts';
import { BAR_HEADER, makeFolder, tableOf } from '../data/data-fixture.ts';
import { type BookRow, goalsOf, peersOf } from './goals.ts';
import { liveAlone, liveProtected } from './life.ts';
import { runLiquidation } from './liquidation.ts';
import { BOOKS } from './setup.ts';
import { drawWeather, type Weather } from './weather.ts';

const folder = makeFolder();
afterAll(folder.remove);

const bookOf = (name: string) => {
  const found = BOOKS.find((book) => book.name.startsWith(name));
  if (found === undefined) throw new Error(`no book ${name}`);
  return found;
};

/** Nothing moves but one gap. */
function gapOf(size: number): Weather {
  const length = 40;
  const weather = drawWeather('test');
  const steps = (before: number, after: number) =>
    Float64Array.from({ length }, (_, i) => (i < 20 ? before : after));
  const close = { BTC: steps(60_000, 60_000 * (1 + size)), ETH: steps(3_000, 3_000 * (1 + size)) };
  const vol = { BTC: steps(0.6, 0.6), ETH: steps(0.6, 0.6) };
  const flat = {
    close,
    low: close,
    high: close,
    vol,
    implied: steps(0.6, 0.6),
    halfSpread: steps(1e-4, 1e-4),
  };
  return { ...weather, ...flat, length, gaps: [{ step: 20, size, other: size }], isOut: () => false };
}

describe('a book along a path', () => {
  const short = bookOf('spot and short perp, 5x');

  it('is liquidated where the exchange’s margin says so', () => {
    // (P₀ + M/q) / (1 + m) with a fifth as collateral, and the brackets of a million.
    expect(liveAlone(short, gapOf(0.19))).toMatchObject({ diedAt: null, isBeyond: false });
    expect(liveAlone(short, gapOf(0.2))).toMatchObject({
      diedAt: 20,
      account: 'binance/USDT',
      isBeyond: true,
    });
    expect(liveAlone(short, gapOf(-0.25)).diedAt).toBeNull();
  });

  it('is brought under the rule in time, and what that cost is told', () => {
    const life = liveProtected(short, gapOf(0.24), 'seed');
    expect(life).toMatchObject({ diedAt: null, isBeyond: false });
    expect(life.moved).toBeGreaterThan(0);
    expect(life.transfers).toBeCloseTo((life.moved * 2) / 1_000_000, 5);
  });

  it('dies unprotected by a rule that asks for nothing', () => {
    const asleep = Object.fromEntries(
      Object.keys(PROTECTION_RULE.thresholds).map((stage) => [stage, { chance: 2, share: -1 }]),
    ) as unknown as typeof PROTECTION_RULE.thresholds;
    const life = liveProtected(short, gapOf(0.24), 'seed', { ...PROTECTION_RULE, thresholds: asleep });
    expect(life).toMatchObject({ diedAt: 20, moved: 0, orders: 0, gravest: 'calm' });
  });
});

describe('crash paths', () => {
  it('are the same for a seed, with one to three gaps of 10 to 25 %', () => {
    for (let i = 0; i < 20; i += 1) {
      const weather = drawWeather(`test/${i}`);
      expect(weather.close.BTC).toEqual(drawWeather(`test/${i}`).close.BTC);
      expect(weather.gaps.length).toBeGreaterThan(0);
      for (const { step, size, other } of weather.gaps) {
        expect(Math.abs(size)).toBeGreaterThanOrEqual(0.1);
        expect(Math.max(Math.abs(size), Math.abs(other))).toBeLessThanOrEqual(0.25);
        const move = (weather.close.BTC[step] as number) / (weather.close.BTC[step - 1] as number) - 1;
        expect(Math.abs(move - size)).toBeLessThan(0.06);
      }
    }
  });
});

describe('lab liquidation', () => {
  const random = createRandom(9);
  const bars = (start: number, count: number, stepMs: number) => {
    let price = 30_000;
    return Array.from({ length: count }, (_, i) => {
      price *= Math.exp(0.6 * Math.sqrt(stepMs / YEAR) * random.normal());
      return `${start + i * stepMs},${price},${1.001 * price},${0.999 * price},${price},1`;
    });
  };
  const file = (name: string, lines: readonly string[]) => folder.write(name, tableOf(BAR_HEADER, lines));
  const data = [
    file('BTCUSDT_spot_1h.csv', bars(Date.UTC(2022, 1, 1), 24 * 30, HOUR)),
    file('ETHUSDT_spot_1h.csv', bars(Date.UTC(2022, 1, 1), 24 * 30, HOUR)),
    file('BTCUSDT_spot_5m.csv', bars(Date.UTC(2021, 4, 17), 12 * 24 * 2 + 12 * 13, 5 * MINUTE)),
  ];

  it('tells all goals from its rows, the same twice', async () => {
    const shares: number[] = [];
    const found = await runLiquidation(1, { data, onProgress: (share) => shares.push(share) });
    const rows = found.rows as readonly BookRow[];
    const count = (part: string) => rows.filter((row) => row.part === part).length;
    expect(count('path')).toBe(BOOKS.length);
    // Of Ether no minutes are there, so three books sit the day out.
    expect(count('day')).toBe(BOOKS.length - 3);
    expect(count('month')).toBe(BOOKS.length);
    expect(shares.at(-1)).toBe(1);
    const again = JSON.parse(JSON.stringify(rows)) as readonly BookRow[];
    expect(goalsOf(again)).toEqual(found.goals);
    expect(peersOf(again)).toEqual(found.peers);
    const drawn = await runLiquidation(1, { data: [], onProgress: () => undefined });
    expect(drawn.rows).toEqual(rows.filter(({ part }) => part === 'path'));
    expect(found.goals.map(({ id }) => id)).toEqual([
      'liquidation.teeth',
      'liquidation.gap',
      'liquidation.all',
      'liquidation.cost',
    ]);
    expect(found.goals.slice(0, 3).every(({ met }) => met)).toBe(true);
  });

  it('meets nothing where protection protects nobody, or where nobody dies', async () => {
    const { rows } = await runLiquidation(1, { data: [], onProgress: () => undefined });
    const made = rows as readonly BookRow[];
    const useless = made.map(
      (row): BookRow => ({ ...row, on: { ...row.on, ...row.off, isBeyond: false, isAtGap: false } }),
    );
    const [, gap, all, cost] = goalsOf(useless);
    expect([gap?.met, all?.met]).toEqual([false, false]);
    expect(cost).toMatchObject({ reached: null, met: false });
    const calm = made.map((row): BookRow => ({ ...row, off: { ...row.off, diedAt: null } }));
    const [teeth, , none] = goalsOf(calm);
    expect([teeth?.met, none?.met]).toEqual([false, false]);
  });

  it('has a thread that answers with rows, or with what went wrong', async () => {
    const posted: { rows?: readonly object[]; error?: unknown }[] = [];
    const listeners: ((job: object) => void)[] = [];
    const parentPort = {
      on: (_event: string, listener: (job: object) => void) => listeners.push(listener),
      postMessage: (message: { rows?: readonly object[] }) => posted.push(message),
    };
    vi.doMock('node:worker_threads', () => ({ parentPort }));
    await import('./worker.ts');
    vi.doUnmock('node:worker_threads');
    listeners[0]?.({ kind: 'paths', from: 0, to: 1 });
    listeners[0]?.({ kind: 'days', pair: { btc: 'nowhere.csv', eth: null } });
    await vi.waitFor(() => expect(posted).toHaveLength(2));
    expect(posted[0]?.rows).toHaveLength(BOOKS.length);
    expect(posted[1]?.error).toBeDefined();
  });
});
