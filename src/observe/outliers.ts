/** When a price is too far from the last one to be believed before a second reading agrees with it. */
import type { Instrument, Option } from '../domain/instrument.ts';
import { mid, type Quote } from '../domain/market.ts';
import { MINUTE } from '../units/time.ts';

/**
 * Move that a live tick may bring without being doubted. It widens with the square root of the time since the last
 * reading: 10 % from tick to tick, 14 % after a minute of silence, 24 % after five.
 */
const OUTLIER_PER_ROOT_MINUTE = 0.1;
/** How near a later reading must come to a doubted one to confirm it. */
const CONFIRMS_WITHIN = 0.02;

/**
 * An option's move in parts of its underlying's price. An option may well double in a minute, but it cannot move by
 * more than its underlying does, and what a vol may do on top is a third of that allowance (a month at the money
 * gains 3 % of the underlying for 30 points of vol). A gate in vol would need the underlying's price of the same
 * moment, and says nothing of options deep in the money. A coin-settled option is quoted in these parts already; of
 * any other the strike tells the underlying's price near enough, and deep in the money what a call costs with it.
 */
function optionMove(option: Option, from: Quote, to: Quote): number {
  const before = mid(from);
  const distance = Math.abs(mid(to) - before);
  if (option.inverse) return distance;
  return distance / (option.type === 'call' ? option.strike + before : option.strike);
}

/** How far apart two quotes of `instrument` are: as a log move, of an option in parts of its underlying's price. */
function moveOf(instrument: Instrument | undefined, from: Quote, to: Quote): number {
  if (instrument?.kind === 'option') return optionMove(instrument, from, to);
  return Math.abs(Math.log(mid(to) / mid(from)));
}

/** Whether two prices are within half of the move that is always allowed. */
function isNear(from: Quote, to: Quote): boolean {
  return Math.abs(mid(to) - mid(from)) < 0.5 * OUTLIER_PER_ROOT_MINUTE * Math.min(mid(to), mid(from));
}

/** Whether `next`, `ms` after `last`, is to be doubted. */
export function isOutlier(instrument: Instrument | undefined, last: Quote, next: Quote, ms: number): boolean {
  // Nearly all are so near that no logarithm is needed to tell.
  if (instrument?.kind !== 'option' && isNear(last, next)) return false;
  return moveOf(instrument, last, next) > OUTLIER_PER_ROOT_MINUTE * Math.sqrt(1 + ms / MINUTE);
}

/** Whether `next` says the same as the `doubted` reading before it. */
export function isConfirmed(instrument: Instrument | undefined, doubted: Quote, next: Quote): boolean {
  return moveOf(instrument, doubted, next) <= CONFIRMS_WITHIN;
}
