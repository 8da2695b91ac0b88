import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../../domain/market.ts';
import { DAY, HOUR, MINUTE, SECOND, YEAR } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import { PERP, plus, SPOT, START } from './paper-fixture.ts';
import type { SyntheticAsset, SyntheticMarket } from './settings.ts';
import { syntheticMarket } from './synthetic-market.ts';

const BTC: SyntheticAsset = {
  underlying: 'BTC',
  price: 16_000,
  quotes: [
    { instrument: SPOT.id, tick: SPOT.tick, halfSpread: 0.0001 },
    { instrument: PERP.id, tick: PERP.tick, halfSpread: 0.0001 },
  ],
  perps: [PERP.id],
  calmVol: 0.4,
  stressVol: 1.2,
};
const ETH: SyntheticAsset = {
  ...BTC,
  underlying: 'ETH',
  price: 1_200,
  quotes: [{ instrument: 'ETH-USDT', tick: 0.01, halfSpread: 0.0001 }],
  perps: [],
};

const SETTINGS: SyntheticMarket = {
  seed: 1,
  start: START,
  tickMs: 10 * SECOND,
  barMs: MINUTE,
  assets: [BTC, ETH],
  calmMs: 6 * HOUR,
  stressMs: 2 * HOUR,
  jumpEveryMs: HOUR,
  jumpSize: 0.01,
};
const ALWAYS_CALM = { calmMs: Infinity, stressMs: 1 };
const ALWAYS_STRESS = { calmMs: 1e-9, stressMs: Infinity };

/** What the market tells up to `ms` after its start. */
function until(ms: number, change: Partial<SyntheticMarket> = {}): MarketEvent[] {
  const settings = { ...SETTINGS, ...change };
  const events: MarketEvent[] = [];
  for (const event of syntheticMarket(settings)) {
    if (event.at > settings.start + ms) break;
    events.push(event);
  }
  return events;
}

function only<K extends MarketEvent['kind']>(events: readonly MarketEvent[], kind: K) {
  return events.filter((event): event is Extract<MarketEvent, { readonly kind: K }> => event.kind === kind);
}

function closes(events: readonly MarketEvent[], instrument: string): number[] {
  return only(events, 'bars').flatMap(({ bars }) =>
    bars.filter((bar) => bar.instrument === instrument).map(({ close }) => close),
  );
}

