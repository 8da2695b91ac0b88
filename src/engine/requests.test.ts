import { describe, expect, it } from 'vitest';
import type { HedgeDecision } from '../decide/decide.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import type { InstrumentExposure } from '../guard/exposure.ts';
import type { RouteRequest } from '../route/leg.ts';
import type { Marks } from '../value/marks.ts';
import { CONFIG, configOf, started, T0 } from './engine-fixture.ts';
import { requestOf, spendOf } from './requests.ts';

const PRICE = 50_000;
const because = { reason: 'outside band', price: 60_000 } as never;
const quote = { bid: PRICE, ask: PRICE, bidSize: 0, askSize: 0, at: T0, quality: 'fresh' } as const;
const snapshot: MarketSnapshot = {
  ...{ at: T0, quotes: { PERP: quote, INVERSE: quote }, depth: {}, funding: {}, vols: {}, rates: {} },
};
const marks: Marks = {
  ...{ at: T0, index: { BTC: 60_000 }, indexQuote: { BTC: 'USD' }, prices: {}, vols: {}, interest: {} },
  rates: { USD: 1 },
};

function decisionOf(kind: 'hedge' | 'halt', trade: number): Exclude<HedgeDecision, { kind: 'hold' }> {
  return { kind, underlying: 'BTC', trade, because };
}

function requested(
  decision: Exclude<HedgeDecision, { kind: 'hold' }>,
  exposure: InstrumentExposure = { position: 0, buys: 0, sells: 0 },
  config: EngineConfig = CONFIG,
  budget = Infinity,
): RouteRequest | string {
  const { hedge = '' } = config.profiles[0] ?? {};
  const request = requestOf(
    started(config).state(),
    { ...decision, outside: 0 },
    {
      ...{ marks, snapshot, budget },
      exposure: { [hedge]: exposure },
    },
  );
  if (typeof request !== 'string' && 'ways' in request) throw new Error('one instrument was to be asked for');
  return request;
}

function roomOf(...args: Parameters<typeof requested>): unknown {
  const request = requested(...args);
  return typeof request === 'string' ? request : [request.room.lots, request.room.limit, request.reduceOnly];
}

function limited(maxOrderNotional: number, maxPositionNotional: number): EngineConfig {
  return configOf({}, { limits: { maxOrderNotional, maxPositionNotional, maxDailyLoss: 1 } });
}

