import { type Greeks, ZERO_GREEKS } from '../domain/greeks.ts';
import { type Currency, lotDelta, type Option } from '../domain/instrument.ts';
import { liveOrders, remaining } from '../execute/order.ts';
import { optionAt } from '../value/lot-delta.ts';
import type { Marks } from '../value/marks.ts';
import type { EngineState } from './state.ts';

/** What buying one base unit of an option adds to a book. */
export type OptionUnit = Pick<Greeks, 'delta' | 'gamma' | 'vega'>;

/**
 * What buying one base unit of `option` adds to the Greeks of its underlying, in what the index is quoted in; or what
 * is missing. An inverse option is paid for in coins, which takes its price off its delta.
 */
export function optionUnit(option: Option, marks: Marks): OptionUnit | string {
  const { base, quote } = option;
  const found = optionAt(option, marks);
  if (typeof found === 'string') return found;
  const { value, bought } = found;
  const told = marks.indexQuote[base] ?? quote;
  const worth = told === quote ? 1 : (marks.rates[quote] ?? Number.NaN) / (marks.rates[told] ?? Number.NaN);
  return { delta: bought, gamma: value.gamma / worth, vega: value.vega * worth };
}

/** Gamma and vega of `underlying` that live orders in options would add if all filled. */
export function inFlightBend(
  state: EngineState,
  underlying: Currency,
  marks: Marks,
): Pick<Greeks, 'gamma' | 'vega'> {
  let { gamma, vega } = ZERO_GREEKS;
  for (const order of liveOrders(state.orders)) {
    const instrument = state.instruments[order.request.instrument];
    if (instrument?.kind !== 'option' || instrument.base !== underlying) continue;
    const unit = optionUnit(instrument, marks);
    if (typeof unit === 'string') continue;
    const size = remaining(order) * lotDelta(instrument, 1);
    gamma += size * unit.gamma;
    vega += size * unit.vega;
  }
  return { gamma, vega };
}