function returns(prices: readonly number[]): number[] {
  return prices.slice(1).map((price, i) => Math.log(price / (prices[i] ?? NaN)));
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

/** Realised vol of the spot's closes, annualised. */
function realised(change: Partial<SyntheticMarket>): number {
  const moves = returns(closes(until(3 * DAY, { tickMs: MINUTE, ...change }), SPOT.id));
  return Math.sqrt((product(moves, moves) / moves.length) * (YEAR / MINUTE));
}

describe('the synthetic market', () => {
  it('is the same for the same seed, at every iteration, and not for another', () => {
    const events = until(HOUR);
    expect(until(HOUR)).toEqual(events);
    const market = syntheticMarket(SETTINGS);
    const first = () => market[Symbol.iterator]().next().value;
    expect(first()).toEqual(first());
    expect(until(HOUR, { seed: 2 })).not.toEqual(events);
  });

  it('is in order of time and has no end', () => {
    const times = until(DAY).map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBe(plus(DAY));
  });

  it('begins with what is needed to act on a price', () => {
    const kinds = until(0).map(({ kind }) => kind);
    expect(kinds).toEqual(['rate', 'vol', 'vol', 'quote', 'quote', 'quote']);
    expect(until(0)[0]).toEqual({ kind: 'rate', currency: 'USDT', at: START, rate: 1 });
  });

  it('starts at the stated prices', () => {
    const [spot] = only(until(0), 'quote');
    expect(((spot?.bid ?? NaN) + (spot?.ask ?? NaN)) / 2).toBeCloseTo(16_000, 1);
  });

  it('quotes every instrument at every tick', () => {
    const quotes = only(until(HOUR), 'quote');
    expect(quotes).toHaveLength(3 * (HOUR / SETTINGS.tickMs + 1));
  });

  it('tells the implied vol of each underlying each minute', () => {
    const vols = only(until(HOUR), 'vol').filter(({ underlying }) => underlying === 'ETH');
    expect(vols.map(({ at }) => at)).toEqual(Array.from({ length: 61 }, (_, i) => plus(i * MINUTE)));
  });

  it('tells funding every eight hours of the day, after the quotes of that time', () => {
    const events = until(DAY, { start: plus(HOUR + 1) });
    const fundings = only(events, 'funding');
    expect(fundings.map(({ instrument, at }) => [instrument, at - START])).toEqual(
      [8, 16, 24].map((hour) => [PERP.id, hour * HOUR]),
    );
    for (const funding of fundings) {
      const before = events.slice(0, events.indexOf(funding));
      expect(only(before, 'quote').at(-1)?.at).toBe(funding.at);
      expect(funding.intervalMs).toBe(8 * HOUR);
    }
  });
});

describe('its bars', () => {
  it('come at their close, after the quotes of that time, without a gap', () => {
    const events = until(HOUR);
    const bars = only(events, 'bars');
    expect(bars.map(({ at }) => at)).toEqual(Array.from({ length: 60 }, (_, i) => plus((i + 1) * MINUTE)));
    for (const told of bars) {
      expect(told.bars.map(({ instrument }) => instrument)).toEqual([SPOT.id, PERP.id, 'ETH-USDT']);
      expect(told.bars.every(({ start }) => start === told.at - MINUTE)).toBe(true);
      const next = events[events.indexOf(told) + 1];
      expect(next === undefined || next.at > told.at).toBe(true);
    }
  });

  it('hold the quotes of their time', () => {
    const events = until(6 * HOUR);
    const mids = only(events, 'quote').filter(({ instrument }) => instrument === PERP.id);
    for (const { at, bars } of only(events, 'bars')) {
      const { open, high, low, close, volume } = bars[1] ?? expect.fail('no bar');
      const inside = mids.filter((quote) => quote.at >= at - MINUTE && quote.at <= at);
      const prices = inside.map(({ bid, ask }) => (bid + ask) / 2);
      expect([open, close]).toEqual([prices[0], prices.at(-1)]);
      expect([low, high]).toEqual([Math.min(...prices), Math.max(...prices)]);
      expect(volume).toBeGreaterThan(0);
    }
  });

  it('begin with the first that is complete, and close on time between ticks', () => {
    const start = plus(17 * SECOND);
    const events = until(5 * MINUTE, { start, tickMs: 25 * SECOND });
    const [first] = only(events, 'bars');
    expect(first).toMatchObject({ at: plus(2 * MINUTE), bars: [{ start: plus(MINUTE) }, {}, {}] });
    const quoted = new Set(only(events, 'quote').map(({ at }) => at));
    expect(quoted.has(millis(start + 25 * SECOND))).toBe(true);
    expect(quoted.has(plus(2 * MINUTE))).toBe(true);
  });
});

describe('its regimes', () => {
  it('have the vols that were asked for', () => {
    expect(realised(ALWAYS_CALM)).toBeCloseTo(0.4, 1);
    expect(realised({ ...ALWAYS_STRESS, jumpEveryMs: Infinity })).toBeCloseTo(1.2, 1);
  });

  it('jump in stress only', () => {
    const jumpy = { jumpEveryMs: 10 * MINUTE, jumpSize: 0.02 };
    expect(realised({ ...ALWAYS_CALM, ...jumpy })).toBeCloseTo(0.4, 1);
    // 144 jumps of 2 % a day add 144 · 365 · 0.02² to the variance of a year.
    const expected = Math.sqrt(1.2 * 1.2 + 144 * 365 * 0.02 * 0.02);
    expect(realised({ ...ALWAYS_STRESS, ...jumpy }) / expected).toBeCloseTo(1, 0);
  });

  it('alternate, so that vol comes in clusters', () => {
    const moves = returns(closes(until(12 * DAY, { tickMs: MINUTE, jumpEveryMs: Infinity }), SPOT.id));
    const hours = Array.from({ length: Math.floor(moves.length / 60) }, (_, i) => {
      const hour = moves.slice(60 * i, 60 * (i + 1));
      return Math.sqrt((product(hour, hour) / 60) * (YEAR / MINUTE));
    });
    const calm = hours.filter((vol) => vol < 0.6).length;
    const stress = hours.filter((vol) => vol > 0.9).length;
    expect(calm).toBeGreaterThan(hours.length / 2);
    expect(stress).toBeGreaterThan(hours.length / 10);
  });

  it('are shared by assets that move together', () => {
    const events = until(4 * DAY, { tickMs: MINUTE });
    const [btc, eth] = [returns(closes(events, SPOT.id)), returns(closes(events, 'ETH-USDT'))];
    const correlation = product(btc, eth) / Math.sqrt(product(btc, btc) * product(eth, eth));
    expect(correlation).toBeCloseTo(0.8, 1);
  });

  it('do not depend on what else is quoted', () => {
    const alone = until(HOUR, { assets: [ETH] });
    const both = until(HOUR).filter((event) => event.kind === 'quote' && event.instrument === 'ETH-USDT');
    expect(only(alone, 'quote')).toEqual(both);
  });
});
