/** What one `take` of a ladder has filled: makers by the number that they rest under, in the order of their turn. */
export class LadderFills {
  count = 0;
  refs: Float64Array<ArrayBuffer> = new Float64Array(16);
  ticks: Int32Array<ArrayBuffer> = new Int32Array(16);
  lots: Float64Array<ArrayBuffer> = new Float64Array(16);

  add(ref: number, ticks: number, lots: number): void {
    if (this.count === this.refs.length) this.#grow();
    this.refs[this.count] = ref;
    this.ticks[this.count] = ticks;
    this.lots[this.count] = lots;
    this.count += 1;
  }

  #grow(): void {
    const { refs, ticks, lots } = this;
    this.refs = new Float64Array(2 * refs.length);
    this.ticks = new Int32Array(2 * ticks.length);
    this.lots = new Float64Array(2 * lots.length);
    this.refs.set(refs);
    this.ticks.set(ticks);
    this.lots.set(lots);
  }
}
