import { afterAll, describe, expect, it } from 'vitest';
import { DAY, HOUR } from '../../units/time.ts';
import { BAR_HEADER, FUNDING_HEADER, makeFolder, tableOf } from '../data/data-fixture.ts';
import { walk } from './frontier-fixture.ts';
import { readMarket } from './market.ts';

const folder = makeFolder();
afterAll(folder.remove);
const START = 1_672_531_200_000;

/** `days` of bars of `interval` from `from` on, each closing at `price` of its place. */
function bars(
  name: string,
  from: number,
  count: number,
  interval: number,
  price: (i: number) => number,
): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const [open, close] = [price(i - 1), price(i)];
    return [from + i * interval, open, Math.max(open, close), Math.min(open, close), close, 1].join(',');
  });
  return folder.write(name, tableOf(BAR_HEADER, lines));
}

describe('readMarket', () => {
  it('takes the finer of two files where both tell the same time, and the other beyond', async () => {
    const fine = bars('BTCUSDT_perp_1h.csv', START, 24, HOUR, (i) => 100 + i / 100);
    const coarse = bars('BTCUSDT_perp_4h.csv', START, 12, 4 * HOUR, (i) => 200 + i / 100);
    const { paths, files } = await readMarket({ data: [coarse, fine], funding: [] });
    expect(paths[0]?.at.length).toBe(24 + 6);
    expect(paths[0]?.close.slice(22, 26)).toEqual(Float64Array.of(100.22, 100.23, 200.06, 200.07));
    expect(paths[0]?.at[24]).toBe(START + 28 * HOUR);
    expect(files.map(({ rows }) => rows)).toEqual([12, 24]);
  });

  it('marks at the implied vol that the day before closed at, and at realised vol where that is old', async () => {
    const { close } = walk('BTC', 20, 1);
    const data = [
      bars('BTCUSDT_perp_1h.csv', START, 20 * 24, HOUR, (i) => close[Math.max(0, i)] as number),
      folder.write(
        'dvol_btc_daily_x.csv',
        `ts_ms,dvol_close_pct\n${START + 4 * DAY},55\n${START + 5 * DAY},70\n`,
      ),
    ];
    const [path] = (await readMarket({ data, funding: [] })).paths;
    const at = (day: number): number | undefined => path?.vol[day * 24 - 1];
    expect([at(5.5), at(6), at(6.5), at(12)]).toEqual([0.55, 0.7, 0.7, 0.7]);
    expect(at(4)).toBe(path?.realised[4 * 24 - 1]);
    expect(at(14)).toBe(path?.realised[14 * 24 - 1]);
    expect(path?.realised[20 * 24 - 1]).toBeCloseTo(0.6, 1);
    expect(path?.realised[5]).toBeNaN();
  });

  it('books funding at the close that follows it or falls on it', async () => {
    const rates = [0, 8, 15.5, 16].map(
      (hour, i) => `${START + hour * HOUR},binance,BTC,${(i + 1) / 1_000},8`,
    );
    const funding = [folder.write('funding.csv', tableOf(FUNDING_HEADER, rates))];
    const data = [bars('BTCUSDT_perp_1h.csv', START, 24, HOUR, () => 100)];
    const { paths, warnings } = await readMarket({ data, funding });
    const paid = Array.from(paths[0]?.funding ?? []).flatMap((rate, i) => (rate === 0 ? [] : [[i, rate]]));
    expect(paid).toEqual([
      [7, 0.002],
      [15, 0.007],
    ]);
    expect(warnings).toEqual(['no implied vol of BTC is given: marked at realised vol (half-life 2 days)']);
  });

  it('refuses a file that does not say what it is of', async () => {
    const data = [bars('prices.csv', START, 3, HOUR, () => 1)];
    await expect(readMarket({ data, funding: [] })).rejects.toThrow('does not say of what it is');
  });
});
