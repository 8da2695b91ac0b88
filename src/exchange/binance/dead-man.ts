import type { AccountId, Exchange } from '../exchange.ts';

/** `countdownCancelAll`: an account's orders in a symbol are cancelled unless it calls again in time. */
export class DeadMan {
  readonly #exchange: Exchange;
  readonly #due = new Map<string, { readonly account: AccountId; readonly symbol: string; at: number }>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Starts the count from `now`, or ends it with 0. */
  arm(account: AccountId, symbol: string, countdownMs: number, now: number): void {
    const key = `${account} ${symbol}`;
    if (countdownMs === 0) this.#due.delete(key);
    else this.#due.set(key, { account, symbol, at: now + countdownMs });
  }

  tick(now: number): void {
    for (const [key, { account, symbol, at }] of this.#due) {
      if (at > now) continue;
      this.#due.delete(key);
      this.#exchange.cancelAll(account, symbol, 'dead-man');
    }
  }
}
