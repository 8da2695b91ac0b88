import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketSnapshot, Quality } from '../domain/market.ts';
import type { OrderRequest } from '../domain/order.ts';
import type { ExecutionPlan, Leg } from '../route/plan.ts';
import { lots, millis } from '../units/units.ts';
import type { InstrumentExposure } from './exposure.ts';
import { approve, approveCancel, approveQuery, type GuardInputs, release } from './guard.ts';
import { RUNNING, type Standing } from './standing.ts';

const at = millis(1_000_000);
const PERP: Instrument = {
  ...{ id: 'perp', kind: 'perp', venue: 'v', base: 'BTC', quote: 'EUR', settle: 'EUR', inverse: false },
  ...{ tick: 0.5, lot: 1, multiplier: 1 },
};

/** One lot is worth 100 EUR, which are 110 USD. */
function snapshotOf(quality: Quality = 'fresh', readAt = at): MarketSnapshot {
  const quote = { bid: 99, ask: 101, bidSize: 0, askSize: 0, at: readAt, quality };
  const rates = { EUR: { rate: 1.1, at, quality: 'fresh' as const } };
  return { at, quotes: { perp: quote }, depth: {}, funding: {}, vols: {}, rates };
}

function legOf(count: number, more: Partial<Leg> = {}): Leg {
  const cost = { fee: 0, spread: 0, depth: 0, funding: 0, total: 0 };
  return {
    ...{
      underlying: 'BTC',
      instrument: 'perp',
      venue: 'v',
      lots: lots(count),
      deadline: at,
      reduceOnly: false,
    },
    ...{ limit: count > 0 ? 101 : 99, reference: 100, notional: Math.abs(count) * 110, cost, cutBy: null },
    ...more,
  };
}

function planOf(...legs: Leg[]): ExecutionPlan {
  return { legs, dropped: [] };
}

function standingOf(mode: Standing['mode']): Standing {
  return { ...RUNNING, mode };
}

/** Ten lots an order, thirty a position. */
function inputsOf(more: Partial<GuardInputs> = {}): GuardInputs {
  return {
    limits: { maxOrderNotional: 1_100, maxPositionNotional: 3_300, maxDailyLoss: 1 },
    ...{ maxSlippage: 0.01, standing: RUNNING, exposure: {}, snapshot: snapshotOf() },
    ...{
      instruments: { perp: PERP },
      reporting: 'USD',
      worths: {},
      turnover: 0,
      level: 'normal' as const,
      slippage: undefined,
    },
    ...more,
  };
}

function exposed(position: number, buys = 0, sells = 0): Pick<GuardInputs, 'exposure'> {
  return { exposure: { perp: { position, buys, sells } } };
}

function verdictOn(count: number, more: Partial<GuardInputs> = {}, leg: Partial<Leg> = {}): unknown {
  const verdict = approve(planOf(legOf(count, leg)), inputsOf(more));
  return verdict.kind === 'approved' ? 'approved' : [verdict.limit, verdict.value, verdict.allowed];
}

/** A gross of 700 is allowed. */
function grossed(position: number): Partial<GuardInputs> {
  const limits = { ...inputsOf().limits, maxGrossNotional: 700 };
  return { limits, ...exposed(position) };
}

/** Ten may slip in a million milliseconds, and `cost` did, so long ago. */
function spent(cost: number, ago = 0): Partial<GuardInputs> {
  const limits = { ...inputsOf().limits, slippage: { most: 10, decayMs: 1_000_000 } };
  return { limits, slippage: { at: millis(at - ago), spent: cost } };
}

const slipping = { cost: { fee: 5, spread: 1, depth: 1, funding: 0, total: 7 } };
const reduceOnly = { reduceOnly: true };
const halted = { standing: standingOf('halted') };
const flattening = { standing: standingOf('flattening') };
const paused = { standing: standingOf('paused') };
const killed = { standing: standingOf('killed') };
const stale = { snapshot: snapshotOf('stale', millis(at - 7)) };
const suspect = { snapshot: snapshotOf('suspect') };
const unquoted = { snapshot: { ...snapshotOf(), quotes: {} } };
const unrated = { snapshot: { ...snapshotOf(), rates: {} } };

