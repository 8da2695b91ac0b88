import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lots } from '../../units/units.ts';
import type { Exchange } from '../exchange.ts';
import { CALL, createVenue, FUTURE, type Json, PERP } from './deribit-fixture.ts';

const LONG = process.env.EVENKEEL_LONG === '1';

type Sides = { readonly bids: Map<number, number>; readonly asks: Map<number, number> };

/** The book that a client has who follows a channel, or why it cannot. */
function followed(messages: readonly Json[]): Sides {
  const book: Sides = { bids: new Map(), asks: new Map() };
  let last: number | undefined;
  for (const message of messages) {
    expect(message.type).toBe(last === undefined ? 'snapshot' : 'change');
    expect(message.prev_change_id).toBe(last);
    last = message.change_id;
    for (const side of ['bids', 'asks'] as const)
      for (const [action, price, amount] of message[side]) {
        expect(book[side].has(price)).toBe(action !== 'new');
        if (action === 'delete') book[side].delete(price);
        else book[side].set(price, amount);
        expect(amount > 0).toBe(action !== 'delete');
      }
  }
  return book;
}

function trueBook(exchange: Exchange): Sides {
  const { bids, asks } = exchange.depth(PERP, 1000);
  const side = (levels: typeof bids) => new Map(levels.map((each) => [each.ticks / 2, each.lots * 10]));
  return { bids: side(bids), asks: side(asks) };
}

