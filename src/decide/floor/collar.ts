import { blackScholes } from '../../pricing/black-scholes.ts';
import { lastingPuts, leastWith, worthOf } from './put.ts';
import {
  type MaybeWay,
  type Need,
  type Outlook,
  priced,
  type Quoted,
  unwinding,
  type Way,
  wholeLots,
} from './way.ts';

/** A collar that leaves less than this of what is expected to be gained is another thing than a floor. */
const UPSIDE_KEPT = 0.5;

/**
 * Share of what one base unit is expected to gain until `call` expires, at the forecast vol, that is kept where
 * `call` has been sold on it: 1 − E(S − C)⁺ / E(S − S₀)⁺. 0 where there is no forecast.
 */
export function upsideKept(call: Quoted, outlook: Outlook): number {
  const { price, vol, rate } = outlook;
  if (vol === null) return 0;
  const terms = { type: 'call', spot: price, years: call.years, vol, rate, carryYield: 0 } as const;
  const all = blackScholes({ ...terms, strike: price });
  return 'kind' in all || !(all.price > 0) ? 0 : 1 - worthOf(call, outlook) / all.price;
}

function isToBeSold(call: Quoted, outlook: Outlook): boolean {
  if (call.type !== 'call' || !(call.bid > call.bidFee) || call.strike < outlook.price) return false;
  return upsideKept(call, outlook) >= UPSIDE_KEPT;
}

function dealt(put: Quoted, call: Quoted, need: Need, outlook: Outlook): Way | undefined {
  const size = wholeLots(need.units, put.lot, 'up');
  // Never more calls than there are units to deliver.
  const sold = wholeLots(need.units, call.lot, 'down');
  const received = sold * (call.bid - call.bidFee);
  if (sold <= 0 || leastWith(put, need.units, size, outlook.rate) + received < need.units * need.perUnit)
    return undefined;
  return priced({
    kind: 'collar',
    outlay: size * (put.ask + put.askFee) - received,
    worth: size * worthOf(put, outlook) - sold * worthOf(call, outlook),
    trading: unwinding(outlook),
    gap: 0,
    strike: put.strike,
    legs: [
      { instrument: put.instrument, trade: size },
      { instrument: call.instrument, trade: -sold },
    ],
  });
}

/**
 * Holds the floor by puts that are paid for in part with calls sold. The call expires with the put: sooner, and what
 * is gained until then could be paid away and lost again; later, and the put would no longer stand against it. It is
 * struck no lower than the put, and leaves half (`UPSIDE_KEPT`) of what is expected to be gained. To each call
 * belongs the lowest put that, with its premium, keeps the loss within the floor; of those pairs the one that costs
 * least. The gain given up is in the cost, as what the call is worth at the forecast vol less what is received for
 * it.
 */
export function collarWay(need: Need, quoted: readonly Quoted[], outlook: Outlook): MaybeWay {
  if (outlook.vol === null) return 'without a forecast it is not known what a call gives up';
  const puts = lastingPuts(quoted, need);
  let best: Way | undefined;
  for (const call of quoted) {
    if (!isToBeSold(call, outlook)) continue;
    for (const put of puts) {
      if (put.years !== call.years || put.strike > call.strike) continue;
      const way = dealt(put, call, need, outlook);
      if (way === undefined) continue;
      if (best === undefined || way.cost < best.cost) best = way;
      break;
    }
  }
  return best ?? 'no call to be sold with a put keeps the loss within the floor and half of the gain';
}

/**
 * The call of a collar by itself, where its put has been bought and the call has not been sold, so that the floor
 * stands `missing` too low: of those that make up for it, on at most `units`, the one that costs least.
 */
export function callWay(
  missing: number,
  units: number,
  put: Pick<Quoted, 'years' | 'strike'>,
  quoted: readonly Quoted[],
  outlook: Outlook,
): MaybeWay {
  const ways: Way[] = [];
  for (const call of quoted) {
    if (!isToBeSold(call, outlook) || call.years !== put.years || call.strike < put.strike) continue;
    const sold = wholeLots(units, call.lot, 'down');
    const received = sold * (call.bid - call.bidFee);
    if (sold <= 0 || received < missing) continue;
    ways.push(
      priced({
        kind: 'collar',
        outlay: -received,
        worth: -sold * worthOf(call, outlook),
        trading: 0,
        gap: 0,
        strike: put.strike,
        legs: [{ instrument: call.instrument, trade: -sold }],
      }),
    );
  }
  return ways.toSorted((a, b) => a.cost - b.cost)[0] ?? 'no call to be sold makes up for it';
}
