import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import evidence from '../../forecast/evidence.json' with { type: 'json' };
import { DAY, HOUR } from '../../units/time.ts';
import { readBars } from '../data/bar-file.ts';
import { evidenceColumns, evidenceOf } from './evidence.ts';
import { marketsOf, periodsOf, readingsOf } from './readings.ts';

const END = Date.UTC(2023, 0, 1);

describeWithShared('evidence.json', () => {
  it('is what the hourly spot bars of 2018 to 2022 say, and nothing later', async () => {
    const assets = [];
    for (const base of ['BTC', 'ETH']) {
      const series = await readBars(
        sharedPath('data', 'ohlcv', `${base}USDT_spot_1h_2018_2025H1.csv.gz`),
        HOUR,
      );
      assets.push(periodsOf(series, DAY).filter(({ start }) => start < END));
    }
    const markets = marketsOf(assets.map((periods) => readingsOf(periods, 30)));
    const readings = assets.map((periods, i) => readingsOf(periods, 30, markets[i]));
    expect(evidence.columns).toEqual(evidenceColumns());
    for (const [ahead, means] of [
      [1, evidence.day],
      [7, evidence.week],
      [30, evidence.month],
    ] as const) {
      const found = evidenceOf(readings, ahead);
      expect(found.length).toBe(means.length);
      for (const [i, mean] of means.entries())
        expect(Math.abs(found[i]! - mean)).toBeLessThan(1e-7 * Math.max(1, Math.abs(mean)));
    }
  });
});
