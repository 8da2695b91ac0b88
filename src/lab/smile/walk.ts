/** Through the chains in time: each snapshot ends moves, then teaches, then starts moves hedged by what it taught. */
import { HOUR } from '../../units/time.ts';
import type { Chains } from './chain-file.ts';
import {
  type Deltas,
  hedgerOf,
  type Known,
  learnedFrom,
  type Move,
  NOTHING_KNOWN,
  type SmileSettings,
} from './learner.ts';
import { type Quote, type Start, snapshotsOf } from './snapshots.ts';

/** An option that was not seen for longer is started anew. */
const LONGEST = 12.5 * HOUR;

export interface Watch {
  /** Moves that ended at a snapshot, all of them hedged before it. */
  readonly onMoves: (at: number, moves: readonly Move[]) => void;
  readonly onProgress?: (share: number) => void;
}

interface Open {
  readonly start: Start;
  readonly deltas: Deltas;
}

function movesInto(quotes: readonly Quote[], open: ReadonlyMap<number, Open>): readonly Move[] {
  const moves: Move[] = [];
  for (const { contract, at, spot, price } of quotes) {
    const begun = open.get(contract);
    if (begun === undefined || at - begun.start.at > LONGEST) continue;
    const { start } = begun;
    moves.push({ ...begun, spotChange: spot - start.spot, priceChange: price - start.price });
  }
  return moves;
}

/** Walks through `chains` once and answers what is known at the end. */
export function walk(chains: Chains, settings: SmileSettings, { onMoves, onProgress }: Watch): Known {
  const open = new Map<number, Open>();
  let known = NOTHING_KNOWN;
  let rows = 0;
  for (const snapshot of snapshotsOf(chains)) {
    const { at, quotes } = snapshot;
    const moves = movesInto(quotes, open);
    onMoves(at, moves);
    known = learnedFrom(known, at, moves, settings);
    const hedge = hedgerOf(known, settings);
    for (const [i, start] of snapshot.starts().entries()) {
      const { contract } = quotes[i] as Quote;
      if (start === undefined) open.delete(contract);
      else open.set(contract, { start, deltas: hedge(start) });
    }
    rows += quotes.length;
    onProgress?.(rows / chains.at.length);
  }
  return known;
}
