import { describe, expect, it } from 'vitest';
import type { AccountEvent, OrderRequest } from '../domain/order.ts';
import { later, SECOND } from '../units/time.ts';
import { atoms, lots, millis } from '../units/units.ts';
import type { Chain } from './chain.ts';
import { createChainVenue } from './chain-venue.ts';
import { FAULTS, type Fault, type Faults } from './faults.ts';
import { approved, faultsOf, orderOf, plainScenario } from './sim-fixture.ts';

const { start, venues, assets } = plainScenario();
const [settings] = venues;
const listed = assets[0]?.quotes.map(({ instrument }) => instrument).find(({ id }) => id === 'BTC-PERP');
if (settings === undefined || listed?.kind !== 'perp')
  throw new Error('a plain scenario has a venue and a perp');
const instrument = { ...listed, id: 'BTC-POOL', venue: 'chain' };
const chain: Chain = {
  ...{ venue: 'chain', instrument, blockMs: SECOND, confirmations: 3, gas: 2, reserve: 1_000, lpFee: 0.001 },
  quote: { instrument, half: 0, basis: 0, ladder: false, size: 1, isApart: true },
};

/** Faults that strike at the opportunities named, counted from 1. */
function struck(script: Partial<Record<Fault, readonly number[]>>): Faults {
  const faults = faultsOf(Object.fromEntries(FAULTS.map((fault) => [fault, 0])));
  const seen: Partial<Record<Fault, number>> = {};
  return {
    ...faults,
    strikes(fault) {
      seen[fault] = (seen[fault] ?? 0) + 1;
      return script[fault]?.includes(seen[fault]) ?? false;
    },
  };
}

/** A chain at a price of 60,000 with a block every second, and what it has told. */
function chained(script: Partial<Record<Fault, readonly number[]>> = {}) {
  const fee = { taker: chain.lpFee, maker: chain.lpFee };
  const models = { ...(settings as NonNullable<typeof settings>).models, fee, participation: 1 };
  const opening = { cash: { USDT: atoms(1_000_00000000n) }, positions: [] };
  const venue = createChainVenue(
    { venue: 'chain', seed: 1, models, instruments: [instrument], opening, programmes: [] },
    chain,
    struck(script),
  );
  const told: AccountEvent[] = [];
  venue.listen(({ event }) => told.push(event));
  let now = start;
  venue.advance(now);
  const price = (mid: number): void =>
    venue.market({
      ...{ kind: 'quote', instrument: instrument.id, at: now, bid: mid, ask: mid, bidSize: 1, askSize: 1 },
    });
  price(60_000);
  return {
    venue,
    told,
    price,
    place(change: Partial<OrderRequest> = {}): void {
      const order = orderOf(start, { venue: 'chain', instrument: 'BTC-POOL', limit: 61_000, ...change });
      venue.send(approved({ kind: 'place', order }));
      venue.advance(now);
    },
    ask(kind: 'query' | 'cancel'): AccountEvent | undefined {
      const [at, id] = ['chain', 'ek-1-1-0'];
      if (kind === 'query') venue.send(approved({ kind, venue: at, orders: [id] }));
      else venue.send(approved({ kind, venue: at, order: id, instrument: 'BTC-POOL' }));
      venue.advance(now);
      return told.at(-1);
    },
    blocks(count: number): readonly AccountEvent['kind'][] {
      const before = told.length;
      for (let i = 0; i < count; i += 1) {
        now = later(now, SECOND);
        venue.advance(now);
      }
      return told.slice(before).map(({ kind }) => kind);
    },
  };
}

/** Of ten thousandths of a coin, at x · y = k from 60,000 with a thousand coins. */
const FILL = { lots: 10, price: 60_000.7 };