const tooLarge = ['maxOrderNotional', expect.closeTo(1_210), 1_100];
const tooLong = ['maxPositionNotional', expect.closeTo(3_410), 3_300];

describe('approve', () => {
  it.each<[string, unknown, unknown]>([
    ['an order of the limit', verdictOn(10), 'approved'],
    ['an order of a lot more', verdictOn(11), tooLarge],
    ['a position of the limit', verdictOn(10, exposed(20)), 'approved'],
    ['a position of a lot more', verdictOn(10, exposed(21)), tooLong],
    ['a position as short', verdictOn(-10, exposed(-21)), tooLong],
    ['a position with what is in flight', verdictOn(5, exposed(20, 6)), tooLong],
    ['one that something in flight may offset', verdictOn(5, exposed(25, 1, 9)), tooLong],
    ['a reduction of a position over the limit', verdictOn(-10, exposed(50)), 'approved'],
    ['a price that is stale', verdictOn(1, stale), ['freshQuoteMs', 7, 0]],
    ['a price that is suspect', verdictOn(1, suspect), ['freshQuoteMs', 0, 0]],
    ['a price never seen', verdictOn(1, unquoted), ['freshQuoteMs', 2 ** 53 - 1, 0]],
    ['an unlisted instrument', verdictOn(1, { instruments: {} }), ['priced', 0, 0]],
    ['a quote currency of no known rate', verdictOn(1, unrated), ['priced', 0, 0]],
    ['an order of nothing', verdictOn(0), ['priced', 0, 0]],
    ['a limit price at the bound, buying', verdictOn(1, {}, { limit: 102.01 }), 'approved'],
    ['beyond it', verdictOn(1, {}, { limit: 102.5 }), ['maxSlippage', 102.5 / 101 - 1, 0.01]],
    ['beyond it, selling', verdictOn(-1, {}, { limit: 97.5 }), ['maxSlippage', 1 - 97.5 / 99, 0.01]],
    ['short of the quote', verdictOn(1, {}, { limit: 50 }), 'approved'],
    ['resting a tick below the ask', verdictOn(1, {}, { limit: 100.5, postOnly: true }), 'approved'],
    [
      'resting where a purchase would take',
      verdictOn(1, {}, { limit: 101, postOnly: true }),
      ['postOnly', 101, 101],
    ],
    ['resting a tick above the bid', verdictOn(-1, {}, { limit: 99.5, postOnly: true }), 'approved'],
    ['resting where a sale would take', verdictOn(-1, {}, { postOnly: true }), ['postOnly', 99, 99]],
    ['no limit price', verdictOn(1, {}, { limit: Number.NaN }), ['maxSlippage', Number.NaN, 0.01]],
    ['paused', verdictOn(1, paused, reduceOnly), ['paused', 1, 0]],
    ['killed', verdictOn(1, killed, reduceOnly), ['killed', 1, 0]],
    ['halted', verdictOn(1, halted), ['halted', 1, 0]],
    ['halted, reducing', verdictOn(-5, { ...halted, ...exposed(5) }, reduceOnly), 'approved'],
    ['halted, not sent as reducing', verdictOn(-5, { ...halted, ...exposed(5) }), ['halted', -5, 0]],
    ['halted, a flip', verdictOn(-6, { ...halted, ...exposed(5) }, reduceOnly), ['halted', -6, 0]],
    ['in flight a flip', verdictOn(-5, { ...halted, ...exposed(5, 0, 1) }, reduceOnly), ['halted', -5, 0]],
    ['a gross beyond the limit', verdictOn(2, grossed(5)), ['maxGrossNotional', expect.closeTo(770), 700]],
    ['a gross within it', verdictOn(1, grossed(5)), 'approved'],
    ['what makes it smaller', verdictOn(-2, grossed(9)), 'approved'],
    ['slippage that is spent', verdictOn(1, spent(9), slipping), ['maxSlippageSpent', 11, 10]],
    ['slippage that has decayed', verdictOn(1, spent(9, 600_000), slipping), 'approved'],
    [
      'slippage of what reduces',
      verdictOn(-1, { ...spent(9), ...exposed(5) }, { ...slipping, ...reduceOnly }),
      'approved',
    ],
    ['only what reduces', verdictOn(1, { level: 'reduceOnly' }), ['breakers', 2, 0]],
    ['only what is passive', verdictOn(1, { level: 'cautious' }), ['breakers', 1, 0]],
    ['nothing', verdictOn(1, { level: 'halt' }), ['breakers', 3, 0]],
    ['nothing, reducing', verdictOn(-5, { level: 'halt', ...exposed(5) }, reduceOnly), 'approved'],
    ['reducing, not sent as such', verdictOn(-5, { level: 'halt', ...exposed(5) }), ['breakers', 3, 0]],
    ['flattening', verdictOn(1, flattening), ['flattening', 1, 0]],
    ['flattening, reducing', verdictOn(-5, { ...flattening, ...exposed(5) }, reduceOnly), 'approved'],
    ['flat', verdictOn(-5, { standing: standingOf('flat'), ...exposed(5) }, reduceOnly), ['flat', -5, 0]],
    ['halted while flat', verdictOn(5, { ...halted, ...exposed(0) }, reduceOnly), ['halted', 5, 0]],
  ])('%s', (_what, verdict, expected) => {
    expect(verdict).toEqual(expected);
  });

  it('names the instrument and what to do', () => {
    const verdict = approve(planOf(legOf(11)), inputsOf());
    expect(verdict).toMatchObject({ kind: 'refused', instrument: 'perp', remedy: 'send smaller orders' });
  });

  it('refuses what is worth no number', () => {
    const rates = { EUR: { rate: Number.NaN, at, quality: 'fresh' as const } };
    expect(verdictOn(1, { snapshot: { ...snapshotOf(), rates } })).toEqual([
      'maxOrderNotional',
      Number.NaN,
      1_100,
    ]);
  });

  it('lets n lots pass under a limit of n lots, whatever their product rounds to', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
        (n, lot) => {
          const instruments = { perp: { ...PERP, lot } };
          const limit = 100 * 1.1 * lot * n;
          const limits = { maxOrderNotional: limit, maxPositionNotional: limit, maxDailyLoss: 1 };
          expect(verdictOn(n, { instruments, limits })).toBe('approved');
          expect(verdictOn(n + 1, { instruments, limits })).not.toBe('approved');
        },
      ),
    );
  });

  it('counts the plan’s own legs before each leg', () => {
    const three = planOf(legOf(10), legOf(10), legOf(10));
    expect(approve(three, inputsOf()).kind).toBe('approved');
    const four = planOf(...three.legs, legOf(1));
    expect(approve(four, inputsOf())).toMatchObject({ limit: 'maxPositionNotional', allowed: 3_300 });
  });

  it('passes a plan without legs, whatever the standing', () => {
    expect(approve(planOf(), inputsOf({ standing: standingOf('killed') })).kind).toBe('approved');
  });
});

