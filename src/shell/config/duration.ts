import { DAY, HOUR, MINUTE, SECOND } from '../../units/time.ts';
import { type Bounds, outOfBounds, type Reader, splitNumber } from './reader.ts';

/** Largest first. */
const UNITS: readonly (readonly [string, number])[] = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
  ['ms', 1],
];

const WANTED = 'a duration, such as 500ms, 30s, 5m, 8h or 7d';

/** `ms` as a config would say it: the largest unit that is whole. */
export function durationText(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms !== 0 && ms % size === 0) ?? ['s', SECOND];
  return `${ms / size}${unit}`;
}

/** The unit that "min", "Hours" or "sec" was meant to be. */
function meant(unit: string): string | undefined {
  if (/^(ms|milli)/i.test(unit)) return 'ms';
  return /^[dhms]/i.exec(unit)?.[0].toLowerCase();
}

/** A length of time, in milliseconds. A bare 0 needs no unit. */
export function duration(bounds: Bounds = { above: 0 }): Reader<number> {
  return {
    wanted: WANTED,
    standIn: Number.NaN,
    read: (text) => {
      const split = splitNumber(text);
      if (split === undefined)
        return { message: `is ${text}, which is no duration`, remedy: `write ${WANTED}` };
      const { number, digits, unit } = split;
      const size = UNITS.find(([name]) => name === unit)?.[1];
      if (size === undefined && unit === '' && number !== 0)
        return {
          message: `is ${text}, which has no unit`,
          remedy: `write ${digits}s, ${digits}m or ${digits}h`,
        };
      if (size === undefined && unit !== '') {
        const known = meant(unit);
        const remedy = known === undefined ? `write ${WANTED}` : `write ${digits}${known}`;
        return { message: `is ${text}, and ${unit} is no unit of time`, remedy };
      }
      const ms = number * (size ?? 1);
      const rounded = Math.round(ms);
      if (Math.abs(ms - rounded) > 1e-6)
        return { message: `is ${text}, which is not whole milliseconds`, remedy: `write ${rounded}ms` };
      return outOfBounds(rounded, text, bounds, durationText) ?? { value: rounded };
    },
  };
}
