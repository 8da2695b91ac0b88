import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bench, bench, lotsOf } from './binance-fixture.ts';

const symbol = 'BTCUSDT';
type Levels = readonly (readonly [string, string])[];
interface DepthUpdate {
  readonly U: number;
  readonly u: number;
  readonly pu: number;
  readonly b: Levels;
  readonly a: Levels;
}

function put(side: Map<string, string>, levels: Levels): void {
  for (const [price, size] of levels) {
    if (Number(size) === 0) side.delete(price);
    else side.set(price, size);
  }
}

/**
 * "How to manage a local order book correctly"; throws where it would have to begin anew. The first event may also
 * follow on the snapshot, which the documentation does not have: in a quiet book there is none that straddles it.
 */
function follow(
  snapshot: { lastUpdateId: number; bids: Levels; asks: Levels },
  events: readonly DepthUpdate[],
) {
  const bids = new Map(snapshot.bids.map(([price, size]) => [price, size]));
  const asks = new Map(snapshot.asks.map(([price, size]) => [price, size]));
  let previous: number | undefined;
  for (const event of events) {
    if (event.u < snapshot.lastUpdateId) continue;
    const fits = previous === undefined ? event.U <= snapshot.lastUpdateId + 1 : event.pu === previous;
    if (!fits) throw new Error(`a gap before ${event.U}`);
    previous = event.u;
    put(bids, event.b);
    put(asks, event.a);
  }
  return { bids: [...bids].sort(), asks: [...asks].sort() };
}

function book({ ask }: Bench) {
  return ask('GET', '/fapi/v1/depth', { symbol, limit: 1000 }).body;
}

/** Does something to the book, or lets time pass. */
function act({ order, exchange, pass }: Bench, [kind, level]: readonly [number, number]): void {
  if (kind === 0) pass(level * 20);
  else if (kind === 1) order({ price: `${49_990 + level}.0` });
  else if (kind === 2) order({ side: 'SELL', price: `${50_001 + level}.5` });
  else if (kind === 3) exchange.control.takeFrom(symbol, level > 5 ? 'buy' : 'sell', lotsOf(2 + level));
  else if (kind === 4) exchange.cancelAll('demo', symbol);
  else exchange.control.maker(symbol, level > 3);
}

const acts = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 9 })), { maxLength: 40 });

describe('@depth', () => {
  it('with a snapshot taken at any time makes the book that is', () => {
    fc.assert(
      fc.property(acts, acts, fc.constantFrom('', '@100ms', '@500ms', '@0ms'), (before, after, speed) => {
        const here = bench();
        here.gateway.limits('none');
        act(here, [1, 3]);
        const { heard } = here.open(`/public/ws/btcusdt@depth${speed}`);
        for (const one of before) act(here, one);
        const snapshot = book(here);
        for (const one of after) act(here, one);
        here.pass(600);
        const { bids, asks } = book(here);
        const made = follow(snapshot, heard);
        expect(made.bids).toEqual([...bids].sort());
        expect(made.asks).toEqual([...asks].sort());
      }),
      { numRuns: process.env.EVENKEEL_LONG === '1' ? 500 : 40 },
    );
  });

  it('names every change once, and the event before', () => {
    const here = bench();
    const { heard } = here.open('/ws/btcusdt@depth@100ms');
    const start = here.exchange.depth(symbol, 1).changeId;
    here.order();
    here.order({ side: 'SELL', price: '50010.0' });
    here.pass(90);
    expect(heard).toEqual([]);
    here.pass(20);
    expect(heard).toMatchObject([
      ...[{ e: 'depthUpdate', s: symbol, U: start + 1, u: start + 2, pu: start }],
    ]);
    expect(heard[0]).toMatchObject({ b: [['49990.0', '0.010']], a: [['50010.0', '0.010']] });
    here.order({ price: '49980.0' });
    here.pass(100);
    expect(heard.pop()).toMatchObject({ b: [['49980.0', '0.010']], a: [] });
    here.exchange.cancel('demo', here.exchange.orders('demo', 'open').at(-1)?.id ?? '');
    here.pass(100);
    heard.pop();
    here.exchange.cancelAll('demo', null);
    here.pass(100);
    expect(heard[1]).toMatchObject({ pu: start + 4, b: [['49990.0', '0.000']], a: [['50010.0', '0.000']] });
  });

  it('has best levels alone, as they are', () => {
    const here = bench();
    const { heard } = here.open('/ws/btcusdt@depth5@100ms');
    here.pass(20);
    expect(heard).toHaveLength(1);
    expect(heard[0].b).toEqual(book(here).bids.slice(0, 5));
    here.pass(500);
    expect(heard).toHaveLength(1);
    here.exchange.control.takeFrom(symbol, 'buy', lotsOf(10));
    here.pass(100);
    expect(heard[1].a).toEqual(book(here).asks.slice(0, 5));
  });
});

describe('@bookTicker', () => {
  it('tells the best of both sides when one of them changes', () => {
    const here = bench();
    const { heard } = here.open('/ws/btcusdt@bookTicker/!bookTicker');
    here.order();
    expect(heard).toHaveLength(2);
    here.order({ price: '49980.0' });
    expect(heard).toHaveLength(2);
    here.exchange.control.takeFrom(symbol, 'buy', lotsOf(4));
    expect(heard).toHaveLength(4);
    expect(heard[3]).toMatchObject({
      ...{ e: 'bookTicker', s: symbol, b: '49999.9', B: '0.010', a: '50000.1', A: '0.006' },
      u: here.exchange.depth(symbol, 1).changeId,
    });
  });
});

describe('@forceOrder', () => {
  it('tells of liquidations and auto-deleveraging only', () => {
    const here = bench();
    const { heard } = here.open('/ws/btcusdt@forceOrder/!forceOrder@arr/ethusdt@forceOrder');
    here.order({ type: 'MARKET', quantity: '0.004' });
    here.order({ type: 'MARKET', quantity: '0.004', side: 'SELL' }, 'other');
    expect(heard).toEqual([]);
    here.exchange.control.deleverage('demo', symbol, lotsOf(2));
    expect(heard).toHaveLength(2);
    expect(heard[0]).toMatchObject({ e: 'forceOrder', o: { s: symbol, q: '0.002', X: 'FILLED' } });
  });
});
