import { describe, expect, it } from 'vitest';
import { bench, lotsOf, START } from './binance-fixture.ts';

const symbol = 'BTCUSDT';

describe('market data', () => {
  it('lists what is traded, with its grids and limits', () => {
    const { ask, exchange } = bench();
    const { body } = ask('GET', '/fapi/v1/exchangeInfo');
    const [btc] = body.symbols;
    expect(btc).toMatchObject({
      ...{ symbol, contractType: 'PERPETUAL', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT' },
      ...{ marginAsset: 'USDT', pricePrecision: 1, quantityPrecision: 3, maintMarginPercent: '0.4000' },
    });
    const filter = (name: string) =>
      btc.filters.find((one: { filterType: string }) => one.filterType === name);
    expect(filter('PRICE_FILTER')).toMatchObject({ tickSize: '0.1' });
    expect(filter('LOT_SIZE')).toMatchObject({ stepSize: '0.001', minQty: '0.001' });
    expect(filter('MIN_NOTIONAL')).toMatchObject({ notional: '100' });
    expect(filter('PERCENT_PRICE')).toMatchObject({ multiplierUp: '1.0500', multiplierDown: '0.9500' });
    expect(body.rateLimits).toHaveLength(3);
    exchange.control.halt(symbol);
    exchange.control.delist('ETHUSDT');
    const { symbols } = ask('GET', '/fapi/v1/exchangeInfo').body;
    expect(symbols.map(({ status }: { status: string }) => status)).toEqual(['BREAK', 'CLOSE', 'TRADING']);
    for (const path of ['premiumIndex', 'ticker/24hr', 'ticker/bookTicker', 'fundingRate'])
      expect(ask('GET', `/fapi/v1/${path}`).status, path).toBe(200);
  });

  it('has the book to the depths that there are', () => {
    const { ask, exchange } = bench();
    const { body } = ask('GET', '/fapi/v1/depth', { symbol, limit: 5 });
    expect(body.bids).toEqual([0, 1, 2, 3, 4].map((i) => [(49_999.9 - i / 10).toFixed(1), '0.010']));
    expect(body.lastUpdateId).toBe(exchange.depth(symbol, 1).changeId);
    expect(ask('GET', '/fapi/v1/depth', { symbol, limit: 7 }).body).toMatchObject({ code: -4021 });
    expect(ask('GET', '/fapi/v1/depth').body).toMatchObject({ code: -1102 });
  });

  it('weighs a request by what it asks for', () => {
    const { ask } = bench();
    const used = (path: string, values = {}) =>
      Number(ask('GET', `/fapi/v1/${path}`, values).headers['x-mbx-used-weight-1m']);
    expect(used('depth', { symbol, limit: 5 })).toBe(2);
    expect(used('depth', { symbol, limit: 1000 })).toBe(22);
    expect(used('ticker/24hr')).toBe(62);
    expect(used('klines', { symbol, interval: '1m', limit: 1500 })).toBe(72);
  });

  it('lists trades, from an id on or the newest', () => {
    const { ask, exchange } = bench();
    for (let i = 0; i < 3; i += 1) exchange.control.takeFrom(symbol, 'buy', lotsOf(2));
    const trades = (path: string, values = {}) => ask('GET', `/fapi/v1/${path}`, { symbol, ...values }).body;
    expect(trades('trades')).toMatchObject([
      { id: 1, price: '50000.1', qty: '0.002', quoteQty: '100.0002', isBuyerMaker: false, time: START },
      { id: 2 },
      { id: 3 },
    ]);
    expect(trades('trades', { limit: 1 })).toMatchObject([{ id: 3 }]);
    expect(trades('historicalTrades', { fromId: 2, limit: 1 })).toMatchObject([{ id: 2 }]);
    expect(trades('aggTrades', { fromId: 3 })).toMatchObject([{ a: 3, p: '50000.1', m: false }]);
    expect(trades('aggTrades', { startTime: START + 1 })).toEqual([]);
  });

  it('has mark, index and funding', () => {
    const { ask, exchange } = bench();
    expect(ask('GET', '/fapi/v1/premiumIndex', { symbol }).body).toMatchObject({
      ...{ symbol, markPrice: '50000.00000000', indexPrice: '50000.00000000' },
      nextFundingTime: Date.UTC(2026, 0, 5, 16),
    });
    expect(ask('GET', '/fapi/v1/premiumIndex').body).toHaveLength(3);
    for (const rate of [0.0001, -0.0002]) exchange.control.payFunding(symbol, rate);
    const rates = ask('GET', '/fapi/v1/fundingRate', { symbol }).body;
    expect(rates).toMatchObject([{ fundingRate: '0.00010000' }, { fundingRate: '-0.00020000', symbol }]);
    expect(ask('GET', '/fapi/v1/fundingRate', { limit: 1 }).body).toHaveLength(1);
    expect(ask('GET', '/fapi/v1/fundingInfo').body[0]).toMatchObject({ symbol, fundingIntervalHours: 8 });
  });

  it('has tickers of one or all', () => {
    const { ask, exchange, order } = bench();
    order({ type: 'MARKET', quantity: '0.004' });
    exchange.control.takeFrom(symbol, 'sell', lotsOf(2));
    const ticker = (name: string, values = {}) => ask('GET', `/fapi/v1/ticker/${name}`, values).body;
    expect(ticker('24hr', { symbol })).toMatchObject({
      ...{ lastPrice: '49999.9', openPrice: '50000.1', priceChange: '-0.2', volume: '0.006', count: 2 },
      ...{ lastQty: '0.002', highPrice: '50000.1', lowPrice: '49999.9', quoteVolume: '300.0002' },
    });
    expect(ticker('price', { symbol })).toMatchObject({ price: '49999.9' });
    expect(ticker('bookTicker', { symbol })).toMatchObject({
      ...{ bidPrice: '49999.9', bidQty: '0.008', askPrice: '50000.1', askQty: '0.006' },
    });
    exchange.control.maker('SOLUSDT', false);
    expect(ticker('bookTicker', { symbol: 'SOLUSDT' })).toMatchObject({ bidPrice: '0.00', askQty: '0.00' });
    for (const name of ['24hr', 'price', 'bookTicker']) expect(ticker(name)).toHaveLength(3);
    expect(ask('GET', '/fapi/v1/openInterest', { symbol }).body).toMatchObject({
      openInterest: expect.any(String),
    });
  });
});
