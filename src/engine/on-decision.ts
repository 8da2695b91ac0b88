import type { Alarm } from '../domain/alarm.ts';
import type { Entry } from '../domain/entry.ts';
import type { Currency } from '../domain/instrument.ts';
import type { MarketSnapshot } from '../domain/market.ts';
import { approve, type GuardInputs } from '../guard/guard.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import type { ExecutionPlan } from '../route/plan.ts';
import { route } from '../route/route.ts';
import type { Marks } from '../value/marks.ts';
import { standingAlarm } from './alarms.ts';
import { retryingFrom, UNWATCHED } from './anchor.ts';
import { type Before, beforeHedging, withBefore } from './before-hedging.ts';
import { watchMarket } from './breakers.ts';
import { decideAll } from './decide-all.ts';
import { hedgeViewOf } from './hedge-view.ts';
import { markTo } from './ledger.ts';
import { guardInputsOf, placing } from './placing.ts';
import { ordersOf, requestOf, spendOf, type TradingDecision } from './requests.ts';
import { clearedOf, withdrawing, withWaits } from './resting.ts';
import { retryAt } from './retry.ts';
import type { EngineState, Outcome, Step, Watched } from './state.ts';
import { hourlyTurnover } from './turnover.ts';
import { withWorked, workedAt } from './working.ts';

type AllWatched = EngineState['decisions']['watched'];

/** The plan for all decisions that want to trade. */
function planOf(
  state: EngineState,
  decisions: readonly TradingDecision[],
  marks: Marks,
  snapshot: MarketSnapshot,
  { exposure, margin }: Pick<GuardInputs, 'exposure' | 'margin'>,
  turnover: number,
): ExecutionPlan {
  let budget = (state.config.limits.maxHourlyTurnover ?? Infinity) - turnover;
  const requests: Parameters<typeof route>[0][number][] = [];
  const unroutable: ExecutionPlan['dropped'][number][] = [];
  for (const order of decisions.flatMap(ordersOf)) {
    const request = requestOf(state, order, { marks, snapshot, exposure, budget, margin });
    if (typeof request !== 'string') {
      requests.push(request);
      // No more than this is ordered of it.
      budget -= spendOf(request, snapshot);
    } else unroutable.push({ underlying: order.underlying, why: request });
  }
  const plan = route(requests, snapshot, state.config.execution);
  return { ...plan, dropped: [...unroutable, ...plan.dropped] };
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
  /** What was done before anything is hedged; null where nothing of the kind is asked for. */
  readonly done: Before | null;
}

/** What has been found out by the time that it is acted on. */
interface Facts extends Required<Pick<Outcome, 'decisions' | 'explained' | 'equity'>> {
  readonly alarms?: NonNullable<Outcome['alarms']>;
}

/** `facts` with an alarm for each trade of which a part could be made nowhere: it is tried again. */
function withRemainders(facts: Facts, { dropped, choices = [] }: ExecutionPlan): Facts {
  if (choices.length === 0) return facts;
  const told = choices.map(({ underlying }): Alarm => {
    const why = dropped.find((one) => one.underlying === underlying)?.why;
    const key = `remainder/${underlying}`;
    return why === undefined
      ? { key, severity: 'info', text: `${underlying}: nothing is left unhedged`, state: null }
      : { key, severity: 'warning', text: `${underlying}: ${why}`, state: 'left' };
  });
  return { ...facts, alarms: [...(facts.alarms ?? []), ...told] };
}

/** Underlyings that have been looked at and want nothing; those of which nothing could be said are not among them. */
function contentIn(decisions: Facts['decisions']): ReadonlySet<Currency> {
  const content = decisions.filter(({ kind, because }) => kind === 'hold' && 'reason' in because);
  return new Set(content.map(({ underlying }) => underlying));
}

/** Routes and guards; what is approved becomes orders in flight. */
function act(state: EngineState, found: Facts, { marks, snapshot, seq, before, done }: Acting): Step {
  const { limits, execution } = state.config;
  const trading = found.decisions.filter((decision) => decision.kind !== 'hold');
  const isIdle = trading.length === 0 && state.parents === undefined && state.waits === undefined;
  if (isIdle) return { state, outcome: found, commands: [] };
  const inputs = guardInputsOf(state, marks, snapshot, done?.margin);
  const turnover = limits.maxHourlyTurnover === undefined ? 0 : hourlyTurnover(state, marks);
  const wished = planOf(state, trading, marks, snapshot, inputs, turnover);
  const { plan: planned, inTheWay } = clearedOf(state, wished);
  const { working } = execution;
  const content = contentIn(found.decisions);
  const worked =
    working === undefined ? null : workedAt(state, planned, content, working, { seq, at: snapshot.at });
  const plan = worked?.plan ?? planned;
  const resting = plan.legs.filter(({ postOnly }) => postOnly === true).map(({ instrument }) => instrument);
  const remembering = (next: EngineState): EngineState =>
    withWaits(worked === null ? next : withWorked(next, worked), resting, content);
  if (trading.length === 0) return { state: remembering(state), outcome: found, commands: [] };
  const facts = withRemainders(found, plan);
  const verdict = approve(plan, { ...inputs, turnover });
  if (verdict.kind === 'refused' || plan.legs.length === 0) {
    const outcome = { ...facts, plan, ...(verdict.kind === 'refused' && { refused: verdict }) };
    const wanted = trading.map(({ underlying }) => underlying);
    const left = verdict.kind === 'refused' ? unstruck(state, before, wanted) : state;
    const cleared = withdrawing(remembering(retrying(left, wanted)), inTheWay);
    const { commands } = cleared;
    return { ...cleared, outcome: commands.length === 0 ? outcome : { ...outcome, commands } };
  }
  const dropped = plan.dropped.map(({ underlying }) => underlying);
  const legsBefore = done?.plan.legs.length ?? 0;
  const placed = placing(retrying(state, dropped), verdict.plan, marks, seq, legsBefore);
  const { state: next, commands: ends } = withdrawing(placed.state, inTheWay);
  const commands = [...ends, ...placed.commands];
  const { decisions, explained, equity, alarms } = facts;
  const outcome = { decisions, explained, equity, plan, commands };
  const told = alarms === undefined ? outcome : { ...outcome, alarms };
  return { state: remembering(next), outcome: told, commands };
}

const NOTHING_WAITS: ReadonlyMap<Currency, string> = new Map();

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
  const valued = watchMarket({ ...(marked.kind === 'marked' ? marked.state : state), at }, snapshot);
  const done =
    marked.kind === 'marked' ? beforeHedging(valued, { marks: marked.marks, snapshot }, seq) : null;
  const safer = done?.state ?? valued;
  const view = marked.kind === 'marked' ? hedgeViewOf(safer, marked, snapshot.quotes, kernel) : marked;
  const { decisions, left } = decideAll(safer, view, snapshot, done?.waiting ?? NOTHING_WAITS);
  const settled = { ...left, lastAt: at, bookChanged: false };
  const next: EngineState = { ...safer, decisions: settled };
  if (marked.kind === 'unpriced') return { state: next, outcome: { decisions }, commands: [] };
  const { explained, valuation, marks } = marked;
  const { equity } = valuation;
  const { alarms } = standingAlarm(state, next);
  const facts = { decisions, explained, equity };
  const acting = { marks, snapshot, seq, before: state.decisions.watched, done };
  return withBefore(done, act(next, alarms === undefined ? facts : { ...facts, alarms }, acting));
}
