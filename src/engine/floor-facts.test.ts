import { describe, expect, it } from 'vitest';
import type { Situation } from '../decide/decide.ts';
import { STRAIGHT } from '../decide/region.ts';
import type { EngineConfig, Floor, Profile } from '../domain/config.ts';
import type { Instrument, Option, Spot } from '../domain/instrument.ts';
import type { MarketSnapshot, QuoteReading } from '../domain/market.ts';
import { DAY, later } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import type { Marks } from '../value/marks.ts';
import { CALL, configOf, INVERSE, PERP, SPOT, started, T0 } from './engine-fixture.ts';
import { floorFactsOf } from './floor-facts.ts';

const PUT: Option = { ...CALL, id: 'PUT', type: 'put', strike: 56_000, expiry: later(T0, 30 * DAY) };
/** As on Deribit: priced and paid in coins. */
const COIN: Option = { ...PUT, id: 'COIN-PUT', inverse: true, settle: 'BTC', tick: 0.0001, lot: 0.1 };
const POOL: Instrument = { ...(SPOT as Spot), id: 'POOL', kind: 'lp', lower: 0, upper: 1e30 };
const FLOOR: Floor = { loss: { kind: 'share', share: 0.1 }, until: later(T0, 20 * DAY) };

const POSITIONS = [
  { instrument: 'SPOT', lots: lots(3_000), averageEntry: 50_000 },
  { instrument: 'INVERSE', lots: lots(6_000), averageEntry: 60_000 },
  { instrument: 'PERP', lots: lots(-1_000), averageEntry: 60_000 },
  { instrument: 'PUT', lots: lots(200), averageEntry: 1_500 },
  { instrument: 'COIN-PUT', lots: lots(10), averageEntry: 0.025 },
];

const VOLLESS: Partial<Profile> = { markVol: { kind: 'market' } };
const QUOTES: Record<string, QuoteReading> = {
  PUT: { bid: 1_400, ask: 1_440, bidSize: 0, askSize: 0, at: T0, quality: 'fresh' },
  'COIN-PUT': { bid: 0.024, ask: 0.026, bidSize: 0, askSize: 0, at: T0, quality: 'fresh' },
};

function factsOf(
  opening: Partial<EngineConfig['opening']> = {},
  quotes: Readonly<Record<string, QuoteReading>> = QUOTES,
  change: Partial<Profile> = {},
) {
  const config = configOf(
    { alsoHedge: ['PUT', 'COIN-PUT'], floor: FLOOR, ...change },
    {
      instruments: [SPOT, PERP, INVERSE, CALL, PUT, COIN, POOL],
      opening: { cash: { v: { BTC: atoms(2_00000000n) } }, positions: POSITIONS, ...opening },
    },
  );
  const state = started(config).state();
  const [profile] = config.profiles as [Profile];
  const marks: Marks = {
    ...{ at: T0, index: { BTC: 60_000 }, indexQuote: { BTC: 'USD' }, prices: { INVERSE: 60_000 } },
    ...{ vols: profile.markVol.kind === 'stated' ? { BTC: 0.5 } : {}, interest: { BTC: 0 } },
    rates: { USD: 1, BTC: 60_000 },
  };
  const situation: Situation = {
    ...{ at: T0, price: 60_000, delta: 0, inFlight: 0, hedgeDelta: -1.5, curve: STRAIGHT, costRate: 6e-4 },
    ...{ vol: 0.5, volFrom: 'mark', forecastVol: null },
  };
  const snapshot: MarketSnapshot = { at: T0, quotes, depth: {}, funding: {}, vols: {}, rates: {} };
  return floorFactsOf(state, profile, FLOOR, situation, { view: { marks, hedges: { BTC: -1 } }, snapshot });
}

describe('what a floor is decided on', () => {
  it('has the coin and the straight claims on it as its holding, and neither hedge nor options', () => {
    // Two coins of cash, three of spot, and 60,000 dollars of an inverse perp.
    expect(factsOf()).toMatchObject({ units: 6, bent: null, held: -1, hedge: -1.5 });
  });

  it('has as much of an inverse contract as its delta is, wherever the price has gone since', () => {
    const positions = [{ instrument: 'INVERSE', lots: lots(6_000), averageEntry: 80_000 }];
    // Entered for three quarters of a coin; two coins of cash.
    expect(factsOf({ positions }).units).toBeCloseTo(2.75, 8);
  });

  it('has options at what they cost and are quoted at, in money, whatever they are priced in', () => {
    const { options } = factsOf();
    expect(options[0]).toMatchObject({ instrument: 'PUT', size: 2, cost: 3_000 });
    expect(options[0]?.quoted).toMatchObject({ bid: 1_400, ask: 1_440, bidFee: 30, askFee: 30, lot: 0.01 });
    const [, coin] = options;
    expect(coin).toMatchObject({ instrument: 'COIN-PUT', size: 1 });
    expect(coin?.cost).toBeCloseTo(0.025, 12);
    expect([options[0]?.unit, coin?.unit]).toEqual([1, 60_000]);
    expect(coin?.quoted?.ask).toBeCloseTo(0.026 * 60_000, 9);
    expect(coin?.quoted?.askFee).toBeCloseTo(0.0005 * 60_000, 9);
    expect(coin?.quoted?.lot).toBeCloseTo(0.1, 12);
  });

  it.each([
    ['stale', { quality: 'stale' }],
    ['of one side', { ask: Infinity }],
    ['crossed', { bid: 1_500 }],
    ['no number', { ask: Number.NaN }],
  ])('has no quote that is %s', (_what, change) => {
    const told = { ...QUOTES, PUT: { ...QUOTES.PUT, ...change } as QuoteReading };
    expect(factsOf({}, told).options[0]?.quoted).toBeNull();
    expect(factsOf({}, {}).options[1]?.quoted).toBeNull();
  });

  it('may have a bid of nothing: nobody has to want it back', () => {
    const told = { ...QUOTES, PUT: { ...QUOTES.PUT, bid: 0 } as QuoteReading };
    expect(factsOf({}, told).options[0]?.quoted).toMatchObject({ bid: 0, bidFee: 0 });
  });

  it.each(['CALL', 'POOL'])('names what is not straight: %s', (instrument) => {
    const positions = [{ instrument, lots: lots(5), averageEntry: 1 }];
    expect(factsOf({ positions }).bent).toContain(instrument);
  });

  it('takes the vol of the mark where no forecast is ready, and none where there is none', () => {
    expect(factsOf()).toMatchObject({ vol: 0.5, volFrom: 'mark, forecast not ready' });
    expect(factsOf({}, QUOTES, VOLLESS).vol).toBeNull();
  });

  it('counts the risk aversion of its policy and its regime', () => {
    expect(factsOf()).toMatchObject({ riskAversion: 0, scale: 1 });
    const policy = { kind: 'optimal', riskAversion: 0.3, objective: 'tracking' } as const;
    expect(factsOf({}, QUOTES, { policy }).riskAversion).toBe(0.3);
  });
});
