/** What moves one for one with its underlying: spot, perps and dated futures, linear and inverse. */
import type { Position } from '../domain/book.ts';
import { type Greeks, ZERO_GREEKS } from '../domain/greeks.ts';
import { type Future, isMargined, type Perp, type Spot, settleValue, sizeOf } from '../domain/instrument.ts';
import { fromAtoms } from '../units/rounding.ts';

/**
 * What a position adds to equity, in quote currency, at `mark`, its own price; `index` is what one base unit
 * is worth, and serves inverse contracts, whose gain is in base units. Both prices are above zero. Spot is
 * worth its price, since its cost has left the cash; a margined position is worth its gain since entry.
 *
 * Delta is per 1.00 of the index, at a basis that stays as it is: added to the index for a linear contract, a
 * multiple k of it for an inverse one. An inverse position of N quote units that cost c base units gains
 * −N/(kS) − c of them, worth V = −N/k − cS: so delta is −c (N/P₀ for a long entered at P₀), gamma is 0, and
 * one base unit of collateral against a short of P₀ is worth P₀ at every price.
 */
export function valueDeltaOne(
  instrument: Spot | Perp | Future,
  position: Position,
  mark: number,
  index: number,
): { value: number; greeks: Greeks } {
  const worth = settleValue(instrument, position.lots, mark);
  const cost = fromAtoms(position.cost);
  if (instrument.inverse) return { value: (worth - cost) * index, greeks: { ...ZERO_GREEKS, delta: -cost } };
  const value = isMargined(instrument) ? worth - cost : worth;
  return { value, greeks: { ...ZERO_GREEKS, delta: sizeOf(instrument, position.lots) } };
}
