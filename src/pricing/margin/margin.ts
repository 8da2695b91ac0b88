/**
 * Margin as venues ask for it, of positions and of whole accounts: what an account has, what it must have, and how far
 * it is from being liquidated. `account.ts` is the way in. Written from the venues' published rules, apart from the
 * simulated exchange's, so that each checks the other. Here: margin of one position, in its settle units.
 */
import { type Instrument, type Option, sizeOf } from '../../domain/instrument.ts';
import type { AccountTerms, ContractMargin } from '../../domain/margin.ts';
import type { Lots } from '../../units/units.ts';

/** Settle units, 0 or more. */
export interface PositionMargin {
  readonly initial: number;
  readonly maintenance: number;
}

const NOTHING: PositionMargin = { initial: 0, maintenance: 0 };

/** What of an option's price a fee may be at most (Deribit, "Fees"). */
const FEE_CAP = 0.125;

/** A position at its prices: the mark in the instrument's unit, the index in its quote. */
export interface Priced {
  readonly instrument: Instrument;
  readonly lots: Lots;
  readonly mark: number;
  readonly index: number;
}

/**
 * Margin of `size` quote units by brackets, in quote units. The initial rate is that of the bracket that the whole is
 * in, or what the set leverage asks if that is more. Maintenance is paid on each bracket's part at its own rate, which
 * is what the venues' deductions come to (Binance, "Leverage and margin of USDⓈ-M futures"; Hyperliquid, "Margin
 * tiers"), so it has no steps. `isHalf`: by half of each bracket's initial rate, as Hyperliquid has it.
 */
function bracketMargin(size: number, { tiers, leverage }: ContractMargin, isHalf: boolean): PositionMargin {
  let rate = 1 / leverage;
  let maintenance = 0;
  for (let i = 0; i < tiers.length; i += 1) {
    const tier = tiers[i];
    if (tier === undefined || size < tier.fromNotional) break;
    rate = Math.max(1 / leverage, tier.initial);
    const part = Math.min(size, tiers[i + 1]?.fromNotional ?? Infinity) - tier.fromNotional;
    maintenance += part * (isHalf ? tier.initial / 2 : tier.maintenance);
  }
  return { initial: size * rate, maintenance };
}

/**
 * Deribit's standard margin of a short option (its "Standard margin"), per coin of the underlying and in coins: initial
 * max(0.15 − OTM/F, 0.1) + mark; maintenance of a call 0.075 + mark, of a put max(0.075, 0.075 · mark) + mark, below
 * which a put's initial margin never is. Options that settle in quote units are asked F times as much of those.
 */
function shortOptionMargin({ type, strike, inverse }: Option, mark: number, index: number): PositionMargin {
  const coins = inverse ? mark : mark / index;
  const distance = type === 'call' ? strike - index : index - strike;
  const opening = Math.max(0.15 - Math.max(0, distance) / index, 0.1) + coins;
  const unit = inverse ? 1 : index;
  if (type === 'call') return { initial: opening * unit, maintenance: (0.075 + coins) * unit };
  const keeping = Math.max(0.075, 0.075 * coins) + coins;
  return { initial: Math.max(opening, keeping) * unit, maintenance: keeping * unit };
}

/** What one settle unit's worth of margin is taken of: a position's notional, in settle units, without sign. */
export function settleNotional({ instrument, lots, mark, index }: Priced): number {
  const size = Math.abs(sizeOf(instrument, lots));
  if (instrument.kind === 'option') return size * (instrument.inverse ? 1 : index);
  return instrument.inverse ? size / mark : size * mark;
}

/** What liquidating the position costs at these terms, in settle units: nothing for what is not liquidated. */
export function closingFee({ liquidationFee }: AccountTerms, priced: Priced): number {
  const { instrument, lots, mark } = priced;
  if (liquidationFee === undefined || instrument.kind === 'spot' || instrument.kind === 'lp') return 0;
  const fee = liquidationFee * settleNotional(priced);
  if (instrument.kind !== 'option') return fee;
  return lots < 0 ? Math.min(fee, FEE_CAP * -sizeOf(instrument, lots) * mark) : 0;
}

/**
 * Margin of a position alone: of perps and futures by their brackets, of short options by Deribit's standard margin;
 * what is paid for in full wants none. Needs brackets for each contract: `refusal.ts` asks for them.
 */
export function positionMargin(terms: AccountTerms, priced: Priced): PositionMargin {
  const { instrument, lots, mark, index } = priced;
  if (lots === 0 || instrument.kind === 'spot' || instrument.kind === 'lp') return NOTHING;
  const fee = closingFee(terms, priced);
  if (instrument.kind === 'option') {
    if (lots > 0) return NOTHING;
    const { initial, maintenance } = shortOptionMargin(instrument, mark, index);
    const size = -sizeOf(instrument, lots);
    return { initial: size * initial, maintenance: size * maintenance + fee };
  }
  const contract = terms.contracts[instrument.id];
  if (contract === undefined) throw new Error(`${instrument.id} has no brackets`);
  const size = Math.abs(sizeOf(instrument, lots)) * (instrument.inverse ? 1 : mark);
  const { initial, maintenance } = bracketMargin(size, contract, terms.model.kind === 'hyperliquid');
  const perUnit = instrument.inverse ? 1 / mark : 1;
  return { initial: initial * perUnit, maintenance: maintenance * perUnit + fee };
}
