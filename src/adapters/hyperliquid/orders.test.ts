import { describe, expect, it } from 'vitest';
import type { Fill, OrderRequest } from '../../domain/order.ts';
import { atoms, lots, millis } from '../../units/units.ts';
import { NoAnswer } from '../../wire/protocol.ts';
import { cloidOf } from './cloid.ts';
import { createDeadMan } from './dead-man.ts';
import { BTC, desk, SYMBOLS, UNIVERSE, USER } from './hyperliquid-fixture.ts';
import { createNames } from './names.ts';
import { createOrders } from './orders.ts';
import type { Acted } from './posts.ts';

const ORDER: OrderRequest = {
  ...{ id: 'ek-j-1-0', venue: 'hyperliquid', instrument: BTC.id, lots: lots(-150), limit: 59_999.5 },
  ...{ deadline: millis(10_000), reduceOnly: true },
};
const NOW = 9_000;

const part = (count: number): Fill => ({
  ...{ fill: `${count}`, lots: lots(-count), price: 60_000, fee: atoms(1n), feeCurrency: 'USDC' },
});

interface Told {
  readonly act?: Acted;
  readonly status?: unknown;
  readonly fills?: Fill[];
  readonly late?: Fill[];
  readonly now?: number;
}

function orders({ act, status, fills = [], late = [], now = NOW }: Told) {
  const made = desk({
    ask: ({ type }) => (type === 'orderStatus' ? status : []),
    ...(act && { act: () => act }),
  });
  const read: number[][] = [];
  const account = {
    fillsOf: () => fills,
    readFills: async (from: number, to: number) => {
      read.push([from, to]);
      fills.push(...late);
    },
  };
  const parts = { desk: made.desk, user: USER, symbols: SYMBOLS, universe: () => UNIVERSE, account };
  const names = createNames();
  return {
    ...{ read, acted: made.acted, asked: made.asked },
    orders: createOrders({ ...parts, names, offset: () => 40, now: () => now }),
  };
}

const answer = (status: unknown): Acted => ({
  kind: 'done',
  response: { type: 'order', data: { statuses: [status] } },
});
const known = (status: string, sz: string, change: object = {}) => ({
  status: 'order',
  order: {
    ...{ status, statusTimestamp: 8_500 },
    order: {
      ...{ coin: 'BTC', oid: 7, sz, origSz: '0.0015', timestamp: 8_400, cloid: cloidOf(ORDER.id) },
      ...change,
    },
  },
});

describe('place', () => {
  it('sends one immediate order, its keys in the venue’s order, that expires at the deadline there', async () => {
    const made = orders({ act: answer({ filled: { totalSz: '0.0015', avgPx: '60000.0', oid: 7 } }) });
    expect(await made.orders.place(ORDER)).toEqual({
      ...{ kind: 'accepted', fills: [], closed: { reason: 'filled', filled: 150 } },
    });
    const start = '{"a":1,"b":false,"p":"60000","s":"0.0015","r":true,"t":{"limit":{"tif":"Ioc"}}';
    const wire = `${start},"c":"${cloidOf(ORDER.id)}"}`;
    expect(JSON.stringify(made.acted[0]?.action)).toBe(`{"type":"order","orders":[${wire}],"grouping":"na"}`);
    expect(made.acted).toMatchObject([{ terms: { urgent: true, expiresAfter: 10_040 } }]);
  });

  it.each([
    [
      { filled: { totalSz: '0.0005', oid: 7 } },
      { kind: 'accepted', closed: { reason: 'cancelled', filled: 50 } },
    ],
    [{ resting: { oid: 7 } }, { kind: 'accepted', closed: null }],
    [
      { error: 'Order could not immediately match against any resting orders. asset=1' },
      { kind: 'accepted', closed: { reason: 'cancelled', filled: 0 } },
    ],
    [
      { error: 'Order must have minimum value of $10. asset=1' },
      { kind: 'rejected', detail: 'Order must have minimum value of $10. asset=1' },
    ],
    ['waitingForFill', { kind: 'unknown' }],
    [{ filled: { totalSz: '0.000001', oid: 7 } }, { kind: 'unknown' }],
    [undefined, { kind: 'unknown' }],
  ])('understands %o', async (status, expected) => {
    expect(await orders({ act: answer(status) }).orders.place(ORDER)).toMatchObject(expected);
  });

  it('lets an order rest that may not take, and calls it no rejection where it would have', async () => {
    const rests = { ...ORDER, postOnly: true } as const;
    const open = orders({ act: answer({ resting: { oid: 7 } }) });
    expect(await open.orders.place(rests)).toEqual({ kind: 'accepted', fills: [], closed: null });
    expect(JSON.stringify(open.acted[0]?.action)).toContain('"t":{"limit":{"tif":"Alo"}}');
    const detail = 'Post only order would have immediately matched, bbo was 1@2. asset=1';
    const taking = orders({ act: answer({ error: detail }) });
    expect(await taking.orders.place(rests)).toEqual({
      ...{ kind: 'accepted', fills: [], closed: { reason: 'cancelled', filled: 0, detail } },
    });
    expect(await taking.orders.place(ORDER)).toEqual({ kind: 'rejected', detail });
    const asked = orders({ status: known('badAloPxRejected', '0.0015') });
    expect(await asked.orders.reports([ORDER.id])).toMatchObject([{ status: 'cancelled', fills: [] }]);
  });

  it('never takes an unclear answer for a rejection', async () => {
    const unclear = orders({ act: { kind: 'unclear', detail: 'Internal error' } });
    expect(await unclear.orders.place(ORDER)).toEqual({ kind: 'unknown', detail: 'Internal error' });
    const refused = orders({ act: { kind: 'refused', detail: 'Action expired' } });
    expect(await refused.orders.place(ORDER)).toEqual({ kind: 'rejected', detail: 'Action expired' });
  });

  it('sends nothing that has no place or no price there', async () => {
    const made = orders({});
    expect(await made.orders.place({ ...ORDER, instrument: 'DOGE' })).toMatchObject({ kind: 'unsent' });
    expect(await made.orders.place({ ...ORDER, limit: Number.NaN })).toMatchObject({ kind: 'unsent' });
    expect(made.acted).toEqual([]);
  });
});

