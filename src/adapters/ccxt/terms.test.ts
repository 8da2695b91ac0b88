import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import { VenueRefused } from '../../wire/protocol.ts';
import { amountOf, lotsOf, symbolsOf } from '../../wire/symbols.ts';
import { LISTINGS, MARKET, PERP } from './ccxt-fixture.ts';
import { loadExchange } from './library.ts';
import { type Listed, leastOf, listingOf, misfits } from './terms.ts';

function listed(market: object, change: object = {}): Listed {
  const [traded] = symbolsOf([{ ...PERP, ...change }], {}).all;
  if (traded === undefined) throw new Error('nothing is traded');
  return listingOf(traded, { ...MARKET, ...market });
}

describe('listingOf', () => {
  it('counts our lots in the exchange’s contracts', () => {
    const [btc] = LISTINGS.all;
    if (btc === undefined) throw new Error('nothing is listed');
    expect(amountOf(btc, lots(-25))).toBe(2.5);
    expect(lotsOf(btc, 2.5)).toBe(25);
    expect(lotsOf(btc, 0.05)).toBeUndefined();
  });

  it('counts them in base units where there are no contracts, and in quote units where these are inverse', () => {
    expect(amountOf(listed({ contract: false, contractSize: undefined }), lots(25))).toBe(0.025);
    const inverse = { multiplier: 10, inverse: true, quote: 'USD', settle: 'BTC' };
    const market = { contractSize: 100, inverse: true, quote: 'USD', settle: 'BTC' };
    expect(amountOf(listed(market, inverse), lots(25))).toBe(2.5);
  });
});

describe('contracts without a size', () => {
  it.each([0, -1, '', 'much', true, 1e300, Infinity, { toString: 0 }])('are refused: %j', (contractSize) => {
    expect(() => listed({ contractSize })).toThrow(VenueRefused);
  });
});

describe('a market as ccxt itself reads it', () => {
  // As OKX lists its perpetuals (www.okx.com/docs-v5, "Get instruments").
  const LINEAR = {
    ...{
      instId: 'BTC-USDT-SWAP',
      instType: 'SWAP',
      instFamily: 'BTC-USDT',
      uly: 'BTC-USDT',
      settleCcy: 'USDT',
    },
    ...{ ctVal: '0.01', ctMult: '1', ctValCcy: 'BTC', ctType: 'linear', lotSz: '0.1', minSz: '0.1' },
    ...{ tickSz: '0.1', lever: '100', state: 'live', baseCcy: '', quoteCcy: '', expTime: '', listTime: '0' },
  };
  const INVERSE = {
    ...{ ...LINEAR, instId: 'BTC-USD-SWAP', instFamily: 'BTC-USD', uly: 'BTC-USD', settleCcy: 'BTC' },
    ...{ ctVal: '100', ctValCcy: 'USD', ctType: 'inverse', lotSz: '1', minSz: '1' },
  };

  it.each([
    [LINEAR, {}, 'BTC/USDT:USDT', 2.5],
    [INVERSE, { multiplier: 100, inverse: true, quote: 'USD', settle: 'BTC' }, 'BTC/USD:BTC', 25],
  ])('fits, and our lots become its contracts: %#', async (row, change, symbol, amount) => {
    const okx = await loadExchange('okx', {});
    const market = (okx as unknown as { parseMarket(of: object): object }).parseMarket(row);
    const [traded] = symbolsOf([{ ...PERP, ...change }], {}).all;
    if (traded === undefined) throw new Error('nothing is traded');
    const okxListed = listingOf(traded, market);
    expect(okxListed.symbol).toBe(symbol);
    expect(misfits(okxListed, okx.precisionMode)).toEqual([]);
    expect(amountOf(okxListed, lots(25))).toBe(amount);
  });
});

describe('misfits', () => {
  it('finds nothing wrong with what is as listed', () => {
    expect(misfits(listed({}), 4)).toEqual([]);
    expect(misfits(listed({ precision: { amount: 1, price: 1 } }), 2)).toEqual([]);
    // Significant digits are no grid, and cannot be compared.
    expect(misfits(listed({ precision: { amount: 8, price: 5 } }), 3)).toEqual([]);
  });

  it.each([
    [{ type: 'future' }, {}, /kind is perp.*future there/],
    [{ base: 'ETH' }, {}, /base is BTC/],
    [{ quote: 'USDC' }, {}, /quote/],
    [{ settle: 'BTC' }, {}, /settle/],
    [{ inverse: true }, {}, /inverse is false/],
    [{ active: false }, {}, /not traded any more/],
    [{ precision: { amount: 0.1, price: 0.5 } }, {}, /tick is 0.1.*0.5/],
    [{ precision: { amount: 1, price: 0.1 } }, {}, /lot.*is 0.1.*no multiple/],
    [{ limits: { amount: { min: 1 } } }, {}, /smallest order of 1/],
    // The multiplier of somebody who took a contract for a coin.
    [{ precision: { amount: 1, price: 0.1 }, limits: {} }, { multiplier: 0.015 }, /lot.*is 1.5/],
  ])('names what differs: %j %j', (market, change, text) => {
    expect(misfits(listed(market, change), 4).join()).toMatch(text);
  });
});

describe('leastOf', () => {
  it('says what the smallest order is', () => {
    expect(leastOf(listed({}))).toBe('smallest order 0.1, worth 5 at least, tick 0.1');
    expect(leastOf(listed({ limits: {}, precision: {} }))).toBe('smallest order not told, tick not told');
  });
});
