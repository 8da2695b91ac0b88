/** What may be traded in an account that is near liquidation: whatever brings it further away, and nothing else. */
import type { InstrumentId, VenueId } from '../../domain/instrument.ts';
import { type Lots, lots } from '../../units/units.ts';
import { afterTrade, type Guarded, type Market } from './account.ts';
import { lowersLiquidationRisk, nearnessOf } from './nearness.ts';
import { mayAddRisk, type Protection } from './protection.ts';
import { PROTECTION_RULE } from './stage.ts';

/** What is known of margin. */
export interface MarginKnown {
  readonly guarded: readonly Guarded[];
  /** Venues with an account of which nothing is known. */
  readonly unknown: readonly VenueId[];
  readonly watches: Protection['accounts'];
}

/** An account, and what may be traded in it. */
interface Traded {
  readonly account: Guarded;
  readonly market: Market;
}

export function tradedIn({ guarded }: Pick<MarginKnown, 'guarded'>, id: InstrumentId): Traded | undefined {
  for (const account of guarded) {
    const market = account.markets.find(({ instrument }) => instrument.id === id);
    if (market !== undefined) return { account, market };
  }
  return undefined;
}

function beforeAndAfter({ account, market }: Traded, count: number) {
  const { volPerMove } = PROTECTION_RULE;
  const traded = afterTrade(account.account, market, lots(count));
  return {
    before: nearnessOf(account.terms, account.account, volPerMove),
    after: nearnessOf(account.terms, traded, volPerMove),
  };
}

/**
 * Whether `count` lots (signed) bring the account further from liquidation. Where it is not known, whether they only
 * reduce a position tells.
 */
export function lowersRisk(traded: Traded | undefined, count: number, isReducing: boolean): boolean {
  if (traded === undefined) return isReducing;
  const { before, after } = beforeAndAfter(traded, count);
  return lowersLiquidationRisk(before, after, isReducing);
}

/**
 * Whether `count` lots may be traded in an account that no risk may be added to: what brings it further from
 * liquidation, and what makes a position smaller without bringing it nearer. Where it is not known, whether they only
 * reduce tells.
 */
export function passesBar(traded: Traded | undefined, count: number, isReducing: boolean): boolean {
  if (traded === undefined) return isReducing;
  const { before, after } = beforeAndAfter(traded, count);
  if (lowersLiquidationRisk(before, after, isReducing)) return true;
  if (!isReducing || 'kind' in before || 'kind' in after) return false;
  return (after.distance ?? Infinity) >= (before.distance ?? Infinity) && after.room >= 0;
}

/** Why no risk may be added where `id` is traded at `venue`; null where it may. */
export function barOf(margin: MarginKnown, id: InstrumentId, venue: VenueId): string | null {
  const traded = tradedIn(margin, id);
  if (traded === undefined)
    return margin.unknown.includes(venue) ? `the margin of ${venue} is not known` : null;
  const { id: account } = traded.account;
  if (mayAddRisk({ accounts: margin.watches }, account)) return null;
  const watch = margin.watches[account];
  return `${account} may take no new risk: ${watch?.ladder.stage ?? 'not known'}`;
}

/** `margin` after `count` lots of `id` are traded. */
export function withTraded(margin: MarginKnown, id: InstrumentId, count: Lots): MarginKnown {
  const traded = tradedIn(margin, id);
  if (traded === undefined) return margin;
  const { account, market } = traded;
  const after = { ...account, account: afterTrade(account.account, market, count) };
  return { ...margin, guarded: margin.guarded.map((each) => (each === account ? after : each)) };
}
