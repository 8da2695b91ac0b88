/** The order that closes one position, or as much of it as one order may. */
import { type Instrument, lotDelta, notional } from '../../domain/instrument.ts';
import { type MarketSnapshot, mid, type QuoteReading, rateIn } from '../../domain/market.ts';
import type { Approved } from '../../guard/approved.ts';
import { approve } from '../../guard/guard.ts';
import type { ExecutionPlan } from '../../route/plan.ts';
import { route } from '../../route/route.ts';
import { lots } from '../../units/units.ts';
import { levelOf } from '../breakers.ts';
import { lotsUnder } from '../requests.ts';
import type { EngineState } from '../state.ts';
import type { Open } from './flattening.ts';

/**
 * However often it was widened, no bound stands farther beyond the quote than this, unless a single step of the config
 * does: prices a twentieth away within minutes are what exchanges themselves stop trading at (LULD, tier 1: 5 %), and a
 * book that is closed there is closed into a hole.
 */
const WIDEST = 0.05;
/** Doublings of the bound: from a usual 20 bp this is 3.2 %. */
export const DOUBLINGS = 4;

/** How far beyond the quote an order may trade after `widened` doublings, as a fraction of price. */
export function boundOf(maxSlippage: number, widened: number): number {
  let bound = maxSlippage;
  for (let i = 0; i < Math.min(widened, DOUBLINGS); i += 1) bound *= 2;
  return Math.max(maxSlippage, Math.min(bound, WIDEST));
}

/**
 * What one unit of the instrument's underlying is worth in the reporting currency. A flatten values nothing: what it
 * needs is told or was known at the last marks, so that a price that is missing elsewhere keeps nothing from being
 * closed.
 */
function worthOf(state: EngineState, snapshot: MarketSnapshot, { base }: Instrument): number | undefined {
  const profile = state.profiles[base];
  const quote = snapshot.quotes[profile?.index ?? ''];
  const rate = rateIn(snapshot, state.instruments[profile?.index ?? '']?.quote ?? '', state.config.reporting);
  return quote === undefined || rate === undefined ? state.ledger.marks?.rates[base] : mid(quote) * rate;
}

/** What is wrong with a quote that `count` lots are to be traded at. */
function faultOf(quote: QuoteReading | undefined, id: string, count: number): string | null {
  if (quote === undefined) return `${id} has no price`;
  if (quote.quality !== 'fresh') return `the price of ${id} is ${quote.quality}`;
  return count < 0 && !(quote.bid > 0) ? `nobody bids for ${id}` : null;
}

/**
 * A plan of one order, for the venue to fill only as far as it makes the position smaller, of which nothing is in
 * flight. Turnover and position limits do not count: what they are for is what it does.
 */
export function closingPlan(
  state: EngineState,
  snapshot: MarketSnapshot,
  instrument: Instrument,
  widened: number,
): Approved<ExecutionPlan> | Open {
  const { id, venue } = instrument;
  const { limits, execution, reporting, venues } = state.config;
  const held = state.book.positions[id]?.lots ?? 0;
  const open = (kind: Open['kind'], why: string): Open => ({ what: id, kind, why });
  const quote = snapshot.quotes[id];
  const fault = faultOf(quote, id, -held);
  if (quote === undefined || fault !== null) return open('price', fault ?? '');
  const rate = rateIn(snapshot, instrument.quote, reporting);
  if (rate === undefined) return open('price', `the rate of ${instrument.quote} is not known`);
  const terms = venues.find((one) => one.id === venue);
  if (terms === undefined) return open('limit', `${venue} is not configured`);
  const worth = worthOf(state, snapshot, instrument);
  const index = (worth ?? 0) / rate;
  if (instrument.kind === 'option' && !(index > 0)) return open('price', `${instrument.base} has no price`);
  const price = mid(quote);
  const lotWorth = notional(instrument, lots(1), price, index) * rate;
  const inOrder = lotsUnder(limits.maxOrderNotional, lotWorth);
  if (inOrder === 0) return open('limit', `one lot of ${id} is worth more than maxOrderNotional`);
  const maxSlippage = boundOf(execution.maxSlippage, widened);
  const room = { lots: lots(Math.min(Math.abs(held), inOrder)), limit: 'maxOrderNotional' } as const;
  // Half a lot more than is held, so that no rounding of the product leaves one.
  const trade = -Math.sign(held) * (Math.abs(held) + 0.5) * lotDelta(instrument, price);
  const request = { underlying: instrument.base, trade, instrument, terms, room, rate, index };
  const plan = route([{ ...request, reduceOnly: true }], snapshot, { ...execution, maxSlippage });
  const verdict = approve(plan, {
    ...{ limits, maxSlippage, snapshot, reporting, turnover: 0, slippage: state.slippage },
    level: levelOf(state),
    // A book that is no longer flat is being flattened again, whatever it stands at until this step is over.
    standing: { ...state.standing, mode: 'flattening' },
    exposure: { [id]: { position: held, buys: 0, sells: 0 } },
    instruments: state.instruments,
    worths: worth === undefined ? {} : { [instrument.base]: worth },
  });
  if (verdict.kind === 'refused')
    return open('limit', `refused: ${verdict.limit} is ${verdict.value}, ${verdict.allowed} is allowed`);
  const [dropped] = verdict.plan.dropped;
  return dropped === undefined ? verdict.plan : open('limit', dropped.why);
}