describe('cancel', () => {
  it('goes by cloid, and leaves it to a question what has been filled', async () => {
    const made = orders({ act: answer('success') });
    expect(await made.orders.cancel(ORDER.id, BTC.id)).toEqual({ kind: 'not-open' });
    expect(made.acted).toMatchObject([
      {
        action: { type: 'cancelByCloid', cancels: [{ asset: 1, cloid: cloidOf(ORDER.id) }] },
        terms: { urgent: true },
      },
    ]);
    const unclear = orders({ act: { kind: 'unclear', detail: 'x' } });
    expect(await unclear.orders.cancel(ORDER.id, BTC.id)).toEqual({ kind: 'unknown', detail: 'x' });
  });
});

describe('reports', () => {
  it('has all fills of an order, asking for those that have not come', async () => {
    const made = orders({ status: known('filled', '0.0'), fills: [part(100)], late: [part(50)] });
    const [report] = await made.orders.reports([ORDER.id]);
    expect(report).toMatchObject({ order: ORDER.id, status: 'filled', fills: [part(100), part(50)] });
    expect(made.read).toEqual([[7_400, 9_500]]);
    expect(made.asked[0]).toEqual({ type: 'orderStatus', user: USER, oid: cloidOf(ORDER.id) });
  });

  it('does not answer while fills are missing, and believes the fills when they must be there', async () => {
    const missing = { status: known('filled', '0.0'), fills: [part(100)] };
    await expect(orders(missing).orders.reports([ORDER.id])).rejects.toThrow(/150 lots, its trades make 100/);
    const [later] = await orders({ ...missing, now: 30_000 }).orders.reports([ORDER.id]);
    expect(later).toMatchObject({ status: 'cancelled', fills: [part(100)] });
  });

  it('looks for the fills of an open order up to now, and does not answer while one is missing', async () => {
    const partly = { status: known('open', '0.0005'), fills: [part(60)], now: 30_000 };
    const made = orders({ ...partly, late: [part(40)] });
    expect(await made.orders.reports([ORDER.id])).toMatchObject([
      { status: 'open', fills: [part(60), part(40)] },
    ]);
    const [[from, to] = [0, 0]] = made.read as [number, number][];
    expect([from, to > 30_000]).toEqual([7_400, true]);
    await expect(orders({ ...partly, fills: [part(60)] }).orders.reports([ORDER.id])).rejects.toThrow(
      NoAnswer,
    );
  });

  it('knows absent orders from those of which it cannot make sense', async () => {
    const absent = orders({ status: { status: 'unknownOid' } });
    expect(await absent.orders.reports([ORDER.id])).toEqual([
      { order: ORDER.id, status: 'absent', fills: [] },
    ]);
    const other = orders({ status: known('filled', '0.0', { cloid: null }) });
    await expect(other.orders.reports([ORDER.id])).rejects.toThrow(NoAnswer);
    await expect(orders({ status: {} }).orders.reports([ORDER.id])).rejects.toThrow(NoAnswer);
  });
});

describe('createDeadMan', () => {
  function deadMan(others: string[], act?: Acted) {
    const notices: string[] = [];
    const made = desk(act === undefined ? {} : { act: () => act });
    let isResting = false;
    const rest = (): void => {
      isResting = true;
    };
    const orders = { foreign: async () => others, isResting: async () => isResting };
    const notice = (text: string): number => notices.push(text);
    const man = createDeadMan({ desk: made.desk, orders, time: () => 1_000.5, notice });
    return { man, rest, notices, actions: made.acted.map(({ action }) => action), acted: made.acted };
  }

  it('is put off again and again, and disarmed in the end', async () => {
    const { man, acted, notices } = deadMan([]);
    await man.refresh();
    expect(man.state).toBe('armed');
    await man.leave();
    await man.leave();
    expect(acted.map(({ action }) => action)).toEqual([
      { type: 'scheduleCancel', time: 301_000 },
      { type: 'scheduleCancel' },
    ]);
    expect(notices).toEqual([]);
  });

  it('stays armed in the end where an order of ours rests', async () => {
    const { man, rest, acted } = deadMan([]);
    await man.refresh();
    rest();
    await man.leave();
    expect(acted).toHaveLength(1);
  });

  it('spares orders that are not ours', async () => {
    const others: string[] = [];
    const { man, acted, notices } = deadMan(others);
    await man.refresh();
    others.push('5 in BTC');
    await man.refresh();
    await man.refresh();
    expect(acted.map(({ action }) => action)).toEqual([
      { type: 'scheduleCancel', time: 301_000 },
      { type: 'scheduleCancel' },
    ]);
    expect(notices).toHaveLength(1);
    expect(man.state).toMatch(/5 in BTC/);
  });

  it('says once why it is not granted', async () => {
    const refusal = 'Cannot set scheduled cancel time until enough volume traded.';
    const { man, notices } = deadMan([], { kind: 'refused', detail: refusal });
    await man.refresh();
    await man.refresh();
    expect(notices).toEqual([`dead-man switch: not armed: ${refusal}`]);
  });
});
