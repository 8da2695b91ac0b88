/** Where a delta can be held: markets of healthy own accounts, the cheapest first, each as far as it stays healthy. */
import { type Currency, isMargined, lotDelta } from '../../domain/instrument.ts';
import { standingOf } from '../../pricing/margin/account.ts';
import { type Lots, lots } from '../../units/units.ts';
import { type AccountId, afterTrade, costOf, type Market } from './account.ts';
import { mostLots } from './amount.ts';
import { type Draft, isHealthy, redrafted } from './danger.ts';
import type { Means } from './moves.ts';

/** What may be opened where. */
export interface Piece {
  readonly account: AccountId;
  readonly market: Market;
  /** Signed. */
  readonly lots: Lots;
  /** Base units, signed: what is opened. */
  readonly delta: number;
  /** All-in, in the account's unit. */
  readonly cost: number;
}

/** Whether risk may be put on an account: it is known, can be reached, and nothing there asks for less of it. */
export type Accepts = (account: AccountId) => boolean;

/** Of a lot: what sums of floats may be off by. */
const ROUNDING = 1e-9;

function opened(means: Means, draft: Draft, market: Market, count: Lots): Draft | undefined {
  const { rule, vols } = means;
  const after = redrafted(rule, vols, draft, afterTrade(draft.account, market, count));
  if (after === undefined || !isHealthy(rule, after)) return undefined;
  const standing = standingOf(after.guarded.terms, after.account);
  return 'kind' in standing || standing.free < 0 ? undefined : after;
}

/**
 * Places `delta` base units (signed) of `base` on accounts other than `except`, as far as they can take it; their
 * drafts are those afterwards. No piece is larger than what is left of the delta.
 */
export function place(
  means: Means,
  base: Currency,
  delta: number,
  except: AccountId,
  accepts: Accepts,
): readonly Piece[] {
  const { drafts } = means;
  const found = [...drafts.values()]
    .filter(({ guarded }) => guarded.id !== except && accepts(guarded.id))
    .flatMap(({ guarded }) => guarded.markets.map((market) => ({ account: guarded.id, market })))
    .filter(({ market }) => isMargined(market.instrument) && market.instrument.base === base)
    .toSorted((one, other) => one.market.cost - other.market.cost);
  const pieces: Piece[] = [];
  let left = Math.abs(delta);
  const side = Math.sign(delta);
  for (const { account, market } of found) {
    const perLot = lotDelta(market.instrument, market.mark);
    const draft = drafts.get(account) as Draft;
    const count = mostLots(
      Math.floor(left / perLot + ROUNDING),
      (size) => opened(means, draft, market, lots(side * size)) !== undefined,
    );
    const signed = lots(side * count);
    const after = count < market.minLots ? undefined : opened(means, draft, market, signed);
    if (after === undefined) continue;
    drafts.set(account, after);
    left -= count * perLot;
    pieces.push({ account, market, lots: signed, delta: signed * perLot, cost: costOf(market, signed) });
  }
  return pieces;
}