/** A venue that fills, cancels and loses what it is sent, in any order and in any parts. */
type Move =
  | { readonly kind: 'ask'; readonly legs: readonly number[] }
  | { readonly kind: 'fill' | 'end'; readonly which: number; readonly share: number };

const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constant('ask' as const),
    legs: fc.array(fc.integer({ min: -12, max: 12 }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constantFrom('fill' as const, 'end' as const),
    which: fc.nat(),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

function exposureOf(position: number, inFlight: readonly number[]): InstrumentExposure {
  const sum = (sign: number): number => inFlight.reduce((total, left) => total + Math.max(0, sign * left), 0);
  return { position, buys: sum(1), sells: sum(-1) };
}

describe('position plus all in flight', () => {
  it('never goes beyond the limit, whatever is asked and however it fills', () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 40 }), (sequence) => {
        let position = 0;
        const inFlight: number[] = [];
        for (const move of sequence) {
          const which = 'which' in move && inFlight.length > 0 ? move.which % inFlight.length : -1;
          const left = inFlight[which] ?? 0;
          if (move.kind === 'ask') {
            const exposure = { perp: exposureOf(position, inFlight) };
            const plan = planOf(...move.legs.map((count) => legOf(count)));
            if (approve(plan, inputsOf({ exposure })).kind === 'approved') inFlight.push(...move.legs);
          } else if (which >= 0) {
            const filled = move.kind === 'fill' ? Math.trunc(left * move.share) : left;
            if (move.kind === 'fill') position += filled;
            if (filled === left) inFlight.splice(which, 1);
            else inFlight[which] = left - filled;
          }
          const { buys, sells } = exposureOf(position, inFlight);
          expect(Math.max(position + buys, sells - position)).toBeLessThanOrEqual(30);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('release', () => {
  it('makes one order a leg, under the ids given, with nothing changed', () => {
    const resting = legOf(1, { limit: 99, postOnly: true });
    const verdict = approve(planOf(legOf(3), legOf(-2, reduceOnly), resting), inputsOf());
    if (verdict.kind !== 'approved') throw new Error('expected approval');
    expect(release(verdict.plan, (leg) => `id${leg}`).map((command) => command.order)).toEqual([
      { id: 'id0', venue: 'v', instrument: 'perp', lots: 3, limit: 101, deadline: at, reduceOnly: false },
      { id: 'id1', venue: 'v', instrument: 'perp', lots: -2, limit: 99, deadline: at, reduceOnly: true },
      {
        ...{ id: 'id2', venue: 'v', instrument: 'perp', lots: 1, limit: 99, deadline: at, reduceOnly: false },
        postOnly: true,
      },
    ]);
  });
});

const order: OrderRequest = {
  id: 'o',
  venue: 'v',
  instrument: 'perp',
  lots: lots(1),
  limit: 1,
  deadline: at,
  reduceOnly: true,
};

describe('what is never refused', () => {
  it('is a cancel', () => {
    expect(approveCancel(order)).toEqual({ kind: 'cancel', venue: 'v', order: 'o', instrument: 'perp' });
  });
  it('is a question', () => {
    expect(approveQuery('v', ['o'])).toEqual({ kind: 'query', venue: 'v', orders: ['o'] });
  });
});

describe('the turnover of an hour', () => {
  const limits = {
    maxOrderNotional: 1e6,
    maxPositionNotional: 1e6,
    maxDailyLoss: 1,
    maxHourlyTurnover: 2_200,
  };

  it('counts what has been ordered and all legs of the plan', () => {
    // A lot is worth 110.
    expect(verdictOn(20, { limits })).toBe('approved');
    expect(verdictOn(-21, { limits })).toEqual(['maxHourlyTurnover', expect.closeTo(2_310), 2_200]);
    expect(verdictOn(10, { limits, turnover: 1_100 })).toBe('approved');
    expect(verdictOn(10, { limits, turnover: 1_101 })).toEqual([
      'maxHourlyTurnover',
      expect.closeTo(2_201),
      2_200,
    ]);
    const both = approve(planOf(legOf(11), legOf(-10)), inputsOf({ limits }));
    expect(both).toMatchObject({ kind: 'refused', limit: 'maxHourlyTurnover' });
  });

  it('does not hold up what a halt lets pass, nor any where none is stated', () => {
    const { maxHourlyTurnover: _, ...others } = limits;
    expect(verdictOn(20, { limits: others, turnover: 1e9 })).toBe('approved');
    const held = { ...halted, ...exposed(30), limits, turnover: 1e9 };
    expect(verdictOn(-10, held, reduceOnly)).toBe('approved');
  });
});
