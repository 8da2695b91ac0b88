import { describe, expect, it } from 'vitest';
import type { Lots } from '../../units/units.ts';
import { millis } from '../../units/units.ts';
import type { Exchange, Ticket } from '../exchange.ts';
import { heard, LINEAR, placed, quietExchange, START, ticket } from '../exchange-fixture.ts';
import { positionsOnly } from './positions-fixture.ts';
import { MOST_ORDERS } from './ready.ts';

function exchange(): Exchange {
  return quietExchange({ money: positionsOnly });
}

const codeOf = (answer: unknown): unknown => (answer as { code?: unknown }).code;

/** Gives `account` a position, against cid. */
function hold(real: Exchange, account: string, lots: number): void {
  const [first, second] = lots > 0 ? (['sell', 'buy'] as const) : (['buy', 'sell'] as const);
  placed(real.place('cid', ticket(first, Math.abs(lots), 50_000)));
  placed(real.place(account, ticket(second, Math.abs(lots), 50_000)));
}

describe('a ticket', () => {
  it.each<[Partial<Ticket>, string]>([
    [{ symbol: 'XYZ' }, 'unknown-symbol'],
    [{ lots: 0 as Lots }, 'wrong-size'],
    [{ lots: -1 as Lots }, 'wrong-size'],
    [{ lots: 1.5 as Lots }, 'wrong-size'],
    [{ lots: Number.NaN as Lots }, 'wrong-size'],
    [{ lots: 2e16 as Lots }, 'wrong-size'],
    [{ ticks: 0 }, 'wrong-tick'],
    [{ ticks: 50_000.5 }, 'wrong-tick'],
    [{ ticks: Number.NaN }, 'wrong-tick'],
    [{ ticks: Infinity }, 'wrong-tick'],
    [{ ticks: 0x7fffffff }, 'wrong-tick'],
    [{ ticks: 500_000 }, 'price-band'],
    [{ deadline: millis(START - 1) }, 'deadline'],
    [{ reduceOnly: true }, 'reduce-only'],
    [{ ticks: null }, 'no-liquidity'],
    [{ ticks: null, postOnly: 'reject' }, 'post-only'],
  ])('with %o is rejected: %s, and changes nothing', (wrong, code) => {
    const real = exchange();
    const events = heard(real);
    expect(codeOf(real.place('ann', ticket('buy', 5, 50_000, wrong)))).toBe(code);
    expect(real.orders('ann', 'all')).toEqual([]);
    expect(events).toEqual([]);
  });

  it('is measured against the minima of its listing, unless it only reduces', () => {
    const listing = { ...LINEAR, minLots: 3 as Lots, minNotional: 200 };
    const real = quietExchange({ money: positionsOnly, listings: [listing] });
    expect(codeOf(real.place('ann', ticket('buy', 2, 50_000)))).toBe('below-minimum');
    expect(codeOf(real.place('ann', ticket('buy', 3, 50_000)))).toBe('below-min-notional');
    placed(real.place('ann', ticket('buy', 4, 50_000)));
    hold(real, 'bob', 8);
    placed(real.place('bob', ticket('sell', 1, 50_010, { reduceOnly: true })));
  });

  it('is met up to its deadline', () => {
    placed(exchange().place('ann', ticket('buy', 1, 50_000, { deadline: START })));
  });

  it('may be priced up to the band on its own side, and as far off as it likes on the other', () => {
    const real = exchange();
    expect(codeOf(real.place('ann', ticket('buy', 1, 55_001)))).toBe('price-band');
    expect(codeOf(real.place('ann', ticket('sell', 1, 44_999)))).toBe('price-band');
    placed(real.place('ann', ticket('buy', 1, 1)));
    placed(real.place('ann', ticket('sell', 1, 1_000_000)));
    placed(real.place('bob', ticket('sell', 1, 55_001)));
    placed(real.place('ann', ticket('buy', 1, 55_000)));
  });

  it('is one too many beyond the most that an account may have open', () => {
    const real = exchange();
    const ids = Array.from(
      { length: MOST_ORDERS },
      () => placed(real.place('ann', ticket('buy', 1, 49_000))).order.id,
    );
    expect(codeOf(real.place('ann', ticket('buy', 1, 49_000)))).toBe('too-many-orders');
    placed(real.place('bob', ticket('buy', 1, 49_000)));
    real.cancel('ann', ids[7] ?? '');
    placed(real.place('ann', ticket('buy', 1, 49_000)));
    expect(real.amend('ann', ids[8] ?? '', { lots: 2 as Lots, ticks: 49_001 })).toMatchObject({
      kind: 'placed',
    });
  });
});

