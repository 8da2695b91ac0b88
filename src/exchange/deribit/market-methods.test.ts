import { describe, expect, it } from 'vitest';
import { lots, millis } from '../../units/units.ts';
import { CALL, createVenue, FUTURE, type Json, PERP, START } from './deribit-fixture.ts';
import { periodOf } from './instrument-row.ts';

const HOUR = 3_600_000;

describe('markets', () => {
  it('are listed by currency and kind, and those that are over apart', () => {
    const { connect, exchange } = createVenue();
    const socket = connect();
    const names = (params: object) =>
      socket.get('public/get_instruments', params).map((each: Json) => each.instrument_name);
    expect(names({ currency: 'ETH', kind: 'future' })).toContain('ETH-PERPETUAL');
    expect(names({ currency: 'BTC', kind: 'future' })).not.toContain('ETH-PERPETUAL');
    expect(names({})).toHaveLength(exchange.listings.size);
    exchange.control.settle(FUTURE, 100_000);
    expect(names({ kind: 'future' })).not.toContain(FUTURE);
    expect(names({ kind: 'future', expired: true })).toEqual([FUTURE]);
    expect(socket.get('public/get_instrument', { instrument_name: FUTURE })).toMatchObject({
      is_active: false,
    });
    expect(socket.get('public/get_contract_size', { instrument_name: PERP })).toEqual({ contract_size: 10 });
    expect(socket.get('public/get_currencies')).toMatchObject([{ currency: 'BTC' }, { currency: 'ETH' }]);
    const ids = socket.get('public/get_instruments').map((each: Json) => each.instrument_id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('have periods by the day on which they end', () => {
    const at = (day: number) => millis(Date.UTC(2026, 0, day, 8));
    expect([periodOf(at(13)), periodOf(at(16)), periodOf(at(23)), periodOf(at(30))]).toEqual([
      ...['day', 'week', 'week', 'month'],
    ]);
  });

  it('have tickers, with volumes in coins and vols in percent', () => {
    const { connect, exchange } = createVenue();
    const socket = connect();
    exchange.control.takeFrom(PERP, 'buy', lots(5));
    expect(socket.get('public/ticker', { instrument_name: PERP })).toMatchObject({
      ...{ state: 'open', last_price: 100_000.5, best_ask_amount: 50, min_price: 95_000, max_price: 105_000 },
      stats: { volume: 0.0005, volume_usd: 50, high: 100_000.5, low: 100_000.5 },
    });
    const option = socket.get('public/ticker', { instrument_name: CALL });
    expect(option).toMatchObject({ mark_iv: 60, underlying_price: 100_000, interest_rate: 0 });
    // At the money a call is worth about 0.4 · vol · √years; the house quotes around 0.01.
    const years = (Date.UTC(2026, 0, 16, 8) - START) / (365 * 24 * HOUR);
    expect(option.ask_iv / 100).toBeCloseTo(option.best_ask_price / (0.3989 * Math.sqrt(years)), 2);
    expect(option.ask_iv).toBeGreaterThan(option.bid_iv);
    exchange.control.maker(PERP, false);
    expect(socket.get('public/ticker', { instrument_name: PERP })).toMatchObject({
      ...{ best_bid_price: 0, best_bid_amount: 0, best_ask_price: 0 },
    });
    exchange.control.halt(PERP);
    expect(socket.get('public/ticker', { instrument_name: PERP })).toMatchObject({ state: 'locked' });
  });

  it('have summaries, one or all of a currency', () => {
    const { connect } = createVenue();
    const socket = connect();
    const [one] = socket.get('public/get_book_summary_by_instrument', { instrument_name: CALL });
    expect(one).toMatchObject({
      base_currency: 'BTC',
      quote_currency: 'BTC',
      mark_iv: 60,
      underlying_index: FUTURE,
    });
    expect(one.mid_price).toBeCloseTo((one.bid_price + one.ask_price) / 2, 9);
    const options = socket.get('public/get_book_summary_by_currency', { currency: 'BTC', kind: 'option' });
    expect(options).toContainEqual(one);
    expect(options.every((each: Json) => each.kind === 'option' && each.base_currency === 'BTC')).toBe(true);
  });

  it('follow indices', () => {
    const { connect } = createVenue();
    const socket = connect();
    expect(socket.get('public/get_index_price_names')).toEqual(['btc_usd', 'eth_usd']);
    expect(socket.get('public/get_index_price', { index_name: 'eth_usd' })).toMatchObject({
      index_price: 4_000,
    });
    expect(socket.call('public/get_index_price', { index_name: 'x' }).error?.code).toBe(-32602);
  });

  it('pay funding', () => {
    const { connect, exchange, wait } = createVenue();
    const socket = connect();
    const from = exchange.now;
    exchange.control.payFunding(PERP, 0.0001);
    wait(8 * HOUR);
    exchange.control.payFunding(PERP, -0.0003);
    const window = { instrument_name: PERP, start_timestamp: from, end_timestamp: exchange.now };
    expect(socket.get('public/get_funding_rate_value', window)).toBe(-0.0002);
    expect(socket.get('public/get_funding_rate_history', window)).toMatchObject([
      { timestamp: from, interest_8h: 0.0001, interest_1h: 0.0000125 },
      { timestamp: from + 8 * HOUR, interest_8h: -0.0003 },
    ]);
    const later = { ...window, start_timestamp: from + 1 };
    expect(socket.get('public/get_funding_rate_history', later)).toHaveLength(1);
    expect(socket.call('public/get_funding_rate_value', { instrument_name: PERP }).error?.code).toBe(-32602);
  });
});

describe('the past', () => {
  it('of a market is its trades', () => {
    const { connect, exchange, wait } = createVenue();
    const socket = connect();
    for (const side of ['buy', 'sell', 'sell'] as const) {
      wait(1_000);
      exchange.control.takeFrom(PERP, side, lots(1));
    }
    const by = (method: string, params: object) => socket.get(`public/get_last_trades_by_${method}`, params);
    const latest = by('instrument', { instrument_name: PERP });
    expect(latest.trades.map((each: Json) => [each.trade_seq, each.tick_direction])).toEqual([
      [3, 3],
      [2, 2],
      [1, 0],
    ]);
    const since = { start_timestamp: START + 2_000, count: 1 };
    expect(by('instrument_and_time', { instrument_name: PERP, ...since })).toMatchObject({
      ...{ trades: [{ trade_seq: 2 }], has_more: true },
    });
    expect(by('currency', { currency: 'BTC', kind: 'future' })).toEqual(latest);
    expect(by('currency_and_time', { currency: 'ETH' }).trades).toEqual([]);
  });

  it('of a market is its bars', () => {
    const { connect, exchange, wait } = createVenue();
    const socket = connect();
    exchange.control.takeFrom(PERP, 'buy', lots(12));
    wait(150_000);
    exchange.control.takeFrom(PERP, 'sell', lots(1));
    const chart = (from: number, resolution = '1') =>
      socket.get('public/get_tradingview_chart_data', {
        ...{ instrument_name: PERP, resolution, start_timestamp: from, end_timestamp: exchange.now },
      });
    expect(chart(START)).toEqual({
      status: 'ok',
      ticks: [START, START + 60_000, START + 120_000],
      open: [100_000.5, 100_001, 99_999.5],
      high: [100_001, 100_001, 99_999.5],
      low: [100_000.5, 100_001, 99_999.5],
      close: [100_001, 100_001, 99_999.5],
      volume: [0.0012, 0, 0.0001],
      cost: [120, 0, 10],
    });
    expect(chart(START + 60_000).ticks).toEqual([START + 60_000, START + 120_000]);
    expect(chart(START, '1D').ticks).toEqual([START - 12 * HOUR]);
    expect(chart(START, '1D')).toMatchObject({ high: [100_001], low: [99_999.5], cost: [130] });
    const empty = {
      instrument_name: FUTURE,
      resolution: '5',
      start_timestamp: 0,
      end_timestamp: exchange.now,
    };
    expect(socket.get('public/get_tradingview_chart_data', empty)).toMatchObject({
      status: 'no_data',
      ticks: [],
    });
    const odd = { ...empty, resolution: '7' };
    expect(socket.call('public/get_tradingview_chart_data', odd).error?.code).toBe(-32602);
  });

  it('of a currency is its volatility', () => {
    const { connect, exchange, wait } = createVenue();
    const socket = connect();
    expect(socket.get('public/get_historical_volatility', { currency: 'BTC' })).toEqual([]);
    for (const factor of [1, 1.01, 1 / 1.01, 1.01, 1 / 1.01]) {
      exchange.control.jump('BTC', factor);
      exchange.control.takeFrom(PERP, 'buy', lots(1));
      wait(HOUR);
    }
    const [[at, percent]] = socket.get('public/get_historical_volatility', { currency: 'BTC' });
    expect(at).toBe(exchange.now);
    // Moves of 1 % up and down, then one hour without a trade: √(4 · 0.01² / 4) an hour.
    expect(percent / 100).toBeCloseTo(Math.log(1.01) * Math.sqrt(24 * 365), 2);
  });
});
