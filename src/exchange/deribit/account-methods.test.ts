import { describe, expect, it } from 'vitest';
import { CALL, createVenue, FUTURE, type Json, PERP } from './deribit-fixture.ts';

const all = { start_timestamp: 0, end_timestamp: 4e12 };

describe('account summaries', () => {
  it('are what is held, in each currency', () => {
    const { connect } = createVenue();
    const rob = connect('rob');
    expect(rob.get('private/get_account_summary', { currency: 'btc' })).toMatchObject({
      ...{ currency: 'BTC', balance: 10, equity: 10, available_funds: 10, initial_margin: 0 },
      limits: {
        matching_engine: { trading: { total: { rate: 5, burst: 20 } } },
        non_matching_engine: { rate: 20, burst: 100 },
      },
    });
    const { summaries, id } = rob.get('private/get_account_summaries', { extended: true });
    expect(id).toBe(4);
    expect(summaries.map((each: Json) => [each.currency, each.balance])).toEqual([
      ['BTC', 10],
      ['ETH', 100],
    ]);
    const { fees } = rob.get('private/get_account_summary', { currency: 'BTC', extended: true });
    expect(fees).toContainEqual({
      ...{
        currency: 'BTC',
        instrument_type: 'perpetual',
        fee_type: 'relative',
        maker_fee: 0,
        taker_fee: 0.0005,
      },
    });
    expect(rob.get('private/get_account_summary', { currency: 'DOGE' })).toMatchObject({ equity: 0 });
    expect(rob.get('private/get_subaccounts')).toMatchObject([{ id: 4, type: 'main' }]);
  });

  it('add up with trades, positions and the transaction log', () => {
    const { connect, exchange } = createVenue();
    const ann = connect('ann');
    ann.get('private/buy', { instrument_name: PERP, amount: 1000, type: 'market' });
    ann.get('private/buy', { instrument_name: CALL, amount: 0.5, type: 'market' });
    exchange.control.jump('BTC', 1.1);
    ann.get('private/sell', { instrument_name: PERP, amount: 400, type: 'market' });
    exchange.control.payFunding(PERP, 0.0002);
    exchange.control.settle(CALL, 112_000);
    const { logs } = ann.get('private/get_transaction_log', { currency: 'BTC', ...all, count: 250 });
    const summary = ann.get('private/get_account_summary', { currency: 'BTC' });
    let sum = 0;
    for (const { change } of logs) sum += change;
    expect(10 + sum).toBeCloseTo(summary.balance, 8);
    // From oldest to newest each balance is the one before it and the change.
    for (const [i, { balance, change }] of logs.entries())
      if (i + 1 < logs.length) expect(logs[i + 1].balance + change).toBeCloseTo(balance, 8);
    expect(new Set(logs.map((each: Json) => each.type))).toEqual(
      new Set(['delivery', 'settlement', 'trade']),
    );
    expect(logs[0]).toMatchObject({
      type: 'delivery',
      instrument_name: CALL,
      index_price: 112_000,
      amount: 0.5,
    });
    expect(logs[0].change).toBeCloseTo((0.5 * 12_000) / 112_000, 7);
    expect(logs[1]).toMatchObject({ type: 'settlement', instrument_name: PERP, position: 600 });
    expect(logs[1].interest_pl).toBeCloseTo((-600 / 110_000) * 0.0002, 8);
    expect(summary.balance + summary.futures_pl).toBeCloseTo(summary.equity, 7);
  });
});