describe('an order that does not stay', () => {
  it('market: takes what there is within the band, and the rest ends', () => {
    const real = exchange();
    placed(real.place('ann', ticket('sell', 2, 50_500)));
    placed(real.place('ann', ticket('sell', 2, 60_000)));
    const { order, executions } = placed(real.place('bob', ticket('buy', 3, null)));
    expect(executions.map(({ lots, ticks }) => [lots, ticks])).toEqual([[2, 50_500]]);
    expect(order).toMatchObject({ status: 'cancelled', endedBy: 'ioc', filled: 2 });
    expect(codeOf(real.place('bob', ticket('buy', 3, null)))).toBe('no-liquidity');
  });

  it('immediate or cancel: is there and over, even with nothing to take', () => {
    const real = exchange();
    expect(placed(real.place('bob', ticket('buy', 3, 50_000, { timeInForce: 'ioc' }))).order).toMatchObject({
      ...{ status: 'cancelled', endedBy: 'ioc', filled: 0 },
    });
    expect(real.depth('BTCUSDT', 9).bids).toEqual([]);
  });

  it('fill or kill: all or nothing', () => {
    const real = exchange();
    placed(real.place('ann', ticket('sell', 2, 50_000)));
    placed(real.place('ann', ticket('sell', 2, 50_001)));
    const killed = placed(real.place('bob', ticket('buy', 5, 50_001, { timeInForce: 'fok' })));
    expect([killed.executions, killed.order.endedBy, killed.order.filled]).toEqual([[], 'fok', 0]);
    const filled = placed(real.place('bob', ticket('buy', 4, 50_001, { timeInForce: 'fok' })));
    expect([filled.executions.length, filled.order.status]).toEqual([2, 'filled']);
  });

  it('fill or kill: does not count on orders that would turn their owner over', () => {
    const real = exchange();
    hold(real, 'ann', 5);
    for (const ticks of [50_001, 50_002])
      placed(real.place('ann', ticket('sell', 4, ticks, { reduceOnly: true })));
    expect(real.depth('BTCUSDT', 9).asks.map(({ lots }) => lots)).toEqual([4, 4]);
    const killed = placed(real.place('bob', ticket('buy', 6, 50_002, { timeInForce: 'fok' })));
    expect(killed.order).toMatchObject({ endedBy: 'fok', filled: 0 });
    const filled = placed(real.place('bob', ticket('buy', 5, 50_002, { timeInForce: 'fok' })));
    expect(filled.executions.map(({ lots, ticks }) => [lots, ticks])).toEqual([
      [4, 50_001],
      [1, 50_002],
    ]);
  });
});

describe('a post-only order', () => {
  it('is refused, or put one tick behind what it would have taken', () => {
    const real = exchange();
    placed(real.place('ann', ticket('sell', 2, 50_000)));
    expect(codeOf(real.place('bob', ticket('buy', 1, 50_000, { postOnly: 'reject' })))).toBe('post-only');
    const { order } = placed(real.place('bob', ticket('buy', 1, 50_700, { postOnly: 'slide' })));
    expect([order.status, order.ticket.ticks]).toEqual(['open', 49_999]);
    const sale = placed(real.place('cid', ticket('sell', 1, 49_000, { postOnly: 'slide' })));
    expect(sale.order.ticket.ticks).toBe(50_000);
    placed(real.place('bob', ticket('buy', 1, 49_998, { postOnly: 'reject' })));
  });

  it('has nowhere to go below the first tick', () => {
    const real = quietExchange({ money: positionsOnly, listings: [{ ...LINEAR, priceBand: 1 }] });
    placed(real.place('ann', ticket('sell', 2, 1)));
    expect(codeOf(real.place('bob', ticket('buy', 1, 5, { postOnly: 'slide' })))).toBe('post-only');
  });
});

