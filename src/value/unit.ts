import { type Greeks, ZERO_GREEKS } from '../domain/greeks.ts';
import { isQuoted, type Lp } from '../domain/instrument.ts';
import { valueDeltaOne } from '../pricing/delta-one.ts';
import { valuePosition } from '../pricing/uniswap-v3/uniswap-v3.ts';
import type { Layout } from './layout.ts';
import { type Marks, type Unpriced, unpriced } from './marks.ts';

/** What something is worth, in its quote. */
export interface Unit {
  readonly value: number;
  readonly greeks: Greeks;
}

/** A unit of liquidity at the index: the price inside its pool is brought there by whoever trades the gap. */
export function unitLp({ id, lower, upper }: Lp, spot: number): Unit | Unpriced {
  const held = valuePosition({ liquidity: 1, lower, upper, price: spot });
  if ('kind' in held) return unpriced(`${id}: ${held.field} is ${held.value}`);
  const { value, delta, gamma } = held;
  // What liquidity earns for its gamma are the pool's fees, which accrue with its trading and not with time.
  return { value, greeks: { ...ZERO_GREEKS, delta, gamma } };
}

/**
 * What row `row` is made of, if it is neither option nor cash: a unit of liquidity, all of a quoted position.
 * Or what has no price.
 */
export function unitOf(layout: Layout, row: number, marks: Marks, spot: number): Unit | Unpriced {
  const instrument = layout.instruments[row];
  const position = layout.positions[row];
  if (instrument?.kind === 'lp') return unitLp(instrument, spot);
  if (instrument === undefined || position === undefined || !isQuoted(instrument)) {
    return unpriced(`unlisted instrument ${layout.ids[row]}`);
  }
  const price = marks.prices[instrument.id];
  return price === undefined
    ? unpriced(`price of ${instrument.id}`)
    : valueDeltaOne(instrument, position, price, spot);
}
