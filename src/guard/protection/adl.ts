/**
 * Auto-deleveraging takes the winning side of a hedge away in the crash that it is for. Where a position stands high
 * in its venue's queue, it is planned ahead where it would be opened again; once it was taken, that is done.
 */
import { type InstrumentId, isMargined, lotDelta } from '../../domain/instrument.ts';
import type { Lots } from '../../units/units.ts';
import type { AccountId } from './account.ts';
import type { OrderAction } from './action.ts';
import type { Draft } from './danger.ts';
import type { Means } from './moves.ts';
import { type Accepts, type Piece, place } from './place.ts';

/** Where a position would be opened again, the cheapest first. Plain data. */
export interface Rehedge {
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  readonly rank: number;
  readonly pieces: readonly {
    readonly account: AccountId;
    readonly instrument: InstrumentId;
    readonly lots: Lots;
  }[];
  /** Base units, signed: what would be lost, and what of it no other account can take. */
  readonly delta: number;
  readonly lacking: number;
  readonly because: string;
}

function lackingOf(delta: number, pieces: readonly Piece[]): number {
  return pieces.reduce((left, piece) => left - piece.delta, delta);
}

/** Means whose drafts can be planned on without changing those that are acted on. */
function apart(means: Means): Means {
  return { ...means, drafts: new Map(means.drafts) };
}

/** Plans for every position of `draft` that stands at the rule's rank or above. */
export function planRehedges(
  means: Means,
  { guarded, account }: Draft,
  accepts: Accepts,
): readonly Rehedge[] {
  const ahead = apart(means);
  return account.holdings.flatMap(({ instrument, lots: held, mark }): readonly Rehedge[] => {
    const rank = guarded.adl[instrument.id] ?? 0;
    if (!isMargined(instrument) || !(rank >= means.rule.adlRank)) return [];
    const delta = held * lotDelta(instrument, mark);
    const pieces = place(ahead, instrument.base, delta, guarded.id, accepts);
    const lacking = lackingOf(delta, pieces);
    const where = pieces.map(
      (piece) => `${piece.lots} lots of ${piece.market.instrument.id} on ${piece.account}`,
    );
    const because =
      `rank ${rank} of 4 in ${guarded.venue}’s queue: ${instrument.id} may be taken away; it would be opened again ` +
      `${where.length === 0 ? 'nowhere, since no other account can take it' : `as ${where.join(', ')}`}`;
    return [
      {
        ...{ account: guarded.id, instrument: instrument.id, rank, delta, lacking, because },
        pieces: pieces.map((piece) => ({
          ...{ account: piece.account, instrument: piece.market.instrument.id, lots: piece.lots },
        })),
      },
    ];
  });
}

/** A position of which a venue has taken some away. */
export interface Deleveraged {
  readonly account: AccountId;
  readonly instrument: InstrumentId;
  /** What was held of it and is no more, signed. */
  readonly lots: Lots;
}

/** Orders that open elsewhere what was taken, and the base units that nobody can take. */
export function reopen(
  means: Means,
  taken: Deleveraged,
  accepts: Accepts,
): { readonly orders: readonly OrderAction[]; readonly lacking: number | null } {
  const from = means.drafts.get(taken.account)?.guarded;
  const market = from?.markets.find(({ instrument }) => instrument.id === taken.instrument);
  if (market === undefined) return { orders: [], lacking: null };
  const delta = taken.lots * lotDelta(market.instrument, market.mark);
  const pieces = place(means, market.instrument.base, delta, taken.account, accepts);
  const because = `${taken.lots} lots of ${taken.instrument} on ${taken.account} were deleveraged: opened again here`;
  const orders = pieces.map(
    (piece): OrderAction => ({
      ...{ kind: 'order', account: piece.account, instrument: piece.market.instrument.id, lots: piece.lots },
      ...{ reduceOnly: false, pair: null, because },
    }),
  );
  return { orders, lacking: lackingOf(delta, pieces) };
}
