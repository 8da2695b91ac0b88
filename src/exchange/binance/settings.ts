import type { AccountId, Exchange } from '../exchange.ts';

/** Binance's own for a symbol that nobody has set. */
const DEFAULT_LEVERAGE = 20;

/** What an account has chosen for itself; Binance keeps it across sessions. */
export interface Settings {
  /** Long and short held apart ("hedge mode"). It can be switched to, and nothing can be ordered in it here. */
  isDual: boolean;
  readonly leverages: Map<string, number>;
}

export function createSettings(): (account: AccountId) => Settings {
  const known = new Map<AccountId, Settings>();
  return (account) => {
    const settings = known.get(account) ?? { isDual: false, leverages: new Map() };
    known.set(account, settings);
    return settings;
  };
}

/** The leverage in force: a position's own, else what the account has set, else the default. */
export function leverageOf(
  exchange: Exchange,
  settings: Settings,
  account: AccountId,
  symbol: string,
): number {
  const position = exchange.positions(account).find((one) => one.symbol === symbol && one.lots !== 0);
  return settings.leverages.get(symbol) ?? position?.leverage ?? DEFAULT_LEVERAGE;
}
