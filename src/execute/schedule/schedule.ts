/**
 * Orders worked over time. A parent (`parent.ts`) is what is wanted of an instrument, from when to when, and by which
 * schedule (here); `slice.ts` says what of it may leave now, given what was done (`progress.ts`) and what the market
 * bears (`participation.ts`); `passive-first.ts` and `iceberg.ts` say how it is shown. All that is remembered is plain
 * data; what was done is read off the orders.
 */
import type { Schedule } from '../../domain/config.ts';
import { isPlain } from '../../pricing/refused.ts';
import { YEAR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { almgrenChriss } from './almgren-chriss.ts';
import { obizhaevaWang } from './obizhaeva-wang.ts';

/** What is to be done of it, and when. */
export interface Span {
  readonly schedule: Schedule;
  /** Signed: positive buys. In any unit, that of the answer. */
  readonly total: number;
  readonly start: Millis;
  readonly end: Millis;
}

function shareBy({ schedule, total, start, end }: Span, at: Millis, volume: number): number {
  const elapsed = (at - start) / (end - start);
  const years = (end - start) / YEAR;
  switch (schedule.kind) {
    case 'immediate':
      return 1;
    case 'twap':
      return elapsed;
    case 'pov': {
      const share = (schedule.share * volume) / Math.abs(total);
      return isPlain(share) ? Math.min(1, share) : 0;
    }
    case 'almgren-chriss':
      return almgrenChriss(elapsed, schedule.urgency * years);
    case 'obizhaeva-wang':
      return obizhaevaWang(elapsed, schedule.resilience * years);
  }
}

/**
 * How much should have been done by `at`, in the unit and with the sign of the total: nothing before the start, never
 * less later, and the total exactly from the end on. `volume` is what the market traded from the start to `at`, in the
 * same unit; only `pov` asks for it, and takes nonsense for nothing.
 */
export function doneBy(span: Span, at: Millis, volume: number): number {
  if (at < span.start || span.total === 0) return 0;
  return at >= span.end ? span.total : span.total * shareBy(span, at, volume);
}
