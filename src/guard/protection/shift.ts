/** Part of a hedge from a weak account to healthier ones: as much delta is opened there as is closed here. */
import { isMargined, lotDelta } from '../../domain/instrument.ts';
import { lots } from '../../units/units.ts';
import { afterTrade, costOf } from './account.ts';
import type { OrderAction } from './action.ts';
import { type Draft, redrafted } from './danger.ts';
import type { Means } from './moves.ts';
import { lowersLiquidationRisk } from './nearness.ts';
import { type Accepts, type Piece, place } from './place.ts';
import { type Candidate, cheapest, countOf, type Ordered } from './reduce.ts';

/** Orders of one piece: what opens leaves first, so that the hedge is never less than it was. */
function ordersOf(target: Draft, candidate: Candidate, piece: Piece, count: number): readonly OrderAction[] {
  const { id } = target.guarded;
  const { market, held } = candidate;
  const size = lots(-Math.sign(held) * count);
  const pair = `${id}/${market.instrument.id}→${piece.account}/${piece.market.instrument.id}`;
  const cost = (piece.cost + costOf(market, size)).toPrecision(3);
  const coins = Math.abs(piece.delta).toPrecision(4);
  const because = `${coins} ${market.instrument.base} to a healthier account, at ${cost} in all`;
  return [
    {
      ...{ kind: 'order', account: piece.account, instrument: piece.market.instrument.id },
      ...{ lots: piece.lots, reduceOnly: false, pair, because },
    },
    {
      kind: 'order',
      account: id,
      instrument: market.instrument.id,
      lots: size,
      reduceOnly: true,
      pair,
      because,
    },
  ];
}

/** Shifts that bring `target` back until it `isEnough`, as far as other accounts can take what it gives up. */
export function planShift(
  means: Means,
  target: Draft,
  accepts: Accepts,
  isEnough: (draft: Draft) => boolean,
): Ordered {
  const { rule, vols } = means;
  const orders: OrderAction[] = [];
  let draft = target;
  for (let turn = 0; turn < target.account.holdings.length && !isEnough(draft); turn += 1) {
    const candidate = cheapest(rule, vols, draft, ({ instrument }) => isMargined(instrument));
    if (candidate === null) break;
    const { market, held } = candidate;
    const perLot = lotDelta(market.instrument, market.mark);
    const count = countOf(rule, vols, draft, candidate, isEnough);
    const delta = Math.sign(held) * count * perLot;
    const pieces = place(means, market.instrument.base, delta, target.guarded.id, accepts);
    let left = count;
    for (const piece of pieces) {
      // Never more is closed than was opened, so that rounding leaves no part of the book unhedged.
      const part = Math.min(left, Math.floor(Math.abs(piece.delta) / perLot + 1e-9));
      if (part < 1) continue;
      const traded = afterTrade(draft.account, market, lots(-Math.sign(held) * part));
      const after = redrafted(rule, vols, draft, traded);
      if (after === undefined || !lowersLiquidationRisk(draft.nearness, after.nearness, true)) break;
      orders.push(...ordersOf(draft, candidate, piece, part));
      draft = after;
      left -= part;
    }
    if (left === count) break;
  }
  return { orders, draft };
}
