/**
 * Makes alerts of alarms: one for each matter until it stands otherwise or is over. What was raised is part of the
 * engine's state, so a restart raises nothing again and a replay raises the same.
 */
import type { Alarm } from '../domain/alarm.ts';

/** How each matter that was raised and is not over stood when it was, by key. */
export type Raised = Readonly<Record<string, string>>;

export interface Deduplicated {
  readonly raised: Raised;
  /** Those that are news. */
  readonly fresh: readonly Alarm[];
}

/** What of `alarms` is news to somebody who knows what was `raised`. */
export function dedupe(raised: Raised, alarms: readonly Alarm[]): Deduplicated {
  const known = new Map(Object.entries(raised));
  let isSame = true;
  const fresh = alarms.filter(({ key, state }) => {
    if (state === undefined) return true;
    if (state === null ? !known.delete(key) : known.get(key) === state) return false;
    if (state !== null) known.set(key, state);
    isSame = false;
    return true;
  });
  return { raised: isSame ? raised : Object.fromEntries(known), fresh };
}
