/**
 * What must hold in every world, whatever goes wrong in it. Checkers judge by what the venues truly did, by the
 * market as it truly was and by the journal on disk; none asks a stage of the engine for its opinion.
 */
import { createAsked } from './asked.ts';
import { createBarred } from './barred.ts';
import { createBooked } from './booked.ts';
import { createDoubted } from './doubted.ts';
import { createEnded } from './ended.ts';
import { createExplained } from './explained.ts';
import { createFinite } from './finite.ts';
import { createFlattened } from './flattened.ts';
import { createForeseen } from './foreseen.ts';
import { createFresh } from './fresh.ts';
import { createLimits } from './limits.ts';
import { createMoved } from './moved.ts';
import { createOvershoot } from './overshoot.ts';
import { createReleased } from './released.ts';
import { createTurnover } from './turnover.ts';
import type { Checker, Witness } from './witness.ts';

/** Those that watch from beginning to end; what is checked once at rest is in `ledger.ts` and `rest.ts`. */
export function createCheckers(witness: Witness, isFaithful: () => boolean): readonly Checker[] {
  return [
    createReleased(),
    createAsked(witness),
    createBooked(witness, isFaithful),
    createFresh(witness),
    createLimits(witness),
    createTurnover(witness),
    createOvershoot(witness),
    createEnded(witness),
    createExplained(witness),
    createFinite(witness),
    createFlattened(witness),
    createMoved(witness),
    createBarred(witness),
    createForeseen(witness),
    createDoubted(witness),
  ];
}
