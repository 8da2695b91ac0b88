/** What margin says of a trade: what it costs, how much of it there is collateral for, and whether it may be at all. */
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginKnown } from '../../guard/protection/barrier.ts';
import { barOf, lowersRisk, tradedIn } from '../../guard/protection/barrier.ts';
import { standingOf } from '../../pricing/margin/account.ts';
import { marginalMargin } from '../../pricing/margin/netting.ts';
import { roundInteger } from '../../units/rounding.ts';
import { lots } from '../../units/units.ts';
import type { Marks } from '../../value/marks.ts';

export interface MarginRoom {
  /** Initial margin that the trade takes up, as a share of its notional: 0 where it takes up none. */
  readonly rate: number;
  /** Most lots, without sign, that there is free collateral for. */
  readonly lots: number;
  /** Why only what makes a position smaller may be traded; null where all may. */
  readonly bar: string | null;
}

const FREE: MarginRoom = { rate: 0, lots: Number.MAX_SAFE_INTEGER, bar: null };

/** `wanted` lots (signed) of `instrument`, one of which is worth `lotWorth` in the reporting currency. */
export function marginRoomOf(
  margin: MarginKnown,
  instrument: Instrument,
  wanted: number,
  lotWorth: number,
  { rates }: Pick<Marks, 'rates'>,
): MarginRoom {
  const bar = barOf(margin, instrument.id, instrument.venue);
  const traded = tradedIn(margin, instrument.id);
  if (traded === undefined || wanted === 0) return { ...FREE, bar };
  const {
    account: { terms, account },
    market,
  } = traded;
  const count = Math.sign(wanted) * Math.ceil(Math.abs(wanted));
  const added = marginalMargin(terms, account, { ...market, lots: lots(count) });
  const standing = standingOf(terms, account);
  if (typeof added !== 'number' || 'kind' in standing) return { ...FREE, bar };
  const perLot = added / Math.abs(count);
  const isBarred = bar !== null && !lowersRisk(traded, count, false);
  return {
    rate: perLot > 0 ? (perLot * (rates[account.unit] ?? 0)) / lotWorth : 0,
    lots:
      perLot > 0 ? Math.max(0, roundInteger(Math.min(standing.free / perLot, FREE.lots), 'down')) : FREE.lots,
    bar: isBarred ? bar : null,
  };
}
