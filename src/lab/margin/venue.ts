import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import type { AccountsHost, AccountTerms } from '../../exchange/account/accounts.ts';
import { type AccountState, createLedger, type Ledger } from '../../exchange/account/ledger.ts';
import { liquidate } from '../../exchange/account/liquidate.ts';
import type { ExchangeOrder, Ticket } from '../../exchange/exchange.ts';
import type { Listing } from '../../exchange/listing.ts';
import { toAtoms } from '../../units/rounding.ts';
import { lots, type Millis, millis } from '../../units/units.ts';

export const NOW: Millis = millis(Date.parse('2025-11-19T12:00:00Z'));
const OWN = 'own';
const HOUSE = 'house';

/** The simulated exchange's accounts alone, at prices that are set from outside, and books that nobody fills. */
export interface Venue {
  readonly host: AccountsHost;
  readonly ledger: Ledger;
  /** The account that is looked at. */
  readonly state: AccountState;
  readonly marks: Map<InstrumentId, number>;
  readonly indices: Map<Currency, number>;
  /** Books a fill at `ticks`; the house has the other side. Negative `count` sells. */
  trade(symbol: InstrumentId, count: number, ticks: number): void;
  rest(ticket: Ticket): void;
  /** Whether the exchange begins to liquidate what settles in `currency`, at the prices of now. Nothing is closed. */
  liquidates(currency: Currency): boolean;
}

function termsOf(id: string, isHouse: boolean, cash: Readonly<Record<Currency, number>>): AccountTerms {
  const entries = Object.entries(cash).map(([currency, amount]) => [currency, toAtoms(amount, 'nearest')]);
  return {
    ...{ id, key: id, secret: id, canTrade: true, canWithdraw: false, isHouse },
    deposits: Object.fromEntries(entries),
  };
}

/** A venue with an account that has this cash. */
export function createVenue(listed: readonly Listing[], cash: Readonly<Record<Currency, number>>): Venue {
  const marks = new Map<InstrumentId, number>();
  const indices = new Map<Currency, number>();
  const orders: ExchangeOrder[] = [];
  let begun = false;
  const known = <K>(prices: ReadonlyMap<K, number>, key: K): number => {
    const price = prices.get(key);
    if (price === undefined) throw new Error(`no price of ${String(key)}`);
    return price;
  };
  const host: AccountsHost = {
    now: NOW,
    listings: new Map(listed.map((listing) => [listing.instrument.id, listing])),
    accounts: [termsOf(OWN, false, cash), termsOf(HOUSE, true, {})],
    mark: (symbol) => known(marks, symbol),
    index: (currency) => known(indices, currency),
    openOrders: (account) => (account === OWN ? orders : []),
    best: () => null,
    liquidate: () => {
      begun = true;
      return [];
    },
    tradeOffBook: () => {
      begun = true;
    },
    cancelAll: () => [],
    emit: () => undefined,
  };
  const ledger = createLedger(host);
  const state = ledger.state(OWN);
  return {
    ...{ host, ledger, state, marks, indices },
    trade(symbol, count, ticks) {
      for (const [account, side] of [
        [OWN, count > 0 ? 'buy' : 'sell'],
        [HOUSE, count > 0 ? 'sell' : 'buy'],
      ] as const)
        ledger.trade({
          ...{ account, symbol, side, lots: lots(Math.abs(count)), ticks },
          ...{ isMaker: account === HOUSE, kind: 'trade' },
        });
    },
    rest(ticket) {
      orders.push({
        ...{ id: `E-${orders.length + 1}`, account: OWN, ticket, status: 'open', filled: lots(0) },
        ...{ filledTickLots: 0, at: NOW, changedAt: NOW },
      });
    },
    liquidates(currency) {
      begun = false;
      liquidate(host, ledger, state, currency);
      return begun;
    },
  };
}
