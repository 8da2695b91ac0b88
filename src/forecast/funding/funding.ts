/**
 * Funding of perps to come. Prints of any interval become rates an hour, laid over periods of eight hours of UTC,
 * so that the same money tells the same story whether it is paid every hour, every four or every eight; the rates
 * of periods return to a mean that wanders. One state for each venue's instrument, folded a print at a time.
 */
import type { Reversion } from '../../math/reversion.ts';
import { type Refused, refused } from '../../pricing/refused.ts';
import { HOUR, MINUTE } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { type Filling, laid, PERIOD } from './grid.ts';
import { foldValue, NO_VALUES, type ReversionState, reversionOf } from './mean-reversion.ts';

/** One payment, as a venue tells it: longs pay `rate` of the notional, as a fraction, for the interval before. */
export interface FundingPrint {
  readonly at: Millis;
  readonly rate: number;
  readonly intervalMs: number;
}

export interface FundingSpec {
  /** Half of what was seen is forgotten in so many milliseconds. */
  readonly halfLifeMs: number;
  /** The most an hour that the venue's caps allow, as a fraction; more is another unit, or a broken feed. */
  readonly mostPerHour: number;
}

/** Plain data. Rates are fractions an hour. */
export interface FundingState {
  /** Until when prints have told of funding. */
  readonly until: Millis | null;
  readonly filling: Filling | null;
  /** When the last period that is over began. */
  readonly lastStart: Millis | null;
  readonly rates: ReversionState;
}

export const NO_FUNDING: FundingState = { until: null, filling: null, lastStart: null, rates: NO_VALUES };

/** Stamps a little off the hour are of the hour: venues pay some milliseconds to seconds late. */
const STAMP_SLACK = MINUTE;

/** When the print was due; undefined where that is no whole hour. */
function dueAt(at: Millis): Millis | undefined {
  const hour = Math.round(at / HOUR) * HOUR;
  return Math.abs(at - hour) <= STAMP_SLACK ? millis(hour) : undefined;
}

function refusalOf(
  { mostPerHour }: FundingSpec,
  { until }: FundingState,
  { at, rate, intervalMs }: FundingPrint,
): Refused | undefined {
  if (!(intervalMs >= HOUR && intervalMs <= PERIOD && intervalMs % HOUR === 0))
    return refused('intervalMs', intervalMs, 'whole hours from 1 to 8, in milliseconds');
  if (!Number.isFinite(rate)) return refused('rate', rate, 'a fraction of notional');
  if (Math.abs(rate) * HOUR > mostPerHour * intervalMs)
    return refused('rate', rate, `within the venue's cap, ${mostPerHour} an hour, as a fraction of notional`);
  const due = dueAt(at);
  if (due === undefined) return refused('at', at, 'a whole hour of UTC, in epoch milliseconds');
  if (until !== null && due <= until)
    return refused('at', at, 'later than the print before: each payment counts once');
  if (until !== null && due - intervalMs < until)
    return refused('intervalMs', intervalMs, 'no longer than since the print before');
  return undefined;
}

/** `state` after `print`; a print that cannot be true is refused and changes nothing. */
export function foldFunding(
  spec: FundingSpec,
  state: FundingState,
  print: FundingPrint,
): FundingState | Refused {
  const bad = refusalOf(spec, state, print);
  if (bad !== undefined) return bad;
  const to = dueAt(print.at) as Millis;
  const perHour = (print.rate * HOUR) / print.intervalMs;
  const { over, filling } = laid(state.filling, perHour, millis(to - print.intervalMs), to);
  let { rates, lastStart } = state;
  for (const { start, mean } of over) {
    const steps = lastStart === null ? 1 : Math.round((start - lastStart) / PERIOD);
    rates = foldValue(rates, mean, steps, spec.halfLifeMs / PERIOD);
    lastStart = start;
  }
  return { until: to, filling, lastStart, rates };
}

/** What rates an hour are expected to do, in steps of eight hours. Refuses too short a history. */
export function fundingOutlook(spec: FundingSpec, { rates }: FundingState): Reversion | Refused {
  return reversionOf(rates, spec.halfLifeMs / PERIOD);
}