describe('positions', () => {
  it('are signed, in USD or coins, with what Greeks they have', () => {
    const { connect } = createVenue();
    const ann = connect('ann');
    ann.get('private/sell', { instrument_name: PERP, amount: 500, type: 'market' });
    ann.get('private/buy', { instrument_name: CALL, amount: 0.4, type: 'market' });
    const held = ann.get('private/get_positions', { currency: 'BTC' });
    const of = (name: string) => held.find((each: Json) => each.instrument_name === name);
    expect(of(PERP)).toMatchObject({
      ...{ kind: 'future', size: -500, direction: 'sell', size_currency: -0.005, delta: -0.005 },
      ...{ mark_price: 100_000, leverage: expect.any(Number), initial_margin: 0.0001 },
    });
    expect(of(PERP).estimated_liquidation_price).toBeNull();
    expect(of(CALL)).toMatchObject({
      ...{ kind: 'option', size: 0.4, direction: 'buy', delta: 0.2, vega: 24, theta: -36 },
    });
    expect(of(CALL).size_currency).toBeUndefined();
    expect(ann.get('private/get_positions', { currency: 'any', kind: 'option' })).toEqual([of(CALL)]);
    expect(ann.get('private/get_positions', { currency: 'ETH' })).toEqual([]);
    expect(ann.get('private/get_position', { instrument_name: FUTURE })).toMatchObject({
      size: 0,
      direction: 'zero',
    });
    expect(ann.get('private/get_account_summary', { currency: 'BTC' })).toMatchObject({
      ...{ delta_total: 0.195, options_delta: 0.2, options_vega: 24, options_gamma: 0.000008 },
    });
  });
});

describe('the log', () => {
  it('is read page by page, and by what happened', () => {
    const { connect } = createVenue();
    const ann = connect('ann');
    for (let i = 0; i < 5; i += 1)
      ann.get('private/buy', { instrument_name: PERP, amount: 10, type: 'market' });
    const page = (params: object) =>
      ann.get('private/get_transaction_log', { currency: 'BTC', ...all, count: 2, ...params });
    const first = page({});
    expect(first.logs).toHaveLength(2);
    const second = page({ continuation: first.continuation });
    const third = page({ continuation: second.continuation });
    expect(third.continuation).toBeNull();
    const ids = [first, second, third].flatMap(({ logs }) => logs.map((line: Json) => line.id));
    expect(ids).toEqual([5, 4, 3, 2, 1]);
    expect(page({ query: 'delivery' }).logs).toEqual([]);
    expect(page({ query: 'trade', count: 9 }).logs).toHaveLength(5);
    expect(page({ end_timestamp: 1 }).logs).toEqual([]);
  });

  it('has what came in and went out', () => {
    const { connect, exchange } = createVenue();
    const bob = connect('bob');
    exchange.deposit('bob', 'BTC', 150_000_000n as Parameters<typeof exchange.deposit>[2]);
    const { logs } = bob.get('private/get_transaction_log', { currency: 'BTC', ...all });
    expect(logs).toMatchObject([{ type: 'deposit', change: 1.5, balance: 11.5 }]);
  });

  it('tells settlements and deliveries, of oneself and of the market', () => {
    const { connect, exchange } = createVenue();
    const ann = connect('ann');
    ann.get('private/buy', { instrument_name: FUTURE, amount: 100, type: 'market' });
    ann.get('private/buy', { instrument_name: PERP, amount: 100, type: 'market' });
    exchange.control.payFunding(PERP, 0.001);
    exchange.control.settle(FUTURE, 101_000);
    const own = ann.get('private/get_settlement_history_by_currency', { currency: 'BTC' }).settlements;
    expect(own).toMatchObject([
      { type: 'delivery', instrument_name: FUTURE, index_price: 101_000, position: 100 },
      { type: 'settlement', instrument_name: PERP, position: 100 },
    ]);
    expect(own[0].profit_loss).toBeCloseTo(100 / 100_002.5 - 100 / 101_000, 7);
    expect(own[1].funding).toBeCloseTo(-0.001 * 0.001, 8);
    const by = { instrument_name: FUTURE };
    expect(ann.get('private/get_settlement_history_by_instrument', by).settlements).toEqual([own[0]]);
    expect(
      ann.get('private/get_settlement_history_by_currency', { currency: 'BTC', type: 'settlement' }),
    ).toEqual({
      ...{ settlements: [own[1]], continuation: null },
    });
    const told = connect().get('public/get_last_settlements_by_instrument', by).settlements;
    expect(told).toMatchObject([{ type: 'delivery', instrument_name: FUTURE, index_price: 101_000 }]);
    expect(connect().get('public/get_last_settlements_by_currency', { currency: 'ETH' }).settlements).toEqual(
      [],
    );
  });
});
