import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../../domain/market.ts';
import { MINUTE } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { dailyVolume } from './activity.ts';
import { bar, plus, quote, START } from './paper-fixture.ts';
import { createView, see, seenOf } from './view.ts';

function depth(at: Millis, bid?: number, ask?: number): MarketEvent {
  const side = (price?: number) => (price === undefined ? [] : [{ price, size: 1 }]);
  return { kind: 'depth', instrument: 'x', at, depth: { bids: side(bid), asks: side(ask) } };
}

/** What is known of x after `events`, told at a participation of `share`. */
function known(events: readonly MarketEvent[], share = 1) {
  const view = createView();
  const prices = events.map((event) => see(view, event, share));
  return { ...seenOf(view, 'x'), view, prices };
}

describe('the view of a market', () => {
  it('knows nothing at first', () => {
    expect(known([])).toMatchObject({ liquidity: undefined, price: undefined, allowance: Infinity });
  });

  it('takes a price from a quote, a ladder or a bar', () => {
    const at = plus(MINUTE);
    expect(known([quote('x', at, 99, 101)]).prices).toEqual([[{ instrument: 'x', at, price: 100 }]]);
    expect(known([depth(at, 98, 104)]).prices).toEqual([[{ instrument: 'x', at, price: 101 }]]);
    expect(known([bar('x', at, { close: 102 })]).prices).toEqual([[{ instrument: 'x', at, price: 102 }]]);
  });

  it('dates the close of a bar to its end, however late it is told', () => {
    const late = { ...bar('x', START, { close: 102 }), at: plus(MINUTE) } as MarketEvent;
    expect(known([late]).price?.at).toBe(START);
  });

  it('has no price of a ladder with one side', () => {
    const seen = known([quote('x', START, 99, 101), depth(plus(1), 50)]);
    expect(seen.price?.price).toBe(100);
    expect(seen.liquidity).toMatchObject({ kind: 'ladder' });
  });

  it('trades against the last word', () => {
    expect(known([quote('x', START, 99, 101), depth(plus(1), 98, 102)]).liquidity?.kind).toBe('ladder');
    expect(known([depth(START, 98, 102), quote('x', plus(1), 99, 101)]).liquidity?.kind).toBe('top');
    expect(known([quote('x', START, 99), quote('x', plus(1), 100)]).liquidity).toMatchObject({ bid: 100 });
  });

  it('prefers the fuller word of one time: ladder, quote, bar', () => {
    const events = [depth(START, 98, 102), quote('x', START, 99, 101), bar('x', START, { close: 100 })];
    expect(known(events).liquidity?.kind).toBe('ladder');
    expect(known(events.toReversed()).liquidity?.kind).toBe('ladder');
    expect(known(events.slice(1)).liquidity).toMatchObject({ bid: 99 });
    expect(known(events.slice(1).toReversed()).liquidity).toMatchObject({ bid: 99 });
  });

  it.each([
    [0, 101],
    [-1, 101],
    [102, 101],
    [NaN, 101],
    [99, NaN],
    [99, Infinity],
  ])('does not believe a quote of %d to %d', (bid, ask) => {
    const seen = known([quote('x', START, 99, 101), quote('x', plus(1), bid, ask)]);
    expect(seen.prices[1]).toEqual([]);
    expect(seen.liquidity).toMatchObject({ at: START, bid: 99, ask: 101 });
  });

  it('keeps instruments apart', () => {
    const { view } = known([quote('x', START, 99, 101), quote('y', START, 9, 11)]);
    expect([...view.instruments.values()].map(({ price }) => price?.price)).toEqual([100, 10]);
  });

  it('takes two quotes of one time in their order', () => {
    expect(known([quote('x', START, 99), quote('x', START, 98)]).liquidity).toMatchObject({ bid: 98 });
  });

  it('keeps a quote that is later than the close of a bar', () => {
    const seen = known([quote('x', plus(1), 99, 101), bar('x', START, { close: 50 })]);
    expect(seen.liquidity).toMatchObject({ bid: 99 });
    expect(seen.price?.price).toBe(100);
  });

  it('allows a share of each bar, whatever is left of the last', () => {
    const bars = [bar('x', START, { volume: 50 }), bar('x', plus(MINUTE), { volume: 30 })];
    expect(known(bars, 0.1).allowance).toBeCloseTo(3, 12);
    expect(known(bars, 1).allowance).toBe(Infinity);
    expect(dailyVolume(known(bars, 1).activity)).toBeCloseTo(40 * 1_440, -2);
  });

  it('remembers implied vols and has no use for rates', () => {
    const seen = known([
      { kind: 'vol', underlying: 'BTC', at: START, vol: 0.6 },
      { kind: 'vol', underlying: 'BTC', at: plus(1), vol: 0.7 },
      { kind: 'rate', currency: 'USDT', at: START, rate: 1 },
    ]);
    expect([...seen.view.vols]).toEqual([['BTC', 0.7]]);
    expect(seen.prices.flat()).toEqual([]);
  });
});
