import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALL, createVenue, FUTURE, PERP } from './deribit-fixture.ts';

const limit = (price: number, other: object = {}) => ({
  ...{ instrument_name: PERP, amount: 10, type: 'limit', price },
  ...other,
});

describe('orders', () => {
  it('are filled, rest or end as their time in force says', () => {
    const { connect } = createVenue();
    const ann = connect('ann');
    const ioc = { amount: 150, time_in_force: 'immediate_or_cancel' };
    expect(ann.get('private/buy', limit(100_000.5, ioc)).order).toMatchObject({
      ...{ order_state: 'cancelled', filled_amount: 100, amount: 150 },
      time_in_force: 'immediate_or_cancel',
    });
    const fok = { amount: 150, time_in_force: 'fill_or_kill' };
    expect(ann.get('private/sell', limit(99_999.5, fok)).order).toMatchObject({
      ...{ order_state: 'cancelled', filled_amount: 0 },
    });
    const market = { instrument_name: FUTURE, amount: 20, type: 'market' };
    expect(ann.get('private/sell', market).order).toMatchObject({
      order_state: 'filled',
      order_type: 'market',
    });
    expect(
      ann.get('private/buy', { instrument_name: PERP, contracts: 3, price: 99_000 }).order,
    ).toMatchObject({
      ...{ amount: 30, contracts: 3, order_state: 'open' },
    });
    expect(ann.get('private/buy', { instrument_name: CALL, amount: 0.2, price: 0.0001 }).order).toMatchObject(
      {
        ...{ amount: 0.2, price: 0.0001, order_state: 'open' },
      },
    );
  });

  it('that are post-only slide or are rejected', () => {
    const { connect } = createVenue();
    const ann = connect('ann');
    const slid = ann.get('private/buy', limit(100_010, { post_only: true }));
    expect(slid.order).toMatchObject({ price: 100_000, post_only: true, reject_post_only: false });
    const rejected = ann.call('private/buy', limit(100_010, { post_only: true, reject_post_only: true }));
    expect(rejected.error).toMatchObject({ code: 11054, message: 'post_only_reject' });
  });

  it.each([
    ['of an unknown instrument', { instrument_name: 'BTC-1JAN20' }, 13020],
    ['between two ticks', { price: 99_000.3 }, 10043],
    ['without a price', { price: undefined }, -32602],
    ['at no price', { price: 0 }, 10023],
    ['without an amount', { amount: undefined }, -32602],
    ['of part of a contract', { amount: 15 }, -32602],
    ['of nothing', { amount: 0 }, 10021],
    ['of less than nothing', { amount: -10 }, 10021],
    ['far above the mark', { price: 150_000 }, 10007],
    ['of more than the account can carry', { amount: 1e9 }, 10009],
    ['with too long a label', { label: 'x'.repeat(65) }, -32602],
    ['that are triggered', { type: 'stop_limit' }, -32602],
    ['with a trigger', { trigger: 'mark_price' }, 10033],
    ['that show a part of themselves', { amount: 100, max_show: 10 }, 10033],
    ['that would only reduce, with nothing to reduce', { reduce_only: true }, 11030],
    ['whose time has passed', { valid_until: Date.UTC(2026, 0, 5, 12) - 1 }, 13888],
    ['with a flag that is none', { post_only: 'maybe' }, -32602],
  ])('%s are refused', (_, change, code) => {
    const { connect, exchange } = createVenue();
    const ann = connect('ann');
    expect(ann.call('private/buy', limit(99_000, change)).error?.code).toBe(code);
    expect(exchange.orders('ann', 'all')).toEqual([]);
  });

  it('far below the mark are too low, and those in time are taken', () => {
    const { connect, exchange } = createVenue();
    const ann = connect('ann');
    expect(ann.call('private/sell', limit(50_000)).error?.code).toBe(10005);
    expect(ann.call('private/buy', limit(99_000, { valid_until: exchange.now })).error).toBeUndefined();
  });

  it('are refused in a market that is halted or closed', () => {
    const { connect, exchange } = createVenue();
    const ann = connect('ann');
    exchange.control.halt(PERP);
    expect(ann.call('private/buy', limit(99_000)).error?.code).toBe(10019);
    exchange.control.resume(PERP);
    exchange.control.settle(FUTURE, 101_000);
    const future = { instrument_name: FUTURE, amount: 10, price: 99_000 };
    expect(ann.call('private/buy', future).error?.code).toBe(10012);
  });

  it('hold what they say, whatever one field of them is', () => {
    const { connect, exchange } = createVenue();
    const ann = connect('ann');
    const field = fc.constantFrom(
      ...['instrument_name', 'amount', 'price', 'type', 'time_in_force', 'label', 'post_only', 'valid_until'],
    );
    fc.assert(
      fc.property(field, fc.oneof(fc.anything(), fc.double(), fc.integer()), (name, value) => {
        const { result, error } = ann.call('private/buy', limit(99_000, { [name]: value }));
        expect(result === undefined).toBe(error !== undefined);
        for (const { id } of exchange.orders('ann', 'open')) ann.get('private/cancel', { order_id: id });
      }),
      { numRuns: 300 },
    );
  });
});

