import { describe, expect, it } from 'vitest';
import { CALL, type Client, createVenue, type Json, PERP } from './deribit-fixture.ts';

/** Five sales of 10, 20 … 50 USD a second apart, and an open order. */
function traded(): { readonly ann: Client; readonly bob: Client; readonly times: readonly number[] } {
  const { connect, exchange, wait } = createVenue();
  const [ann, bob] = [connect('ann'), connect('bob')];
  const times = [10, 20, 30, 40, 50].map((amount) => {
    wait(1_000);
    ann.get('private/sell', { instrument_name: PERP, amount, type: 'market', label: `sold ${amount}` });
    return exchange.now;
  });
  ann.get('private/buy', { instrument_name: PERP, amount: 10, price: 98_000, label: 'open' });
  ann.get('private/buy', { instrument_name: CALL, amount: 0.1, price: 0.0001, label: 'open' });
  return { ann, bob, times };
}

const amounts = (answer: Json): readonly number[] => answer.trades.map((trade: Json) => trade.amount);

describe('one’s own trades', () => {
  it('are given newest first, in a given order, or since a time', () => {
    const { ann, times } = traded();
    const by = (params: object) =>
      ann.get('private/get_user_trades_by_instrument', { instrument_name: PERP, ...params });
    expect(amounts(by({}))).toEqual([50, 40, 30, 20, 10]);
    expect(by({ count: 2 })).toMatchObject({ trades: [{ amount: 50 }, { amount: 40 }], has_more: true });
    expect(amounts(by({ count: 2, sorting: 'asc' }))).toEqual([10, 20]);
    expect(amounts(by({ start_seq: 2, end_seq: 3 }))).toEqual([30, 20]);
    const since = { instrument_name: PERP, start_timestamp: times[2], end_timestamp: times[3] };
    const timed = ann.get('private/get_user_trades_by_instrument_and_time', since);
    expect(timed).toMatchObject({ trades: [{ amount: 30 }, { amount: 40 }], has_more: false });
    const currency = ann.get('private/get_user_trades_by_currency_and_time', {
      ...{ currency: 'BTC', start_timestamp: times[3], sorting: 'desc', count: 1 },
    });
    expect(currency).toMatchObject({ trades: [{ amount: 50 }], has_more: true });
    expect(amounts(ann.get('private/get_user_trades_by_currency', { currency: 'ETH' }))).toEqual([]);
    const [newest] = by({ count: 1 }).trades;
    expect(by({ start_id: newest.trade_id }).trades).toEqual([newest]);
  });

  it('tell the order that they are of, and all that a position is built of', () => {
    const { ann, bob, times } = traded();
    const [trade] = ann.get('private/get_user_trades_by_instrument', { instrument_name: PERP }).trades;
    expect(trade).toMatchObject({
      ...{ direction: 'sell', price: 99_999, amount: 50, contracts: 5, timestamp: times[4] },
      ...{ fee: 2.5e-7, fee_currency: 'BTC', liquidity: 'T', order_type: 'market', label: 'sold 50' },
      ...{ state: 'filled', trade_seq: 5, mark_price: 100_000, index_price: 100_000, tick_direction: 2 },
    });
    const order = { order_id: trade.order_id };
    expect(ann.get('private/get_user_trades_by_order', order)).toEqual([trade]);
    expect(bob.call('private/get_user_trades_by_order', order).error?.code).toBe(10004);
    expect(bob.get('private/get_user_trades_by_currency', { currency: 'BTC' }).trades).toEqual([]);
  });
});

describe('one’s own orders', () => {
  it('are found by id, label, instrument and currency', () => {
    const { ann, bob } = traded();
    const labelled = ann.get('private/get_order_state_by_label', { currency: 'BTC', label: 'open' });
    expect(labelled).toMatchObject([{ instrument_name: PERP }, { instrument_name: CALL }]);
    expect(ann.get('private/get_order_state', { order_id: labelled[0].order_id })).toEqual(labelled[0]);
    expect(ann.get('private/get_open_orders_by_instrument', { instrument_name: CALL })).toEqual([
      labelled[1],
    ]);
    expect(ann.get('private/get_open_orders_by_currency', { currency: 'BTC', kind: 'future' })).toEqual([
      labelled[0],
    ]);
    expect(ann.get('private/get_open_orders')).toEqual(labelled);
    expect(ann.get('private/get_open_orders_by_label', { currency: 'BTC', label: 'open' })).toEqual(labelled);
    expect(bob.get('private/get_open_orders')).toEqual([]);
    expect(bob.get('private/get_order_state_by_label', { currency: 'BTC', label: 'open' })).toEqual([]);
  });

  it('that are over are given newest first, page by page', () => {
    const { ann } = traded();
    const by = (params: object) =>
      ann
        .get('private/get_order_history_by_instrument', { instrument_name: PERP, ...params })
        .map((order: Json) => order.amount);
    expect(by({})).toEqual([50, 40, 30, 20, 10]);
    expect(by({ count: 2, offset: 1 })).toEqual([40, 30]);
    expect(ann.get('private/get_order_history_by_currency', { currency: 'ETH' })).toEqual([]);
    const [last] = ann.get('private/get_order_history_by_currency', { currency: 'BTC' });
    expect(last).toMatchObject({ order_state: 'filled', average_price: 99_999, commission: 2.5e-7 });
  });
});
