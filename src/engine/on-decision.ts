import { decide, type HedgeDecision, type Obstacle, type Situation } from '../decide/decide.ts';
import { STRAIGHT } from '../decide/region.ts';
import type { Profile } from '../domain/config.ts';
import type { Entry } from '../domain/entry.ts';
import { ZERO_GREEKS } from '../domain/greeks.ts';
import type { Currency } from '../domain/instrument.ts';
import { type MarketSnapshot, mid } from '../domain/market.ts';
import { place } from '../execute/execute.ts';
import { orderId } from '../execute/order-id.ts';
import { approve, type GuardInputs, release } from '../guard/guard.ts';
import type { Standing } from '../guard/standing.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import type { ExecutionPlan } from '../route/plan.ts';
import { type RouteRequest, route } from '../route/route.ts';
import { later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import type { Marks, Unpriced } from '../value/marks.ts';
import { moved, retryingFrom, UNWATCHED } from './anchor.ts';
import { costRateOf } from './cost-rate.ts';
import { doubtOf, exposureOf, hedgeDeltaOf, inFlightDelta } from './exposure.ts';
import { type HedgeView, hedgeViewOf } from './hedge-view.ts';
import { markTo } from './ledger.ts';
import { readinessOf } from './readiness.ts';
import { requestOf, type TradingDecision } from './requests.ts';
import type { EngineState, Outcome, Step, Watched } from './state.ts';
import { hourlyTurnover } from './turnover.ts';

function situationOf(
  state: EngineState,
  profile: Profile,
  view: HedgeView,
  snapshot: MarketSnapshot,
): Situation {
  const { underlying } = profile;
  const { marks, greeks, curves, forecasts } = view;
  const expected = view.expected[underlying];
  const price = marks.index[underlying] ?? 0;
  const { delta } = greeks[underlying] ?? ZERO_GREEKS;
  const inFlight = inFlightDelta(state, underlying, price);
  const otherwise = profile.hedgeVol === 'forecast' ? 'mark, forecast not ready' : 'mark';
  return {
    at: snapshot.at,
    price,
    delta: delta + inFlight,
    inFlight,
    hedgeDelta: hedgeDeltaOf(state, profile, view, price),
    curve: curves[underlying] ?? STRAIGHT,
    costRate: costRateOf(state, profile, snapshot.quotes),
    vol: marks.vols[underlying] ?? null,
    volFrom: forecasts[underlying] === undefined ? otherwise : (expected?.from ?? otherwise),
    forecastVol: expected?.vol ?? null,
  };
}

function obstacleOf(state: EngineState, profile: Profile, snapshot: MarketSnapshot): Obstacle | null {
  for (const id of [profile.index, profile.hedge]) {
    const quote = snapshot.quotes[id];
    if (quote === undefined) return { kind: 'unpriced', what: id };
    if (quote.quality !== 'fresh') {
      return { kind: 'stale', what: `${id} is ${quote.quality}, ${snapshot.at - quote.at} ms old` };
    }
  }
  const vol = snapshot.vols[profile.underlying];
  if (profile.markVol.kind === 'market' && vol !== undefined && vol.quality !== 'fresh') {
    return { kind: 'stale', what: `vol of ${profile.underlying} is ${snapshot.at - vol.at} ms old` };
  }
  const doubt = doubtOf(state, profile.underlying);
  return doubt === null ? null : { kind: 'in-doubt', what: doubt };
}

const GATE: Record<Standing['mode'], 'running' | 'paused' | 'halted'> = {
  running: 'running',
  paused: 'paused',
  halted: 'halted',
  killed: 'paused',
};

type AllWatched = EngineState['decisions']['watched'];

interface Decided {
  readonly decision: HedgeDecision;
  readonly watched: Watched;
}

function decideOne(
  state: EngineState,
  profile: Profile,
  view: HedgeView | Unpriced,
  snapshot: MarketSnapshot,
): Decided {
  const { underlying } = profile;
  const before = state.decisions.watched[underlying] ?? UNWATCHED;
  const quality = readinessOf(profile, snapshot);
  const hold = (because: Obstacle): Decided => ({
    decision: { kind: 'hold', underlying, because },
    watched: { ...before, quality, retryAt: retryAt(state) },
  });
  const obstacle = obstacleOf(state, profile, snapshot);
  if (obstacle !== null) return hold(obstacle);
  if (view.kind === 'unpriced') return hold(view);
  const situation = situationOf(state, profile, view, snapshot);
  const { decision, memory } = decide(profile, situation, before.memory, GATE[state.standing.mode]);
  const { price, delta, hedgeDelta, curve } = situation;
  const isPaused = 'reason' in decision.because && decision.because.reason === 'paused';
  const anchor = { price, delta, hedgeDelta, curve };
  return { decision, watched: { memory, quality, anchor, retryAt: isPaused ? retryAt(state) : null } };
}

/** The plan for all decisions that want to trade. */
function planOf(
  state: EngineState,
  decisions: readonly TradingDecision[],
  marks: Marks,
  snapshot: MarketSnapshot,
  exposure: GuardInputs['exposure'],
  turnover: number,
): ExecutionPlan {
  let budget = (state.config.limits.maxHourlyTurnover ?? Infinity) - turnover;
  const requests: RouteRequest[] = [];
  const unroutable: ExecutionPlan['dropped'][number][] = [];
  for (const decision of decisions) {
    const request = requestOf(state, decision, marks, snapshot, exposure, budget);
    if (typeof request !== 'string') {
      requests.push(request);
      // At the price that the guard will count the leg at, which is no more than what is wanted.
      const quote = snapshot.quotes[request.instrument.id];
      budget -= Math.abs(decision.trade) * (quote === undefined ? 0 : mid(quote)) * request.rate;
    } else unroutable.push({ underlying: decision.underlying, why: request });
  }
  const { legs, dropped } = route(requests, snapshot, state.config.execution);
  return { legs, dropped: [...unroutable, ...dropped] };
}

/** `state` with the clocks of `underlyings` as they were before: a strike that the guard refused is still due. */
function unstruck(state: EngineState, before: AllWatched, underlyings: readonly Currency[]): EngineState {
  const watched: Record<Currency, Watched> = { ...state.decisions.watched };
  for (const underlying of underlyings) {
    const { memory } = before[underlying] ?? UNWATCHED;
    watched[underlying] = { ...(watched[underlying] ?? UNWATCHED), memory };
  }
  return { ...state, decisions: { ...state.decisions, watched } };
}

interface Acting {
  readonly marks: Marks;
  readonly snapshot: MarketSnapshot;
  readonly seq: number;
  /** What was watched before these decisions. */
  readonly before: AllWatched;
}

/** What has been found out by the time that it is acted on. */
interface Facts extends Required<Pick<Outcome, 'decisions' | 'explained' | 'equity'>> {
  readonly alarms?: readonly string[];
}

/** Routes and guards; what is approved becomes orders in flight. */
function act(state: EngineState, facts: Facts, { marks, snapshot, seq, before }: Acting): Step {
  const { limits, execution, reporting } = state.config;
  const trading = facts.decisions.filter((decision) => decision.kind !== 'hold');
  if (trading.length === 0) return { state, outcome: facts, commands: [] };
  const exposure = exposureOf(state);
  const turnover = limits.maxHourlyTurnover === undefined ? 0 : hourlyTurnover(state, marks);
  const plan = planOf(state, trading, marks, snapshot, exposure, turnover);
  const verdict = approve(plan, {
    limits,
    maxSlippage: execution.maxSlippage,
    standing: state.standing,
    exposure,
    snapshot,
    instruments: state.instruments,
    reporting,
    turnover,
  });
  if (verdict.kind === 'refused' || plan.legs.length === 0) {
    const outcome = { ...facts, plan, ...(verdict.kind === 'refused' && { refused: verdict }) };
    const wanted = trading.map(({ underlying }) => underlying);
    const left = verdict.kind === 'refused' ? unstruck(state, before, wanted) : state;
    return { state: retrying(left, wanted), outcome, commands: [] };
  }
  const commands = release(verdict.plan, (leg) => orderId(state.journal, seq, leg));
  const requests = commands.map((command) => command.order);
  const dropped = plan.dropped.map(({ underlying }) => underlying);
  const left = retrying(state, dropped);
  let { watched } = left.decisions;
  for (const { instrument, lots } of requests) watched = moved(watched, state.instruments[instrument], lots);
  const orders = place(state.orders, requests, state.at, seq);
  const next: EngineState = { ...state, orders, decisions: { ...state.decisions, watched } };
  const { decisions, explained, equity, alarms } = facts;
  const outcome = { decisions, explained, equity, plan, commands };
  return { state: next, outcome: alarms === undefined ? outcome : { ...outcome, alarms }, commands };
}

/** When what could not be carried out now is tried again, if nothing else raises a decision before. */
function retryAt(state: EngineState): Millis {
  return later(state.at, state.config.execution.orderLifeMs);
}

/** `state` trying again later for those of `underlyings` whose decision came to nothing. */
function retrying(state: EngineState, underlyings: readonly Currency[]): EngineState {
  let { watched } = state.decisions;
  for (const underlying of underlyings) watched = retryingFrom(watched, underlying, retryAt(state));
  return { ...state, decisions: { ...state.decisions, watched } };
}

/** Values the book, decides for each underlying, and acts on it. */
export function onDecisionDue(
  state: EngineState,
  snapshot: MarketSnapshot,
  { seq, at }: Pick<Entry, 'seq' | 'at'>,
  kernel: Kernel,
): Step {
  const marked = markTo(state, snapshot, kernel);
  const valued: EngineState = { ...(marked.kind === 'marked' ? marked.state : state), at };
  const view = marked.kind === 'marked' ? hedgeViewOf(valued, marked, snapshot.quotes, kernel) : marked;
  const decisions: HedgeDecision[] = [];
  const watched: Record<Currency, Watched> = { ...valued.decisions.watched };
  for (const profile of valued.config.profiles) {
    const decided = decideOne(valued, profile, view, snapshot);
    decisions.push(decided.decision);
    watched[profile.underlying] = decided.watched;
  }
  const settled = { ...valued.decisions, lastAt: at, bookChanged: false, watched };
  const next: EngineState = { ...valued, decisions: settled };
  if (marked.kind === 'unpriced') return { state: next, outcome: { decisions }, commands: [] };
  const { explained, valuation, marks } = marked;
  const { equity } = valuation;
  const { alarms } = haltAlarm(state, next);
  const facts = { decisions, explained, equity };
  return act(next, alarms === undefined ? facts : { ...facts, alarms }, {
    marks,
    snapshot,
    seq,
    before: state.decisions.watched,
  });
}

/** Tells the operator of a halt when it begins. */
export function haltAlarm(before: EngineState, after: EngineState): Pick<Outcome, 'alarms'> {
  if (before.standing.mode === after.standing.mode) return {};
  return { alarms: [`${after.standing.mode}: ${after.standing.why}`] };
}
