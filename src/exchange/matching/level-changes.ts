import type { LevelChange } from '../told.ts';

/** Sizes of levels carry their side: above 0 a bid, below 0 an ask, 0 nothing. */
type SignedLots = number;

/** Which levels one request has touched, and what they held before it. */
export class LevelChanges {
  #request = 1;
  /** By level: the request that touched it last. */
  #touched = new Int32Array(0);
  #count = 0;
  #ticks = new Int32Array(16);
  #before = new Float64Array(16);

  isTouched(level: number): boolean {
    return this.#touched[level] === this.#request;
  }

  /** Notes what a level that is not yet touched holds. */
  touch(level: number, ticks: number, before: SignedLots): void {
    if (level >= this.#touched.length) {
      const grown = new Int32Array(2 * (level + 1));
      grown.set(this.#touched);
      this.#touched = grown;
    }
    this.#touched[level] = this.#request;
    if (this.#count === this.#ticks.length) this.#grow();
    this.#ticks[this.#count] = ticks;
    this.#before[this.#count] = before;
    this.#count += 1;
  }

  /** What is different now, in the order in which it was first touched. A level that changed sides is two changes. */
  against(lotsNow: (ticks: number) => SignedLots): LevelChange[] {
    const found: LevelChange[] = [];
    for (let i = 0; i < this.#count; i += 1) {
      const ticks = this.#ticks[i] ?? 0;
      const before = this.#before[i] ?? 0;
      const now = lotsNow(ticks);
      if (before === now) continue;
      const isOther = before > 0 ? now <= 0 : now >= 0;
      if (before !== 0 && isOther)
        found.push({ side: before > 0 ? 'buy' : 'sell', ticks, lots: 0, isNew: false });
      if (now !== 0)
        found.push({
          side: now > 0 ? 'buy' : 'sell',
          ticks,
          lots: Math.abs(now),
          isNew: before === 0 || isOther,
        });
    }
    return found;
  }

  /** Ends the request. */
  forget(): void {
    this.#count = 0;
    this.#request = (this.#request + 1) | 0;
  }

  #grow(): void {
    const [ticks, before] = [this.#ticks, this.#before];
    this.#ticks = new Int32Array(2 * ticks.length);
    this.#before = new Float64Array(2 * before.length);
    this.#ticks.set(ticks);
    this.#before.set(before);
  }
}
