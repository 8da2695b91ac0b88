import type { Fault } from './faults.ts';

/**
 * What the drawing of worlds has learnt since the first: a seed names the world that its edition draws, so that one
 * which once failed can be run again as it was.
 */
export type Edition = 1 | 2 | 3 | 4 | 5 | 6;

export const EDITION: Edition = 6;

/** Faults that the first edition did not know. */
const SINCE_SECOND: ReadonlySet<Fault> = new Set([
  'clockJump',
  'journalFailure',
  'oldSnapshot',
  'rateLimit',
  'hourOutage',
  'gap',
  'unorderedTrade',
  'silentTrade',
]);

/** Those that only chains know, of which the fourth edition is the first. */
const SINCE_FOURTH: ReadonlySet<Fault> = new Set(['gasSpike', 'stuckTransaction', 'reorg']);

/** Those of money that moves between accounts, and of what it is worth meanwhile. */
const SINCE_FIFTH: ReadonlySet<Fault> = new Set([
  'slowTransfer',
  'refusedTransfer',
  'returnedTransfer',
  'stuckTransfer',
  'lostWord',
  'depeg',
]);

/** Those of venues that ask for margin. */
const SINCE_SIXTH: ReadonlySet<Fault> = new Set([
  'wrongMargin',
  'silentMargin',
  'untoldTiers',
  'deleverage',
  'fundingSign',
  'fundingInterval',
  'plunge',
]);

/** The first edition that knew `fault`. */
export function sinceOf(fault: Fault): Edition {
  if (SINCE_SIXTH.has(fault)) return 6;
  if (SINCE_FIFTH.has(fault)) return 5;
  return SINCE_FOURTH.has(fault) ? 4 : SINCE_SECOND.has(fault) ? 2 : 1;
}
