import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../../domain/order.ts';
import { millis } from '../../units/units.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import { createAccount } from './account.ts';
import { CALL, PERPETUAL, SYMBOLS } from './deribit-fixture.ts';

type Params = Readonly<Record<string, unknown>>;

const SINCE = 1_000_000;
const trade = (id: number, change: object = {}) => ({
  ...{
    instrument_name: PERPETUAL.id,
    trade_id: String(id),
    order_id: 'o',
    label: 'ek-j-1-0',
    direction: 'buy',
  },
  ...{ amount: 10, price: 60_000, fee: 0.0000001, fee_currency: 'BTC', timestamp: SINCE + id, ...change },
});
const summary = (change: object = {}) => ({ currency: 'BTC', equity: 10, options_value: 0, ...change });
const held = (change: object = {}) => ({
  ...{ instrument_name: PERPETUAL.id, kind: 'future', size: 20, average_price: 60_000 },
  ...{ floating_profit_loss: 0, ...change },
});

function account(answer: (method: string, params: Params) => unknown = () => [], offset = 0) {
  const told: AccountEvent[] = [];
  const notices: string[] = [];
  const made = createAccount({
    desk: {
      ask: async (method, params) => answer(method.replace('private/', ''), { ...params }),
      order: () => Promise.reject(new Error('nothing is ordered')),
    },
    ...{ symbols: SYMBOLS, seen: () => undefined, since: millis(SINCE), offset: () => offset },
    ...{ tell: (event) => told.push(event), notice: (text) => notices.push(text) },
  });
  return { account: made, told, notices };
}

/** What the account's positions and summaries say, and nothing else. */
function holdings(positions: readonly object[], summaries: readonly object[]) {
  const { account: made } = account((method) => {
    if (method === 'get_positions') return positions;
    return method === 'get_account_summaries' ? { summaries } : {};
  });
  return made.holdings();
}

describe('catchUp', () => {
  it('reads all trades, however many there were meanwhile', async () => {
    const all = Array.from({ length: 2_500 }, (_, i) => trade(Math.floor(i / 2), { trade_id: String(i) }));
    const { account: made, told } = account((method, { start_timestamp: start, count }) => {
      if (method !== 'get_user_trades_by_currency_and_time') return {};
      const rows = all.filter(({ timestamp }) => timestamp >= Number(start));
      return { trades: rows.slice(0, Number(count)), has_more: rows.length > Number(count) };
    });
    await made.catchUp();
    expect(told).toHaveLength(2_500);
  });

  it('begins at a moment of the venue’s time', async () => {
    const starts: unknown[] = [];
    const { account: made } = account((_, { start_timestamp: start }) => {
      starts.push(start);
      return {};
    }, -300_000);
    await made.catchUp();
    expect(starts).toEqual([SINCE - 300_000, SINCE - 300_000]);
  });

  it('names a trade that is not ours to follow once, however often it is read', async () => {
    const { account: made, notices } = account((method) =>
      method === 'get_user_trades_by_currency_and_time'
        ? { trades: [trade(1, { instrument_name: 'BTC-OTHER' })] }
        : {},
    );
    await made.catchUp();
    await made.catchUp();
    expect(notices).toHaveLength(1);
  });
});

describe('holdings', () => {
  it('has as cash what no mark moves, also where futures are held that are not ours', async () => {
    const other = (profit: number) =>
      held({ instrument_name: 'BTC-OTHER', size: 100, floating_profit_loss: profit });
    const at = (profit: number) =>
      holdings([held(), other(profit)], [summary({ equity: 10 + profit, futures_session_upl: profit })]);
    expect((await at(0.5)).cash).toEqual({ BTC: 1_000_000_000n });
    expect((await at(-0.25)).cash).toEqual({ BTC: 1_000_000_000n });
  });

  it('does not mix what was read at different moments', async () => {
    // The mark has moved between the two answers.
    const positions = [held({ floating_profit_loss: 0.1 })];
    const found = await holdings(positions, [summary({ equity: 10.2, futures_session_upl: 0.2 })]);
    expect(found.cash).toEqual({ BTC: 1_000_000_000n });
  });

  it('goes by the positions where the summary does not tell what is unrealised', async () => {
    const options = held({ instrument_name: CALL.id, kind: 'option', size: 0.2, floating_profit_loss: 7 });
    const found = await holdings(
      [held({ floating_profit_loss: 0.5 }), options],
      [summary({ equity: 11, options_value: 0.25 })],
    );
    expect(found).toMatchObject({
      positions: { [PERPETUAL.id]: 2, [CALL.id]: 2 },
      cash: { BTC: 1_025_000_000n },
    });
  });

  it('has no answer to what makes no sense', async () => {
    for (const symbol of [PERPETUAL.id, 'BTC-OTHER'])
      for (const size of [undefined, 'much', 1e300])
        await expect(holdings([held({ instrument_name: symbol, size })], [summary()])).rejects.toThrow(
          NoAnswer,
        );
    await expect(holdings([], [summary({ equity: 'much' })])).rejects.toThrow(NoAnswer);
  });

  it('never calls nothing what is held of something that we do not list', async () => {
    const found = await holdings(
      [held({ instrument_name: 'BTC-X-C', kind: 'option', size: -0.1 })],
      [summary()],
    );
    expect(found.positions).toEqual({ 'BTC-X-C': -1 });
  });
});
