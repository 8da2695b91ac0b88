import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { HOUR, MINUTE } from '../../units/time.ts';
import { readBarFileName } from './file-name.ts';

describe('readBarFileName', () => {
  it.each([
    ['BTCUSDT_perp_5m_2023_202405.csv.gz', 'BTC', 'USDT', 'perp', 5 * MINUTE],
    ['/data/ohlcv/ETHUSDT_spot_1h_2018_2025H1.csv.gz', 'ETH', 'USDT', 'spot', HOUR],
    ['BTC-PERP_ftx_1m_2022_01.csv.gz', 'BTC', null, 'perp', MINUTE],
    ['BTCUSD_bitfinex_1m_2018.csv.gz', 'BTC', 'USD', 'spot', MINUTE],
    ['BTCUSDT_perp_mark_1h_2024_2025H1.csv.gz', 'BTC', 'USDT', 'perp', HOUR],
    ['BTCUSDT_perp_15m_to_2025H1.csv.gz', 'BTC', 'USDT', 'perp', 15 * MINUTE],
    ['SOL-USDC_spot_30s.csv', 'SOL', 'USDC', 'spot', 30_000],
    ['1INCHUSDT_perp_5m.csv', '1INCH', 'USDT', 'perp', 5 * MINUTE],
    ['2023_5m.csv', null, null, null, 5 * MINUTE],
    ['prices.csv', null, null, null, null],
    ['my prices_5m.csv', null, null, null, 5 * MINUTE],
    ['BTCUSDT.csv', 'BTC', 'USDT', 'spot', null],
    ['BTC_swap_0m.csv', 'BTC', null, 'perp', null],
  ])('reads %s', (name, base, quote, kind, intervalMs) => {
    expect(readBarFileName(name)).toEqual({ base, quote, kind, intervalMs });
  });
});

describeWithShared('readBarFileName on recorded files', () => {
  it('knows asset, kind and length of each', () => {
    for (const name of readdirSync(sharedPath('data', 'ohlcv'))) {
      const { base, kind, intervalMs } = readBarFileName(name);
      expect([name, base === name.slice(0, 3), kind !== null, intervalMs !== null]).toEqual([
        name,
        true,
        true,
        true,
      ]);
    }
  });
});
