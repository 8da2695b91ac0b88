import { type Instrument, type InstrumentId, notional, type VenueId } from '../domain/instrument.ts';
import { mid, type Quote, rateIn } from '../domain/market.ts';
import type { Leg } from '../route/plan.ts';
import { lots } from '../units/units.ts';
import { reducesOnly } from './exposure.ts';
import type { GuardInputs, Refused } from './guard.ts';
import type { Exceeded } from './limits/exceeded.ts';
import { checkGross } from './limits/gross.ts';
import { checkSlippage } from './limits/slippage-budget.ts';
import { checkConcentration } from './limits/venue-concentration.ts';

/** An instrument as it may be counted in money. */
interface Priced {
  readonly instrument: Instrument;
  readonly quote: Quote;
  /** What one unit of its quote is worth in the reporting currency. */
  readonly rate: number;
  /** What one base unit is worth in its quote; 0 where it is no option, which alone is counted by that. */
  readonly index: number;
}

/** `id` in money; null when it, its price, that of an option's underlying or the rate of its quote is not known. */
export function pricedOf(
  id: InstrumentId,
  { instruments, snapshot, reporting, worths }: GuardInputs,
): Priced | null {
  const instrument = instruments[id];
  const quote = snapshot.quotes[id];
  if (instrument === undefined || quote === undefined) return null;
  const rate = rateIn(snapshot, instrument.quote, reporting);
  const worth = instrument.kind === 'option' ? worths[instrument.base] : 0;
  if (rate === undefined || worth === undefined) return null;
  return { instrument, quote, rate, index: worth / rate };
}

/** What `count` lots are worth at the mid, of an option at its underlying's price, in the reporting currency. */
export function notionalOf({ instrument, quote, rate, index }: Priced, count: number): number {
  return notional(instrument, lots(count), mid(quote), index) * rate;
}

/** The worst that each venue may come to hold of what hedges are traded in, without sign, in the reporting currency. */
type Gross = Readonly<Record<VenueId, number>>;

/** What positions and orders at each venue may come to. What has no price counts as beyond every limit. */
function grossOf(exposure: GuardInputs['exposure'], inputs: GuardInputs): Gross {
  const gross: Record<VenueId, number> = {};
  for (const [id, { position, buys, sells }] of Object.entries(exposure)) {
    const most = Math.max(Math.abs(position + buys), Math.abs(position - sells));
    const venue = inputs.instruments[id]?.venue;
    if (most === 0 || venue === undefined) continue;
    const priced = pricedOf(id, inputs);
    gross[venue] = (gross[venue] ?? 0) + (priced === null ? Number.NaN : notionalOf(priced, most));
  }
  return gross;
}

function sumOf(gross: Gross): number {
  return Object.values(gross).reduce((sum, amount) => sum + amount, 0);
}

/** What an order at `venue` would break of the limits on gross; null where nothing. */
function grossFaultOf({ limits }: GuardInputs, venue: VenueId, before: Gross, after: Gross): Exceeded | null {
  const { maxGrossNotional, maxVenueShare } = limits;
  const gross =
    maxGrossNotional === undefined ? null : checkGross(sumOf(before), sumOf(after), maxGrossNotional);
  if (gross !== null || maxVenueShare === undefined) return gross;
  // What no single position may be is never too much at one venue: something has to be the first.
  const rule = { share: maxVenueShare, from: limits.maxPositionNotional };
  return checkConcentration(after, venue, before[venue] ?? 0, rule);
}

/** What is wrong with one leg for the book as a whole, where it is to be held in `after` and `before` was. */
export function bookFaultOf(
  leg: Leg,
  before: GuardInputs['exposure'],
  after: GuardInputs['exposure'],
  inputs: GuardInputs,
): Refused | null {
  const { limits, snapshot } = inputs;
  const held = before[leg.instrument] ?? { position: 0, buys: 0, sells: 0 };
  // What brings a position nearer to zero is never too much, however little the worst case changes.
  const isWatched =
    (limits.maxGrossNotional !== undefined || limits.maxVenueShare !== undefined) &&
    !reducesOnly(held, leg.lots);
  const gross = isWatched
    ? grossFaultOf(inputs, leg.venue, grossOf(before, inputs), grossOf(after, inputs))
    : null;
  // What makes a position smaller is not held up by what others have cost.
  const spent =
    leg.reduceOnly || limits.slippage === undefined
      ? null
      : checkSlippage(inputs.slippage, limits.slippage, snapshot.at, leg.cost.spread + leg.cost.depth);
  const fault = gross ?? spent;
  return fault === null ? null : { ...fault, instrument: leg.instrument };
}
