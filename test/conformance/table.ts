/**
 * What every venue must get right, whatever its protocol. Each case has a rig of its own, open unless it says not.
 */
import { expect } from 'vitest';
import { fromAtoms } from '../../src/units/rounding.ts';
import { lots, millis } from '../../src/units/units.ts';
import { VenueRefused } from '../../src/wire/protocol.ts';
import type { RigOptions } from './rig.ts';
import { ACCOUNT, type Rig, sleep, type Traits, until } from './rig.ts';

export interface Case {
  readonly name: string;
  /** Where it does not apply, and why not. */
  readonly notFor?: (spec: Traits) => string | false;
  readonly rig?: RigOptions;
  /** Whether the case opens the venue itself. */
  readonly opens?: true;
  run(rig: Rig): Promise<void>;
}

export function sum(fills: readonly { readonly lots: number }[]): number {
  return fills.reduce((total, fill) => total + fill.lots, 0);
}

/**
 * The account that the venue tells of is the one that the exchange has: positions to the lot, cash but for
 * roundings.
 */
export async function agrees(rig: Rig): Promise<void> {
  const { positions, cash } = await rig.report();
  const held = rig.exchange.positions(ACCOUNT).filter(({ lots: count }) => count !== 0);
  expect(positions).toEqual(Object.fromEntries(held.map(({ symbol, lots: count }) => [symbol, count])));
  for (const balance of rig.exchange.balances(ACCOUNT)) {
    const told = fromAtoms(cash[balance.currency] ?? (0n as typeof balance.cash));
    expect(Math.abs(told - fromAtoms(balance.cash)), balance.currency).toBeLessThanOrEqual(1.6e-7);
  }
}

export async function ended(rig: Rig, order: string): Promise<NonNullable<ReturnType<Rig['closed']>>> {
  await until(() => rig.closed(order) !== undefined, `the end of ${order}`);
  return rig.closed(order) as NonNullable<ReturnType<Rig['closed']>>;
}

export function bestOf(rig: Rig): { bid: number; ask: number } {
  const { bid, ask } = rig.exchange.ticker(rig.perp.id);
  return { bid: (bid?.ticks ?? 0) * rig.perp.tick, ask: (ask?.ticks ?? 0) * rig.perp.tick };
}

function lastQuote(rig: Rig): { bid: number; ask: number } | undefined {
  const quotes = rig.market.flatMap((event) =>
    event.kind === 'quote' && event.instrument === rig.perp.id ? [event] : [],
  );
  const last = quotes.at(-1);
  return last === undefined ? undefined : { bid: last.bid, ask: last.ask };
}

/** Waits for the report that ends the last suspicion: until then nothing is sent. */
export async function isTrusted(rig: Rig): Promise<void> {
  const last = (wanted: 'report' | 'suspect'): number =>
    rig.told.findLastIndex(({ kind }) => kind === wanted);
  await until(() => last('report') > last('suspect'), 'a report after the last suspicion');
}

async function seesTheMarket(rig: Rig): Promise<void> {
  const near = (a: number, b: number): boolean => Math.abs(a - b) < rig.perp.tick / 2;
  await until(() => {
    const [seen, real] = [lastQuote(rig), bestOf(rig)];
    return seen !== undefined && near(seen.bid, real.bid) && near(seen.ask, real.ask);
  }, 'a quote that is the market');
}

/** Leaves a case out on paper, for a reason. */
function notOnPaper(why: string): (spec: Traits) => string | false {
  return ({ isOnPaper = false }) => isOnPaper && why;
}

export const NO_WIRE: NonNullable<Case['notFor']> = notOnPaper(
  'it has no wire on which messages can go astray',
);

/** What a venue that has gone mad, or somebody in its name, might say. */
const NONSENSE: readonly string[] = [
  ...['', '{', '[]', 'null', '5', '"text"', '{"a":', '\u0000', '<html>502</html>', '{}'.repeat(1_000)],
  ...[
    '{"id":1,"result":null}',
    '{"id":"x","error":5}',
    '{"jsonrpc":"2.0","method":"subscription","params":null}',
  ],
  '{"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.BTC-PERPETUAL.raw","data":{"type":"change"}}}',
  '{"jsonrpc":"2.0","method":"subscription","params":{"channel":"user.trades.any.any.raw","data":[{"price":1e9}]}}',
  '{"jsonrpc":"2.0","method":"subscription","params":{"channel":"user.orders.any.any.raw","data":[null,7]}}',
  '{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":"x","u":-1,"pu":null,"b":[["NaN","1"]],"a":[[]]}',
  '{"e":"ORDER_TRADE_UPDATE","o":{"s":"BTCUSDT","c":"ek-","X":"FILLED","l":"1e99","t":-1}}',
  '{"e":"ACCOUNT_UPDATE","a":{"P":[{"s":"BTCUSDT","pa":"much"}]}}',
  '{"channel":"l2Book","data":{"coin":"BTC","time":9e99,"levels":[[{"px":"-1","sz":"1"}],[]]}}',
  '{"channel":"userFills","data":{"user":"0x0","fills":[{"coin":"BTC","px":"1","sz":"1","side":"Q"}]}}',
  '{"channel":"post","data":{"id":1,"response":{"type":"action","payload":{"status":"ok"}}}}',
  `{"pad":"${'x'.repeat(200_000)}"}`,
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
];

