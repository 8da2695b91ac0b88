/** How near an account is to liquidation, by its real margin, and whether an order brings it nearer. */
import type { Currency } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { type MarginAccount, standingOf } from '../../pricing/margin/account.ts';
import { type LiquidationFactors, liquidationFactors } from '../../pricing/margin/liquidation.ts';
import type { Refused } from '../../pricing/refused.ts';
import { grossOf, underlyingsOf, wantsMargin } from './account.ts';

/** Where one underlying, or all together (`null`), begins liquidation: multiples of the prices of now. */
export interface Edge {
  readonly underlying: Currency | null;
  readonly falling: number | null;
  readonly rising: number | null;
}

export interface Nearness {
  /** What margin is held against, less maintenance, in the account's unit; liquidation is due below 0. */
  readonly room: number;
  /** Notional of all that wants margin, in the account's unit. */
  readonly gross: number;
  readonly edges: readonly Edge[];
  /** The smallest relative move that begins liquidation; 0 where it is due, null where none does. */
  readonly distance: number | null;
}

/** All underlyings of an account are taken to fall and rise together, in this many steps either way, as they do. */
const STEPS = 20;
const HALVINGS = 30;

function isDueAfter(
  terms: AccountTerms,
  account: MarginAccount,
  underlyings: readonly Currency[],
  factor: number,
): boolean {
  const moves = Object.fromEntries(underlyings.map((underlying) => [underlying, factor]));
  const standing = standingOf(terms, account, { moves });
  return 'kind' in standing || standing.balance < standing.maintenance;
}

/** The first factor from 1 towards `end` at which `isDue`; null where none of the steps is. */
function firstDue(isDue: (factor: number) => boolean, end: number): number | null {
  let before = 1;
  for (let i = 1; i <= STEPS; i += 1) {
    const next = 1 + ((end - 1) * i) / STEPS;
    if (!isDue(next)) {
      before = next;
      continue;
    }
    let [safe, due] = [before, next];
    for (let k = 0; k < HALVINGS; k += 1) {
      const middle = (safe + due) / 2;
      if (isDue(middle)) due = middle;
      else safe = middle;
    }
    return due;
  }
  return null;
}

function edgesOf(terms: AccountTerms, account: MarginAccount): readonly Edge[] | Refused {
  const underlyings = underlyingsOf(account);
  const edges: Edge[] = [];
  for (const underlying of underlyings) {
    const factors: LiquidationFactors | Refused = liquidationFactors(terms, account, underlying);
    if ('kind' in factors) return factors;
    edges.push({ underlying, falling: factors.falling, rising: factors.rising });
  }
  if (underlyings.length < 2) return edges;
  const isDue = (factor: number) => isDueAfter(terms, account, underlyings, factor);
  return [...edges, { underlying: null, falling: firstDue(isDue, 0.05), rising: firstDue(isDue, 2) }];
}

function distanceOf(edges: readonly Edge[]): number | null {
  let nearest: number | null = null;
  for (const { falling, rising } of edges) {
    for (const distance of [falling === null ? null : 1 - falling, rising === null ? null : rising - 1])
      if (distance !== null && (nearest === null || distance < nearest)) nearest = Math.max(0, distance);
  }
  return nearest;
}

/** Refuses what `standingOf` and `liquidationFactors` refuse. */
export function nearnessOf(terms: AccountTerms, account: MarginAccount): Nearness | Refused {
  const standing = standingOf(terms, account);
  if ('kind' in standing) return standing;
  const room = standing.balance - standing.maintenance;
  const gross = grossOf(account);
  if (!account.holdings.some(wantsMargin)) return { room, gross, edges: [], distance: room < 0 ? 0 : null };
  const edges = edgesOf(terms, account);
  if ('kind' in edges) return edges;
  return { room, gross, edges, distance: room < 0 ? 0 : distanceOf(edges) };
}

/**
 * Whether an order makes liquidation less near: by the account as it is and as it were after the order filled, its
 * cost paid. Where that is not known, whether it only reduces a margined position tells: what must get out must not
 * wait for a number that is missing. In a cross account closing one leg of two may bring liquidation nearer, which is
 * why `isReducing` alone does not count where the account is known.
 */
export function lowersLiquidationRisk(
  before: Nearness | Refused | null,
  after: Nearness | Refused | null,
  isReducing: boolean,
): boolean {
  if (before === null || after === null || 'kind' in before || 'kind' in after) return isReducing;
  // Where it is due already, a smaller position makes the same lack of room look like more of it.
  if (before.room < 0 || after.room < 0) return after.room > before.room && after.gross <= before.gross;
  return (after.distance ?? Infinity) > (before.distance ?? Infinity);
}
