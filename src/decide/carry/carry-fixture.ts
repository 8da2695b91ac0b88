/** Pairs and situations for the tests of this folder. */
import type { Reversion } from '../../math/reversion.ts';
import { DAY } from '../../units/time.ts';
import { millis } from '../../units/units.ts';
import type { CarryRule, CarrySituation } from './carry.ts';
import type { CarryFacts } from './outlook.ts';
import type { CarryLeg, CarryPair } from './pair.ts';

export const AT: CarryFacts['at'] = millis(1_704_067_200_000);

const leg = (instrument: string, fee: number, margin: number): CarryLeg => ({
  instrument,
  fee,
  halfSpread: 1e-4,
  margin,
  borrow: 0,
});

export const SPOT_PERP: CarryPair = {
  id: 'BTC spot-perp',
  kind: 'spot-perp',
  underlying: 'BTC',
  bought: leg('BTC-USDT', 1e-3, 1),
  sold: leg('BTCUSDT', 5e-4, 0.2),
  isReversible: false,
};

export const PERP_PERP: CarryPair = {
  id: 'BTC perp-perp',
  kind: 'perp-perp',
  underlying: 'BTC',
  bought: leg('BTC-HL', 4e-4, 0.2),
  sold: leg('BTCUSDT', 5e-4, 0.2),
  isReversible: true,
};

const FUTURE: CarryPair = { ...SPOT_PERP, id: 'BTC-28JUN24', kind: 'dated-future' };

/** Funding that is expected to stay at `perYear`, known to `sd` a year. */
export function steady(perYear: number, sd = 0): Reversion {
  const hours = 365 * 24;
  const doubt = (sd / hours) * (sd / hours);
  return { last: perYear / hours, mean: perYear / hours, persistence: 0.5, noise: 0, doubt, wander: 0 };
}

export const RULE: CarryRule = {
  enter: 1,
  leave: 0,
  slices: 4,
  least: 0.5,
  band: 0.3,
  budget: { deviation: 1, shortfall: 1 },
};

export function situation(change: Partial<CarrySituation> = {}): CarrySituation {
  return {
    at: AT,
    pair: SPOT_PERP,
    income: { kind: 'funding', received: steady(0.2), paid: null },
    basis: { now: 0, outlook: null },
    cashRate: 0.04,
    held: 0,
    collateral: 120_000,
    shortfall: 5e-4,
    unsound: null,
    next: null,
    ...change,
  };
}

/** A dated leg above spot by `basis`, that settles in `days`. */
export function dated(days: number, basis: number, id: string = FUTURE.id): CarryFacts {
  return {
    at: AT,
    pair: { ...FUTURE, id, sold: { ...FUTURE.sold, instrument: id } },
    income: { kind: 'expiry', at: millis(AT + days * DAY), settlementFee: 2e-4 },
    basis: { now: basis, outlook: null },
    cashRate: 0.04,
  };
}