describe('an order that may only reduce', () => {
  it('is cut to the position, and shrinks and ends with it', () => {
    const real = exchange();
    hold(real, 'ann', 5);
    const { order } = placed(real.place('ann', ticket('sell', 9, 50_010, { reduceOnly: true })));
    expect(order.ticket.lots).toBe(5);
    expect(codeOf(real.place('ann', ticket('buy', 1, 49_000, { reduceOnly: true })))).toBe('reduce-only');
    placed(real.place('bob', ticket('buy', 2, 49_990)));
    const events = heard(real);
    placed(real.place('ann', ticket('sell', 2, 49_990)));
    expect(real.order(order.id)?.ticket.lots).toBe(3);
    expect(events.at(-1)).toMatchObject({
      changes: [
        { side: 'buy', ticks: 49_990, lots: 0 },
        { side: 'sell', ticks: 50_010, lots: 3 },
      ],
    });
    placed(real.place('bob', ticket('buy', 3, 49_990)));
    placed(real.place('ann', ticket('sell', 3, 49_990)));
    expect(real.order(order.id)).toMatchObject({ status: 'cancelled', endedBy: 'reduce-only' });
  });

  it('is looked at again when its turn comes within one sweep', () => {
    const real = exchange();
    hold(real, 'ann', 5);
    placed(real.place('ann', ticket('sell', 4, 50_001)));
    placed(real.place('ann', ticket('sell', 5, 50_002, { reduceOnly: true })));
    const { executions, order } = placed(real.place('bob', ticket('buy', 9, 50_003)));
    expect(executions.map(({ lots }) => lots)).toEqual([4, 1]);
    expect([order.status, order.filled]).toEqual(['open', 5]);
    expect(real.depth('BTCUSDT', 9)).toMatchObject({ bids: [{ ticks: 50_003, lots: 4 }], asks: [] });
  });
});

describe('an order meeting another of its own account', () => {
  it('ends there, with what it has filled before', () => {
    const real = exchange();
    placed(real.place('ann', ticket('sell', 1, 50_000)));
    const own = placed(real.place('bob', ticket('sell', 1, 50_000))).order;
    placed(real.place('ann', ticket('sell', 1, 50_000)));
    const { order } = placed(real.place('bob', ticket('buy', 3, 50_000)));
    expect(order).toMatchObject({ status: 'cancelled', endedBy: 'self-trade', filled: 1 });
    expect(real.order(own.id)).toMatchObject({ status: 'open' });
  });
});

