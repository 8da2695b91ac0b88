import { describe, expect, it } from 'vitest';
import { black76 } from '../../pricing/black-scholes.ts';
import { DAY, HOUR, MINUTE, SECOND, YEAR } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { IndexAverages } from './index-average.ts';
import { DERIBIT, restingHost, START, stillPrices } from './market-fixture.ts';
import { createMarks } from './marks.ts';
import { Premiums } from './premiums.ts';

const EXPIRY = millis(Date.parse('2025-11-28T08:00:00Z'));
const CALL = 'BTC-28NOV25-100000-C';
const PUT = 'BTC-28NOV25-100000-P';

interface Setting {
  readonly index?: number;
  readonly vol?: number;
  readonly at?: Millis;
  readonly average?: number;
}

function marksAt({ index = 100_000, vol = 0.5, at = START, average }: Setting = {}) {
  const host = restingHost(DERIBIT);
  host.now = at;
  const averages = new IndexAverages();
  if (average !== undefined) averages.sample('BTC', EXPIRY, at, average);
  const premiums = new Premiums();
  return { premiums, marks: createMarks(host, stillPrices(index, vol), premiums, averages, () => 0) };
}

/** What an option is worth in USD: coins at the index. */
const usd = (setting: Setting, symbol: string) =>
  marksAt(setting).marks.mark(symbol) * (setting.index ?? 100_000);

describe('marks', () => {
  it('are those of Black on the forward, over it, away from the settlement', () => {
    const { marks } = marksAt();
    const view = marks.option(CALL);
    const years = (EXPIRY - START) / YEAR;
    const forward = view?.underlying ?? 0;
    expect(forward / 100_000).toBeCloseTo(Math.exp(0.05 * years), 5);
    const black = black76({
      ...{ type: 'call', forward, strike: 100_000, years, vol: view?.markVol ?? 0, rate: 0 },
    });
    if ('kind' in black) return expect.fail('refused');
    // Averaging takes two thirds of half an hour's variance off nine days of it.
    expect(marks.mark(CALL) / (black.price / forward)).toBeCloseTo(1, 2);
    expect(view?.delta).toBeCloseTo(black.delta, 3);
  });

  it('have Greeks that are slopes of what an option is worth', () => {
    // A smile stands still in moneyness, which its delta does not count: where it is flat, at the money.
    const view = marksAt().marks.option(CALL);
    const h = 1;
    const volOf = (vol: number) => marksAt({ vol }).marks.option(CALL)?.markVol ?? 0;
    const vega = (usd({ vol: 0.505 }, CALL) - usd({ vol: 0.495 }, CALL)) / (volOf(0.505) - volOf(0.495));
    expect((view?.vega ?? 0) / (vega / 100)).toBeCloseTo(1, 3);
    const gamma =
      ((marksAt({ index: 100_000 + h }).marks.option(CALL)?.delta ?? 0) -
        (marksAt({ index: 100_000 - h }).marks.option(CALL)?.delta ?? 0)) /
      (2 * h);
    expect((view?.gamma ?? 0) / gamma).toBeGreaterThan(0.8);
    expect((view?.gamma ?? 0) / gamma).toBeLessThan(1.2);
    const soon = marksAt({ at: millis(START + HOUR) }).marks.mark(CALL);
    const decay = (soon - marksAt().marks.mark(CALL)) * 100_000 * 24;
    expect((view?.theta ?? 0) / decay).toBeGreaterThan(0.9);
    expect((view?.theta ?? 0) / decay).toBeLessThan(1.1);
  });

  it('run smoothly into the settlement, and end at the payoff on the average', () => {
    const opens = millis(EXPIRY - 30 * MINUTE);
    const near = (at: number, average?: number) =>
      marksAt({ index: 101_000, at: millis(at), ...(average === undefined ? {} : { average }) }).marks;
    const before = near(opens - SECOND).mark(CALL);
    const after = near(opens + SECOND, 101_000).mark(CALL);
    expect(Math.abs(after - before)).toBeLessThan(1e-5);
    // Two thirds averaged at 99,000: the future is worth the blend.
    const late = near(EXPIRY - 10 * MINUTE, 99_000);
    expect(late.mark('BTC-28NOV25')).toBeCloseTo((2 * 99_000 + 101_000) / 3, 0);
    const ended = near(EXPIRY, 100_500);
    expect(ended.mark(CALL)).toBeCloseTo(500 / 100_500, 10);
    expect(ended.mark(PUT)).toBe(0);
    expect(near(EXPIRY + DAY, 100_500).mark('BTC-28NOV25')).toBeCloseTo(100_500, 8);
  });

  it('of contracts follow the premium slowly, and options do not', () => {
    const { marks, premiums } = marksAt();
    const option = marks.mark(CALL);
    premiums.sample('BTC-PERPETUAL', 100_100, 100_000, 30 * SECOND);
    expect(marks.mark('BTC-PERPETUAL')).toBeCloseTo(100_000 + 100 * (1 - Math.exp(-1)), 6);
    expect(marks.mark(CALL)).toBe(option);
    expect(marks.option('BTC-PERPETUAL')).toBeNull();
    for (let i = 0; i < 100; i++) premiums.sample('BTC-PERPETUAL', 150_000, 100_000, HOUR);
    expect(marks.mark('BTC-PERPETUAL')).toBeCloseTo(100_500, 6);
    expect(premiums.last('BTC-PERPETUAL')).toBe(0.005);
    expect([premiums.last('?'), premiums.smoothed('?')]).toEqual([0, 0]);
  });

  it('are finite long after, long before and far away', () => {
    for (const at of [START, EXPIRY, millis(EXPIRY + 400 * DAY), millis(EXPIRY - 900 * DAY)])
      for (const index of [1, 1e5, 1e9])
        for (const vol of [0.01, 0.5, 5]) {
          const { marks } = marksAt({ at, index, vol });
          const wrong = DERIBIT.filter(({ instrument: { id } }) => {
            const values = [marks.mark(id), ...Object.values(marks.option(id) ?? {})];
            return !values.every((value) => Number.isFinite(value)) || marks.mark(id) < 0;
          });
          expect(wrong).toEqual([]);
        }
  });
});

describe('IndexAverages', () => {
  it('weigh samples by how long they held, in the last half hour only', () => {
    const averages = new IndexAverages();
    averages.sample('BTC', EXPIRY, millis(EXPIRY - HOUR), 1);
    expect(averages.value('BTC', EXPIRY)).toBeUndefined();
    averages.sample('BTC', EXPIRY, millis(EXPIRY - 20 * MINUTE), 90);
    averages.sample('BTC', EXPIRY, millis(EXPIRY - 5 * MINUTE), 100);
    averages.sample('BTC', EXPIRY, millis(EXPIRY + 5 * MINUTE), 110);
    expect(averages.value('BTC', EXPIRY)).toBeCloseTo((10 * 90 + 15 * 100 + 5 * 110) / 30, 10);
    averages.sample('BTC', EXPIRY, millis(EXPIRY + HOUR), 500);
    expect(averages.value('BTC', EXPIRY)).toBeCloseTo((10 * 90 + 15 * 100 + 5 * 110) / 30, 10);
    expect(averages.value('ETH', EXPIRY)).toBeUndefined();
  });
});
