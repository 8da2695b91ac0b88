import type { Millis } from '../../units/units.ts';
import type { Way, WayKind } from './way.ts';

/** What a decision says of a floor. Money is in the underlying's quote. */
export interface FloorTold {
  readonly state: /** Options stand under all that is held. */
    | 'held by options'
    /** Options are ordered, or on their way. */
    | 'buying options'
    | 'replicated'
    /** Nothing known or quoted holds it, so that all exposure is hedged away. */
    | 'hedged in full'
    /** The loss was larger than allowed before anything could be done. All exposure is hedged away. */
    | 'broken'
    | 'over'
    /** Not for a book like this one. */
    | 'not possible';
  readonly since: Millis;
  readonly until: Millis;
  /** What holding and floor together are not to fall below, and how much less than the reference that is. */
  readonly level: number;
  readonly loss: number;
  /** What the floor's own dealings have brought so far. */
  readonly account: number;
  /** Base units that no option stands under, and what each must be worth at the least. */
  readonly open: number;
  readonly perUnit: number;
  readonly way: WayKind | null;
  /** What was compared, each with its cost from now on. */
  readonly ways: readonly Omit<Way, 'legs'>[];
  /** Why other ways were not, and what else is to be known. */
  readonly notes: readonly string[];
}
