/** Instruments, terms and accounts for the tests of margin. */
import type { Instrument, Option } from '../../domain/instrument.ts';
import type { AccountTerms, ContractMargin } from '../../domain/margin.ts';
import { lots, millis } from '../../units/units.ts';
import type { Refused } from '../refused.ts';
import type { MarginAccount, MarginCash, MarginHolding } from './account.ts';

const COMMON = { venue: 'test', base: 'BTC', tick: 0.1, lot: 1 } as const;

/** Linear, a thousandth of a coin a lot. */
export const PERP: Instrument = {
  ...COMMON,
  ...{ kind: 'perp', id: 'BTCUSDT', quote: 'USDT', settle: 'USDT', multiplier: 0.001, inverse: false },
};
/** Inverse, ten dollars a lot. */
export const COIN_PERP: Instrument = {
  ...COMMON,
  ...{ kind: 'perp', id: 'BTC-PERPETUAL', quote: 'USD', settle: 'BTC', multiplier: 10, inverse: true },
};

/** A whole coin a lot, settled in quote units or coin. */
export function optionOf(type: Option['type'], strike: number, inverse = false): Option {
  const unit = inverse ? { quote: 'USD', settle: 'BTC' } : { quote: 'USDT', settle: 'USDT' };
  return {
    ...COMMON,
    ...unit,
    ...{
      kind: 'option',
      id: `BTC-${strike}-${type}`,
      multiplier: 1,
      inverse,
      type,
      strike,
      expiry: millis(0),
    },
  };
}

export const BRACKETS: ContractMargin = {
  tiers: [
    { fromNotional: 0, initial: 0.01, maintenance: 0.005 },
    { fromNotional: 1_000_000, initial: 0.02, maintenance: 0.01 },
    { fromNotional: 5_000_000, initial: 0.1, maintenance: 0.05 },
  ],
  leverage: 20,
};

export const STANDARD: AccountTerms = {
  ...{ model: { kind: 'standard' }, mode: 'cross' },
  contracts: { [PERP.id]: BRACKETS, [COIN_PERP.id]: BRACKETS },
};

/** A position at 100,000, unless `more` says otherwise. */
export function holdingOf(
  instrument: Instrument,
  count: number,
  more: Partial<MarginHolding> = {},
): MarginHolding {
  return { instrument, lots: lots(count), cost: 0, mark: 100_000, index: 100_000, rate: 1, ...more };
}

/** Money in the account's own unit. */
export function money(currency: string, amount: number): MarginCash {
  return { currency, amount, worth: 1 };
}

/** An account in `unit` with nothing accrued. */
export function accountOf(
  unit: string,
  holdings: readonly MarginHolding[],
  cash: readonly MarginCash[],
): MarginAccount {
  return { unit, holdings, cash, accrued: 0 };
}

/** What was not refused; throws what was. */
export function answered<T extends object>(answer: T | Refused): T {
  if ('remedy' in answer) throw new Error(JSON.stringify(answer));
  return answer as T;
}
