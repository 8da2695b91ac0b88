import { type Lotted, toLots } from '../optimiser/lots.ts';
import { optimise } from '../optimiser/optimiser.ts';
import type { Posed } from './pose.ts';

/**
 * The answer on the desk of `posed` in whole lots. Lots of options are coarse, and leave delta that was not planned
 * for: once they are fixed, the hedges, whose lots are fine, are found anew. Uses up the desk's boxes and its answer.
 */
export function inWholeLots({ desk, firstTool }: Posed): Lotted {
  const { programme, workspace, lots } = desk;
  const lotted = toLots(programme, workspace.trades, lots);
  const hedges = new Set(firstTool);
  let isRounded = false;
  for (const [i, trade] of lotted.trades.entries()) {
    if (hedges.has(i)) continue;
    if (trade !== workspace.trades[i]) isRounded = true;
    programme.lower[i] = trade;
    programme.upper[i] = trade;
  }
  if (!isRounded) return lotted;
  if (optimise(workspace, programme, 'warm').kind !== 'solved') return lotted;
  const again = toLots(programme, workspace.trades, lots);
  return again.broken === undefined ? again : lotted;
}
