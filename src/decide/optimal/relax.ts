import type { Desk } from './desk.ts';

/** Of the way there, so that the edge is not the one point that trades can reach. */
const SHORT_OF = 0.98;

/** The least and the most that exposure `j` can be brought to by trades within their boxes. */
function reachOf({ programme }: Desk, j: number): readonly [least: number, most: number] {
  const { exposures, effects, lower, upper } = programme;
  const k = exposures.length;
  let [least, most] = [exposures[j] as number, exposures[j] as number];
  for (let i = 0; i < lower.length; i++) {
    const effect = effects[i * k + j] as number;
    if (effect === 0) continue;
    const [down, up] = [effect * (lower[i] as number), effect * (upper[i] as number)];
    least += Math.min(down, up);
    most += Math.max(down, up);
  }
  return [least, most];
}

/**
 * Moves the edges of bands that a single decision has no room to reach to where it can get, so that the next ones go
 * on from there, and says so by `names`. A band that nothing can be done about stays where it is: the programme is
 * then infeasible, and names it.
 */
export function relax(desk: Desk, names: readonly string[]): readonly string[] {
  const { exposures, bandLower, bandUpper } = desk.programme;
  const notes: string[] = [];
  for (const [j, name] of names.entries()) {
    const now = exposures[j] as number;
    const [least, most] = reachOf(desk, j);
    const isLow = most < (bandLower[j] as number) && most > now;
    const isHigh = least > (bandUpper[j] as number) && least < now;
    if (!isLow && !isHigh) continue;
    const end = isLow ? most : least;
    (isLow ? bandLower : bandUpper)[j] = now + SHORT_OF * (end - now);
    notes.push(`room for one order brings ${name} no further than ${end}`);
  }
  return notes;
}
