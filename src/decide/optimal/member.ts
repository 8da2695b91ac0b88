import type { Policy, Profile, Range } from '../../domain/config.ts';
import type { InstrumentId } from '../../domain/instrument.ts';
import type { Situation } from '../decide.ts';

export type Optimal = Extract<Policy, { kind: 'optimal' }>;

/** A profile whose policy is `optimal`. */
export type OptimalProfile = Profile & { readonly policy: Optimal };

/** Whether `profile` leaves its trades to the optimiser. */
export function isOptimal(profile: Profile): profile is OptimalProfile {
  return profile.policy.kind === 'optimal';
}

/** An instrument as the optimiser sees it. Of one base unit of the contract; money is the underlying's quote. */
export interface Tool {
  readonly instrument: InstrumentId;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  /** One way: fee and half the spread. */
  readonly cost: number;
  /** What ordering one unit takes of the turnover that is left, in the reporting currency. */
  readonly worth: number;
  /** Most that may be sold, as 0 or less, and bought, in base units of the contract: whole lots. */
  readonly lower: number;
  readonly upper: number;
  /** Base units in a lot. */
  readonly lot: number;
  /** Why nothing of it may be traded, where that is so: its bounds are then 0. */
  readonly leftOut: string | null;
}

/** One underlying that is hedged by the optimiser, with what may be traded for it. */
export interface Member {
  readonly profile: OptimalProfile;
  readonly situation: Situation;
  /** What a unit of the underlying's quote is worth in the reporting currency. */
  readonly rate: number;
  /** Net, counting what is in flight as filled. */
  readonly gamma: number;
  readonly vega: number;
  /** Null where the profile does not bound it. */
  readonly gammaBand: Range | null;
  readonly vegaBand: Range | null;
  readonly volOfVol: number;
  readonly hedge: Tool;
  readonly also: readonly Tool[];
}

/** Whether gamma and vega are weighed too: not where nothing bounds them and nothing could change them. */
export function isBent({ also, gammaBand, vegaBand }: Member): boolean {
  return also.length > 0 || gammaBand !== null || vegaBand !== null;
}