describe('the room for a trade', () => {
  it.each<[string, unknown, unknown]>([
    ['an order', roomOf(decisionOf('hedge', 1)), [10_000, 'maxOrderNotional', false]],
    ['a position', roomOf(decisionOf('hedge', 1), exposed(15_000)), [5_000, 'maxPositionNotional', false]],
    [
      'what is in flight',
      roomOf(decisionOf('hedge', 1), exposed(9_000, 8_000)),
      [3_000, 'maxPositionNotional', false],
    ],
    [
      'a sale of a long',
      roomOf(decisionOf('hedge', -1), exposed(19_000)),
      [10_000, 'maxOrderNotional', false],
    ],
    ['a halt', roomOf(decisionOf('halt', -1), exposed(700)), [700, 'reduceOnly', true]],
    [
      'a halt, by the order',
      roomOf(decisionOf('halt', -1), exposed(19_000)),
      [10_000, 'maxOrderNotional', true],
    ],
    ['a halt while flat', roomOf(decisionOf('halt', 1)), [0, 'reduceOnly', true]],
  ])('is what leaves the least: %s', (_what, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('is counted at the price of the hedge, not of the index', () => {
    expect(roomOf(decisionOf('hedge', 1), exposed(0), limited(50, 1e9))).toEqual([
      1,
      'maxOrderNotional',
      false,
    ]);
    expect(roomOf(decisionOf('hedge', 1), exposed(0), limited(49.99, 1e9))).toEqual([
      0,
      'maxOrderNotional',
      false,
    ]);
  });

  it('of an inverse hedge is counted in what its lots are worth', () => {
    const config = configOf({ hedge: 'INVERSE' });
    expect(roomOf(decisionOf('hedge', 1), exposed(0), config)).toEqual([50_000, 'maxOrderNotional', false]);
  });

  it('is a whole number that the ledger can hold, however large the limit', () => {
    const room = roomOf(decisionOf('hedge', 1), exposed(0), limited(1e300, 1e300));
    expect(room).toEqual([Number.MAX_SAFE_INTEGER, 'maxOrderNotional', false]);
  });
});

function exposed(position: number, buys = 0, sells = 0): InstrumentExposure {
  return { position, buys, sells };
}

describe('the budget of an hour', () => {
  const flat = { position: 0, buys: 0, sells: 0 };

  it('leaves room for as many lots as it is worth, and none once it is spent', () => {
    const trade = decisionOf('hedge', -1);
    // A lot of a thousandth of a coin is worth 50 dollars.
    expect(roomOf(trade, flat, CONFIG, 5_049)).toEqual([100, 'maxHourlyTurnover', false]);
    for (const spent of [49, 0, -1]) {
      expect(roomOf(trade, flat, CONFIG, spent)).toEqual([0, 'maxHourlyTurnover', false]);
    }
  });

  it('is spent on what there is room for, and not on what another limit keeps from trading', () => {
    const spent = (...args: Parameters<typeof requested>): number => {
      const request = requested(...args);
      return typeof request === 'string' ? Number.NaN : spendOf(request, snapshot);
    };
    expect(spent(decisionOf('hedge', -0.5))).toBeCloseTo(25_000, 6);
    // Of one coin wanted, a limit of 750,000 has room for a tenth, and then for none.
    const full = limited(1e6, 750_000);
    expect(spent(decisionOf('hedge', 1), exposed(14_900), full)).toBeCloseTo(5_000, 6);
    expect(spent(decisionOf('hedge', 1), exposed(15_000), full)).toBe(0);
  });

  it('is not asked for by what a halt lets pass', () => {
    const halted = roomOf(decisionOf('halt', -1), { ...flat, position: 50 }, CONFIG, 0);
    expect(halted).toEqual([50, 'reduceOnly', true]);
  });
});

describe('what a trade lacks', () => {
  const state = started().state();
  const trade = { ...decisionOf('hedge', 1), outside: 0 };
  const knowing = { marks, snapshot, exposure: {}, budget: Infinity };

  it('is named: a price, a listing, terms, a rate', () => {
    const unquoted = { ...snapshot, quotes: {} };
    expect(requestOf(state, trade, { ...knowing, snapshot: unquoted })).toBe(
      'PERP is not listed, or has no price',
    );
    const unlisted = { ...state, instruments: {} };
    expect(requestOf(unlisted, trade, knowing)).toBe('PERP is not listed, or has no price');
    const elsewhere = { ...state, config: { ...CONFIG, venues: [] } };
    expect(requestOf(elsewhere, trade, knowing)).toBe('the terms of venue v are not known');
    expect(requestOf(state, trade, { ...knowing, marks: { ...marks, rates: {} } })).toBe(
      'the rate of USD is not known',
    );
  });

  it.each(['stale', 'suspect'] as const)('is a price to go by where that is %s', (quality) => {
    const doubted = { ...snapshot, quotes: { PERP: { ...quote, quality } } };
    expect(requestOf(state, trade, { ...knowing, snapshot: doubted })).toBe(
      `the price of PERP is ${quality}`,
    );
  });

  it('is what a lot is worth where the underlying of an option has no price: it is no number of lots', () => {
    const { CALL: option } = state.instruments;
    expect(option?.kind).toBe('option');
    const order = { ...trade, instrument: 'CALL' };
    const quotes = { CALL: quote };
    const unknown = { ...marks, index: {} };
    for (const budget of [0, Infinity])
      expect(
        requestOf(state, order, {
          ...{ marks: unknown, snapshot: { ...snapshot, quotes }, exposure: {}, budget },
        }),
      ).toBe('what a lot of CALL is worth is not known');
  });

  it('is nothing where all is there', () => {
    expect(requestOf(state, trade, knowing)).toMatchObject({
      underlying: 'BTC',
      trade: 1,
      rate: 1,
    });
  });
});
