import type { Random } from '../../math/random.ts';
import { later } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import type { PaperModels } from './settings.ts';

/** When what leaves one end at `at` reaches the other. */
export type Path = (at: Millis) => Millis;

/**
 * One direction of a connection. Jitter delays but nothing overtakes, as on a socket; a simulation that wants
 * other orders shuffles on top of this.
 */
export function createPath(latency: PaperModels['latency'], random: Random): Path {
  let last: Millis | undefined;
  return (at) => {
    const alone = later(at, latency.ms + latency.jitterMs * random.next());
    last = last === undefined || alone > last ? alone : last;
    return last;
  };
}
