/** What the optimiser is told of each underlying: its exposures, and what may be traded for how much and how far. */
import type { Gate, Situation } from '../decide/decide.ts';
import type { Member, OptimalProfile, Tool } from '../decide/optimal/member.ts';
import { bandOf } from '../decide/optimal/stance.ts';
import { VOL_OF_VOL } from '../decide/optimal/weights.ts';
import { ZERO_GREEKS } from '../domain/greeks.ts';
import { type Instrument, type InstrumentId, lotDelta, notional } from '../domain/instrument.ts';
import { type MarketSnapshot, mid, type QuoteReading } from '../domain/market.ts';
import type { InstrumentExposure } from '../guard/exposure.ts';
import { lots } from '../units/units.ts';
import { type Marks, spotIn } from '../value/marks.ts';
import { unitCostOf } from './cost-rate.ts';
import type { HedgeView } from './hedge-view.ts';
import { isInVain } from './in-vain.ts';
import { inFlightBend, type OptionUnit, optionUnit } from './option-unit.ts';
import { roomsOf } from './requests.ts';
import type { EngineState } from './state.ts';
import { waysOf } from './ways.ts';

/** What all members of a programme are seen with. */
export interface Seen {
  readonly view: HedgeView;
  readonly snapshot: MarketSnapshot;
  readonly exposure: Readonly<Record<InstrumentId, InstrumentExposure>>;
  readonly gate: Gate;
}

/** One base unit of what has no gamma. */
const STRAIGHT_UNIT: OptionUnit = { delta: 1, gamma: 0, vega: 0 };

/** Why nothing of an instrument may be traded on `quote`, as far as the quote tells. */
function whyUnfit(quote: QuoteReading | undefined, at: number): string | null {
  if (quote === undefined) return 'no price';
  if (quote.quality !== 'fresh') return `${quote.quality}, ${at - quote.at} ms old`;
  return quote.bid > 0 && quote.ask >= quote.bid && quote.ask < Infinity ? null : 'one-sided';
}

function leftOut(instrument: InstrumentId, why: string): Tool {
  const nothing = { delta: 0, gamma: 0, vega: 0, cost: 0, worth: 0, lower: 0, upper: 0 };
  return { instrument, ...nothing, lot: 1, leftOut: why };
}

function tradedTool(
  state: EngineState,
  instrument: Instrument,
  quote: QuoteReading,
  unit: OptionUnit,
  { marks, index, rate }: { readonly marks: Marks; readonly index: number; readonly rate: number },
  { exposure, gate }: Seen,
): Tool {
  const { id, base } = instrument;
  const price = mid(quote);
  const lot = lotDelta(instrument, price);
  const lotWorth = notional(instrument, lots(1), price, index) * rate;
  const rooms = roomsOf(state, gate === 'halted' ? 'halt' : 'hedge', exposure[id], lotWorth);
  const told = marks.rates[marks.indexQuote[base] ?? ''] ?? rate;
  return {
    instrument: id,
    delta: unit.delta,
    gamma: unit.gamma,
    vega: unit.vega,
    cost: unitCostOf(state, instrument, quote, index) * (rate / told),
    worth: lotWorth / lot,
    lower: -rooms.sell.lots * lot,
    upper: rooms.buy.lots * lot,
    lot,
    leftOut: null,
  };
}

/** The instrument `id` as the optimiser sees it; with nothing to be traded of it where something is missing. */
function toolOf(state: EngineState, id: InstrumentId, seen: Seen): Tool {
  const { view, snapshot } = seen;
  const { marks } = view;
  const instrument = state.instruments[id];
  const quote = snapshot.quotes[id];
  if (instrument === undefined) return leftOut(id, 'not listed');
  const why = whyUnfit(quote, snapshot.at);
  if (quote === undefined || why !== null) return leftOut(id, why ?? 'no price');
  const index = spotIn(marks, instrument.base, instrument.quote);
  const rate = marks.rates[instrument.quote];
  if (index === undefined || rate === undefined)
    return leftOut(id, `rate of ${instrument.quote} is not known`);
  const unit = instrument.kind === 'option' ? optionUnit(instrument, marks) : STRAIGHT_UNIT;
  if (typeof unit === 'string') return leftOut(id, unit);
  return tradedTool(state, instrument, quote, unit, { marks, index, rate }, seen);
}

/** An instrument beside the hedge: nothing of it where it has been ordered in vain, so that the hedge does without. */
function alsoToolOf(state: EngineState, id: InstrumentId, seen: Seen): Tool {
  return isInVain(state, id)
    ? leftOut(id, 'ordered three times in vain within the hour')
    : toolOf(state, id, seen);
}

/**
 * What delta is traded with, as one instrument: the optimiser says how much of it, `route` then with which. Its room
 * is that of all, its lot the smallest.
 */
function hedgeToolOf(state: EngineState, profile: OptimalProfile, seen: Seen): Tool {
  const first = toolOf(state, profile.hedge, seen);
  if (profile.orHedge === undefined) return first;
  const { awaiting } = state.reconciliation;
  const tools = waysOf(profile)
    .filter((id) => !awaiting.includes(state.instruments[id]?.venue ?? ''))
    .map((id) => toolOf(state, id, seen))
    .filter(({ leftOut: why }) => why === null);
  if (tools.length === 0) return first;
  return {
    ...(tools[0] as Tool),
    instrument: profile.hedge,
    lower: tools.reduce((sum, { lower }) => sum + lower, 0),
    upper: tools.reduce((sum, { upper }) => sum + upper, 0),
    lot: Math.min(...tools.map(({ lot }) => lot)),
  };
}

/** What the optimiser is told of `profile`. */
export function memberOf(
  state: EngineState,
  profile: OptimalProfile,
  situation: Situation,
  seen: Seen,
): Member {
  const { view } = seen;
  const { underlying, alsoHedge } = profile;
  const { gamma, vega } = view.greeks[underlying] ?? ZERO_GREEKS;
  const bend = inFlightBend(state, underlying, view.marks);
  const probabilities = situation.curve.scale?.probabilities ?? null;
  return {
    profile,
    situation,
    rate: view.marks.rates[view.marks.indexQuote[underlying] ?? ''] ?? 1,
    gamma: gamma + bend.gamma,
    vega: vega + bend.vega,
    gammaBand: bandOf(profile, 'gamma', probabilities),
    vegaBand: bandOf(profile, 'vega', probabilities),
    volOfVol: view.expected[underlying]?.volOfVol ?? VOL_OF_VOL,
    // What the region is made of, to the last bit.
    hedge: { ...hedgeToolOf(state, profile, seen), cost: situation.costRate * situation.price },
    also: (alsoHedge ?? []).map((id) => alsoToolOf(state, id, seen)),
  };
}
