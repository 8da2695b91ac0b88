import type { AccountId, Exchange } from '../exchange.ts';

/** What a user stream says, less when it is sent. */
export type UserEvent = Readonly<Record<string, unknown>> & { readonly e: string };

/** Takes what an account's stream says, as the object that it is sent as. */
export type UserListener = (event: object) => void;

/** Who listens to which account. */
export class UserFeed {
  readonly #exchange: Exchange;
  readonly #listeners = new Map<AccountId, Set<UserListener>>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** The answer ends it. */
  listen(account: AccountId, listener: UserListener): () => void {
    const listeners = this.#listeners.get(account) ?? new Set();
    this.#listeners.set(account, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  isHeard(account: AccountId): boolean {
    return (this.#listeners.get(account)?.size ?? 0) > 0;
  }

  tell(account: AccountId, event: UserEvent): void {
    const listeners = this.#listeners.get(account);
    if (listeners === undefined || listeners.size === 0) return;
    const { e, ...rest } = event;
    const told = { e, E: this.#exchange.now, ...rest };
    for (const listener of [...listeners]) listener(told);
  }
}