describe('book channels', () => {
  it('lead to the true book, with no gap, however they are batched and whoever comes when', () => {
    const step = fc.record({
      kind: fc.constantFrom('take', 'take', 'buy', 'sell', 'cancel', 'wait', 'join', 'join raw'),
      size: fc.integer({ min: 1, max: 25 }),
      away: fc.integer({ min: -3, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { connect, exchange, wait } = createVenue();
        const ann = connect('ann');
        const joined: { readonly client: ReturnType<typeof connect>; readonly channel: string }[] = [];
        const join = (interval: string) => {
          const client = connect('bob');
          const channel = `book.${PERP}.${interval}`;
          client.get('public/subscribe', { channels: [channel] });
          joined.push({ client, channel });
        };
        for (const interval of ['raw', '100ms', 'agg2']) join(interval);
        for (const { kind, size, away } of steps) {
          const order = { instrument_name: PERP, amount: 10 * size };
          if (kind === 'take') exchange.control.takeFrom(PERP, size % 2 === 0 ? 'buy' : 'sell', lots(size));
          else if (kind === 'buy') ann.call('private/buy', { ...order, price: 100_000 - away / 2 });
          else if (kind === 'sell') ann.call('private/sell', { ...order, price: 100_000 + away / 2 });
          else if (kind === 'cancel') ann.get('private/cancel_all');
          else if (kind === 'wait') wait(10 * size);
          else join(kind === 'join' ? '100ms' : 'raw');
        }
        wait(1_000);
        for (const { client, channel } of joined)
          expect(followed(client.heard(channel))).toEqual(trueBook(exchange));
      }),
      { numRuns: LONG ? 2000 : 20 },
    );
  });

  it('come whole and grouped where that is asked for', () => {
    const { connect, exchange, wait } = createVenue();
    const socket = connect();
    const [top, coarse] = [`book.${PERP}.none.1.100ms`, `book.${PERP}.5.10.100ms`];
    socket.get('public/subscribe', { channels: [top, coarse] });
    expect(socket.heard(top)).toMatchObject([{ bids: [[99_999.5, 100]], asks: [[100_000.5, 100]] }]);
    expect(socket.heard(coarse)).toMatchObject([{ bids: [[99_995, 1000]], asks: [[100_005, 1000]] }]);
    exchange.control.takeFrom(PERP, 'buy', lots(14));
    wait(100);
    expect(socket.heard(top)[1]).toMatchObject({ asks: [[100_001, 60]] });
    expect(socket.heard(coarse)[1]).toMatchObject({ asks: [[100_005, 860]] });
    wait(100);
    expect(socket.heard(top)).toHaveLength(2);
  });
});

describe('subscriptions', () => {
  it('end with their socket, or when asked to, and then cost nothing', () => {
    const { connect, exchange, wait } = createVenue();
    const [one, other] = [connect('ann'), connect('ann')];
    const channel = `trades.${PERP}.raw`;
    for (const socket of [one, other])
      expect(socket.get('public/subscribe', { channels: [channel] })).toEqual([channel]);
    expect(one.get('public/unsubscribe', { channels: [channel, 'book.x'] })).toEqual([channel]);
    exchange.control.takeFrom(PERP, 'buy', lots(1));
    wait(0);
    expect([one.heard(channel).length, other.heard(channel).length]).toEqual([0, 1]);
    other.drop();
    exchange.control.takeFrom(PERP, 'buy', lots(1));
    wait(0);
    expect(other.heard(channel)).toHaveLength(1);
    one.get('public/subscribe', { channels: [channel, `quote.${PERP}`] });
    one.get('public/unsubscribe_all');
    expect(one.get('public/unsubscribe', { channels: [channel] })).toEqual([]);
  });

  it.each([
    'book.BTC-PERPETUAL',
    'book.NOTHING.raw',
    'book.BTC-PERPETUAL.often',
    'book.BTC-PERPETUAL.3.10.100ms',
    'book.BTC-PERPETUAL.none.7.100ms',
    'ticker.BTC-PERPETUAL.raw.raw',
    'trades.everything.BTC.raw',
    'user.orders.any.any',
    'user.secrets.any.any.raw',
    'user.constructor.any.any.raw',
    'deribit_price_index.doge_usd',
    'chart.trades.BTC-PERPETUAL.7',
    'instrument.state.any',
    'nothing',
    '',
  ])('of %j are refused, with all that came with them', (channel) => {
    const { connect } = createVenue();
    const ann = connect('ann');
    const answer = ann.call('private/subscribe', { channels: [`quote.${PERP}`, channel] });
    expect(answer.error).toMatchObject({ code: -32602, data: { param: 'channels' } });
    expect(ann.get('private/unsubscribe', { channels: [`quote.${PERP}`] })).toEqual([]);
  });

  it('are for accounts where they are raw or somebody’s own', () => {
    const { connect } = createVenue();
    const nobody = connect();
    const code = (channel: string) => nobody.call('public/subscribe', { channels: [channel] }).error?.code;
    expect(code(`book.${PERP}.raw`)).toBe(13778);
    expect(code('user.orders.any.any.100ms')).toBe(10000);
    expect(code('user.portfolio.BTC')).toBe(10000);
    expect(nobody.call('private/subscribe', { channels: ['user.portfolio.BTC'] }).error?.code).toBe(10000);
    expect(code(`book.${PERP}.100ms`)).toBeUndefined();
  });
});

describe('market channels', () => {
  it('tell the state at once, then what changes', () => {
    const { connect, exchange, wait } = createVenue();
    const ann = connect('ann');
    const channels = [
      ...[`ticker.${PERP}.100ms`, `ticker.${CALL}.raw`, `quote.${PERP}`, `perpetual.${PERP}.raw`],
      ...['deribit_price_index.btc_usd', 'deribit_volatility_index.btc_usd', 'markprice.options.btc_usd'],
    ];
    ann.get('public/subscribe', { channels });
    for (const channel of channels) expect(ann.heard(channel)).toHaveLength(1);
    const [ticker, option, quote, funding, index, volatility, marks] = channels.map(
      (each) => ann.heard(each)[0],
    );
    expect(ticker).toMatchObject({ best_bid_price: 99_999.5, best_ask_amount: 100, index_price: 100_000 });
    expect(option).toMatchObject({
      ...{ mark_iv: 60, underlying_price: 100_000, underlying_index: FUTURE },
      greeks: { delta: 0.5, gamma: 0.00002, vega: 60, theta: -90, rho: 5 },
    });
    expect(quote).toMatchObject({ best_bid_price: 99_999.5, best_bid_amount: 100 });
    expect(funding).toMatchObject({ interest: 0, index_price: 100_000 });
    expect(index).toMatchObject({ price: 100_000, index_name: 'btc_usd' });
    expect(volatility).toMatchObject({ volatility: 60 });
    expect(marks.find((each: Json) => each.instrument_name === CALL)).toMatchObject({ iv: 0.6 });
    exchange.control.jump('BTC', 1.1);
    wait(1_000);
    expect(ann.heard(`ticker.${PERP}.100ms`).at(-1)).toMatchObject({ mark_price: 110_000 });
    expect(ann.heard(`quote.${PERP}`).at(-1)).toMatchObject({ best_bid_price: 109_999.5 });
    expect(ann.heard('deribit_price_index.btc_usd').slice(1)).toMatchObject([{ price: 110_000 }]);
    expect(ann.heard('deribit_volatility_index.btc_usd')).toHaveLength(1);
  });

  it('tell trades one by one or together, of one instrument or a kind', () => {
    const { connect, exchange, wait } = createVenue();
    const ann = connect('ann');
    const [raw, batched] = [`trades.${PERP}.raw`, 'trades.future.BTC.100ms'];
    ann.get('public/subscribe', { channels: [raw, batched, 'trades.option.any.100ms'] });
    exchange.control.takeFrom(PERP, 'buy', lots(2));
    exchange.control.takeFrom(FUTURE, 'sell', lots(3));
    wait(100);
    expect(ann.heard(raw)).toMatchObject([
      [{ amount: 20, direction: 'buy', price: 100_000.5, trade_seq: 1 }],
    ]);
    expect(ann.heard(batched)).toMatchObject([
      [
        { instrument_name: PERP, tick_direction: 0, index_price: 100_000 },
        { instrument_name: FUTURE, amount: 30, direction: 'sell' },
      ],
    ]);
    expect(ann.heard('trades.option.any.100ms')).toEqual([]);
  });

  it('tell bars, and what becomes of instruments', () => {
    const { connect, exchange, wait } = createVenue();
    const ann = connect('ann');
    const chart = `chart.trades.${PERP}.1`;
    ann.get('public/subscribe', {
      channels: [chart, 'instrument.state.any.BTC', 'instrument.state.option.any'],
    });
    exchange.control.takeFrom(PERP, 'buy', lots(12));
    wait(1_000);
    expect(ann.heard(chart)).toMatchObject([{ open: 100_000.5, high: 100_001, close: 100_001, cost: 120 }]);
    exchange.control.halt(PERP);
    exchange.control.resume(PERP);
    exchange.control.settle(FUTURE, 101_000);
    wait(0);
    const states = ann.heard('instrument.state.any.BTC').map((each) => [each.instrument_name, each.state]);
    expect(states).toEqual([
      [PERP, 'deactivated'],
      [PERP, 'started'],
      ...states.slice(2, -1),
      [FUTURE, 'closed'],
    ]);
    expect(ann.heard('instrument.state.option.any')).toEqual([]);
  });
});

describe('one’s own channels', () => {
  it('tell orders, fills, positions and the portfolio, and those of nobody else', () => {
    const { connect, wait } = createVenue();
    const [ann, bob] = [connect('ann'), connect('bob')];
    const channels = [
      ...['user.orders.any.any.raw', 'user.orders.future.BTC.100ms', `user.trades.${PERP}.raw`],
      ...['user.changes.any.any.raw', 'user.portfolio.BTC', 'user.orders.option.any.raw'],
      'user.portfolio.any',
    ];
    for (const client of [ann, bob]) client.get('private/subscribe', { channels });
    const { order } = ann.get('private/buy', {
      ...{ instrument_name: PERP, amount: 150, price: 100_000.5, label: 'mine' },
    });
    ann.get('private/cancel', { order_id: order.order_id });
    wait(100);
    const raw = ann.heard('user.orders.any.any.raw');
    expect(raw.at(0)).toMatchObject({ order_id: order.order_id, label: 'mine' });
    expect(raw.at(-1)).toMatchObject({ order_state: 'cancelled', filled_amount: 100 });
    expect(ann.heard('user.orders.future.BTC.100ms')).toEqual([raw]);
    expect(ann.heard(`user.trades.${PERP}.raw`)).toMatchObject([[{ amount: 100, label: 'mine', fee: 5e-7 }]]);
    expect(ann.heard('user.changes.any.any.raw')[0]).toMatchObject({
      ...{ instrument_name: PERP, trades: [{ amount: 100 }], positions: [{ size: 100 }] },
    });
    expect(ann.heard('user.portfolio.BTC')).toHaveLength(2);
    expect(ann.heard('user.portfolio.BTC')[1].balance).toBeCloseTo(10 - 5e-7, 9);
    expect(ann.heard('user.orders.option.any.raw')).toEqual([]);
    const all = ann.heard('user.portfolio.any').map((each) => each.currency);
    expect(all).toEqual(['BTC', 'ETH', 'BTC']);
    for (const channel of channels)
      expect(bob.heard(channel)).toHaveLength(
        channel.startsWith('user.portfolio') ? (channel.endsWith('any') ? 2 : 1) : 0,
      );
  });

  it('follow the answer to the request that they are of', () => {
    const { connect } = createVenue();
    const ann = connect('ann');
    ann.get('private/subscribe', { channels: ['user.trades.any.any.raw'] });
    ann.get('private/buy', { instrument_name: PERP, amount: 10, type: 'market' });
    expect(ann.received.slice(-2).map(({ method }) => method)).toEqual([undefined, 'subscription']);
  });
});