describe('edits', () => {
  it('change size and price, and keep what is not named', () => {
    const { connect } = createVenue();
    const ann = connect('ann');
    const id = ann.get('private/buy', limit(99_000, { amount: 100, label: 'a' })).order.order_id;
    expect(ann.get('private/edit', { order_id: id, amount: 60 }).order).toMatchObject({
      ...{ order_id: id, amount: 60, price: 99_000, replaced: true },
    });
    expect(ann.get('private/edit', { order_id: id, price: 99_500 }).order).toMatchObject({
      amount: 60,
      price: 99_500,
    });
    const crossed = ann.get('private/edit', { order_id: id, amount: 60, price: 100_001 });
    expect(crossed).toMatchObject({ order: { order_state: 'filled' }, trades: [{ amount: 60 }] });
    expect(ann.call('private/edit', { order_id: id, amount: 70 }).error?.code).toBe(11044);
    const resting = ann.get('private/buy', limit(99_000, { post_only: true })).order.order_id;
    const nature = { order_id: resting, amount: 20, post_only: false };
    expect(ann.call('private/edit', nature).error?.code).toBe(10033);
    expect(ann.get('private/edit', { ...nature, post_only: true }).order.amount).toBe(20);
  });

  it('are by label where only one order has it', () => {
    const { connect } = createVenue();
    const ann = connect('ann');
    ann.get('private/buy', limit(99_000, { label: 'a' }));
    expect(ann.get('private/edit_by_label', { label: 'a', price: 98_000 }).order.price).toBe(98_000);
    ann.get('private/buy', limit(99_000, { label: 'a' }));
    expect(ann.call('private/edit_by_label', { label: 'a', price: 98_500 }).error?.code).toBe(10004);
  });

  it('are of one’s own orders, in time', () => {
    const { connect, exchange } = createVenue();
    const [ann, bob] = [connect('ann'), connect('bob')];
    const id = ann.get('private/buy', limit(99_000)).order.order_id;
    for (const method of ['private/edit', 'private/cancel', 'private/get_order_state'])
      expect(bob.call(method, { order_id: id, amount: 20 }).error?.code).toBe(10004);
    const late = { order_id: id, amount: 20, valid_until: exchange.now - 1 };
    expect(ann.call('private/edit', late).error?.code).toBe(13888);
    expect(exchange.order(id)?.ticket.lots).toBe(1);
  });
});

describe('cancelling', () => {
  it('takes what is meant by label, instrument, currency or all, and says how many', () => {
    const { connect, exchange } = createVenue();
    const ann = connect('ann');
    const eth = { instrument_name: 'ETH-PERPETUAL', amount: 10, price: 3_900 };
    const call = { instrument_name: CALL, amount: 0.1, price: 0.0001 };
    const placeAll = () => {
      for (const label of ['a', 'a', 'b']) ann.get('private/buy', limit(99_000, { label }));
      ann.get('private/buy', eth);
      ann.get('private/buy', call);
    };
    placeAll();
    expect(ann.get('private/cancel_by_label', { label: 'a', currency: 'ETH' })).toBe(0);
    expect(ann.get('private/cancel_by_label', { label: 'a' })).toBe(2);
    expect(ann.get('private/cancel_all_by_instrument', { instrument_name: PERP })).toBe(1);
    expect(ann.get('private/cancel_all_by_currency', { currency: 'BTC', kind: 'option' })).toBe(1);
    expect(ann.get('private/cancel_all')).toBe(1);
    placeAll();
    expect(ann.get('private/cancel_all')).toBe(5);
    expect(exchange.orders('ann', 'open')).toEqual([]);
  });

  it('of a position takes all of it and no more', () => {
    const { connect, exchange } = createVenue();
    const ann = connect('ann');
    const closing = { instrument_name: PERP, type: 'market' };
    expect(ann.call('private/close_position', closing).error?.code).toBe(11030);
    ann.get('private/buy', limit(100_001, { amount: 70 }));
    expect(ann.get('private/close_position', closing).order).toMatchObject({
      ...{ direction: 'sell', amount: 70, order_state: 'filled', reduce_only: true },
    });
    expect(exchange.positions('ann')).toEqual([]);
  });
});
