import { later } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { duration } from './duration.ts';
import { isWrong, type Outcome, type Reader } from './reader.ts';

const EXAMPLE = '2026-12-25T08:00Z';
const DATE = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(Z)?)?$/;

/** `at` as a config would say it, to the minute where that is all there is. */
export function momentText(at: Millis): string {
  return new Date(at).toISOString().replace(/(:00)?\.000Z$/, 'Z');
}

function readDate(text: string, match: RegExpExecArray): Outcome<Millis> {
  const [, day = '', time, seconds = '', zone] = match;
  if (time === undefined)
    return { message: `is ${text}, which has no time of day`, remedy: `write ${day}T08:00Z` };
  if (zone === undefined)
    return { message: `is ${text}, which has no time zone`, remedy: `write ${text}Z: all times are UTC` };
  const at = Date.parse(text);
  // Date.parse turns 30 February into 2 March; what it means must be what was written.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(`${day}T${time}${seconds}`))
    return { message: `is ${text}, which is not in the calendar`, remedy: `write a date such as ${EXAMPLE}` };
  return { value: millis(at) };
}

/** A date alone. */
export const date: Reader<Millis> = {
  wanted: `a date, such as ${EXAMPLE}`,
  standIn: Number.NaN as Millis,
  read: (text) => {
    const match = DATE.exec(text);
    if (match !== null) return readDate(text, match);
    return { message: `is ${text}, which is no date`, remedy: `write ${date.wanted}` };
  },
};

/** A date, or a duration counted from `start` where a config states one. */
export function moment(start: Millis | undefined): Reader<Millis> {
  const wanted = start === undefined ? date.wanted : `${date.wanted}, or a time from the start, such as 7d`;
  return {
    wanted,
    standIn: date.standIn,
    read: (text) => {
      const ahead = duration().read(text);
      if (isWrong(ahead)) return date.read(text);
      if (start !== undefined) return { value: later(start, ahead.value) };
      return {
        message: `is ${text} from the start, and only the synthetic market has a start`,
        remedy: `write ${wanted}`,
      };
    },
  };
}
