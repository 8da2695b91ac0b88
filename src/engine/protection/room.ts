/** What margin says of a trade: what it costs, how much of it there is collateral for, and whether it may be at all. */
import type { Instrument } from '../../domain/instrument.ts';
import type { MarginKnown } from '../../guard/protection/barrier.ts';
import { barOf, lowersRisk, tradedIn } from '../../guard/protection/barrier.ts';
import { standingOf } from '../../pricing/margin/account.ts';
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
  const claim = { ...market, lots: lots(wanted), price: market.mark };
  const before = standingOf(terms, account);
  const after = standingOf(terms, { ...account, orders: [...(account.orders ?? []), claim] });
  if ('kind' in before || 'kind' in after) return { ...FREE, bar };
  const perLot = (after.initial - before.initial) / Math.abs(wanted);
  const isBarred = bar !== null && !lowersRisk(traded, wanted, false);
  return {
    rate: perLot > 0 ? (perLot * (rates[account.unit] ?? 0)) / lotWorth : 0,
    lots:
      perLot > 0 ? Math.max(0, roundInteger(Math.min(before.free / perLot, FREE.lots), 'down')) : FREE.lots,
    bar: isBarred ? bar : null,
  };
}
