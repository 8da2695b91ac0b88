/** A floor's case at one decision, and the form of its answer. */
import type { AlsoTrade } from '../decide.ts';
import type { Asked, FloorMemory, Holding } from './account.ts';
import type { Cover } from './cover.ts';
import type { FloorTold } from './told.ts';
import { type Need, type Outlook, type Way, wholeLots } from './way.ts';

/** All that a floor is decided on. */
export interface FloorFacts extends Holding, Outlook {
  /** What a unit of the underlying's quote is worth in the reporting currency. */
  readonly worth: number;
  readonly volFrom: 'forecast' | 'mark, forecast not ready';
  /** Which of the floor's options is on its way; null where none is. */
  readonly onItsWay: string | null;
  /** What else is held of the underlying that is no straight claim on it; null where nothing is. */
  readonly bent: string | null;
}

/** What is wanted of the hedge instrument and of options, and why. */
export interface FloorDecision {
  /** Delta that the hedge is to have, and by how much that moves with the price. */
  readonly hedge: number;
  readonly gamma: number;
  readonly also: readonly AlsoTrade[];
  readonly memory: FloorMemory;
  readonly told: FloorTold;
}

export interface Case {
  readonly facts: FloorFacts;
  readonly memory: FloorMemory;
  readonly need: Need;
  readonly level: number;
  readonly cover: Cover;
}

export interface Verdict {
  readonly state: FloorTold['state'];
  readonly hedge: number;
  readonly gamma?: number;
  readonly also?: readonly AlsoTrade[];
  readonly way?: Way['kind'] | null;
  readonly ways?: readonly Way[];
  readonly notes?: readonly string[];
  readonly asked?: Asked | null;
}

/** The answer that `verdict` comes to. */
export function answer({ facts, memory, need, level, cover }: Case, verdict: Verdict): FloorDecision {
  const { state, hedge, gamma = 0, also = [], way = null, ways = [], notes = [], asked = null } = verdict;
  const { floor, since, account } = memory;
  const told = ways.map(({ legs: _, ...one }) => one);
  // Calls beyond what there is to deliver are bought back whatever else is done, unless something is on its way.
  const backs = facts.onItsWay === null ? boughtBack(cover, facts) : [];
  return {
    // Never a negative nothing, which JSON does not know.
    hedge: hedge + 0,
    gamma,
    also: [...backs, ...also],
    memory: { ...memory, way, asked },
    told: {
      ...{ state, since, until: floor.until, level, loss: need.loss, account },
      ...{ open: cover.open, perUnit: need.perUnit, way, ways: told },
      notes,
    },
  };
}

function boughtBack({ excess }: Cover, { options }: FloorFacts): readonly AlsoTrade[] {
  return excess.map(({ instrument, size }) => {
    const quoted = options.find((option) => option.instrument === instrument)?.quoted;
    return { instrument, trade: quoted == null ? size : wholeLots(size, quoted.lot, 'up') };
  });
}
