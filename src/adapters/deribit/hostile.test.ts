import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answered, hostileLike, hostileValue, unsound } from '../../../test/support/hostile.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { lots, millis } from '../../units/units.ts';
import { fieldsOf } from '../../wire/fields.ts';
import { createAccount } from './account.ts';
import { CALL, PERPETUAL, SYMBOLS } from './deribit-fixture.ts';
import type { Desk } from './desk.ts';
import { endedOf, examineDeribit, misfits } from './examine.ts';
import { createMarket } from './market.ts';
import { createOrders } from './orders.ts';
import { createRpc } from './rpc.ts';

const NOW = 1_700_000_000_000;
const TRADE = {
  ...{
    instrument_name: PERPETUAL.id,
    trade_id: 't-1',
    order_id: 'o-1',
    label: 'ek-j-1-0',
    direction: 'sell',
  },
  ...{ amount: 20, price: 60_000, fee: 1e-7, fee_currency: 'BTC', timestamp: NOW },
};
const ORDER = {
  ...{ instrument_name: PERPETUAL.id, order_id: 'o-1', label: 'ek-j-1-0', order_state: 'cancelled' },
  ...{ filled_amount: 20, cancel_reason: 'user_request', last_update_timestamp: NOW },
};
const LINE = { instrument_name: PERPETUAL.id, timestamp: NOW, id: 1, type: 'settlement', interest_pl: -1e-7 };
const LISTED = {
  ...{ kind: 'future', settlement_period: 'perpetual', base_currency: 'BTC', settlement_currency: 'BTC' },
  ...{ contract_size: 10, min_trade_amount: 10, tick_size: 0.5, is_active: true },
};
const HELD = {
  ...{ instrument_name: PERPETUAL.id, kind: 'future', size: -20, average_price: 60_000 },
  floating_profit_loss: 0.1,
};
const SUMMARY = {
  ...{ currency: 'BTC', equity: 10, options_value: 0, futures_session_upl: 0.1 },
  ...{ initial_margin: 0.4, maintenance_margin: 0.2 },
};
const JOINED = {
  ...{ ...SUMMARY, currency: 'ETH', cross_collateral_enabled: true, total_equity_usd: 1e5 },
  ...{ total_initial_margin_usd: 3e4, total_maintenance_margin_usd: 2e4 },
};
/** What an honest venue would answer, by method. */
const ANSWERS = {
  get_user_trades_by_currency_and_time: { trades: [TRADE] },
  get_user_trades_by_order: [TRADE],
  get_transaction_log: { logs: [LINE, { ...LINE, id: 2, type: 'delivery', price: 60_000 }] },
  get_positions: [HELD, { ...HELD, instrument_name: 'BTC-OTHER' }],
  get_account_summaries: { summaries: [SUMMARY, JOINED] },
  get_order_state_by_label: [ORDER],
  get_open_orders_by_currency: [ORDER],
  get_instrument: LISTED,
};
const answers = hostileLike(ANSWERS).map(fieldsOf);
const PLACED: OrderRequest = {
  ...{ id: 'ek-j-1-0', venue: 'deribit', instrument: PERPETUAL.id, lots: lots(-2), limit: 60_000 },
  ...{ deadline: millis(NOW), reduceOnly: false },
};

function deskOf(all: Readonly<Record<string, unknown>>, order: Desk['order']): Desk {
  const asked = new Set<string>();
  return {
    ask: async (method) => {
      const name = method.replace(/^\w+\//, '');
      // A log may go on for as long as it likes: here it ends.
      const isAgain = name === 'get_transaction_log' && asked.has(name);
      asked.add(name);
      return isAgain ? {} : all[name];
    },
    order,
  };
}

const neverOrdered: Desk['order'] = () => Promise.reject(new Error('nothing is ordered'));

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

describe('whatever the venue says', () => {
  it('its books, rates and vols are told in figures, or not at all', () => {
    const top = { timestamp: NOW, bids: [['new', 100, 20]], asks: [['new', 101, 30]] };
    const change = { ...top, type: 'change', prev_change_id: 1, change_id: 2, bids: [['delete', 100, 0]] };
    const messages = fc.tuple(
      ...[
        ['book.BTC-PERPETUAL.raw', { ...top, type: 'snapshot', change_id: 1 }] as const,
        ['book.BTC-PERPETUAL.raw', change] as const,
        ['ticker.BTC-PERPETUAL.100ms', { current_funding: 1e-5, timestamp: NOW }] as const,
        ['deribit_volatility_index.btc_usd', { volatility: 51.5, timestamp: NOW }] as const,
      ].map(([channel, data]) => hostileLike(data).map((one) => [channel, one] as const)),
    );
    fc.assert(
      fc.property(messages, (all) => {
        const market = createMarket({
          ...{ symbols: SYMBOLS, vols: ['BTC'], raw: true, notice: () => undefined, again: () => undefined },
          tell: (event) => expect(unsound(event)).toEqual([]),
        });
        for (const [channel, data] of all) expect(market.take(channel, data)).toBe(true);
      }),
    );
  });

  it('the account is told in figures, or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(hostileLike([TRADE]), hostileLike([ORDER]), answers, async (trades, rows, all) => {
        const account = createAccount({
          ...{ desk: deskOf(all, neverOrdered), symbols: SYMBOLS, since: millis(NOW - 1), offset: () => 0 },
          ...{ seen: () => undefined, notice: () => undefined },
          tell: (event) => expect(unsound(event)).toEqual([]),
        });
        account.take('user.trades.any.any.raw', trades);
        account.take('user.orders.any.any.raw', rows);
        await answered(account.catchUp());
        await answered(account.holdings());
      }),
    );
  });

  it('orders are accounted for, or not known to be', async () => {
    const error = { code: 10009, message: 'not_enough_funds', data: { reason: 'r', param: 'amount' } };
    const messages = fc.oneof(
      hostileLike({ result: { order: ORDER, trades: [TRADE] } }),
      hostileLike({ result: ORDER }),
      hostileLike({ error }),
      hostileValue,
    );
    await fc.assert(
      fc.asyncProperty(messages, answers, async (message, all) => {
        const sent: { id: unknown }[] = [];
        const rpc = createRpc((text) => sent.push(JSON.parse(text)) > 0, 1_000);
        const order: Desk['order'] = (method, params) => {
          const answer = rpc.call(method, params);
          rpc.settle({ ...fieldsOf(message), id: sent.at(-1)?.id });
          return answer;
        };
        const desk = deskOf(all, order);
        const orders = createOrders({ desk, symbols: SYMBOLS, offset: () => 0, now: () => NOW });
        await answered(orders.place(PLACED));
        await answered(orders.cancel(PLACED.id));
        await answered(orders.reports([PLACED.id]));
        await answered(orders.foreign());
      }),
    );
  });

  it('listings are compared', async () => {
    const option = {
      ...{ ...LISTED, kind: 'option', settlement_period: 'week', contract_size: 1, min_trade_amount: 0.1 },
      ...{ tick_size: 0.0005, strike: 60_000, option_type: 'call', expiration_timestamp: CALL.expiry },
    };
    const offset = { sample: () => undefined, ms: 0, within: 1 };
    await fc.assert(
      fc.asyncProperty(hostileLike(option), answers, async (listed, all) => {
        for (const traded of SYMBOLS.all) misfits(traded, fieldsOf(listed));
        const desk = deskOf(all, neverOrdered);
        await answered(endedOf(desk, SYMBOLS, 'deribit', false));
        await answered(examineDeribit({ desk, symbols: SYMBOLS, offset, scope: () => '', hasKey: true }));
      }),
    );
  });
});
