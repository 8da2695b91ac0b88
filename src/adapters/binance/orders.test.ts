import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../domain/order.ts';
import { lots, millis } from '../../units/units.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import { PERPETUAL, SYMBOLS } from './binance-fixture.ts';
import type { Called } from './calls.ts';
import { Refusal } from './fault.ts';
import { createIdentities } from './identities.ts';
import { createOrders } from './orders.ts';
import type { Asking } from './rest.ts';
import type { Values } from './signing.ts';

const ORDER: OrderRequest = {
  ...{ id: 'ek-j-1-0', venue: 'binance', instrument: PERPETUAL.id, lots: lots(-20), limit: 59_999.96 },
  ...{ deadline: millis(5_000), reduceOnly: true },
};
const ROW = {
  ...{ symbol: 'BTCUSDT', orderId: '8389765494138943258', clientOrderId: ORDER.id },
  ...{ status: 'FILLED', executedQty: '0.020' },
};
const TRADE = {
  ...{ symbol: 'BTCUSDT', id: 7, orderId: ROW.orderId, side: 'SELL', price: '60000', qty: '0.012' },
  ...{ commission: '0.1', commissionAsset: 'USDT', time: 1 },
};
const fault = (code: number, status = 400) => ({ code, message: 'm', status, retryMs: 0 });
const result = (row: object): Called => ({ kind: 'result', result: row });
const error = (code: number, status?: number): Called => ({ kind: 'error', fault: fault(code, status) });

function orders(answer: Called, rest: (asking: Asking) => unknown = () => ({})) {
  const sent: { values: Values; urgent?: boolean; deadline?: number }[] = [];
  const asked: Asking[] = [];
  const made = createOrders({
    desk: {
      place: async (values, urgent, deadline) => {
        sent.push({ values, urgent, deadline });
        return answer;
      },
      cancel: async (values) => {
        sent.push({ values });
        return answer;
      },
    },
    rest: {
      ask: async (asking) => {
        asked.push(asking);
        return rest(asking);
      },
      close: async () => undefined,
    },
    ...{ symbols: SYMBOLS, identities: createIdentities(), offset: () => 30 },
  });
  return { orders: made, sent, asked };
}

describe('place', () => {
  it('asks for it in the words of the venue, with its deadline in the venue’s time', async () => {
    const { orders: made, sent } = orders(result(ROW));
    expect(await made.place(ORDER)).toEqual({
      ...{ kind: 'accepted', fills: [], closed: { reason: 'filled', filled: 20 } },
    });
    expect(sent).toEqual([
      {
        values: {
          ...{ symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT', timeInForce: 'IOC', quantity: '0.020' },
          ...{ price: '60000.0', reduceOnly: 'true', newClientOrderId: ORDER.id, newOrderRespType: 'RESULT' },
        },
        ...{ urgent: true, deadline: 5_030 },
      },
    ]);
  });

  it.each([
    [error(-1007, 408), 'unknown'],
    [error(-1006), 'unknown'],
    [error(-4116), 'unknown'],
    [error(0, 500), 'unknown'],
    [result({ ...ROW, clientOrderId: 'another' }), 'unknown'],
    [result({ ...ROW, status: 'STRANGE' }), 'unknown'],
    [error(-1008, 503), 'rejected'],
    [error(-1003, 429), 'rejected'],
    [error(-2022), 'rejected'],
  ])('takes %j for %s', async (answer, kind) => {
    expect((await orders(answer).orders.place(ORDER)).kind).toBe(kind);
  });

  it('lets an order rest that may not take, and calls it no rejection where it would have', async () => {
    const rests = { ...ORDER, postOnly: true } as const;
    const open = orders(result({ ...ROW, status: 'NEW', executedQty: '0' }));
    expect(await open.orders.place(rests)).toEqual({ kind: 'accepted', fills: [], closed: null });
    expect(open.sent).toMatchObject([{ values: { timeInForce: 'GTX' }, deadline: 5_030 }]);
    const closed = { reason: 'cancelled', filled: 0, detail: expect.stringMatching(/post-only/) };
    for (const answer of [error(-5022), result({ ...ROW, status: 'EXPIRED', executedQty: '0' })])
      expect(await orders(answer).orders.place(rests)).toEqual({ kind: 'accepted', fills: [], closed });
    expect((await orders(error(-5022)).orders.place(ORDER)).kind).toBe('rejected');
    expect((await orders(error(-2022)).orders.place(rests)).kind).toBe('rejected');
  });

  it('does not send what the venue could not tell apart, or does not trade', async () => {
    const { orders: made, sent } = orders(result(ROW));
    expect((await made.place({ ...ORDER, id: `ek-${'x'.repeat(34)}` })).kind).toBe('unsent');
    expect((await made.place({ ...ORDER, instrument: 'SOL-PERP' })).kind).toBe('unsent');
    expect(sent).toEqual([]);
  });
});

describe('what rests', () => {
  it.each([
    [[], false],
    [[{ clientOrderId: 'web-1' }], false],
    [[{ clientOrderId: 'web-1' }, { clientOrderId: ORDER.id }], true],
  ])('is told of %j: %s', async (rows, expected) => {
    expect(await orders(result(ROW), () => rows).orders.isResting()).toBe(expected);
  });
});

describe('cancel', () => {
  it.each([
    [
      result({ ...ROW, status: 'CANCELED', executedQty: '0.003' }),
      { kind: 'closed', closed: { reason: 'cancelled', filled: 3 } },
    ],
    [result(ROW), { kind: 'not-open' }],
    [error(-2011), { kind: 'not-open' }],
    [error(-1007, 408), { kind: 'unknown', detail: 'm (-1007)' }],
  ])('takes %j for %o', async (answer, meaning) => {
    expect(await orders(answer).orders.cancel(ORDER.id, PERPETUAL.id)).toEqual(meaning);
  });
});

describe('reports', () => {
  const answers = (trades: readonly object[], row: object | Error = ROW) => {
    return ({ path, values }: Asking): unknown => {
      if (path === '/fapi/v1/userTrades') return trades;
      if (row instanceof Error) throw row;
      if (values?.symbol !== 'BTCUSDT') throw new Refusal('GET', fault(-2013));
      return row;
    };
  };

  it('brings an order with all of its fills, and asks for trades by its whole id', async () => {
    const other = { ...TRADE, id: 8, qty: '0.008' };
    const { orders: made, asked } = orders(result({}), answers([TRADE, other]));
    const [report] = await made.reports([ORDER.id]);
    expect(report).toMatchObject({ order: ORDER.id, status: 'filled', fills: [{ lots: -12 }, { lots: -8 }] });
    expect(asked.at(-1)?.values).toMatchObject({ orderId: '8389765494138943258' });
  });

  it('has no answer while trades are missing', async () => {
    await expect(orders(result({}), answers([TRADE])).orders.reports([ORDER.id])).rejects.toThrow(NoAnswer);
  });

  it('finds absent what no symbol knows, and nothing else', async () => {
    const absent = answers([], new Refusal('GET', fault(-2013)));
    const { orders: made, asked } = orders(result({}), absent);
    expect(await made.reports([ORDER.id])).toEqual([{ order: ORDER.id, status: 'absent', fills: [] }]);
    expect(asked).toHaveLength(SYMBOLS.all.length);
    const lost = answers([], new Refusal('GET', fault(-2015)));
    await expect(orders(result({}), lost).orders.reports([ORDER.id])).rejects.toThrow(/-2015/);
  });
});
