import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { foldSign, type SignState, signOf } from '../../forecast/funding/sign.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { readBars } from '../data/bar-file.ts';
import { type FundingSeries, readFunding } from '../data/funding-file.ts';
import { joined, pricedSpan, printsOf } from './prints.ts';

const series = (at: readonly number[], rate: number): FundingSeries => ({
  asset: 'BTC',
  venue: 'binance',
  at,
  rates: at.map(() => rate),
  intervalsMs: at.map(() => 8 * HOUR),
});

describe('prints', () => {
  it('are of all files in order, each time once', () => {
    const both = joined([series([8 * HOUR, 16 * HOUR], 1e-4), series([0, 16 * HOUR], 2e-4)]);
    expect(both).toMatchObject({ at: [0, 8 * HOUR, 16 * HOUR], rates: [2e-4, 1e-4, 1e-4] });
    expect(joined([])).toBeNull();
  });

  it('have no prices where a leg has none', () => {
    const prints = printsOf(series([0, 8 * HOUR + 7], 1e-4), null, null);
    expect(prints.map(({ at, seen }) => [at, seen])).toEqual([
      [0, null],
      [8 * HOUR, null],
    ]);
    expect(pricedSpan(prints)).toBeNull();
  });
});

describeWithShared('the sign of recorded funding', () => {
  it.each(['BTC', 'ETH', 'SOL'])('is told right of %s, and wrong once it is turned', async (coin) => {
    const file = (name: string) => sharedPath('data', 'ohlcv', `${coin}USDT_${name}_2026Jan_Apr.csv.gz`);
    const [spot, perp] = [await readBars(file('spot_1h'), HOUR), await readBars(file('perp_15m'), HOUR / 4)];
    const told = await readFunding(
      sharedPath('data', 'funding', 'funding_binance_2024_2025H1_2026Jan_Apr.csv.gz'),
    );
    const own = told.series.find(({ asset }) => asset === coin) as FundingSeries;
    const prints = printsOf(own, spot, perp);
    expect(pricedSpan(prints)).toEqual({ from: Date.UTC(2026, 0, 1) / DAY, to: Date.UTC(2026, 4, 1) / DAY });
    const signed = (sign: number): SignState =>
      prints.reduce<SignState>((state, { seen, rate }) => {
        if (seen === null) return state;
        return foldSign(state, { premium: Math.log(seen.perp / seen.spot), rate: sign * rate });
      }, []);
    expect([signOf(signed(1)).sign, signOf(signed(-1)).sign]).toEqual(['right', 'wrong']);
  });
});
