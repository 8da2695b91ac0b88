import type { Profile } from '../../domain/config.ts';
import { type Currency, lotDelta } from '../../domain/instrument.ts';
import type { AccountEvent } from '../../domain/order.ts';
import type { Appended } from '../../engine/scribe.ts';
import type { EngineState } from '../../engine/state.ts';
import { type Attribution, NO_ATTRIBUTION } from '../../record/attribution.ts';
import type { Millis } from '../../units/units.ts';
import { type Buckets, createExtremes, createLasts, partOf } from './buckets.ts';
import { createRecent, type Recent } from './recent.ts';

/** Parts of the time that curves keep. */
export const CURVE_PARTS = 600;
/** Parts of the time that hedges are gathered in, each side apart. */
const HEDGE_PARTS = 200;
/** Readings of delta that the close-up has. */
const RECENT = 600;
/** Parts of the time that P&L by cause is summed over. */
export const CAUSE_PARTS = 48;

/** The fills of one side in one part of the time, in base units of delta. */
export interface Hedges {
  fills: number;
  size: number;
  /** Sum of size times price; the index stands for the price of options, which is of another kind. */
  paid: number;
  lastAt: number;
}

export interface UnderlyingTrace {
  readonly price: Buckets;
  /** What options are marked at. */
  readonly vol: Buckets;
  readonly delta: Buckets;
  readonly lower: Buckets;
  readonly upper: Buckets;
  readonly recent: Recent;
  readonly bought: readonly Hedges[];
  readonly sold: readonly Hedges[];
}

/** The curves of a backtest. All of it is as large at the end as at the beginning. */
export interface Trace {
  readonly from: Millis;
  readonly to: Millis;
  readonly equity: Buckets;
  /** Equity less its highest so far. */
  readonly drawdown: Buckets;
  /** Sums since the beginning; what was paid is positive. */
  readonly costs: Readonly<Record<'fees' | 'slippage' | 'funding' | 'gas', Buckets>>;
  readonly underlyings: ReadonlyMap<Currency, UnderlyingTrace>;
  /** The sums of P&L by cause at the end of each part of the time; of parts without an entry, undefined. */
  readonly causes: readonly (Attribution | undefined)[];
  take(appended: Appended, state: EngineState): void;
}

type Span = Pick<Trace, 'from' | 'to'>;

function noHedges(): Hedges[] {
  return Array.from({ length: HEDGE_PARTS }, () => ({ fills: 0, size: 0, paid: 0, lastAt: 0 }));
}

function underlyingTrace(span: Span): UnderlyingTrace {
  return {
    price: createExtremes(span, CURVE_PARTS),
    vol: createExtremes(span, CURVE_PARTS),
    delta: createExtremes(span, CURVE_PARTS),
    lower: createLasts(span, CURVE_PARTS),
    upper: createLasts(span, CURVE_PARTS),
    recent: createRecent(RECENT),
    bought: noHedges(),
    sold: noHedges(),
  };
}

/** Follows a backtest from `from` to `to` that hedges what `profiles` say. */
export function createTrace({ from, to }: Span, profiles: readonly Profile[]): Trace {
  const span = { from, to };
  const underlyings = new Map(profiles.map(({ underlying }) => [underlying, underlyingTrace(span)]));
  const equity = createExtremes(span, CURVE_PARTS);
  const drawdown = createExtremes(span, CURVE_PARTS);
  const last = (): Buckets => createLasts(span, CURVE_PARTS);
  const costs = { fees: last(), slippage: last(), funding: last(), gas: last() };
  const causes: (Attribution | undefined)[] = new Array(CAUSE_PARTS).fill(undefined);
  const bands = new Map<Currency, { readonly lower: number; readonly upper: number }>();
  let peak = Number.NEGATIVE_INFINITY;
  causes[0] = NO_ATTRIBUTION;

  const filled = (event: AccountEvent, at: number, state: EngineState): void => {
    const instrument = event.kind === 'fill' ? state.instruments[event.instrument] : undefined;
    if (event.kind !== 'fill' || instrument === undefined) return;
    const trace = underlyings.get(instrument.base);
    const price = state.ledger.marks?.index[instrument.base];
    if (trace === undefined || price === undefined) return;
    const size = Math.abs(event.lots * lotDelta(instrument, price));
    const hedges = (event.lots > 0 ? trace.bought : trace.sold)[partOf(span, HEDGE_PARTS, at)];
    if (hedges === undefined) return;
    hedges.fills += 1;
    hedges.size += size;
    hedges.paid += size * (instrument.kind === 'option' ? price : event.price);
    hedges.lastAt = at;
  };

  const decided = ({ at, outcome }: Appended): void => {
    for (const { underlying, because } of outcome.decisions ?? []) {
      const trace = underlyings.get(underlying);
      if (trace === undefined || !('reason' in because)) continue;
      trace.delta.add(at, because.delta);
      trace.lower.add(at, because.lower);
      trace.upper.add(at, because.upper);
      const { delta, lower, upper } = because;
      trace.recent.add({ at, delta, lower, upper });
      bands.set(underlying, { lower, upper });
    }
  };

  const marked = (at: number, state: EngineState): void => {
    for (const [underlying, trace] of underlyings) {
      const anchor = state.decisions.watched[underlying]?.anchor;
      trace.price.add(at, state.ledger.marks?.index[underlying] ?? Number.NaN);
      trace.vol.add(at, state.ledger.marks?.vols[underlying] ?? Number.NaN);
      if (anchor === undefined || anchor === null) continue;
      trace.delta.add(at, anchor.delta);
      const band = bands.get(underlying);
      if (band !== undefined) trace.recent.add({ at, delta: anchor.delta, ...band });
    }
  };

  return {
    ...{ from, to, equity, drawdown, costs, underlyings, causes },
    take(appended, state) {
      const { at, body, outcome } = appended;
      const { attribution } = state.ledger;
      if (outcome.equity !== undefined) {
        peak = Math.max(peak, outcome.equity);
        equity.add(at, outcome.equity);
        drawdown.add(at, outcome.equity - peak);
      }
      for (const [cost, buckets] of Object.entries(costs))
        buckets.add(at, -attribution[cost as keyof typeof costs]);
      causes[partOf(span, CAUSE_PARTS, at)] = attribution;
      if (body.kind === 'account') filled(body.event, at, state);
      if (body.kind === 'decisionDue') decided(appended);
      if (body.kind === 'bar') marked(at, state);
    },
  };
}
