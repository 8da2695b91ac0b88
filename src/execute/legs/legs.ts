/**
 * What to do when some legs of a plan fill and others do not. Nothing is remembered but what was wanted and which
 * orders were sent for it (`part.ts`): where the plan stands is read off the orders each time, so that an answer that
 * itself fills short, or twice, or never, leads to the next. `unwind.ts` says what is to be given back.
 */
import type { InstrumentId, VenueId } from '../../domain/instrument.ts';
import type { OrderId } from '../../domain/order.ts';
import { type Lots, lots } from '../../units/units.ts';
import type { Orders } from '../order.ts';
import { type Part, type PartStanding, standingOf } from './part.ts';
import { excessOf } from './unwind.ts';

/** Get what is missing elsewhere; give back what cannot stand by itself; or leave all as it is and tell somebody. */
export type LegPolicy = 'complete' | 'unwind' | 'hold';

export type LegAnswer =
  /** Nothing is to be done for this plan any more. */
  | { readonly kind: 'settled' }
  /** Orders may still fill, or are in doubt, which is not the same as rejected. */
  | { readonly kind: 'wait'; readonly orders: readonly OrderId[] }
  /** Signed units of `parts[part]` to be had elsewhere than where its orders fell short. */
  | {
      readonly kind: 'complete';
      readonly missing: readonly {
        readonly part: number;
        readonly units: number;
        readonly without: readonly VenueId[];
      }[];
    }
  /** Signed lots to order where they were filled. */
  | {
      readonly kind: 'unwind';
      readonly reverse: readonly {
        readonly part: number;
        readonly instrument: InstrumentId;
        readonly lots: Lots;
      }[];
    }
  | { readonly kind: 'hold'; readonly alarm: string };

const SETTLED: LegAnswer = { kind: 'settled' };

/** Less than a lot cannot be had: it is no failure. To within what sums of floats come to. */
function isShort({ legs }: Part, { wanted, filled }: PartStanding): boolean {
  const least = legs.length === 0 ? 0 : Math.min(...legs.map(({ perLot }) => perLot));
  return wanted !== filled && Math.abs(wanted - filled) >= least * (1 - 1e-9);
}

function held(parts: readonly Part[], standings: readonly PartStanding[]): LegAnswer {
  const told = standings.map(({ wanted, filled }, p) => {
    const names = parts[p]?.legs.map(({ instrument }) => instrument).join(' and ');
    return `${names} ${Number(filled.toPrecision(12))} of ${Number(wanted.toPrecision(12))}`;
  });
  return {
    kind: 'hold',
    alarm: `a plan is held half done: ${told.join(', ')}. Complete it or undo it by hand`,
  };
}

function unwound(parts: readonly Part[], standings: readonly PartStanding[]): LegAnswer {
  const off = excessOf(parts, standings);
  const reverse = parts.flatMap(({ legs }, part) =>
    legs.flatMap(({ instrument }, i) => {
      const count = lots(-(standings[part]?.sign ?? 1) * (off[part]?.[i] ?? 0));
      return count === 0 ? [] : [{ part, instrument, lots: count }];
    }),
  );
  return reverse.length === 0 ? SETTLED : { kind: 'unwind', reverse };
}

/**
 * What `policy` makes of a plan. Where more may come of any order nothing is sent; where one is not known any more
 * nothing is ever. A single part is a need that its legs met together, and what of it was met is never given back:
 * under `unwind` the next decision sees what is missing. Of several parts all are wanted or none: where nothing was
 * filled at all nothing is wrong.
 */
export function answerLegs(parts: readonly Part[], orders: Orders, policy: LegPolicy): LegAnswer {
  const standings = parts.map((part) => standingOf(part, orders));
  const forgotten = standings.flatMap((each) => each.forgotten);
  if (forgotten.length > 0)
    return { kind: 'hold', alarm: `nothing is known any more of orders ${forgotten.join(', ')}` };
  const live = standings.flatMap((each) => each.live);
  if (live.length > 0) return { kind: 'wait', orders: live };
  const isTogether = parts.length > 1;
  const isNone = standings.every((each) => each.lots.every((count) => count === 0));
  const missing = standings.flatMap((each, part) => {
    const one = parts[part];
    if (one === undefined || !isShort(one, each)) return [];
    return [{ part, units: each.sign * (each.wanted - each.filled), without: each.failed }];
  });
  if (missing.length === 0 || (isTogether && isNone)) return SETTLED;
  switch (policy) {
    case 'complete':
      return { kind: 'complete', missing };
    case 'unwind':
      return isTogether ? unwound(parts, standings) : SETTLED;
    case 'hold':
      return held(parts, standings);
  }
}
