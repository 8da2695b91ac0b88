import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../../domain/market.ts';
import { createRandom } from '../../math/random.ts';
import { impliedVolOnSpot } from '../../pricing/implied-vol/implied-vol.ts';
import { DAY, HOUR, MINUTE, SECOND, yearsBetween } from '../../units/time.ts';
import { CALL, INVERSE_CALL, PERP, plus, SPOT, START } from './paper-fixture.ts';
import type { SyntheticMarket, SyntheticOptions } from './settings.ts';
import { syntheticMarket } from './synthetic-market.ts';
import { optionQuotes } from './synthetic-options.ts';

type QuoteEvent = Extract<MarketEvent, { readonly kind: 'quote' }>;

const expiry = plus(30 * DAY);
const FINE = { expiry, tick: 1e-6 };
const OPTIONS: SyntheticOptions = {
  listed: [
    { ...CALL, ...FINE },
    { ...INVERSE_CALL, ...FINE },
  ],
  ...{ spread: 0.02, skew: -0.1, everyMs: MINUTE },
};
const MOMENT = { price: 16_000, vol: 0.5 };

function quotesOf(change: Partial<SyntheticOptions> = {}, moment = MOMENT, at = START): QuoteEvent[] {
  return [...optionQuotes({ ...OPTIONS, ...change }, moment, at, createRandom(1))] as QuoteEvent[];
}

/** The vol of `price` of a call at `strike`. */
function volOf(price: number, strike: number): number {
  const years = yearsBetween(START, expiry);
  const quote = { type: 'call', spot: 16_000, strike, years, rate: 0, carryYield: 0, price } as const;
  const implied = impliedVolOnSpot(quote);
  if ('kind' in implied) throw new Error(implied.field);
  return implied.vol;
}

describe('quotes of options', () => {
  it('stand a spread in vol apart around the vol at the money', () => {
    const [linear, coin] = quotesOf();
    for (const [quote, unit] of [
      [linear, 1],
      [coin, 16_000],
    ] as const) {
      expect(volOf((quote?.bid ?? 0) * unit, 16_000)).toBeCloseTo(0.49, 4);
      expect(volOf((quote?.ask ?? 0) * unit, 16_000)).toBeCloseTo(0.51, 4);
      expect(quote?.bidSize).toBeGreaterThan(0);
      expect(quote?.askSize).toBeGreaterThan(0);
    }
  });

  it('slope with moneyness', () => {
    const strike = 16_000 * Math.exp(0.2);
    const [quote] = quotesOf({ listed: [{ ...CALL, ...FINE, strike }] });
    expect(volOf(quote?.bid ?? 0, strike)).toBeCloseTo(0.47, 4);
  });

  it('lie on the grid, a tick apart at least, and have no bid below one', () => {
    const [cheap] = quotesOf({ listed: [{ ...INVERSE_CALL, expiry, strike: 60_000 }] });
    expect(cheap).toMatchObject({ bid: 0, bidSize: 0, ask: 0.0005 });
    const [dear] = quotesOf({ listed: [{ ...INVERSE_CALL, expiry }], spread: 1e-6 });
    expect((dear?.ask ?? 0) - (dear?.bid ?? 0)).toBeCloseTo(0.0005, 12);
  });

  it('are of what has not expired', () => {
    expect(quotesOf({}, MOMENT, expiry)).toEqual([]);
  });

  it('never cross, wherever the vol goes', () => {
    for (const vol of [0.001, 0.02, 0.5, 4])
      for (const { bid, ask } of quotesOf({ skew: -1, spread: 0.5 }, { price: 9_000, vol })) {
        expect(bid).toBeGreaterThanOrEqual(0);
        expect(ask).toBeGreaterThan(bid);
      }
  });
});

describe('a market that quotes options', () => {
  const settings: SyntheticMarket = {
    ...{ seed: 1, start: START, tickMs: 10 * SECOND, barMs: MINUTE, calmMs: DAY, stressMs: HOUR },
    ...{ jumpEveryMs: HOUR, jumpSize: 0.01 },
    assets: [
      {
        ...{ underlying: 'BTC', price: 16_000, calmVol: 0.4, stressVol: 1.2, perps: [PERP.id] },
        quotes: [{ instrument: SPOT.id, tick: SPOT.tick, halfSpread: 0 }],
      },
    ],
  };
  const [asset] = settings.assets;
  const quoting = asset && { ...settings, assets: [{ ...asset, options: OPTIONS }] };

  function until(ms: number, of: SyntheticMarket = settings): MarketEvent[] {
    const events: MarketEvent[] = [];
    for (const event of syntheticMarket(of)) {
      if (event.at > START + ms) break;
      events.push(event);
    }
    return events;
  }

  it('tells them when they are due, and all else as if there were none', () => {
    const events = until(10 * MINUTE, quoting);
    const ofOptions = (event: MarketEvent): event is QuoteEvent =>
      event.kind === 'quote' && OPTIONS.listed.some(({ id }) => id === event.instrument);
    expect(events.filter((event) => !ofOptions(event))).toEqual(until(10 * MINUTE));
    const calls = events.filter(ofOptions).filter(({ instrument }) => instrument === CALL.id);
    expect(calls.map(({ at }) => (at - START) / MINUTE)).toEqual([...Array(11).keys()]);
  });
});
