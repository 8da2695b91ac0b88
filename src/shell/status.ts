/** What a running engine says of itself: for the control socket, and whoever asks it. */

import { type CarryStatus, carryStatuses } from '../engine/carry/status.ts';
import type { Conductor } from '../engine/conductor.ts';
import { type AccountStatus, accountStatuses } from '../engine/protection/status.ts';
import type { EngineState } from '../engine/state.ts';
import { liveOrders } from '../execute/order.ts';
import { underWay } from '../execute/transfer.ts';
import type { Ladder } from '../guard/breakers/ladder.ts';
import { fromAtoms } from '../units/rounding.ts';

export interface Status {
  readonly book: string;
  readonly at: number;
  readonly standing: { readonly mode: EngineState['standing']['mode']; readonly why: string };
  /** What a flatten still waits for, and what it leaves; null where there is none. */
  readonly flatten: Pick<NonNullable<EngineState['flatten']>, 'since' | 'open' | 'left'> | null;
  readonly underlyings: readonly {
    readonly underlying: string;
    readonly price: number | null;
    /** In base units, with what is in flight; null before the first valuation. */
    readonly delta: number | null;
    readonly positions: Readonly<Record<string, number>>;
  }[];
  readonly orders: readonly {
    readonly id: string;
    readonly venue: string;
    readonly instrument: string;
    readonly lots: number;
    readonly filled: number;
    readonly limit: number;
    readonly state: string;
  }[];
  readonly accounts: readonly AccountStatus[];
  readonly carry: readonly CarryStatus[];
  /** Money of ours that is between accounts, or is to be: what is overdue is not to be counted on. */
  readonly transfers: readonly {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly currency: string;
    readonly amount: number;
    readonly by: 'treasury' | 'hand';
    readonly state: string;
  }[];
  /** Venues that have yet to report, and in what others differ from the book. */
  readonly awaiting: readonly string[];
  readonly differences: Readonly<Record<string, string>>;
  /** What was alerted of and is not over. */
  readonly alerts: Readonly<Record<string, string>>;
  /** Their level, since when and what asked for it; null where the config has none. */
  readonly breakers: Pick<Ladder, 'level' | 'since' | 'because'> | null;
  readonly journal: { readonly id: string; readonly entries: number; readonly head: string };
}

function breakersOf({ level, since, because }: Ladder): Status['breakers'] {
  return { level, since, because };
}

function underlyingsOf({ book, instruments, decisions, config }: EngineState): Status['underlyings'] {
  const named = Object.values(book.positions).map(({ instrument }) => instruments[instrument]?.base ?? '?');
  const all = new Set([...config.profiles.map(({ underlying }) => underlying), ...named]);
  return [...all].sort().map((underlying) => {
    const anchor = decisions.watched[underlying]?.anchor ?? null;
    const held = Object.values(book.positions).filter(
      ({ instrument }) => (instruments[instrument]?.base ?? '?') === underlying,
    );
    const positions = Object.fromEntries(held.map(({ instrument, lots }) => [instrument, lots]));
    return { underlying, price: anchor?.price ?? null, delta: anchor?.delta ?? null, positions };
  });
}

/** What an operator is told of an engine. */
export function statusOf({ state, head }: Pick<Conductor, 'state' | 'head'>): Status {
  const { standing, flatten, config, reconciliation, orders, journal, seq, at, watch } = state;
  const differing = Object.entries(reconciliation.differences).map(([venue, { text }]) => [venue, text]);
  return {
    ...{ book: config.name, at, standing: { mode: standing.mode, why: standing.why } },
    flatten: flatten === undefined ? null : { since: flatten.since, open: flatten.open, left: flatten.left },
    underlyings: underlyingsOf(state),
    orders: liveOrders(orders).map(({ request, state: now, filled }) => {
      const { id, venue, instrument, lots, limit } = request;
      return { id, venue, instrument, lots, filled, limit, state: now };
    }),
    accounts: accountStatuses(state),
    carry: carryStatuses(state),
    transfers: underWay(state.transfers).map(({ request, by, stage, isOverdue }) => {
      const { id, from, to, currency, amount } = request;
      const now = isOverdue ? `${stage}, overdue` : stage;
      return { id, from, to, currency, amount: fromAtoms(amount), by, state: now };
    }),
    awaiting: reconciliation.awaiting,
    differences: Object.fromEntries(differing),
    alerts: state.raised ?? {},
    breakers: watch === undefined ? null : breakersOf(watch.breakers.ladder),
    journal: { id: journal, entries: seq + 1, head },
  };
}
