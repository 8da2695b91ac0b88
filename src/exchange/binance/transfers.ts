import type { Atoms, Millis } from '../../units/units.ts';
import type { AccountId, Exchange } from '../exchange.ts';

export interface Transfer {
  readonly currency: string;
  readonly amount: Atoms;
  readonly at: Millis;
}

const REMEMBERED = 1_000;

/** Deposits and withdrawals, which the exchange tells of once and `income` lists. */
export class Transfers {
  readonly #of = new Map<AccountId, Transfer[]>();

  constructor(exchange: Exchange) {
    exchange.listen((event) => {
      if (event.kind !== 'transfer') return;
      const { account, currency, amount, at } = event;
      const transfers = this.#of.get(account) ?? [];
      transfers.push({ currency, amount, at });
      this.#of.set(account, transfers.slice(-REMEMBERED));
    });
  }

  of(account: AccountId): readonly Transfer[] {
    return this.#of.get(account) ?? [];
  }
}