export const TABLE: readonly Case[] = [
  {
    name: 'fills an order, tells of it once and agrees with the exchange',
    run: async (rig) => {
      const order = rig.place(20);
      expect(await ended(rig, order)).toMatchObject({ reason: 'filled', filled: 20 });
      await until(() => sum(rig.fills(order)) === 20, 'all fills');
      for (const fill of rig.fills(order))
        expect(fill).toMatchObject({ fee: expect.any(BigInt), feeCurrency: rig.perp.settle });
      const sell = rig.place(-35);
      expect(await ended(rig, sell)).toMatchObject({ reason: 'filled', filled: 35 });
      await until(() => sum(rig.fills(sell)) === -35, 'all fills');
      expect(rig.held()).toBe(-15);
      await agrees(rig);
    },
  },
  {
    name: 'fills what there is, over several prices, and leaves nothing resting',
    run: async (rig) => {
      const order = rig.place(1_000);
      const { reason, filled } = await ended(rig, order);
      expect(['cancelled', 'expired']).toContain(reason);
      expect(filled).toBe(200);
      await until(() => sum(rig.fills(order)) === 200, 'all fills');
      expect(new Set(rig.fills(order).map(({ price }) => price)).size).toBe(5);
      expect(rig.exchange.orders(ACCOUNT, 'open')).toEqual([]);
      await agrees(rig);
    },
  },
  {
    name: 'ends an order that nobody wants, with nothing filled',
    run: async (rig) => {
      const order = rig.place(5, { limit: 59_000 });
      const { reason, filled } = await ended(rig, order);
      expect(['cancelled', 'expired', 'rejected']).toContain(reason);
      expect(filled).toBe(0);
      expect(rig.exchange.orders(ACCOUNT, 'open')).toEqual([]);
      expect(rig.fills(order)).toEqual([]);
    },
  },
  {
    name: 'does not take a cancel that came too late for a cancelled order',
    run: async (rig) => {
      const order = rig.place(20);
      rig.send({ kind: 'cancel', venue: rig.venue.id, order, instrument: rig.perp.id });
      await ended(rig, order);
      const { orders } = await rig.report(order);
      expect(orders).toMatchObject([{ status: 'filled' }]);
      expect(rig.told.filter((event) => event.kind === 'closed' && event.reason === 'cancelled')).toEqual([]);
      await agrees(rig);
    },
  },
  {
    name: 'bears messages that come twice',
    notFor: NO_WIRE,
    run: async (rig) => {
      rig.serving.faults({ duplicate: 1 });
      const order = rig.place(20);
      await ended(rig, order);
      await until(() => sum(rig.fills(order)) === 20, 'all fills');
      rig.serving.faults({ duplicate: 0 });
      await agrees(rig);
      await seesTheMarket(rig);
    },
  },
  {
    name: 'bears messages that come late',
    run: async (rig) => {
      rig.serving.faults({ latencyMs: 20, jitterMs: 60 });
      const orders = [rig.place(20), rig.place(-5), rig.place(10)];
      for (const order of orders) await ended(rig, order);
      await until(
        () => orders.reduce((total, order) => total + sum(rig.fills(order)), 0) === 25,
        'all fills',
      );
      rig.serving.faults({ latencyMs: 0, jitterMs: 0 });
      await agrees(rig);
    },
  },
  {
    name: 'learns by asking what its streams have lost',
    notFor: NO_WIRE,
    run: async (rig) => {
      rig.serving.faults({ drop: 1, match: rig.spec.marks.account });
      const order = rig.place(20);
      await until(() => rig.held() === 20, 'the trade');
      await sleep(50);
      const { orders } = await rig.report(order);
      expect(orders).toMatchObject([{ status: 'filled' }]);
      expect(sum(rig.fills(order))).toBe(20);
      await agrees(rig);
    },
  },
  {
    name: 'notices a gap in a book, believes nothing until it is whole, and then sees the market',
    notFor: ({ hasChanges }) => !hasChanges && 'books come whole each time',
    run: async (rig) => {
      await seesTheMarket(rig);
      rig.serving.faults({ drop: 1, match: rig.spec.marks.book });
      rig.exchange.control.takeFrom(rig.perp.id, 'buy', lots(40));
      await sleep(300);
      rig.serving.faults({ drop: 0 });
      rig.exchange.control.takeFrom(rig.perp.id, 'sell', lots(40));
      await seesTheMarket(rig);
      expect(rig.notices.join()).toMatch(/suspect/);
    },
  },
  {
    name: 'is suspect when the connection is lost, comes back, and reports before it trades',
    notFor: NO_WIRE,
    run: async (rig) => {
      rig.serving.faults({ refuse: true });
      rig.serving.disconnect();
      await until(() => rig.told.some(({ kind }) => kind === 'suspect'), 'the suspicion');
      const order = rig.place(5);
      expect(await ended(rig, order)).toMatchObject({ reason: 'rejected', filled: 0 });
      rig.exchange.control.takeFrom(rig.perp.id, 'sell', lots(60));
      rig.told.length = 0;
      rig.serving.faults({ refuse: false });
      await until(() => rig.told.some(({ kind }) => kind === 'report'), 'a report');
      await seesTheMarket(rig);
      await ended(rig, rig.place(5));
      await agrees(rig);
    },
  },
  {
    name: 'finds out about trades of the account that it missed while it was away',
    notFor: NO_WIRE,
    run: async (rig) => {
      rig.serving.faults({ refuse: true });
      rig.serving.disconnect();
      await until(() => rig.told.some(({ kind }) => kind === 'suspect'), 'the suspicion');
      rig.byHand({ side: 'buy', lots: lots(7) });
      rig.serving.faults({ refuse: false });
      await until(
        () => rig.told.some((event) => event.kind === 'report' && event.positions[rig.perp.id] === 7),
        'the position',
      );
      const deals = rig.told.filter((event) => event.kind === 'deal');
      expect(new Set(deals.map(({ id }) => id)).size).toBe(1);
      expect(deals[0]).toMatchObject({ lots: 7, instrument: { id: rig.perp.id } });
      await agrees(rig);
    },
  },
  {
    name: 'resolves by asking, and never by repeating, an order whose answer was lost after it was executed',
    notFor: NO_WIRE,
    run: async (rig) => {
      rig.serving.faults({ loseAnswer: 1, match: rig.spec.marks.place });
      const order = rig.place(20);
      await until(
        () => rig.told.some((event) => event.kind === 'unknown' || event.kind === 'suspect'),
        'the doubt',
      );
      rig.serving.faults({ loseAnswer: 0 });
      const { orders } = await rig.report(order);
      expect(orders).toMatchObject([{ status: 'filled' }]);
      expect(sum(rig.fills(order))).toBe(20);
      expect(rig.closed(order)?.reason).not.toBe('rejected');
      expect(rig.orderOf(order)).toHaveLength(1);
      expect(rig.held()).toBe(20);
      await agrees(rig);
    },
  },
  {
    name: 'takes a rate limit for a rejection, waits, and trades again',
    notFor: notOnPaper('it limits no requests'),
    run: async (rig) => {
      rig.serving.hosted[0]?.gateway.limits('spent');
      const order = rig.place(5);
      expect(await ended(rig, order)).toMatchObject({ reason: 'rejected', filled: 0 });
      rig.serving.hosted[0]?.gateway.limits('none');
      await sleep(1_100);
      await until(() => {
        const again = rig.place(5);
        return again !== '';
      }, 'a place');
      await until(() => rig.held() === 5, 'the trade');
    },
  },
  {
    name: 'tells of a halt and of maintenance as rejections, and trades when they are over',
    notFor: notOnPaper('it is told of prices, and of no halts'),
    run: async (rig) => {
      rig.exchange.control.halt(rig.perp.id);
      expect(await ended(rig, rig.place(5))).toMatchObject({ reason: 'rejected', filled: 0 });
      rig.exchange.control.resume(rig.perp.id);
      rig.exchange.control.maintenance(true);
      expect(await ended(rig, rig.place(5))).toMatchObject({ reason: 'rejected', filled: 0 });
      rig.exchange.control.maintenance(false);
      await sleep(1_100);
      expect(await ended(rig, rig.place(5))).toMatchObject({ reason: 'filled', filled: 5 });
    },
  },
  {
    name: 'says why an order is too small',
    notFor: ({ tooFew }) => tooFew === null && 'its least order is one lot',
    run: async (rig) => {
      const closed = await ended(rig, rig.place(rig.spec.tooFew ?? 1));
      expect(closed).toMatchObject({ reason: 'rejected', filled: 0 });
      expect(closed.detail).toMatch(/minimum|notional|small/i);
    },
  },
  {
    name: 'lets an order that may only reduce do no more than that',
    run: async (rig) => {
      await ended(rig, rig.place(20));
      const closing = rig.place(-50, { reduceOnly: true });
      await ended(rig, closing);
      await until(() => rig.held() === 0, 'a flat position');
      await until(() => sum(rig.fills(closing)) === -20, 'all fills');
      const opening = rig.place(-20, { reduceOnly: true });
      const { filled } = await ended(rig, opening);
      expect(filled).toBe(0);
      expect(rig.held()).toBe(0);
      await agrees(rig);
    },
  },
  {
    name: 'keeps an order out whose deadline has passed',
    run: async (rig) => {
      const order = rig.place(5, { deadline: millis(Date.now() - 2_000) });
      expect(await ended(rig, order)).toMatchObject({ reason: 'rejected', filled: 0 });
      expect(rig.orderOf(order)).toEqual([]);
    },
  },
  {
    name: 'has the venue keep an order out that reaches it after its deadline',
    run: async (rig) => {
      rig.serving.faults({ latencyMs: 400 });
      const order = rig.place(5, { deadline: millis(Date.now() + 150) });
      await sleep(600);
      rig.serving.faults({ latencyMs: 0 });
      await until(
        () => rig.told.some((event) => event.kind === 'unknown' || event.kind === 'closed'),
        'an answer',
      );
      expect(rig.orderOf(order)).toEqual([]);
      expect(rig.held()).toBe(0);
      const { orders } = await rig.report(order);
      // Venues forget what they refuse; one on paper remembers.
      const status = rig.spec.isOnPaper ? 'rejected' : 'absent';
      expect(orders).toMatchObject([{ status, fills: [] }]);
    },
  },
  {
    name: 'tells of funding, to the atom',
    run: async (rig) => {
      await ended(rig, rig.place(20));
      rig.exchange.control.payFunding(rig.perp.id, 0.001);
      await rig.report();
      await until(() => rig.told.some(({ kind }) => kind === 'funding'), 'the funding');
      const paid = rig.exchange.funding(ACCOUNT).at(-1);
      const told = rig.told.filter((event) => event.kind === 'funding');
      expect(new Set(told.map(({ id }) => id)).size).toBe(1);
      expect(told[0]).toMatchObject({
        amount: paid?.amount,
        instrument: rig.perp.id,
        currency: paid?.currency,
      });
      expect(paid?.amount).toBeLessThan(0n);
      await agrees(rig);
    },
  },
  {
    name: 'tells of a position that was taken away',
    notFor: notOnPaper('nobody can take a position away there'),
    run: async (rig) => {
      await ended(rig, rig.place(20));
      rig.exchange.control.deleverage(ACCOUNT, rig.perp.id, lots(15));
      await rig.report();
      await until(() => rig.told.some(({ kind }) => kind === 'deal'), 'the deal');
      expect(rig.told.filter((event) => event.kind === 'deal')[0]).toMatchObject({ lots: -15 });
      expect(rig.held()).toBe(5);
      await agrees(rig);
    },
  },
  {
    name: 'tells of an option that was settled while held',
    notFor: ({ hasOptions }) => !hasOptions && 'it lists no options',
    run: async (rig) => {
      const { option } = rig;
      if (option === undefined) throw new Error('no option is listed');
      const { ask } = rig.exchange.ticker(option.id);
      const limit = (ask?.ticks ?? 0) * option.tick * 1.1;
      const order = rig.place(3, { instrument: option.id, limit });
      await ended(rig, order);
      expect(rig.held(option.id)).toBe(3);
      await agrees(rig);
      rig.exchange.control.settle(option.id, option.strike * 1.25);
      await rig.report();
      await until(() => rig.told.some(({ kind }) => kind === 'settled'), 'the settlement');
      const told = rig.told.filter((event) => event.kind === 'settled');
      expect(told[0]).toMatchObject({ instrument: option.id });
      expect(told[0]?.price).toBeCloseTo(0.2, 6);
      await agrees(rig);
    },
  },
  {
    name: 'names orders that are not ours, leaves them alone, and counts positions that are there already',
    notFor: notOnPaper('nobody else trades on its account'),
    opens: true,
    run: async (rig) => {
      rig.byHand({ side: 'buy', lots: lots(9), label: '' });
      rig.byHand({
        side: 'buy',
        lots: lots(3),
        ticks: Math.round(50_000 / rig.perp.tick),
        timeInForce: 'gtc',
        label: '',
      });
      await rig.open();
      await until(() => rig.notices.some((text) => text.includes('not ours')), 'the notice');
      await ended(rig, rig.place(5));
      expect(rig.exchange.orders(ACCOUNT, 'open')).toHaveLength(1);
      expect((await rig.report()).positions[rig.perp.id]).toBe(14);
    },
  },
  {
    name: 'stands messages that are cut short',
    notFor: NO_WIRE,
    run: async (rig) => {
      rig.serving.faults({ truncate: 0.5 });
      for (let i = 0; i < 5; i += 1) {
        rig.exchange.control.takeFrom(rig.perp.id, i % 2 === 0 ? 'buy' : 'sell', lots(5));
        rig.place(5);
        await sleep(60);
      }
      rig.serving.faults({ truncate: 0 });
      await rig.report();
      await until(() => rig.told.at(-1)?.kind === 'report' || rig.told.length > 0, 'a report', 20_000);
      await agrees(rig);
      await seesTheMarket(rig);
    },
  },
  {
    name: 'stands whatever is said to it, and believes none of it',
    notFor: NO_WIRE,
    run: async (rig) => {
      await ended(rig, rig.place(20));
      for (const text of NONSENSE) {
        rig.serving.inject(text);
        await sleep(20);
      }
      await isTrusted(rig);
      await agrees(rig);
      await seesTheMarket(rig);
      const prices = rig.market.flatMap((event) => (event.kind === 'quote' ? [event.bid, event.ask] : []));
      expect(Math.max(...prices)).toBeLessThan(70_000);
      expect(Math.min(...prices.filter((price) => price > 100))).toBeGreaterThan(50_000);
      const fills = rig.told.filter((event) => event.kind === 'fill');
      expect(fills.every(({ order }) => order.startsWith('ek-'))).toBe(true);
      // Some of it was a reason to connect anew, which may have come after the report.
      await isTrusted(rig);
      const again = rig.place(5);
      expect(await ended(rig, again)).toMatchObject({ filled: 5 });
    },
  },
  {
    name: 'tells of an instrument that is delisted as refusing orders, and of the position that went with it',
    notFor: notOnPaper('it lists for ever'),
    run: async (rig) => {
      await ended(rig, rig.place(20));
      rig.exchange.control.delist(rig.perp.id);
      const order = rig.place(5);
      expect(await ended(rig, order)).toMatchObject({ reason: 'rejected', filled: 0 });
      expect((await rig.report()).positions).toEqual({});
      await agrees(rig);
    },
  },
  {
    name: 'comes back though an instrument has been delisted meanwhile',
    notFor: notOnPaper('it lists for ever'),
    run: async (rig) => {
      rig.exchange.control.delist(rig.perp.id);
      rig.serving.faults({ refuse: true });
      rig.serving.disconnect();
      await until(() => rig.told.some(({ kind }) => kind === 'suspect'), 'the suspicion');
      rig.serving.faults({ refuse: false });
      expect((await rig.report()).positions).toEqual({});
    },
  },
  {
    name: 'refuses a key that may withdraw',
    opens: true,
    rig: { canWithdraw: true },
    notFor: ({ tellsWithdrawal }) => !tellsWithdrawal && 'its keys do not say',
    run: async (rig) => {
      await expect(rig.venue.open()).rejects.toThrow(/withdraw/);
    },
  },
  {
    name: 'refuses to start with a secret that is wrong',
    notFor: notOnPaper('it needs no key'),
    opens: true,
    rig: { secret: 'wrong' },
    run: async (rig) => {
      // What its user can mend, and no failure of ours.
      await expect(rig.venue.open()).rejects.toThrow(VenueRefused);
    },
  },
  {
    name: 'refuses to start in a position mode in which orders mean something else',
    opens: true,
    notFor: ({ spoil }) => spoil === undefined && 'it has no such mode',
    run: async (rig) => {
      await rig.spec.spoil?.(rig.exchange, rig.serving);
      await expect(rig.venue.open()).rejects.toThrow(/mode/);
    },
  },
  {
    name: 'finds all good when it is examined',
    notFor: notOnPaper('it is examined as the venue that its prices come from'),
    run: async (rig) => {
      const findings = await rig.venue.examine();
      expect(findings.filter(({ verdict }) => verdict === 'bad')).toEqual([]);
      expect(findings.map(({ what }) => what)).toEqual(
        expect.arrayContaining(['latency', 'clock', rig.perp.id, 'key']),
      );
    },
  },
];
