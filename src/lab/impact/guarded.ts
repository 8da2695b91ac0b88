import { whalleyWilmott } from '../../decide/rules/whalley-wilmott.ts';
import { participationLimit } from '../../execute/schedule/participation.ts';
import { participationCap } from '../../guard/breakers/loop-gain.ts';
import { permits } from '../../guard/breakers/permits.ts';
import { SECOND, YEAR } from '../../units/time.ts';
import { type Book, type Hedger, hedgeOf, type View, type Wish } from './hedger.ts';
import { Watch } from './watch.ts';

/** What of the guarded hedger is a number. See `CALM_HEDGE`. */
export interface Manner {
  /** Of the volume of a life, that may be ours. */
  readonly share: number;
  /** How long an order rests before it is placed anew, in seconds. */
  readonly life: number;
  /** How far from the price it rests, in standard deviations of what the price does in that time. */
  readonly away: number;
  /** What may be lacking before anything is taken, in hedges of one such deviation. */
  readonly most: number;
}

/**
 * An order that rests at 0.3 deviations is reached in three of four of its lives (2Φ(−0.3), by reflection), so the
 * book is hedged at about the pace of an hour, and against the last move instead of with it. Life and distance
 * were chosen among a dozen pairs on the seeds of calibration: the pair at which the largest fall did not grow. A
 * tenth of the volume is what is usually called a lot; four deviations lack about as seldom as something is worth
 * being bought at any price.
 */
export const CALM_HEDGE: Manner = { share: 0.1, life: 3_600, away: 0.3, most: 4 };

/** The pieces of the product that keep it in bounds; a test puts broken ones in their place. */
export interface Guard {
  readonly cap: typeof participationCap;
  readonly limit: typeof participationLimit;
  readonly permits: typeof permits;
}

export const SHIPPED: Guard = { cap: participationCap, limit: participationLimit, permits };

/** Seconds from one reading of the breakers to the next. */
const EVERY = 10;
const MINUTE = 60;
/** A resting order's: half a spread of a basis point, and two of fee. */
const COST_RATE = 2.5e-4;

/** Hedges `book` mostly by resting, within what the guard allows. */
export function guardedHedger(book: Book, manner: Manner = CALM_HEDGE, guard: Guard = SHIPPED): Hedger {
  const watch = new Watch(book.gamma);
  // One unit of utility is what a move of ten minutes makes by gamma: the band then grows with the book.
  const riskAversion = 1 / (Math.abs(book.gamma) * book.move * book.move);
  let round = { began: Number.NEGATIVE_INFINITY, traded: 0, own: 0 };
  let pace = Number.NaN;

  const widthAt = (price: number): number => {
    const { gamma } = book;
    const band = whalleyWilmott({
      ...{ price, gamma, vol: watch.vol, years: 0, rate: 0 },
      ...{ costRate: COST_RATE, riskAversion, side: 'short' },
    });
    return 'kind' in band ? Infinity : band.halfWidth;
  };
  const allowed = (seconds: number): number => {
    const { vol, referenceVol } = watch;
    const share = guard.cap(watch.gain, manner.share);
    return guard.limit({ share, volume: pace * seconds, vol, referenceVol });
  };
  const mayLeave = (quantity: number, isPassive: boolean, held: number): boolean => {
    const isReducing = quantity * held < 0 && Math.abs(quantity) <= Math.abs(held);
    return guard.permits(watch.level, { isPassive, isReducing, lowersLiquidationRisk: false });
  };
  /** Of the price over the life of an order, in quote units, at the annualised `vol`. */
  const swing = (price: number, vol: number): number =>
    price * vol * Math.sqrt((manner.life * SECOND) / YEAR);

  const resting = (view: View, side: number, beyond: number): Pick<Wish, 'rest' | 'limit'> => {
    const { now, price, held } = view;
    const isOver = now - round.began >= manner.life;
    if (isOver) {
      if (round.began > 0) pace = (view.traded - round.traded) / (now - round.began);
      round = { began: now, traded: view.traded, own: view.rested };
    }
    const left = Math.max(0, allowed(manner.life) - (view.rested - round.own));
    const rest = side * Math.min(beyond, left);
    const isNew = isOver || view.rest * side <= 0;
    const away = Math.max(view.halfSpread, manner.away * swing(price, watch.vol));
    const limit = isNew ? price - side * away : view.limit;
    return mayLeave(rest, true, held) ? { rest, limit } : { rest: 0, limit: view.limit };
  };
  const taking = ({ now, price, held }: View, lacking: number): number => {
    const excess = Math.abs(lacking) - manner.most * Math.abs(book.gamma) * swing(price, watch.referenceVol);
    if (excess <= 0 || now % MINUTE !== 0) return 0;
    const size = Math.min(excess, allowed(MINUTE));
    return mayLeave(Math.sign(lacking) * size, false, held) ? Math.sign(lacking) * size : 0;
  };

  return {
    every: EVERY,
    changes: watch.changes,
    decide(view): Wish {
      watch.read(view);
      if (Number.isNaN(pace)) pace = view.traded / view.now;
      const lacking = hedgeOf(book, view.price) - view.held;
      const beyond = Math.abs(lacking) - widthAt(view.price);
      if (!(beyond > 0)) return { take: 0, rest: 0, limit: view.limit };
      const take = taking(view, lacking);
      watch.taking(take);
      return { take, ...resting(view, Math.sign(lacking), beyond - Math.abs(take)) };
    },
  };
}
