import type { Random } from '../../math/random.ts';
import type { AccountId } from '../exchange.ts';

/** A key that is not renewed for so long is gone. */
const LIFE_MS = 3_600_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const KEY_LENGTH = 64;

/** Letters and digits drawn at random: listen keys, and the ids of orders whose client gave none. */
export function drawText(random: Random, length: number): string {
  return Array.from({ length }, () => LETTERS[random.int(LETTERS.length)]).join('');
}

interface Life {
  readonly account: AccountId;
  endsAt: number;
}

/** The keys that user streams are opened with: one per account, an hour's life, renewed by asking. */
export class ListenKeys {
  readonly #random: Random;
  readonly #lives = new Map<string, Life>();

  constructor(random: Random) {
    this.#random = random;
  }

  #keyOf(account: AccountId): string | undefined {
    for (const [key, life] of this.#lives) if (life.account === account) return key;
    return undefined;
  }

  /** The account's key, new or with its life renewed. */
  open(account: AccountId, now: number): string {
    const key = this.#keyOf(account) ?? drawText(this.#random, KEY_LENGTH);
    this.#lives.set(key, { account, endsAt: now + LIFE_MS });
    return key;
  }

  /** Renews it; undefined: the account has none. */
  renew(account: AccountId, now: number): string | undefined {
    return this.#keyOf(account) === undefined ? undefined : this.open(account, now);
  }

  /** Ends it; the key that was. */
  close(account: AccountId): string | undefined {
    const key = this.#keyOf(account);
    if (key !== undefined) this.#lives.delete(key);
    return key;
  }

  accountOf(key: string): AccountId | undefined {
    return this.#lives.get(key)?.account;
  }

  /** Ends those whose life is over. */
  expire(now: number): readonly { readonly key: string; readonly account: AccountId }[] {
    const gone = [...this.#lives].filter(([, { endsAt }]) => endsAt <= now);
    for (const [key] of gone) this.#lives.delete(key);
    return gone.map(([key, { account }]) => ({ key, account }));
  }
}
