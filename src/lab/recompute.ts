/**
 * Explains what options earned between two marks without the engine: from their terms, two prices, two times
 * and a vol, by valuing them again. What the engine's ledger says can then be held against it.
 */
import { type Option, sizeOf } from '../domain/instrument.ts';
import { blackScholes, type OptionValue } from '../pricing/black-scholes.ts';
import { yearsBetween } from '../units/time.ts';
import { type Lots, type Millis, millis } from '../units/units.ts';

/** An option held: its terms and signed lots. */
export interface Held {
  readonly option: Option;
  readonly lots: Lots;
}

/** What options are valued at. */
export interface MarkPoint {
  readonly at: Millis;
  readonly price: number;
  readonly vol: number;
  /** Continuously compounded, per year. */
  readonly rate: number;
}

/** P&L of options over one interval, in quote currency, and what explains it. */
export interface Explained {
  readonly change: number;
  /** Value moved in an instant, beyond what delta explains: the whole of the curvature. */
  readonly gamma: number;
  /** Theta at the later price and half the time, times the time. */
  readonly theta: number;
  readonly residual: number;
  /** Residual of the second-order Taylor expansion at the first mark: Δ·dS + ½Γ·dS² + Θ·dt. */
  readonly taylor: number;
  /** Residual with the curvature by valuation but theta of the first mark alone. */
  readonly startTheta: number;
}

export const NOTHING: Explained = { change: 0, gamma: 0, theta: 0, residual: 0, taylor: 0, startTheta: 0 };

export function sumOf(a: Explained, b: Explained): Explained {
  return {
    change: a.change + b.change,
    gamma: a.gamma + b.gamma,
    theta: a.theta + b.theta,
    residual: a.residual + b.residual,
    taylor: a.taylor + b.taylor,
    startTheta: a.startTheta + b.startTheta,
  };
}

/** One base unit of `option` at `price` and `at`; after its expiry nothing of it moves. */
function unitValue(
  { type, strike, expiry }: Option,
  { price, vol, rate }: MarkPoint,
  at: Millis,
): OptionValue {
  const years = Math.max(0, yearsBetween(at, expiry));
  const value = blackScholes({ type, spot: price, strike, years, vol, rate, carryYield: 0 });
  if ('kind' in value) throw new Error(`an option cannot be valued: ${value.field} is ${value.value}`);
  return years > 0 ? value : { ...value, delta: 0, gamma: 0, vega: 0, theta: 0 };
}

/** What `held` earned from one mark to the next, both at the vol of the first. */
export function explainOptions(held: readonly Held[], from: MarkPoint, to: MarkPoint): Explained {
  const move = to.price - from.price;
  let sum = NOTHING;
  for (const { option, lots } of held) {
    const size = sizeOf(option, lots);
    const years = Math.max(0, Math.min(yearsBetween(from.at, to.at), yearsBetween(from.at, option.expiry)));
    const before = unitValue(option, from, from.at);
    const moved = unitValue(option, { ...from, price: to.price }, from.at);
    const halfway = millis(Math.floor((from.at + Math.min(to.at, option.expiry)) / 2));
    const midway = unitValue(option, { ...from, price: to.price }, halfway);
    const after = unitValue(option, { ...from, price: to.price }, to.at);
    const change = after.price - before.price;
    const gamma = moved.price - before.price - before.delta * move;
    const theta = midway.theta * years;
    const first = change - before.delta * move - before.theta * years;
    sum = sumOf(sum, {
      change: size * change,
      gamma: size * gamma,
      theta: size * theta,
      residual: size * (after.price - moved.price - theta),
      taylor: size * (first - 0.5 * before.gamma * move * move),
      startTheta: size * (first - gamma),
    });
  }
  return sum;
}
