/**
 * What changes hands when a contract ends at a settlement price: the one place where a payoff becomes ledger
 * integers. European options are exercised by the venue where they pay something, and at the strike they are
 * not.
 */
import {
  type Currency,
  type Future,
  type Option,
  payoff,
  settleValue,
  sizeOf,
} from '../../domain/instrument.ts';
import { toAtoms } from '../../units/rounding.ts';
import type { Atoms, Lots } from '../../units/units.ts';
import { refusedField } from '../field-rules.ts';
import { type Refused, refused } from '../refused.ts';

/** A cash settlement of `paid` (negative is owed) in `currency`. */
interface CashSettlement {
  readonly kind: 'cash';
  readonly exercised: boolean;
  /** In the option's own price unit: quote currency per base unit, or coins per coin where it is inverse. */
  readonly price: number;
  readonly paid: Atoms;
  readonly currency: Currency;
}

/** A delivery of the base against the strike; both are received where positive. */
interface Delivery {
  readonly kind: 'delivery';
  readonly exercised: boolean;
  readonly base: Atoms;
  readonly quote: Atoms;
}

function refusedPrice(settlementPrice: number): Refused | undefined {
  return refusedField([['settlementPrice', settlementPrice, 'positive']]);
}

/** `amount` in atoms, rounded as the book rounds what it books; refused where it is beyond a float64. */
function booked(amount: number): Atoms | Refused {
  return Number.isFinite(amount * 1e8)
    ? toAtoms(amount, 'nearest')
    : refused('count', amount, 'a count whose amounts fit in a float64');
}

/**
 * Pays `count` lots of an option in cash at `settlementPrice`, quote currency per base unit and above 0: the
 * payoff where the option is linear, the payoff over the price, in coins, where it is inverse. `price` is
 * what `applySettlement` books a settlement at.
 */
export function settleInCash(option: Option, count: Lots, settlementPrice: number): CashSettlement | Refused {
  const bad = refusedPrice(settlementPrice);
  if (bad !== undefined) return bad;
  const gain = payoff(option, settlementPrice);
  const price = option.inverse ? gain / settlementPrice : gain;
  const paid = booked(settleValue(option, count, price));
  if (typeof paid === 'object') return paid;
  return { kind: 'cash', exercised: gain > 0, price, paid, currency: option.settle };
}

/**
 * Delivers `count` lots of an option whose venue settles in kind: a call exercised brings the base for the
 * strike, a put takes it, and the short side mirrors both. Worth the payoff at `settlementPrice` to an atom.
 */
export function settleByDelivery(option: Option, count: Lots, settlementPrice: number): Delivery | Refused {
  const bad = refusedPrice(settlementPrice);
  if (bad !== undefined) return bad;
  const exercised = payoff(option, settlementPrice) > 0;
  const size = exercised ? (option.type === 'call' ? 1 : -1) * sizeOf(option, count) : 0;
  const base = booked(size);
  if (typeof base === 'object') return base;
  const quote = booked(-size * option.strike);
  if (typeof quote === 'object') return quote;
  return { kind: 'delivery', exercised, base, quote };
}

/**
 * What a dated future of `count` lots that cost `cost` pays at `settlementPrice`, in its settlement currency:
 * q·(P − P₀) where linear, N·(1/P₀ − 1/P) coins where inverse.
 */
export function settleFuture(
  future: Future,
  count: Lots,
  cost: Atoms,
  settlementPrice: number,
): CashSettlement | Refused {
  const bad = refusedPrice(settlementPrice);
  if (bad !== undefined) return bad;
  // Rounded before the cost is taken off, as the book does when it trades the position away.
  const worth = booked(settleValue(future, count, settlementPrice));
  if (typeof worth === 'object') return worth;
  const paid = (worth - cost) as Atoms;
  return { kind: 'cash', exercised: true, price: settlementPrice, paid, currency: future.settle };
}
