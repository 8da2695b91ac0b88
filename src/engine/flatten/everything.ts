/** What "everything" is that a flatten closes. */
import { expiryOf, type Instrument, type InstrumentId, isMargined } from '../../domain/instrument.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import { SECOND } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { legsOf } from '../carry/carry.ts';
import type { EngineState } from '../state.ts';
import { waysOf } from '../ways.ts';

/** Whether some profile trades `id`, be it spot: what is held of it then is a hedge. */
function isTraded({ config }: EngineState, id: InstrumentId): boolean {
  return config.profiles.some(
    (profile) =>
      waysOf(profile).includes(id) ||
      profile.alsoHedge?.includes(id) === true ||
      legsOf(profile).includes(id),
  );
}

/**
 * Whether a position in `instrument` is to be closed: all perps, futures and options of the book, whoever opened
 * them, and whatever a profile hedges with. Other coins and liquidity are the user's own, and what a hedge was for:
 * they stay.
 */
export function isToClose(state: EngineState, instrument: Instrument): boolean {
  return isMargined(instrument) || instrument.kind === 'option' || isTraded(state, instrument.id);
}

/**
 * An option that nobody has quoted for so long since the flatten began is one that no market here knows (a client's, a
 * desk's): there is nobody to close it with. Every venue here tells its quotes within seconds of a subscription.
 */
const UNQUOTED_MS: number = 10 * SECOND;

/** Whether a position that is to be closed cannot be by anybody here, and stays until it is settled. */
function isBeyondUs(
  state: EngineState,
  instrument: Instrument,
  { quotes, at }: MarketSnapshot,
  since: Millis,
): boolean {
  const expiry = expiryOf(instrument);
  if (expiry !== undefined && expiry <= at) return true;
  const isUnquoted = instrument.kind === 'option' && quotes[instrument.id] === undefined;
  return isUnquoted && !isTraded(state, instrument.id) && at - since >= UNQUOTED_MS;
}

export interface Everything {
  readonly toClose: readonly Instrument[];
  /** Options that nobody quotes, and what waits for its settlement. */
  readonly left: readonly InstrumentId[];
}

/** What the book holds that a flatten which began at `since` has still to close, and what it leaves, by id. */
export function everythingIn(state: EngineState, snapshot: MarketSnapshot, since: Millis): Everything {
  const toClose: Instrument[] = [];
  const left: InstrumentId[] = [];
  for (const id of Object.keys(state.book.positions).sort()) {
    const instrument = state.instruments[id];
    if (instrument === undefined || !isToClose(state, instrument)) continue;
    if (isBeyondUs(state, instrument, snapshot, since)) left.push(id);
    else toClose.push(instrument);
  }
  return { toClose, left };
}