describe('a swap', () => {
  it('is told of once so many blocks have followed its own; before that it is open and nothing is held', () => {
    const { place, blocks, ask, told, venue } = chained();
    place();
    expect(told.map(({ kind }) => kind)).toEqual(['ack']);
    expect(blocks(3)).toEqual([]);
    expect(ask('query')).toMatchObject({
      ...{ orders: [{ status: 'open', fills: [] }], positions: {}, cash: { USDT: 1_000_00000000n } },
    });
    expect(blocks(1)).toEqual(['gas', 'fill', 'closed']);
    expect(told.at(-2)).toMatchObject(FILL);
    // 0.01 coins at 0.1 %, and two dollars of gas.
    const cash = 1_000_00000000n - 2_00000000n - 60000700n;
    expect(venue.truth()).toMatchObject({ positions: { 'BTC-POOL': 10 }, cash: { USDT: cash } });
    expect(ask('query')).toMatchObject({
      orders: [{ status: 'filled', fills: [FILL] }],
      cash: { USDT: cash },
    });
  });

  it('is done whole within its limit or reverted, and costs gas all the same', () => {
    const { place, blocks, told } = chained();
    place({ lots: lots(10_000), limit: 60_100 });
    expect(blocks(4)).toEqual(['gas', 'closed']);
    expect(told.at(-1)).toMatchObject({ reason: 'cancelled', filled: 0, detail: 'reverted' });
  });

  it('is another one where the block that had it is replaced', () => {
    const { place, blocks, told, price, ask } = chained({ reorg: [2] });
    place();
    blocks(2);
    price(60_300);
    expect(blocks(2)).toEqual([]);
    expect(ask('query')).toMatchObject({ orders: [{ status: 'open' }], positions: {} });
    expect(blocks(2)).toEqual(['gas', 'fill', 'closed']);
    expect(told.at(-2)).toMatchObject({ price: 60_300.7 });
  });

  it('that its block lost after its deadline has never been', () => {
    const { place, blocks, venue } = chained({ reorg: [2] });
    place({ deadline: later(start, 2 * SECOND) });
    expect(blocks(6)).toEqual(['closed']);
    expect(venue.truth()).toEqual({ positions: {}, cash: { USDT: 1_000_00000000n }, orders: [] });
  });

  it('that no block takes ends at its deadline and costs nothing', () => {
    const { place, blocks, told, ask } = chained({ stuckTransaction: [1] });
    place({ deadline: later(start, 10 * SECOND) });
    expect(blocks(9)).toEqual([]);
    expect(ask('query')).toMatchObject({ orders: [{ status: 'open', fills: [] }] });
    expect(blocks(10)).toEqual(['closed']);
    expect(told.at(-1)).toMatchObject({ reason: 'expired', filled: 0 });
  });

  it('may be cancelled until it is in a block', () => {
    const { place, blocks, ask } = chained();
    place();
    blocks(1);
    expect(ask('cancel')).toMatchObject({ kind: 'unknown' });
    expect(blocks(3)).toEqual(['gas', 'fill', 'closed']);
    const other = chained();
    other.place();
    expect(other.ask('cancel')).toMatchObject({ kind: 'closed', reason: 'cancelled', filled: 0 });
    expect(other.blocks(5)).toEqual([]);
  });

  it('cannot rest, and is sent once however often it comes', () => {
    const { place, told, blocks, venue } = chained();
    place({ id: 'resting', postOnly: true });
    expect(told.at(-1)).toMatchObject({ kind: 'closed', reason: 'cancelled' });
    place();
    place();
    blocks(5);
    expect(venue.truth().positions).toEqual({ 'BTC-POOL': 10 });
  });
});

describe('a spike of gas', () => {
  it('delays what was bid too little for, or makes it dearer', () => {
    const paid = (script: Parameters<typeof chained>[0]): readonly [number, number] => {
      const { place, blocks, told } = chained(script);
      place({ deadline: later(start, 100 * SECOND) });
      const waited = Array.from({ length: 90 }, () => blocks(1)).findIndex((kinds) => kinds.includes('gas'));
      const gas = told.find((event) => event.kind === 'gas');
      return [waited, gas?.kind === 'gas' ? Number(gas.amount) / 1e8 : 0];
    };
    expect(paid({})).toEqual([3, 2]);
    const [waited, cost] = paid({ gasSpike: [1] });
    expect(waited > 3 || cost > 2).toBe(true);
    expect(waited).toBeLessThan(3 + 42);
    expect(cost).toBeLessThanOrEqual(2 * 8);
  });

  it('is of a venue that has its own time', () => {
    expect(chained().venue.nextAt()).toBe(millis(start));
  });
});
