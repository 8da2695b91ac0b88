import type { InstrumentId, Option } from '../../domain/instrument.ts';
import type { AlsoTrade } from '../decide.ts';

export type WayKind = 'put' | 'collar' | 'replication';

/** An option that may be dealt for a floor. Money is in the underlying's quote, for one base unit. */
export interface Quoted {
  readonly instrument: InstrumentId;
  readonly type: Option['type'];
  readonly strike: number;
  /** To its expiry. */
  readonly years: number;
  readonly bid: number;
  readonly ask: number;
  /** Of selling at the bid, and of buying at the ask. */
  readonly bidFee: number;
  readonly askFee: number;
  /** Base units in a lot. */
  readonly lot: number;
}

/** What a floor still asks for: `units` of the underlying, each to be worth `perUnit` at the least, come what may. */
export interface Need {
  readonly units: number;
  readonly perUnit: number;
  /** Until the floor ends. */
  readonly years: number;
  /** The loss that the floor allows in all, in money. */
  readonly loss: number;
}

/** What the ways are compared at. */
export interface Outlook {
  readonly price: number;
  /** Forecast over the life of the floor; null where there is none. */
  readonly vol: number | null;
  /** Continuously compounded, at which options are discounted. */
  readonly rate: number;
  /** One way, of trading the hedge instrument, as a fraction of notional. */
  readonly costRate: number;
  readonly riskAversion: number;
  /** Times the half-width of the band. */
  readonly scale: number;
  /** Delta of what is held, or in flight, of the hedge instrument. */
  readonly hedge: number;
}

/**
 * One way to hold a floor, and what it is expected to cost from now on, in money: `outlay` − `worth` + `trading` +
 * `gap`. What it yields is `worth` at the forecast vol, of a price that has no drift.
 */
export interface Way {
  readonly kind: WayKind;
  readonly cost: number;
  /** Premiums paid less received, with fees; of replication, what its gamma is expected to lose. */
  readonly outlay: number;
  readonly worth: number;
  /** Of trading the hedge instrument: letting it go, or following a delta until the end and letting that go. */
  readonly trading: number;
  /** Expected loss beyond the floor in sudden falls. */
  readonly gap: number;
  /** Of the put, bought or followed; null where all exposure is hedged away. */
  readonly strike: number | null;
  /** What is bought and sold; nothing by replication. */
  readonly legs: readonly AlsoTrade[];
}

/** A way, or why there is none. */
export type MaybeWay = Way | string;

/** `way` with its cost summed; never a negative nothing in it, which JSON does not know. */
export function priced({ kind, outlay, worth, trading, gap, strike, legs }: Omit<Way, 'cost'>): Way {
  const cost = outlay - worth + trading + gap;
  const [paid, found] = [outlay + 0, worth + 0];
  return {
    kind,
    cost: cost + 0,
    outlay: paid,
    worth: found,
    trading: trading + 0,
    gap: gap + 0,
    strike,
    legs,
  };
}

/** What letting the hedge go costs. */
export function unwinding({ costRate, price, hedge }: Outlook): number {
  return costRate * price * Math.abs(hedge);
}

/**
 * What one unit and a put on it are worth at the least at any moment until the put's expiry, at no rate below 0 the
 * discounted strike: by parity they are that and a call (Merton, Bell Journal 4 (1973) 141–183).
 */
export function keptStrike({ strike, years }: Pick<Quoted, 'strike' | 'years'>, rate: number): number {
  return strike * Math.min(1, Math.exp(-rate * years));
}

/** `units` in whole lots: up, or down. What is a whole number but for rounding is that number. */
export function wholeLots(units: number, lot: number, way: 'up' | 'down'): number {
  const count = units / lot;
  const nearest = Math.round(count);
  if (Math.abs(count - nearest) < 1e-9 * Math.max(1, nearest)) return nearest * lot;
  return (way === 'up' ? Math.ceil(count) : Math.floor(count)) * lot;
}
