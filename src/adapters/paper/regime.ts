import type { Random } from '../../math/random.ts';
import type { SyntheticMarket } from './settings.ts';

/** Whether the whole market is quiet or not. */
export type Regime = 'calm' | 'stress';

/** Whether something that happens every `meanMs` on average, whenever it last did, does so within `ms`. */
export function occurs(ms: number, meanMs: number, random: Random): boolean {
  return random.next() < -Math.expm1(-ms / meanMs);
}

/** The regime `ms` later: times spent in each are exponential with their stated means. */
export function nextRegime(
  regime: Regime,
  ms: number,
  means: Pick<SyntheticMarket, 'calmMs' | 'stressMs'>,
  random: Random,
): Regime {
  const isOver = occurs(ms, regime === 'calm' ? means.calmMs : means.stressMs, random);
  return isOver === (regime === 'calm') ? 'stress' : 'calm';
}
