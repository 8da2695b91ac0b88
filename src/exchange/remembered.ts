import { DAY } from '../units/time.ts';
import type { Millis } from '../units/units.ts';

/** How long what is over can be asked for. */
export const REMEMBERED_MS: number = 7 * DAY;
export const REMEMBERED_COUNT = 100_000;

/** The last things of a kind, oldest first: those of a week, and no more than a count of them. */
export class Remembered<T> {
  readonly #most: number;
  readonly #forget: (item: T) => void;
  #items: T[] = [];
  #times: Millis[] = [];
  /** What is before this is forgotten, and taken out of the arrays when it is half of them. */
  #first = 0;

  /** `forget` is told what is remembered no longer. */
  constructor(most: number, forget: (item: T) => void = () => undefined) {
    this.#most = most;
    this.#forget = forget;
  }

  /** Times never go back. */
  add(item: T, at: Millis): void {
    this.#items.push(item);
    this.#times.push(at);
    while (
      this.#items.length - this.#first > this.#most ||
      (this.#times[this.#first] ?? at) < at - REMEMBERED_MS
    ) {
      this.#forget(this.#items[this.#first] as T);
      this.#first += 1;
    }
    if (2 * this.#first <= this.#items.length) return;
    this.#items = this.#items.slice(this.#first);
    this.#times = this.#times.slice(this.#first);
    this.#first = 0;
  }

  all(): T[] {
    return this.#items.slice(this.#first);
  }
}
