import { DAY } from '../../units/time.ts';
import { type Fields, jsonOf, rowsOf, timeOf } from '../../wire/fields.ts';

/** Exchanges answer for a week at a time, or less. */
const PERIOD_MS = 6 * DAY;
/** There is no use for pages without end. */
const MOST_PAGES = 1_000;

/**
 * Reads a list from `start` to `end`, in the exchange's time, whose answers are pages or periods of it, oldest first.
 * `ask` is for rows from a time on; `take` is given each row once, and answers whether that is enough.
 */
export async function readSince(
  start: number,
  end: number,
  ask: (from: number) => Promise<unknown>,
  take: (row: Fields) => Promise<boolean> | boolean,
): Promise<void> {
  const seen = new Set<string>();
  let from = start;
  for (let i = 0; i < MOST_PAGES; i += 1) {
    let latest = -Infinity;
    for (const row of rowsOf(await ask(from))) {
      // What stands in no answer twice is what the exchange itself said.
      const said = jsonOf(row.info ?? row);
      if (seen.has(said)) continue;
      seen.add(said);
      latest = Math.max(latest, timeOf(row.timestamp) ?? from);
      if (await take(row)) return;
    }
    if (latest > -Infinity) from = Math.max(from, latest);
    else if (from + PERIOD_MS < end) from += PERIOD_MS;
    else return;
  }
}
