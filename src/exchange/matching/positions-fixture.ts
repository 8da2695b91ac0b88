import type { Atoms, Lots } from '../../units/units.ts';
import type { Accounts, AccountsHost } from '../account/accounts.ts';

/** Accounts that hold positions and nothing else: whoever asks may trade, and no money moves. */
export function positionsOnly(host: AccountsHost): Accounts {
  const held = new Map<string, number>();
  const key = (account: string, symbol: string): string => `${account} ${symbol}`;
  return {
    canPlace: () => undefined,
    applyExecution({ account, symbol, side, lots }) {
      const place = key(account, symbol);
      held.set(place, (held.get(place) ?? 0) + (side === 'buy' ? lots : -lots));
      const feeCurrency = host.listings.get(symbol)?.instrument.settle ?? '';
      return { fee: 0n as Atoms, feeCurrency, realised: 0n as Atoms };
    },
    positionLots: (account, symbol) => (held.get(key(account, symbol)) ?? 0) as Lots,
    positions: () => [],
    balances: () => [],
    setLeverage: () => undefined,
    deposit: () => undefined,
    payFunding: () => undefined,
    funding: () => [],
    settle: () => held.clear(),
    deleverage: () => undefined,
    watch: () => undefined,
    openInterest: () => 0,
  };
}
