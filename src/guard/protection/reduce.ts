/**
 * The cheapest orders that bring an account back: at each turn what costs least for the distance that it gains. None
 * is planned that brings liquidation nearer, as closing one leg of two may.
 */
import { type Lots, lots } from '../../units/units.ts';
import { afterTrade, costOf, type Market, wantsMargin } from './account.ts';
import type { OrderAction } from './action.ts';
import { leastLots } from './amount.ts';
import { type Draft, redrafted, type Vols } from './danger.ts';
import { lowersLiquidationRisk } from './nearness.ts';
import type { ProtectionRule } from './stage.ts';

/** What is tried of a position, in shares, where even closing all of it is not enough. */
const SHARES = [1, 0.75, 0.5, 0.25];
/** What candidates are compared by. */
const PROBE = 0.25;

/** A position that may be closed, and the market to do it in. */
export interface Candidate {
  readonly market: Market;
  readonly held: Lots;
}

export interface Ordered {
  readonly orders: readonly OrderAction[];
  readonly draft: Draft;
}

/** What of `draft` may be closed: what wants margin and can be traded. */
function closable(draft: Draft): readonly Candidate[] {
  const { markets } = draft.guarded;
  return draft.account.holdings.filter(wantsMargin).flatMap(({ instrument, lots: held }) => {
    const market = markets.find((each) => each.instrument.id === instrument.id);
    return market === undefined ? [] : [{ market, held }];
  });
}

/** `draft` after `count` lots of a position are closed; undefined where its margin is not known then. */
function closed(
  rule: ProtectionRule,
  vols: Vols,
  draft: Draft,
  { market, held }: Candidate,
  count: number,
): Draft | undefined {
  const traded = afterTrade(draft.account, market, lots(-Math.sign(held) * count));
  return redrafted(rule, vols, draft, traded);
}

/** A part of `held` that may be ordered: all of it where what would be left is less than the smallest order. */
function orderable({ market, held }: Candidate, count: number): number {
  const size = Math.abs(held);
  const wanted = Math.max(market.minLots, Math.min(size, Math.ceil(count)));
  return Math.min(wanted, size);
}

/** Distance gained, or room where liquidation is due; what takes away all danger gains most. */
function gainOf(before: Draft, after: Draft): number {
  const [from, to] = [before.danger.distance ?? Infinity, after.danger.distance ?? Infinity];
  if (from === 0 && to === 0) return (after.nearness?.room ?? 0) - (before.nearness?.room ?? 0);
  return to === Infinity ? 1 : to - from;
}

/** Cost of a unit of distance by closing a quarter; null where that brings liquidation no less near. */
function priceOf(rule: ProtectionRule, vols: Vols, draft: Draft, candidate: Candidate): number | null {
  const count = orderable(candidate, PROBE * Math.abs(candidate.held));
  const after = closed(rule, vols, draft, candidate, count);
  if (after === undefined || !lowersLiquidationRisk(draft.nearness, after.nearness, true)) return null;
  const gain = gainOf(draft, after);
  return gain > 0 ? costOf(candidate.market, lots(count)) / gain : null;
}

/** How much of the position to close: the least that does, or what gains most where nothing does. */
export function countOf(
  rule: ProtectionRule,
  vols: Vols,
  draft: Draft,
  candidate: Candidate,
  isEnough: (draft: Draft) => boolean,
): number {
  const size = Math.abs(candidate.held);
  const after = (count: number) => closed(rule, vols, draft, candidate, count);
  const least = leastLots(size, (count) => {
    const found = after(count);
    return found !== undefined && isEnough(found);
  });
  if (least !== null) return orderable(candidate, least);
  let [best, most] = [0, 0];
  for (const share of SHARES) {
    const count = orderable(candidate, share * size);
    const found = after(count);
    const gain = found === undefined ? 0 : gainOf(draft, found);
    if (gain > most) [best, most] = [count, gain];
  }
  return best;
}

/** The position that is cheapest to be made safer by, and how. */
export function cheapest(
  rule: ProtectionRule,
  vols: Vols,
  draft: Draft,
  isOffered: (market: Market) => boolean = () => true,
): Candidate | null {
  let [found, least]: [Candidate | null, number] = [null, Infinity];
  for (const candidate of closable(draft)) {
    if (!isOffered(candidate.market)) continue;
    const price = priceOf(rule, vols, draft, candidate);
    if (price !== null && price < least) [found, least] = [candidate, price];
  }
  return found;
}

function reducing(draft: Draft, { market, held }: Candidate, count: number, because: string): OrderAction {
  return {
    ...{ kind: 'order', account: draft.guarded.id, instrument: market.instrument.id },
    ...{ lots: lots(-Math.sign(held) * count), reduceOnly: true, pair: null, because },
  };
}

/** Orders that reduce `target` until it `isEnough`, or as far as orders help. */
export function planReduction(
  rule: ProtectionRule,
  vols: Vols,
  target: Draft,
  isEnough: (draft: Draft) => boolean,
): Ordered {
  const orders: OrderAction[] = [];
  let draft = target;
  for (let turn = 0; turn < 2 * target.account.holdings.length && !isEnough(draft); turn += 1) {
    const candidate = cheapest(rule, vols, draft);
    if (candidate === null) break;
    const count = countOf(rule, vols, draft, candidate, isEnough);
    const after = count === 0 ? undefined : closed(rule, vols, draft, candidate, count);
    if (after === undefined || !lowersLiquidationRisk(draft.nearness, after.nearness, true)) break;
    const { distance } = after.danger;
    const to = distance === null ? 'any move' : `${(100 * distance).toFixed(1)} %`;
    const cost = costOf(candidate.market, lots(count)).toPrecision(3);
    orders.push(reducing(draft, candidate, count, `cheapest way to ${to} from liquidation, at ${cost}`));
    draft = after;
  }
  return { orders, draft };
}

/**
 * Without a margin of our own to plan by: of every position the share that leaves what the venue says is left as the
 * wanted distance of what is still held.
 */
export function planBlindReduction(rule: ProtectionRule, draft: Draft): readonly OrderAction[] {
  const { distance, least } = draft.danger;
  if (distance === null) return [];
  const part = 1 - Math.min(1, distance / (rule.wanted.byOrders * least));
  return closable(draft)
    .filter(() => part > 0)
    .map((candidate) =>
      reducing(
        draft,
        candidate,
        orderable(candidate, part * Math.abs(candidate.held)),
        `own margin is not known: ${(100 * part).toFixed(0)} % of everything, by what the venue says is left`,
      ),
    );
}

/** Everything that wants margin is closed, what makes the account safer first. */
export function planFlatten(rule: ProtectionRule, vols: Vols, target: Draft): Ordered {
  const orders: OrderAction[] = [];
  let draft = target;
  for (let left = closable(draft); left.length > 0; left = closable(draft)) {
    const candidate = cheapest(rule, vols, draft) ?? (left[0] as Candidate);
    const count = Math.abs(candidate.held);
    orders.push(reducing(draft, candidate, count, 'the account is flattened'));
    const after = closed(rule, vols, draft, candidate, count);
    const traded = afterTrade(draft.account, candidate.market, lots(-candidate.held));
    draft = after ?? { ...draft, account: traded };
  }
  return { orders, draft };
}
