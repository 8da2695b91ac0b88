import { describe, expect, it } from 'vitest';
import type { Option } from '../domain/instrument.ts';
import type { Leg } from '../route/plan.ts';
import { lots, millis } from '../units/units.ts';
import { approve, type GuardInputs } from './guard.ts';
import { RUNNING } from './standing.ts';

const at = millis(1_000_000);
/** One lot is one coin, worth 50,000 USD or 55,000 of what limits are stated in. */
const COIN: Option = {
  ...{ id: 'o', kind: 'option', venue: 'v', base: 'BTC', quote: 'USD', settle: 'BTC', inverse: true },
  ...{ tick: 0.0001, lot: 1, multiplier: 1, type: 'put', strike: 50_000, expiry: millis(1e12) },
};
const LINEAR: Option = { ...COIN, settle: 'USD', inverse: false, tick: 1 };

function legOf(count: number, limit: number): Leg {
  const cost = { fee: 0, spread: 0, depth: 0, funding: 0, total: 0 };
  return {
    ...{ underlying: 'BTC', instrument: 'o', venue: 'v', lots: lots(count), limit, deadline: at },
    ...{ reduceOnly: false, reference: limit, notional: 0, cost, cutBy: null },
  };
}

function verdictOn(
  count: number,
  limit: number,
  more: Partial<GuardInputs> = {},
  option: Option = COIN,
): unknown {
  const unit = option.inverse ? 1 : 50_000;
  const [bid, ask] = [0.04 * unit, 0.042 * unit];
  const verdict = approve(
    { legs: [legOf(count, limit)], dropped: [] },
    {
      limits: { maxOrderNotional: 110_000, maxPositionNotional: 220_000, maxDailyLoss: 1 },
      ...{
        maxSlippage: 0.002,
        standing: RUNNING,
        exposure: {},
        turnover: 0,
        level: 'normal' as const,
        slippage: undefined,
      },
      snapshot: {
        ...{ at, depth: {}, funding: {}, vols: {}, rates: { USD: { rate: 1.1, at, quality: 'fresh' } } },
        quotes: { o: { bid, ask, bidSize: 0, askSize: 0, at, quality: 'fresh' } },
      },
      ...{ instruments: { o: option }, reporting: 'EUR', worths: { BTC: 55_000, USD: 1.1 } },
      ...more,
    },
  );
  return verdict.kind === 'approved' ? 'approved' : [verdict.limit, verdict.value, verdict.allowed];
}

function held(position: number): Partial<GuardInputs> {
  return { exposure: { o: { position, buys: 0, sells: 0 } } };
}

describe('an order for an option', () => {
  it.each<[string, unknown, unknown]>([
    ['counts what it is a claim on', verdictOn(2, 0.042), 'approved'],
    ['and not its price', verdictOn(3, 0.042), ['maxOrderNotional', expect.closeTo(165_000), 110_000]],
    ['sold as well', verdictOn(-3, 0.04), ['maxOrderNotional', expect.closeTo(165_000), 110_000]],
    ['in dollars as in coin', verdictOn(2, 2_100, {}, LINEAR), 'approved'],
    [
      'too many in dollars',
      verdictOn(3, 2_100, {}, LINEAR),
      ['maxOrderNotional', expect.closeTo(165_000), 110_000],
    ],
    ['with what is held', verdictOn(2, 0.042, held(2)), 'approved'],
    [
      'beyond what may be',
      verdictOn(2, 0.042, held(3)),
      ['maxPositionNotional', expect.closeTo(275_000), 220_000],
    ],
    [
      'short as long',
      verdictOn(-2, 0.04, held(-3)),
      ['maxPositionNotional', expect.closeTo(275_000), 220_000],
    ],
    ['a reduction', verdictOn(-2, 0.04, held(9)), 'approved'],
    ['slipping as its underlying may', verdictOn(1, 0.044), 'approved'],
    ['slipping further', verdictOn(1, 0.0441), ['maxSlippage', expect.closeTo(0.0021, 12), 0.002]],
    ['slipping further, sold', verdictOn(-1, 0.0379), ['maxSlippage', expect.closeTo(0.0021, 12), 0.002]],
    ['slipping in dollars', verdictOn(1, 2_200, {}, LINEAR), 'approved'],
    [
      'slipping too far in dollars',
      verdictOn(1, 2_201, {}, LINEAR),
      ['maxSlippage', 101, expect.closeTo(100)],
    ],
    ['without a limit price', verdictOn(1, Number.NaN), ['maxSlippage', Number.NaN, 0.002]],
    ['on what has no price', verdictOn(1, 0.042, { worths: {} }), ['priced', 0, 0]],
    [
      'on what is worth no number',
      verdictOn(1, 0.042, { worths: { BTC: Number.NaN } }),
      ['maxOrderNotional', Number.NaN, 110_000],
    ],
  ])('%s', (_what, verdict, expected) => {
    expect(verdict).toEqual(expected);
  });

  it('counts as much towards the budget of an hour', () => {
    const limits = { maxOrderNotional: 1e9, maxPositionNotional: 1e9, maxDailyLoss: 1 };
    const within = { limits: { ...limits, maxHourlyTurnover: 110_000 } };
    expect(verdictOn(2, 0.042, within)).toBe('approved');
    expect(verdictOn(3, 0.042, within)).toEqual(['maxHourlyTurnover', expect.closeTo(165_000), 110_000]);
  });
});
