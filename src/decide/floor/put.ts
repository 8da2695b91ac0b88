import { blackScholes } from '../../pricing/black-scholes.ts';
import {
  keptStrike,
  type MaybeWay,
  type Need,
  type Outlook,
  priced,
  type Quoted,
  unwinding,
  type Way,
  wholeLots,
} from './way.ts';

/** What one base unit of `option` is worth at the forecast vol; 0 where there is no forecast or no answer. */
export function worthOf({ type, strike, years }: Quoted, { price: spot, vol, rate }: Outlook): number {
  if (vol === null) return 0;
  const value = blackScholes({ type, spot, strike, years, vol, rate, carryYield: 0 });
  return 'kind' in value ? 0 : value.price;
}

/** The puts that last until the floor ends, from the lowest strike up. */
export function lastingPuts(quoted: readonly Quoted[], { years }: Need): readonly Quoted[] {
  return quoted
    .filter((option) => option.type === 'put' && option.years >= years && option.ask > 0)
    .toSorted((a, b) => a.strike - b.strike);
}

/** What `units` with `bought` puts on them are worth at the least, less what the puts cost. */
export function leastWith(put: Quoted, units: number, bought: number, rate: number): number {
  return units * keptStrike(put, rate) - bought * (put.ask + put.askFee);
}

function bought(put: Quoted, { units }: Need, outlook: Outlook): Way {
  const size = wholeLots(units, put.lot, 'up');
  return priced({
    kind: 'put',
    outlay: size * (put.ask + put.askFee),
    worth: size * worthOf(put, outlook),
    trading: unwinding(outlook),
    gap: 0,
    strike: put.strike,
    legs: [{ instrument: put.instrument, trade: size }],
  });
}

/**
 * Holds the floor by puts alone: of each expiry that which with its premium and its fee just keeps the loss within
 * the floor, the lowest strike that does, since any higher pays for more than was asked; of those the one that costs
 * least. Money is the underlying's quote. A reason where none does.
 */
export function putWay(need: Need, quoted: readonly Quoted[], outlook: Outlook): MaybeWay {
  const puts = lastingPuts(quoted, need);
  if (puts.length === 0) return 'no put that lasts until then is quoted';
  const found = new Map<number, Way>();
  for (const put of puts) {
    if (found.has(put.years)) continue;
    const size = wholeLots(need.units, put.lot, 'up');
    const least = leastWith(put, need.units, size, outlook.rate);
    if (least >= need.units * need.perUnit) found.set(put.years, bought(put, need, outlook));
  }
  const ways = [...found.values()].toSorted((a, b) => a.cost - b.cost);
  return ways[0] ?? 'no put that is quoted keeps the loss within the floor, its premium included';
}
