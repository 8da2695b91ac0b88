import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../math/random.ts';
import { SECOND } from '../units/time.ts';
import { type Lots, millis } from '../units/units.ts';
import { createExchange } from './create-exchange.ts';
import type { Exchange, ExchangeOrder, Side } from './exchange.ts';
import { customer, heard, START, ticket } from './exchange-fixture.ts';
import { type Protocol, standardListings } from './market/listings.ts';
import type { ExchangeEvent } from './told.ts';

const NAMES = ['ann', 'bob', 'cid'];

function live(protocol: Protocol, seed: number): Exchange {
  return createExchange({
    name: protocol,
    listings: standardListings(protocol, START),
    accounts: NAMES.map(customer),
    seed,
    start: START,
  });
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random.int(from.length)] as T;

/** Any request that a customer may make, near the market and with all flags. */
function anyRequest(exchange: Exchange, random: Random, symbols: readonly string[]): void {
  const who = pick(random, NAMES);
  const open = exchange.orders(who, 'open');
  const some = open.length === 0 ? undefined : pick(random, open);
  const symbol = some !== undefined && random.int(4) === 0 ? some.ticket.symbol : pick(random, symbols);
  const side: Side = random.int(2) === 0 ? 'buy' : 'sell';
  const best = exchange.depth(symbol, 1);
  const near = (side === 'buy' ? best.asks[0] : best.bids[0])?.ticks ?? 100;
  const minLots = exchange.listings.get(symbol)?.minLots ?? 1;
  const lots = (minLots * (1 + random.int(40))) as Lots;
  const ticks = Math.max(1, near + random.int(41) - 20);
  switch (random.int(10)) {
    case 0:
      if (some !== undefined) exchange.cancel(who, some.id);
      return;
    case 1:
      if (some !== undefined) exchange.amend(who, some.id, { lots, ticks: some.ticket.ticks ?? ticks });
      return;
    case 2:
      if (random.int(20) === 0) exchange.cancelAll(who, random.int(2) === 0 ? symbol : null);
      return;
    default:
      exchange.place(
        who,
        ticket(side, lots, random.int(6) === 0 ? null : ticks, {
          symbol,
          timeInForce: pick(random, ['gtc', 'gtc', 'ioc', 'fok']),
          reduceOnly: random.int(4) === 0,
          postOnly: pick(random, ['no', 'no', 'no', 'reject', 'slide']),
        }),
      );
  }
}

/** What somebody knows who only listens. */
class Follower {
  readonly books = new Map<string, Map<string, number>>();
  readonly changeIds = new Map<string, number>();
  readonly orders = new Map<string, ExchangeOrder>();
  readonly held = new Map<string, number>();
  readonly seqs = new Map<string, number>();

  hear(event: ExchangeEvent): void {
    if (event.kind === 'order') this.orders.set(event.order.id, event.order);
    if (event.kind === 'trade') {
      const { symbol, seq } = event.execution;
      expect(seq).toBe((this.seqs.get(symbol) ?? 0) + 1);
      this.seqs.set(symbol, seq);
    }
    if (event.kind === 'fill') {
      const { account, symbol, side, lots } = event.execution;
      const place = `${account} ${symbol}`;
      this.held.set(place, (this.held.get(place) ?? 0) + (side === 'buy' ? lots : -lots));
    }
    if (event.kind !== 'book') return;
    expect(event.changeId).toBe((this.changeIds.get(event.symbol) ?? event.changeId - 1) + 1);
    this.changeIds.set(event.symbol, event.changeId);
    const book = this.books.get(event.symbol);
    for (const { side, ticks, lots, isNew } of event.changes) {
      expect(isNew).toBe(book?.has(`${side} ${ticks}`) === false);
      if (lots === 0) book?.delete(`${side} ${ticks}`);
      else book?.set(`${side} ${ticks}`, lots);
    }
  }
}

function levelsOf(exchange: Exchange, symbol: string): Map<string, number> {
  const { bids, asks } = exchange.depth(symbol, 10_000);
  expect(bids[0]?.ticks ?? 0).toBeLessThan(asks[0]?.ticks ?? Infinity);
  return new Map([
    ...bids.map(({ ticks, lots }) => [`buy ${ticks}`, lots] as const),
    ...asks.map(({ ticks, lots }) => [`sell ${ticks}`, lots] as const),
  ]);
}

const seconds = process.env.EVENKEEL_LONG === '1' ? 600 : 12;

describe('an exchange that lives', () => {
  it.each(['binance', 'deribit'] as const)('is what its events tell: %s', (protocol) => {
    const exchange = live(protocol, 7);
    const random = createRandom(`customers of ${protocol}`);
    const symbols = [...exchange.listings.keys()].slice(0, 12);
    const follower = new Follower();
    for (const symbol of exchange.listings.keys()) follower.books.set(symbol, levelsOf(exchange, symbol));
    exchange.listen((event) => follower.hear(event));
    for (let step = 1; step <= 4 * seconds; step += 1) {
      for (let i = 0; i < 12; i += 1) anyRequest(exchange, random, symbols);
      exchange.advance(millis(START + (step * SECOND) / 4));
    }
    for (const [symbol, book] of follower.books) expect(book).toEqual(levelsOf(exchange, symbol));
    for (const order of follower.orders.values()) expect(exchange.order(order.id)).toEqual(order);
    for (const who of NAMES) {
      for (const { symbol, lots } of exchange.positions(who))
        expect([who, symbol, lots]).toEqual([who, symbol, follower.held.get(`${who} ${symbol}`)]);
      const ids = exchange.orders(who, 'all').map(({ id }) => Number(id.slice(2)));
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }
    expect(NAMES.map((who) => exchange.executions(who).length > 20)).toEqual([true, true, true]);
  });

  it('does the same again for the same seed, and something else for another', () => {
    const run = (seed: number): ExchangeEvent[] => {
      const exchange = live('hyperliquid', seed);
      const events = heard(exchange);
      const random = createRandom('customers');
      for (let step = 1; step <= 20; step += 1) {
        anyRequest(exchange, random, [...exchange.listings.keys()]);
        exchange.advance(millis(START + step * SECOND));
      }
      return events;
    };
    const first = run(1);
    expect(first.length).toBeGreaterThan(500);
    expect(run(1)).toEqual(first);
    expect(run(2)).not.toEqual(first);
  });
});
