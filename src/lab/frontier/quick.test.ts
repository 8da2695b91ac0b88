import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { readBars } from '../data/bar-file.ts';
import { walk } from './frontier-fixture.ts';
import { pathOf } from './market.ts';
import { quickCheck } from './quick.ts';

interface Row {
  readonly policy: string;
  readonly value: number;
  readonly rolls: number;
  readonly cost: number;
  readonly costBefore: number;
  readonly error: number;
  readonly errorBefore: number;
}

it('says nothing without five-minute bars', () => {
  expect(quickCheck(walk('BTC', 30, 1))).toEqual([]);
});

describeWithShared('quickCheck on recorded BTC bars', () => {
  it('comes to the costs found before within 2.5 bp, and to errors within the noise of 70 rolls', async () => {
    const bars = await readBars(sharedPath('data/ohlcv/BTCUSDT_perp_5m_2023_202405.csv.gz'), null);
    const rows = quickCheck(pathOf('BTC', [bars])) as readonly Row[];
    expect(rows.length).toBe(6);
    for (const { rolls, cost, costBefore, error, errorBefore } of rows) {
      expect(rolls).toBe(70);
      expect(Math.abs(cost - costBefore)).toBeLessThan(2.5);
      // A standard deviation of 70 rolls with fat tails is known to about a tenth: two such.
      expect(Math.abs(error / errorBefore - 1)).toBeLessThan(0.2);
    }
  });
});
