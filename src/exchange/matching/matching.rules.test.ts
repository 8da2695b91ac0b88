import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lots } from '../../units/units.ts';
import type { Exchange, Placed, Rejection, Ticket } from '../exchange.ts';
import { LINEAR, quietExchange, ticket } from '../exchange-fixture.ts';
import { quietMarket } from '../quiet-market.ts';
import type { ExchangeEvent } from '../told.ts';
import { NaiveExchange } from './naive-fixture.ts';
import { positionsOnly } from './positions-fixture.ts';

const ACCOUNTS = ['ann', 'bob', 'cid'] as const;

/** Any price passes, and the market is around 100 ticks. */
function exchange(): Exchange {
  return quietExchange({
    listings: [{ ...LINEAR, priceBand: 1e5 }],
    market: quietMarket({ indices: { BTC: 100 } }),
    money: positionsOnly,
  });
}

const account = fc.constantFrom(...ACCOUNTS);
const size = fc.integer({ min: 1, max: 12 });
const price = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 98, max: 102 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2, 90_000, 5_000_000) },
);
const flags = fc.record({
  timeInForce: fc.constantFrom('gtc', 'gtc', 'gtc', 'ioc', 'fok'),
  reduceOnly: fc.constantFrom(false, false, true),
  postOnly: fc.constantFrom('no', 'no', 'no', 'reject', 'slide'),
});
const side = fc.constantFrom('buy', 'sell');
const limit = fc
  .tuple(side, size, price, flags)
  .map(([way, lots, ticks, other]) => ticket(way as 'buy' | 'sell', lots, ticks, other as Partial<Ticket>));
const market = fc
  .tuple(side, size, fc.boolean())
  .map(([way, lots, reduceOnly]) => ticket(way as 'buy' | 'sell', lots, null, { reduceOnly }));
const amend = fc.record({
  do: fc.constant('amend' as const),
  ...{ account, pick: fc.nat(), size, price, stays: fc.boolean() },
});
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('place' as const), account, ticket: limit }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('place' as const), account, ticket: market }) },
  {
    weight: 2,
    arbitrary: amend,
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), account, pick: fc.nat() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What came of it: the code, or the fills by maker and taker. */
function fillsOf(answer: Placed | Rejection, real: Exchange): unknown {
  if (answer.kind === 'rejected') return answer.code;
  return answer.executions.map(({ trade, order, lots, ticks }) => {
    const maker = ACCOUNTS.flatMap((each) => real.executions(each)).find(
      (other) => other.trade === trade && other.isMaker,
    );
    return [maker?.order, order, lots, ticks];
  });
}

function run(real: Exchange, naive: NaiveExchange, each: Step): void {
  if (each.do === 'place') {
    const answer = real.place(each.account, each.ticket);
    expect(fillsOf(answer, real)).toEqual(naive.place(each.account, each.ticket));
    return;
  }
  // Mostly orders that are open, of the account that asks.
  const mine = naive.orders.filter((order) => order.account === each.account);
  const open = mine.filter((order) => order.status === 'open');
  const among = each.pick % 8 === 0 ? naive.orders : open;
  const id = among[each.pick % Math.max(1, among.length)]?.id ?? 'E-0';
  if (each.do === 'cancel') {
    const answer = real.cancel(each.account, id);
    expect('code' in answer ? answer.code : answer.status).toBe(naive.cancel(each.account, id));
    return;
  }
  const ticks = each.stays ? (real.order(id)?.ticket.ticks ?? each.price) : each.price;
  const answer = real.amend(each.account, id, { lots: each.size as Lots, ticks });
  expect(fillsOf(answer, real)).toEqual(naive.amend(each.account, id, each.size, ticks));
}

function sameState(real: Exchange, naive: NaiveExchange): void {
  const { bids, asks } = real.depth('BTCUSDT', 1_000);
  expect(bids).toEqual(naive.levels('buy'));
  expect(asks).toEqual(naive.levels('sell'));
  expect(bids[0]?.ticks ?? 0).toBeLessThan(asks[0]?.ticks ?? Infinity);
  for (const order of naive.orders) {
    const { status, filled, endedBy, ticket: now } = real.order(order.id) ?? {};
    expect([order.id, status, filled, endedBy, now?.lots, now?.ticks]).toEqual([
      ...[order.id, order.status, order.filled, order.endedBy, order.lots, order.ticks],
    ]);
  }
}

/** The book as somebody has it who only reads the events. */
function follow(told: Map<string, number>, event: ExchangeEvent): void {
  if (event.kind !== 'book') return;
  for (const { side: way, ticks, lots, isNew } of event.changes) {
    expect(isNew).toBe(!told.has(`${way} ${ticks}`));
    if (lots === 0) told.delete(`${way} ${ticks}`);
    else told.set(`${way} ${ticks}`, lots);
  }
}

const runs = process.env.EVENKEEL_LONG === '1' ? 10_000 : 500;

describe('the rules of matching', () => {
  it('give the fills, orders and books that a naive exchange gives', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const [real, naive, told] = [exchange(), new NaiveExchange(), new Map<string, number>()];
        const changeIds: number[] = [];
        real.listen((event) => {
          follow(told, event);
          if (event.kind === 'book') changeIds.push(event.changeId);
        });
        for (const each of steps) {
          const before = changeIds.length;
          run(real, naive, each);
          expect(changeIds.length - before).toBeLessThanOrEqual(1);
        }
        sameState(real, naive);
        expect(changeIds).toEqual(changeIds.map((_, i) => i + 1));
        const levels = (['buy', 'sell'] as const).flatMap((way) =>
          naive.levels(way).map(({ ticks, lots }) => [`${way} ${ticks}`, lots] as const),
        );
        expect(told).toEqual(new Map(levels));
        const bought = ACCOUNTS.map((each) => naive.held.get(each) ?? 0);
        expect(bought.reduce((sum, lots) => sum + lots, 0)).toBe(0);
      }),
      { numRuns: runs },
    );
  });

  it('never turn a position over by an order that may only reduce it', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
        const real = exchange();
        const held = new Map<string, number>();
        real.listen((event) => {
          if (event.kind !== 'fill') return;
          const { account: who, side: way, lots, order } = event.execution;
          const before = held.get(who) ?? 0;
          const after = before + (way === 'buy' ? lots : -lots);
          held.set(who, after);
          if (real.order(order)?.ticket.reduceOnly !== true) return;
          expect(Math.abs(after)).toBeLessThan(Math.abs(before));
          expect(before * after).toBeGreaterThanOrEqual(0);
        });
        for (const each of steps) if (each.do === 'place') real.place(each.account, each.ticket);
        for (const who of ACCOUNTS)
          for (const { ticket: resting, filled } of real.orders(who, 'open')) {
            const has = held.get(who) ?? 0;
            const most = resting.side === 'buy' ? -has : has;
            if (resting.reduceOnly) expect(resting.lots - filled).toBeLessThanOrEqual(most);
          }
      }),
      { numRuns: runs },
    );
  });
});
