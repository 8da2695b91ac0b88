/** How near an account is to liquidation, by its real margin, and whether an order brings it nearer. */
import { type Currency, isMargined } from '../../domain/instrument.ts';
import type { AccountTerms } from '../../domain/margin.ts';
import { type MarginAccount, standingOf } from '../../pricing/margin/account.ts';
import { stand } from '../../pricing/margin/stand.ts';
import type { Refused } from '../../pricing/refused.ts';
import { grossOf, underlyingsOf, wantsMargin } from './account.ts';

/** Where one underlying, or all together (`null`), begins liquidation: multiples of the prices of now. */
export interface Edge {
  readonly underlying: Currency | null;
  /** Null where no move that is looked at does. */
  readonly falling: number | null;
  readonly rising: number | null;
}

export interface Nearness {
  /** What margin is held against, less maintenance, in the account's unit; liquidation is due below 0. */
  readonly room: number;
  /** Notional of all that wants margin, in the account's unit. */
  readonly gross: number;
  readonly edges: readonly Edge[];
  /** The smallest relative move that begins liquidation; 0 where it is due, null where none that is looked at does. */
  readonly distance: number | null;
}

/** Farther than this nothing is protected against, so it is not looked at. */
const REACH = 0.75;
/**
 * Of contracts, equity less maintenance has one hump (gains run in lines, brackets only steepen), so that the end tells
 * whether there is a root on the way; short options are looked at on the way as well.
 */
const STRAIGHT = [REACH];
const BENT = [REACH / 5, (2 * REACH) / 5, (3 * REACH) / 5, (4 * REACH) / 5, REACH];
/** Of a distance: a thousandth of the smallest move that matters. */
const WITHIN = 1e-6;
const HAIR = 0.4 * WITHIN;
const TURNS = 60;

/** The first of `places` below which `f`, 0 or more at 0, is less: where it becomes so. Null where it is at none. */
function firstBelow(f: (x: number) => number, places: readonly number[], atZero: number): number | null {
  let [safe, fSafe] = [0, atZero];
  for (const place of places) {
    const value = f(place);
    if (value >= 0) {
      [safe, fSafe] = [place, value];
      continue;
    }
    let [due, fDue] = [place, value];
    for (let turn = 0; turn < TURNS && due - safe > WITHIN; turn += 1) {
      // By the chord, a hair to either side so that a straight line is done in two; every third time by half.
      const chord = safe + ((due - safe) * fSafe) / (fSafe - fDue) + (turn % 3 === 0 ? HAIR : -HAIR);
      const middle = turn % 3 === 2 || !(chord < due && chord > safe) ? (safe + due) / 2 : chord;
      const found = f(middle);
      if (found >= 0) [safe, fSafe] = [middle, found];
      else [due, fDue] = [middle, found];
    }
    return due;
  }
  return null;
}

/** How far prices may move one way, all of `moving` by as much, and vols with them, until liquidation begins. */
function reachOf(
  terms: AccountTerms,
  account: MarginAccount,
  moving: readonly Currency[],
  side: 1 | -1,
  volPerMove: number,
  room: number,
): number | null | Refused {
  let refusal: Refused | undefined;
  const surplus = (move: number): number => {
    const moves: Record<Currency, number> = {};
    for (const currency of moving) moves[currency] = 1 + side * move;
    const standing = stand(terms, account, { moves, vol: 1 + volPerMove * move });
    if (!('kind' in standing)) return standing.balance - standing.maintenance;
    refusal ??= standing;
    return Number.NaN;
  };
  const isBent =
    terms.model.kind === 'scenario' || account.holdings.some(({ instrument }) => !isMargined(instrument));
  const found = firstBelow(surplus, isBent ? BENT : STRAIGHT, room);
  return refusal ?? found;
}

function edgesOf(
  terms: AccountTerms,
  account: MarginAccount,
  volPerMove: number,
  room: number,
): readonly Edge[] | Refused {
  const underlyings = underlyingsOf(account);
  const groups: readonly (Currency | null)[] = underlyings.length > 1 ? [...underlyings, null] : underlyings;
  const edges: Edge[] = [];
  for (const underlying of groups) {
    const moving = underlying === null ? underlyings : [underlying];
    const down = reachOf(terms, account, moving, -1, volPerMove, room);
    if (down !== null && typeof down !== 'number') return down;
    const up = reachOf(terms, account, moving, 1, volPerMove, room);
    if (up !== null && typeof up !== 'number') return up;
    edges.push({
      underlying,
      falling: down === null ? null : 1 - down,
      rising: up === null ? null : 1 + up,
    });
  }
  return edges;
}

function distanceOf(edges: readonly Edge[]): number | null {
  let nearest = Infinity;
  for (const { falling, rising } of edges)
    nearest = Math.min(
      nearest,
      falling === null ? Infinity : 1 - falling,
      rising === null ? Infinity : rising - 1,
    );
  return nearest === Infinity ? null : Math.max(0, nearest);
}

/**
 * By moves of each underlying alone and of all together. `volPerMove`: by how much of themselves vols rise for a price
 * that moves by all of itself, since in a crash they do. Refuses what `standingOf` refuses.
 */
export function nearnessOf(
  terms: AccountTerms,
  account: MarginAccount,
  volPerMove: number,
): Nearness | Refused {
  const standing = standingOf(terms, account);
  if ('kind' in standing) return standing;
  const room = standing.balance - standing.maintenance;
  const gross = grossOf(account);
  if (room < 0) return { room, gross, edges: [], distance: 0 };
  if (!account.holdings.some(wantsMargin)) return { room, gross, edges: [], distance: null };
  const edges = edgesOf(terms, account, volPerMove, room);
  return 'kind' in edges ? edges : { room, gross, edges, distance: distanceOf(edges) };
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
