import type { InstrumentId, Option } from '../../domain/instrument.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** Days since 1970 as YYYYMMDD; Howard Hinnant's `civil_from_days`: years begin in March, eras last 400. */
function dateOf(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return digits(year, 4) + digits(month, 2) + digits(day, 2);
}

/** Time of day as THHMM, with as many more digits as it needs; empty at midnight. */
function timeOf(ms: number): string {
  if (ms === 0) return '';
  const minutes = digits(Math.floor(ms / HOUR), 2) + digits(Math.floor((ms % HOUR) / MINUTE), 2);
  const seconds = digits(Math.floor((ms % MINUTE) / SECOND), 2);
  const rest = ms % SECOND;
  if (rest > 0) return `T${minutes}${seconds}${digits(rest, 3)}`;
  return ms % MINUTE > 0 ? `T${minutes}${seconds}` : `T${minutes}`;
}

/** What an option is called: `BTC-20230108-16550-C`, or `BTC-20230108T0830-16550-C` when not at midnight. */
export function optionId(option: {
  readonly base: string;
  readonly expiry: Millis;
  readonly strike: number;
  readonly type: Option['type'];
}): InstrumentId {
  const days = Math.floor(option.expiry / DAY);
  const stamp = dateOf(days) + timeOf(option.expiry - days * DAY);
  return `${option.base}-${stamp}-${option.strike}-${option.type === 'call' ? 'C' : 'P'}`;
}
