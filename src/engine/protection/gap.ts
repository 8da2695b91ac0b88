/**
 * By how much a venue's word on an account differs from ours, taken when the report comes: both are then of one time,
 * and what the price does afterwards is no difference. A price that moves while the report is on its way looks like
 * one, so of two reports the smaller counts.
 */

import type { VenueMargin } from '../../domain/margin.ts';
import { standingOf } from '../../pricing/margin/account.ts';
import type { Account } from '../../value/accounts/accounts.ts';
import type { EngineState } from '../state.ts';
import { accountsIn } from './accounts.ts';
import { toldIn } from './told.ts';

/** What the venue has more of than we, in the account's unit. */
interface Gap {
  readonly equity: number;
  readonly maintenance: number;
}

/** Of the last two reports, the newest first. */
export type Gaps = readonly [Gap] | readonly [Gap, Gap];

function gapOf({ terms, account }: Account, told: VenueMargin | undefined): Gap | undefined {
  const own = standingOf(terms, account);
  if (told === undefined || 'kind' in own) return undefined;
  return { equity: told.equity - own.equity, maintenance: told.maintenance - own.maintenance };
}

/** The gaps of every account of `venue` after its report, from `before`. */
export function gapsAfter(
  state: EngineState,
  venue: string,
  before: Readonly<Record<string, Gaps>>,
): Readonly<Record<string, Gaps>> {
  const { marks } = state.ledger;
  if (marks === null) return before;
  const after: Record<string, Gaps> = { ...before };
  for (const account of accountsIn(state, marks, {})) {
    if (account.venue !== venue || 'unknown' in account) continue;
    const gap = gapOf(account, toldIn(state, account) ?? undefined);
    const last = before[account.id]?.[0];
    if (gap !== undefined) after[account.id] = last === undefined ? [gap] : [gap, last];
  }
  return after;
}

function smaller(one: number, other: number): number {
  return Math.abs(one) <= Math.abs(other) ? one : other;
}

/** The gap that both of the last reports told; none before there are two. */
export function lastingGap(gaps: Gaps | undefined): Gap {
  const [newest, older] = gaps ?? [];
  if (newest === undefined || older === undefined) return { equity: 0, maintenance: 0 };
  return {
    equity: smaller(newest.equity, older.equity),
    maintenance: smaller(newest.maintenance, older.maintenance),
  };
}
