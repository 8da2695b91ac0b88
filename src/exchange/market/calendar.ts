import { DAY, HOUR } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEK = 7 * DAY;
/** The epoch was a Thursday: contracts expire on Fridays at 08:00 UTC. */
const FIRST_EXPIRY = DAY + 8 * HOUR;

/** An expiry as Deribit writes it in a name: 5DEC25. */
export function expiryCode(at: Millis): string {
  const date = new Date(at);
  return `${date.getUTCDate()}${MONTHS[date.getUTCMonth()]}${String(date.getUTCFullYear()).slice(2)}`;
}

function isLastOfMonth(at: number): boolean {
  return new Date(at).getUTCMonth() !== new Date(at + WEEK).getUTCMonth();
}

/**
 * The Fridays at 08:00 UTC on which contracts that trade at `now` expire: the next `weeks`, and the last of
 * each month until there are `months` of those. In order; none twice; the first at least a day off, so that a
 * contract is not born into its own settlement.
 */
export function expiries(now: Millis, weeks: number, months: number): readonly Millis[] {
  const found: Millis[] = [];
  let [week, month] = [0, 0];
  const start = Math.ceil((now + DAY - FIRST_EXPIRY) / WEEK) * WEEK + FIRST_EXPIRY;
  for (let at = start; week < weeks || month < months; at += WEEK) {
    const ends = isLastOfMonth(at);
    if (week < weeks || ends) found.push(millis(at));
    week += 1;
    if (ends) month += 1;
  }
  return found;
}
