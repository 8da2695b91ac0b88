import type { ExchangeEvent } from './told.ts';

/**
 * Events wait until the request that caused them is over, so that who hears of one sees the exchange as it is after
 * all of it, and may make requests of its own: what these cause comes after.
 */
export class Events {
  readonly #listeners: ((event: ExchangeEvent) => void)[] = [];
  #waiting: ExchangeEvent[] = [];
  #isTelling = false;

  listen(listener: (event: ExchangeEvent) => void): void {
    this.#listeners.push(listener);
  }

  emit(event: ExchangeEvent): void {
    if (this.#listeners.length > 0) this.#waiting.push(event);
  }

  /** Tells all that waits, in order. What a listener throws is thrown; the events after it are told the next time. */
  flush(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    let told = 0;
    try {
      while (told < this.#waiting.length) {
        const event = this.#waiting[told];
        told += 1;
        if (event !== undefined) for (const listener of this.#listeners) listener(event);
      }
    } finally {
      this.#waiting = this.#waiting.slice(told);
      this.#isTelling = false;
    }
  }
}
