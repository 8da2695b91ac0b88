/** Delta and its band at one time. */
export interface Reading {
  readonly at: number;
  readonly delta: number;
  readonly lower: number;
  readonly upper: number;
}

/** The last so many readings: what curves over the whole time are too coarse to show. */
export interface Recent {
  add(reading: Reading): void;
  /** In the order in which they were added. */
  readings(): readonly Reading[];
}

export function createRecent(most: number): Recent {
  const kept: Reading[] = [];
  let next = 0;
  return {
    add(reading) {
      kept[next] = reading;
      next = (next + 1) % most;
    },
    readings: () => (kept.length < most ? [...kept] : [...kept.slice(next), ...kept.slice(0, next)]),
  };
}
