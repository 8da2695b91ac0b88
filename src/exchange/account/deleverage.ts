import type { InstrumentId } from '../../domain/instrument.ts';
import { roundInteger } from '../../units/rounding.ts';
import { type Lots, lots } from '../../units/units.ts';
import type { AccountId } from '../exchange.ts';
import type { AccountsHost } from './accounts.ts';
import { healthOf } from './health.ts';
import type { AccountState, Ledger } from './ledger.ts';
import { scoreOf } from './views.ts';

/** Who holds `symbol` on the side other than `held`, first to be deleveraged first; the house comes last. */
function queue(
  host: AccountsHost,
  ledger: Ledger,
  symbol: InstrumentId,
  held: Lots,
): readonly AccountState[] {
  const settle = host.listings.get(symbol)?.instrument.settle ?? '';
  const found: { state: AccountState; score: number }[] = [];
  for (const state of ledger.states.values()) {
    const theirs = ledger.held(state.terms.id, symbol);
    if (theirs === 0 || theirs > 0 === held > 0) continue;
    const { holdings, equity } = healthOf(host, state, settle, new Map());
    const holding = holdings.find(({ listing }) => listing.instrument.id === symbol);
    const score = state.terms.isHouse || holding === undefined ? -Infinity : scoreOf(holding, equity);
    found.push({ state, score });
  }
  return found.sort((a, b) => b.score - a.score).map(({ state }) => state);
}

/**
 * Closes up to `count` lots of an account's position at `price` against holders of the other side, in the order of
 * their queue, without the book. The price is rounded in favour of the account that is closed. What was closed.
 */
export function deleverage(
  host: AccountsHost,
  ledger: Ledger,
  account: AccountId,
  symbol: InstrumentId,
  count: Lots,
  price: number,
): Lots {
  const held = ledger.held(account, symbol);
  const tick = host.listings.get(symbol)?.instrument.tick ?? 1;
  const ticks = Math.max(1, roundInteger(price / tick, held > 0 ? 'up' : 'down'));
  const wanted = Math.min(count, Math.abs(held));
  let left = wanted;
  for (const other of queue(host, ledger, symbol, held)) {
    const theirs = Math.abs(ledger.held(other.terms.id, symbol));
    const taken = lots(Math.min(left, theirs));
    if (taken === 0) continue;
    const [buyer, seller] = held > 0 ? [other.terms.id, account] : [account, other.terms.id];
    host.tradeOffBook({ symbol, buyer, seller, lots: taken, ticks, kind: 'adl' });
    left -= taken;
  }
  return lots(wanted - left);
}
