import type { Level } from '../../domain/depth.ts';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market.ts';

/**
 * An option's quote as the ladder of one level a side that it is: no bars tell what trades in an option, so what is
 * shown is all that there is until the next quote. Any other event, and a quote without sizes, as it came.
 */
export function asLadder(event: MarketEvent, listed: ReadonlyMap<InstrumentId, Instrument>): MarketEvent {
  if (event.kind !== 'quote' || listed.get(event.instrument)?.kind !== 'option') return event;
  const { instrument, at, bid, ask, bidSize, askSize } = event;
  const isTold = bidSize > 0 || askSize > 0;
  if (!isTold || !(bid >= 0 && bid <= ask && ask > 0 && ask < Infinity)) return event;
  const side = (price: number, size: number): readonly Level[] =>
    price > 0 && size > 0 ? [{ price, size }] : [];
  return { kind: 'depth', instrument, at, depth: { bids: side(bid, bidSize), asks: side(ask, askSize) } };
}
