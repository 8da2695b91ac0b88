import { type InstrumentId, notional, type VenueId } from '../domain/instrument.ts';
import { mid } from '../domain/market.ts';
import type { Leg } from '../route/plan.ts';
import { lots } from '../units/units.ts';
import { reducesOnly } from './exposure.ts';
import type { GuardInputs, Refused } from './guard.ts';
import { checkGrosses, checkSpent, type Gross } from './limits/book-limits.ts';

/**
 * What `count` lots of `id` are worth at the mid, of an option at its underlying's price, in the reporting currency;
 * null when the instrument, its price, that of an option's underlying or the rate of its quote is not known.
 */
export function notionalOf(
  id: InstrumentId,
  count: number,
  { instruments, snapshot, reporting, worths }: GuardInputs,
): number | null {
  const instrument = instruments[id];
  const quote = snapshot.quotes[id];
  if (instrument === undefined || quote === undefined) return null;
  const rate = instrument.quote === reporting ? 1 : snapshot.rates[instrument.quote]?.rate;
  const worth = instrument.kind === 'option' ? worths[instrument.base] : 0;
  if (rate === undefined || worth === undefined) return null;
  return notional(instrument, lots(count), mid(quote), worth / rate) * rate;
}

/** What positions and orders at each venue may come to. What has no price counts as beyond every limit. */
function grossOf(exposure: GuardInputs['exposure'], inputs: GuardInputs): Gross {
  const gross: Record<VenueId, number> = {};
  for (const [id, { position, buys, sells }] of Object.entries(exposure)) {
    const most = Math.max(Math.abs(position + buys), Math.abs(position - sells));
    const instrument = inputs.instruments[id];
    if (most === 0 || instrument === undefined) continue;
    gross[instrument.venue] = (gross[instrument.venue] ?? 0) + (notionalOf(id, most, inputs) ?? Number.NaN);
  }
  return gross;
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
    ? checkGrosses(limits, leg.venue, grossOf(before, inputs), grossOf(after, inputs))
    : null;
  // What makes a position smaller is not held up by what others have cost.
  const spent = leg.reduceOnly
    ? null
    : checkSpent(limits, inputs.slippage, snapshot.at, leg.cost.spread + leg.cost.depth);
  const fault = gross ?? spent;
  return fault === null ? null : { ...fault, instrument: leg.instrument };
}
