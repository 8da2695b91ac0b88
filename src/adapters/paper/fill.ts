import type { Level } from '../../domain/depth.ts';
import { type Instrument, sizeOf } from '../../domain/instrument.ts';
import { roundInteger, toTick } from '../../units/rounding.ts';
import { type Lots, lots } from '../../units/units.ts';
import { type Activity, dailyVol, dailyVolume } from './activity.ts';
import type { PaperModels } from './settings.ts';

/** Lots, without sign, that change hands at one price. */
export interface Take {
  readonly lots: Lots;
  readonly price: number;
}

/** What is wanted: `lots` without sign, at `limit` or better. */
export interface Want extends Take {
  readonly instrument: Instrument;
  readonly side: 'buy' | 'sell';
}

/** What one lot is at `price`, in base units. */
export function baseOfLot(instrument: Instrument, price: number): number {
  const size = sizeOf(instrument, lots(1));
  const isQuoteSized = instrument.inverse && (instrument.kind === 'perp' || instrument.kind === 'future');
  return isQuoteSized ? size / price : size;
}

/** What taking `size` base units moves the price by, as a fraction; nothing while no bar is known. */
function impactOf(spread: PaperModels['spread'], activity: Activity, size: number): number {
  const volume = dailyVolume(activity);
  return volume > 0 ? spread.impact * dailyVol(activity) * Math.sqrt(size / volume) : 0;
}

/** What taking `count` lots costs in a book known by its top, on the tick that favours the other side. */
function priceToTake(
  want: Want,
  count: Lots,
  top: { readonly bid: number; readonly ask: number },
  spread: PaperModels['spread'],
  activity: Activity,
): number {
  const { instrument, side } = want;
  const mid = (top.bid + top.ask) / 2;
  const impact = mid * impactOf(spread, activity, count * baseOfLot(instrument, mid));
  return side === 'buy'
    ? toTick(Math.max(top.ask, mid * (1 + spread.half)) + impact, instrument.tick, 'up')
    : toTick(Math.min(top.bid, mid * (1 - spread.half)) - impact, instrument.tick, 'down');
}

/** Whether `price` is the limit or better. */
export function isWithin(side: Want['side'], price: number, limit: number): boolean {
  return side === 'buy' ? price <= limit : price >= limit;
}

/**
 * Takes from a book of which only the top is known, all at one price: as many lots of `want` as can be had
 * within its limit, which may be none.
 */
export function takeTop(
  want: Want,
  top: { readonly bid: number; readonly ask: number },
  spread: PaperModels['spread'],
  activity: Activity,
): Take {
  const price = (count: number) => priceToTake(want, lots(count), top, spread, activity);
  const fits = (count: number) => isWithin(want.side, price(count), want.price);
  if (fits(want.lots)) return { lots: want.lots, price: price(want.lots) };
  // The price only gets worse with size, so the most that fits is found by halving.
  let most = 0;
  let tooMany: number = want.lots;
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(middle)) most = middle;
    else tooMany = middle;
  }
  return { lots: lots(most), price: most === 0 ? want.price : price(most) };
}

/**
 * Takes from a ladder, level by level, and tells what it leaves. A lot that needs the rests of two levels is
 * had at the worse one's price.
 */
export function walk(
  want: Want,
  levels: readonly Level[],
): { readonly takes: readonly Take[]; readonly rest: readonly Level[] } {
  const size = sizeOf(want.instrument, lots(1));
  const takes: Take[] = [];
  const rest: Level[] = [];
  let left: number = want.lots;
  let over = 0;
  for (const level of levels) {
    if (left === 0 || !isWithin(want.side, level.price, want.price)) {
      rest.push(level);
      continue;
    }
    const here = over + level.size;
    const taken = Math.min(left, roundInteger(here / size, 'down'));
    left -= taken;
    over = Math.max(0, here - taken * size);
    if (taken > 0) takes.push({ lots: lots(taken), price: level.price });
    const isDust = over <= 1e-9 * size;
    if (left === 0 && !isDust) rest.push({ price: level.price, size: Math.min(over, level.size) });
  }
  return { takes, rest };
}
