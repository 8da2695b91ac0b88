import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { symbolsOf } from '../../wire/symbols.ts';
import { PERPETUAL, QUARTER, tradedOf } from './binance-fixture.ts';
import { filtersOf, misfits } from './misfits.ts';

const FILTERS = [
  { filterType: 'PRICE_FILTER', tickSize: '0.10', minPrice: '556.80', maxPrice: '4529764' },
  { filterType: 'LOT_SIZE', stepSize: '0.001', minQty: '0.001', maxQty: '1000' },
  { filterType: 'MIN_NOTIONAL', notional: '100' },
];
const LISTED = {
  ...{ symbol: 'BTCUSDT', contractType: 'PERPETUAL', status: 'TRADING', filters: FILTERS },
  ...{ baseAsset: 'BTC', quoteAsset: 'USDT', marginAsset: 'USDT', deliveryDate: 4_133_404_800_000 },
};
const [perpetual, quarter] = [tradedOf('BTCUSDT'), tradedOf('BTCUSDT_261225')];

describe('misfits', () => {
  it('finds nothing where all is as listed', () => {
    expect(misfits(perpetual, LISTED)).toEqual([]);
    expect(misfits(perpetual, { ...LISTED, status: 'BREAK' })).toEqual([]);
    const dated = { ...LISTED, contractType: 'CURRENT_QUARTER', deliveryDate: QUARTER.expiry };
    expect(misfits(quarter, dated)).toEqual([]);
    expect(filtersOf(LISTED)).toEqual({ tick: 0.1, step: 0.001, least: 0.001, notional: 100 });
  });

  it.each([
    [{ contractType: 'CURRENT_QUARTER' }, 'kind is perp in the config and future there'],
    [{ baseAsset: 'ETH' }, 'base is BTC in the config and ETH there'],
    [{ quoteAsset: 'USDC' }, 'quote is USDT in the config and USDC there'],
    [{ marginAsset: 'USDC' }, 'settle is USDT in the config and USDC there'],
    [{ status: 'SETTLING' }, 'it is not traded any more'],
    [
      { filters: [{ ...FILTERS[0], tickSize: '1' }, FILTERS[1]] },
      'tick is 0.1 in the config, which is no multiple of its 1',
    ],
    [
      { filters: [FILTERS[0], { ...FILTERS[1], stepSize: '0.01' }] },
      'a lot is 0.001 in the config, which is no multiple of its 0.01',
    ],
    [
      { filters: [FILTERS[0], { ...FILTERS[1], minQty: '0.002' }] },
      'a lot is 0.001 in the config, less than its smallest order of 0.002',
    ],
  ])('names %o', (change, message) => {
    expect(misfits(perpetual, { ...LISTED, ...change })).toEqual([message]);
  });

  it('names what is not listed, or lists nothing that can be read', () => {
    expect(misfits(perpetual, undefined)).toEqual(['it is not listed there']);
    expect(misfits(perpetual, { ...LISTED, filters: 'none' })).toHaveLength(2);
    expect(misfits(quarter, { ...LISTED, contractType: 'NEXT_QUARTER' })).toEqual([
      `expiry is ${QUARTER.expiry} in the config and ${LISTED.deliveryDate} there`,
    ]);
  });
});

describeWithShared('a recorded exchangeInfo', () => {
  const text = (): string =>
    gunzipSync(
      readFileSync(sharedPath('data', 'fixtures', 'cryptofeed', 'BINANCE_FUTURES.0.txt.gz')),
    ).toString();

  it('has filters of every symbol that can be read, and lists instruments as we would', () => {
    const [, body = ''] = /exchangeInfo -> [\d.]+: (.*)/.exec(text()) ?? [];
    const { symbols } = JSON.parse(body);
    let compared = 0;
    for (const theirs of symbols) {
      const { tick, step, least } = filtersOf(theirs);
      const { symbol: id, baseAsset: base, quoteAsset: quote, marginAsset: settle } = theirs;
      const listed = { ...PERPETUAL, id, base, quote, settle, tick, lot: 1, multiplier: step };
      const [traded] = symbolsOf([listed], {}).all;
      expect(least, id).toBeGreaterThan(0);
      if (traded === undefined || theirs.contractType !== 'PERPETUAL' || least !== step) continue;
      expect(misfits(traded, theirs), id).toEqual([]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(100);
  });
});
