/** One currency turned into another at one venue, so that what counts there as collateral can be had. */
import type { ExecutionSettings, VenueTerms } from '../domain/config.ts';
import { type Currency, type Instrument, type Instruments, type Spot, sizeOf } from '../domain/instrument.ts';
import { type MarketSnapshot, mid } from '../domain/market.ts';
import { roundInteger } from '../units/rounding.ts';
import { lots } from '../units/units.ts';
import { expectedCost, legOf, type RouteRequest, type Sized } from './leg.ts';
import type { Leg } from './plan.ts';

/** What is to be had at the venue of `terms`, and out of what. */
export interface ConvertRequest {
  readonly terms: VenueTerms;
  readonly from: Currency;
  readonly to: Currency;
  /** Units of `to` to be had, whatever the fee is taken in. */
  readonly amount: number;
  /** Units of `from` that may be spent. */
  readonly cash: number;
  /** What one unit of a currency is worth in the reporting currency. */
  readonly rates: Readonly<Record<Currency, number>>;
}

export interface Conversion {
  readonly leg: Leg;
  /** At worst, fee included: units of `from` that are spent, and of `to` that are had for them. */
  readonly pays: number;
  readonly gets: number;
}

function isPair(instrument: Instrument, { terms, from, to }: ConvertRequest): instrument is Spot {
  const { kind, venue, base, quote } = instrument;
  const isOf = (base === to && quote === from) || (base === from && quote === to);
  return kind === 'spot' && venue === terms.id && isOf;
}

/** The conversion with `spot`, or why there is none. */
function convertWith(
  spot: Spot,
  request: ConvertRequest,
  snapshot: MarketSnapshot,
  settings: ExecutionSettings,
): Conversion | string {
  const { terms, from, to, amount, cash, rates } = request;
  const quote = snapshot.quotes[spot.id];
  const rate = rates[spot.quote];
  if (quote?.quality !== 'fresh') return `the price of ${spot.id} is ${quote?.quality ?? 'not known'}`;
  if (rate === undefined) return `the rate of ${spot.quote} is not known`;
  const isBuying = spot.base === to;
  const price = mid(quote);
  const routed: RouteRequest = {
    ...{ underlying: spot.base, trade: isBuying ? amount : -amount / price, instrument: spot, terms },
    ...{ room: { lots: lots(0), limit: 'maxOrderNotional' }, reduceOnly: false, rate, index: price },
  };
  const sized: Sized = { quote, price, wanted: lots(0) };
  const legOfLots = (count: number): Leg => {
    const cost = expectedCost(routed, snapshot, quote, lots(count), price);
    return legOf(routed, sized, lots(count), { cost, cutBy: null }, snapshot.at, settings);
  };
  // The bound does not depend on the size.
  const { limit } = legOfLots(isBuying ? 1 : -1);
  const fee = Math.max(0, terms.takerFee);
  const perLot = sizeOf(spot, lots(1));
  const getsPerLot = (isBuying ? perLot : perLot * limit) * (1 - fee);
  const count = roundInteger(amount / getsPerLot, 'up');
  if (count === 0) return `${amount} ${to} is nothing to convert`;
  const size = count * perLot;
  const pays = isBuying ? size * limit * (1 + fee) : size * (1 + fee);
  if (!(pays <= cash)) return `${spot.id} asks for up to ${pays} ${from}, and ${cash} may be spent`;
  return { leg: legOfLots(isBuying ? count : -count), pays, gets: count * getsPerLot };
}

/** The cheapest conversion that `request` can have at `snapshot`, or why it can have none. */
export function convertPlan(
  request: ConvertRequest,
  instruments: Instruments,
  snapshot: MarketSnapshot,
  settings: ExecutionSettings,
): Conversion | string {
  const { terms, from, to } = request;
  const pairs = Object.values(instruments).filter((one) => isPair(one, request));
  if (pairs.length === 0) return `${terms.id} lists no spot of ${from} and ${to}`;
  const found = pairs.map((spot) => convertWith(spot as Spot, request, snapshot, settings));
  const plans = found.filter((one): one is Conversion => typeof one !== 'string');
  if (plans.length === 0) return found.filter((one) => typeof one === 'string').join('; ');
  return plans.reduce((best, one) => (one.leg.cost.total < best.leg.cost.total ? one : best));
}
