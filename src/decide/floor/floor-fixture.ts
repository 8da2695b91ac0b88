/** A holding with a floor, and a market in options for it, for tests. */
import type { Floor } from '../../domain/config.ts';
import { blackScholes } from '../../pricing/black-scholes.ts';
import { DAY, later, yearsBetween } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import type { OwnOption } from './account.ts';
import type { FloorFacts } from './case.ts';
import type { Quoted } from './way.ts';

export const T0: Millis = millis(1_767_614_400_000);
export const UNTIL: Millis = later(T0, 30 * DAY);
export const TENTH: Floor = { loss: { kind: 'share', share: 0.1 }, until: UNTIL };

/** An option quoted about what it is worth at `vol`, half of `spread` (of its price) to either side. */
export function quoted(
  type: 'put' | 'call',
  strike: number,
  more: { spot?: number; years?: number; vol?: number; spread?: number; lot?: number } = {},
): Quoted {
  const { spot = 100, years = yearsBetween(T0, UNTIL), vol = 0.6, spread = 0.04, lot = 0.1 } = more;
  const value = blackScholes({ type, spot, strike, years, vol, rate: 0, carryYield: 0 });
  const price = 'kind' in value ? 0 : value.price;
  const [bid, ask] = [price * (1 - spread / 2), price * (1 + spread / 2)];
  const fee = (of: number): number => Math.min(0.0003 * spot, 0.125 * of);
  const instrument = `${type}-${strike}-${Math.round(years * 365)}`;
  return { instrument, type, strike, years, bid, ask, bidFee: fee(bid), askFee: fee(ask), lot };
}

/** What is held of `option`: nothing, unless told. */
export function own(option: Quoted, size = 0, cost: number = size * option.ask): OwnOption {
  const { instrument, type, strike, years } = option;
  return { instrument, type, strike, years, size, cost, unit: 1, quoted: option };
}

/** Ten units at 100 that know of no options, in a market at 60 % vol where the hedge costs 5 basis points. */
export function facts(change: Partial<FloorFacts> = {}): FloorFacts {
  return {
    ...{ at: T0, price: 100, units: 10, held: 0, hedge: 0, vol: 0.6, rate: 0, costRate: 0.0005 },
    ...{
      riskAversion: 0.1,
      scale: 1,
      worth: 1,
      volFrom: 'forecast',
      options: [],
      onItsWay: null,
      bent: null,
    },
    ...change,
  };
}
