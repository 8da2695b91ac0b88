import { notional } from '../domain/instrument.ts';
import { remaining } from '../execute/order.ts';
import { HOUR, later } from '../units/time.ts';
import { lots } from '../units/units.ts';
import { type Marks, spotIn } from '../value/marks.ts';
import type { EngineState } from './state.ts';

/**
 * What was ordered within the last hour and has filled or may still, in the reporting currency at the marks, as the
 * guard counts a new leg. Orders are remembered for that hour. One whose rate is not known counts for nothing: it
 * cannot be in a plan.
 */
export function hourlyTurnover(state: EngineState, marks: Marks): number {
  const since = later(state.at, -HOUR);
  let turnover = 0;
  for (const order of Object.values(state.orders)) {
    const { request, filled, sentAt } = order;
    const instrument = state.instruments[request.instrument];
    const rate = marks.rates[instrument?.quote ?? ''];
    if (sentAt < since || instrument === undefined || rate === undefined) continue;
    const price = marks.prices[request.instrument] ?? request.limit;
    // Of an option whose underlying has no price nothing is known: like that without a rate, it is in no plan.
    const index = spotIn(marks, instrument.base, instrument.quote) ?? 0;
    turnover += notional(instrument, lots(filled + remaining(order)), price, index) * rate;
  }
  return turnover;
}