describe('a change of an open order', () => {
  const amend = (real: Exchange, id: string, lots: number, ticks: number) =>
    real.amend('ann', id, { lots: lots as Lots, ticks });

  /** Whose order at 50 000 is filled first. */
  function first(real: Exchange): string | undefined {
    placed(real.place('cid', ticket('buy', 1, 50_000)));
    const last = real.trades('BTCUSDT').at(-1)?.trade;
    return ['ann', 'bob'].find((who) => real.executions(who).at(-1)?.trade === last);
  }

  it.each([
    ['smaller at the same price', 3, 50_000, 'ann'],
    ['as it was', 5, 50_000, 'ann'],
    ['larger', 6, 50_000, 'bob'],
  ])('to one %s: next is %s %s %s', (_how, lots, ticks, next) => {
    const real = exchange();
    const { order } = placed(real.place('ann', ticket('sell', 5, 50_000)));
    placed(real.place('bob', ticket('sell', 5, 50_000)));
    const changed = placed(amend(real, order.id, lots, ticks));
    expect(changed.order).toMatchObject({ id: order.id, status: 'open', ticket: { lots, ticks } });
    expect(real.depth('BTCUSDT', 1).asks).toEqual([{ ticks: 50_000, lots: lots + 5 }]);
    expect(first(real)).toBe(next);
  });

  it('counts what is filled as part of the size, and takes if the new price crosses', () => {
    const real = exchange();
    const { order } = placed(real.place('ann', ticket('sell', 5, 50_000)));
    placed(real.place('bob', ticket('buy', 2, 50_000)));
    expect(codeOf(amend(real, order.id, 2, 50_000))).toBe('wrong-size');
    placed(real.place('bob', ticket('buy', 1, 49_990)));
    const { executions, order: after } = placed(amend(real, order.id, 4, 49_990));
    expect(executions).toMatchObject([{ lots: 1, ticks: 49_990, isMaker: false }]);
    expect(after).toMatchObject({ filled: 3, status: 'open' });
    expect(real.depth('BTCUSDT', 9).asks).toEqual([{ ticks: 49_990, lots: 1 }]);
  });

  it('that is rejected leaves it as it was', () => {
    const real = exchange();
    placed(real.place('bob', ticket('buy', 5, 49_990)));
    const { order } = placed(real.place('ann', ticket('sell', 5, 50_000, { postOnly: 'reject' })));
    const events = heard(real);
    expect(codeOf(amend(real, order.id, 5, 49_990))).toBe('post-only');
    expect(codeOf(amend(real, order.id, Number.NaN, 50_000))).toBe('wrong-size');
    expect(codeOf(amend(real, order.id, 5, 1))).toBe('price-band');
    expect(codeOf(real.amend('bob', order.id, { lots: 1 as Lots, ticks: 50_000 }))).toBe('unknown-order');
    expect(real.order(order.id)).toEqual(order);
    expect(events).toEqual([]);
  });

  it('is not bound by the deadline that the order was placed with', () => {
    const real = exchange();
    const { order } = placed(real.place('ann', ticket('sell', 5, 50_000, { deadline: START })));
    real.advance(millis(START + 60_000));
    placed(amend(real, order.id, 4, 50_000));
  });
});

describe('cancelling', () => {
  it('ends what is open, once', () => {
    const real = exchange();
    const { order } = placed(real.place('ann', ticket('sell', 5, 50_000)));
    expect(codeOf(real.cancel('bob', order.id))).toBe('unknown-order');
    for (const id of ['', 'E-0', 'E-2', 'x', 'E-1e3'])
      expect(codeOf(real.cancel('ann', id))).toBe('unknown-order');
    expect(real.cancel('ann', order.id, 'dead-man')).toMatchObject({ endedBy: 'dead-man' });
    expect(codeOf(real.cancel('ann', order.id))).toBe('not-open');
  });

  it('all of one symbol is one change of its book', () => {
    const real = exchange();
    for (const ticks of [50_000, 50_001, 50_001]) placed(real.place('ann', ticket('sell', 5, ticks)));
    placed(real.place('ann', ticket('sell', 5, 100_001, { symbol: 'BTC-PERPETUAL' })));
    placed(real.place('bob', ticket('sell', 5, 50_001)));
    const events = heard(real);
    expect(real.cancelAll('ann', 'BTCUSDT').map(({ endedBy }) => endedBy)).toEqual(['user', 'user', 'user']);
    expect(events.filter(({ kind }) => kind === 'book')).toMatchObject([
      {
        changes: [
          { ticks: 50_000, lots: 0 },
          { ticks: 50_001, lots: 5 },
        ],
        changeId: 5,
      },
    ]);
    expect(real.cancelAll('ann', null, 'disconnect')).toMatchObject([{ endedBy: 'disconnect' }]);
    expect(real.orders('ann', 'open')).toEqual([]);
    expect(real.orders('ann', 'all').map(({ id }) => id)).toEqual(['E-1', 'E-2', 'E-3', 'E-4']);
  });
});
