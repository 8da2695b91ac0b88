import type { EntryBody } from '../domain/entry.ts';
import { type Currency, lotDelta } from '../domain/instrument.ts';
import type { AccountEvent, ClosedReason, OrderId } from '../domain/order.ts';
import type { Appended } from '../engine/scribe.ts';
import type { EngineState } from '../engine/state.ts';
import type { Millis } from '../units/units.ts';

export interface Alarm {
  readonly at: Millis;
  readonly text: string;
}

/** What a run's entries amount to. */
export interface Tally {
  take(appended: Appended, state: EngineState): void;
  /** Entries by kind. */
  readonly events: Readonly<Partial<Record<EntryBody['kind'], number>>>;
  readonly orders: {
    readonly sent: number;
    readonly fills: number;
    /** How orders ended. */
    readonly ended: Readonly<Partial<Record<ClosedReason, number>>>;
  };
  /** Decisions that a limit, or a price in doubt, kept from being carried out. */
  readonly refused: number;
  readonly held: Readonly<Record<string, number>>;
  /** Share of bar time that ended with delta outside the band of the last decision; null without a band. */
  outsideBand(): number | null;
  /** Orders that were filled, be it in part. */
  hedges(): number;
  readonly alarms: { readonly count: number; readonly first: readonly Alarm[] };
}

interface Edges {
  readonly lower: number;
  readonly upper: number;
}

const NAMED = 10;
/** An order is filled bit by bit at once, and not after so many others. */
const REMEMBERED = 1_000;

function increase<K extends string>(counts: Partial<Record<K, number>>, key: K): void {
  counts[key] = ((counts[key] as number | undefined) ?? 0) + 1;
}

/** How many of the underlyings with a band are outside it, by more than the one lot that cannot be traded. */
function outsideOf(state: EngineState, bands: ReadonlyMap<Currency, Edges>): number {
  let outside = 0;
  for (const [underlying, { lower, upper }] of bands) {
    const anchor = state.decisions.watched[underlying]?.anchor;
    const hedge = state.instruments[state.profiles[underlying]?.hedge ?? ''];
    if (anchor === undefined || anchor === null || hedge === undefined) continue;
    const lot = lotDelta(hedge, anchor.price);
    if (anchor.delta > upper + lot || anchor.delta < lower - lot) outside += 1;
  }
  return outside;
}

export function createTally(): Tally {
  const events: Partial<Record<EntryBody['kind'], number>> = {};
  const ended: Partial<Record<ClosedReason, number>> = {};
  const held: Record<string, number> = {};
  const bands = new Map<Currency, Edges>();
  const orders = { sent: 0, fills: 0, ended };
  const filled = new Set<OrderId>();
  let hedges = 0;
  const first: Alarm[] = [];
  const alarms = { count: 0, first };
  const time = { all: 0, outside: 0 };
  let refused = 0;

  const decided = ({ outcome }: Appended): void => {
    orders.sent += outcome.commands?.length ?? 0;
    if (outcome.refused !== undefined) refused += 1;
    for (const { kind, underlying, because } of outcome.decisions ?? []) {
      if ('reason' in because) bands.set(underlying, because);
      else if (kind === 'hold') increase(held, because.kind);
    }
  };

  const told = (event: AccountEvent): void => {
    if (event.kind === 'closed') increase(ended, event.reason);
    if (event.kind !== 'fill') return;
    orders.fills += 1;
    if (filled.has(event.order)) return;
    hedges += 1;
    filled.add(event.order);
    const [oldest] = filled;
    if (filled.size > REMEMBERED && oldest !== undefined) filled.delete(oldest);
  };

  return {
    events,
    orders,
    held,
    alarms,
    get refused() {
      return refused;
    },
    hedges: () => hedges,
    outsideBand: () => (time.all === 0 ? null : time.outside / time.all),
    take(appended, state) {
      const { at, body, outcome } = appended;
      increase(events, body.kind);
      alarms.count += outcome.alarms?.length ?? 0;
      for (const { text } of outcome.alarms ?? []) if (first.length < NAMED) first.push({ at, text });
      if (body.kind === 'bar') {
        time.all += bands.size * body.intervalMs;
        time.outside += outsideOf(state, bands) * body.intervalMs;
      } else if (body.kind === 'decisionDue') decided(appended);
      else if (body.kind === 'account') told(body.event);
    },
  };
}
