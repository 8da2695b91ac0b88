/** Lots of one instrument held, and in flight by side (both without sign): orders whose end is not yet known. */
export interface InstrumentExposure {
  readonly position: number;
  readonly buys: number;
  readonly sells: number;
}

/**
 * Largest position, without sign, that `adding` lots more could lead to in their own direction, in whatever
 * order things fill. The other direction is none of their doing.
 */
export function worstLots(exposure: InstrumentExposure, adding: number): number {
  const { position, buys, sells } = exposure;
  return adding > 0 ? Math.max(0, position + buys + adding) : Math.max(0, sells - position - adding);
}

/** Whether `adding` lots can only make the position smaller, whatever else in flight fills. */
export function reducesOnly(exposure: InstrumentExposure, adding: number): boolean {
  const { position, buys, sells } = exposure;
  if (adding < 0) return position - sells + adding >= 0;
  return position + buys + adding <= 0;
}

/**
 * Most lots that may be added in the direction of `sign` before the worst position exceeds `most`. What brings the
 * position nearer to zero is never too much.
 */
export function roomLots(exposure: InstrumentExposure, sign: number, most: number): number {
  const { position, buys, sells } = exposure;
  return Math.max(0, Math.floor(sign > 0 ? most - (position + buys) : most + (position - sells)));
}

/** Most lots in the direction of `sign` that can only make the position smaller. */
export function reducibleLots(exposure: InstrumentExposure, sign: number): number {
  const { position, buys, sells } = exposure;
  return Math.max(0, sign > 0 ? -(position + buys) : position - sells);
}
