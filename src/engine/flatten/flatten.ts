/**
 * Closes everything on an operator's word, asks the venues whether it is closed, and says so only then. It looks at
 * the book whenever something has happened, and again and again while nothing has, each time in a decision entry with
 * a snapshot of its own: cancels what rests, closes what is held (`everything.ts`, `closing.ts`) with one order at a
 * time in each instrument, its bound wider where nobody met the last (`tries.ts`), and takes the venues' word for the
 * rest (`verified.ts`). What it knows is in the state (`flattening.ts`), so it goes on after a restart, and it ends
 * with the re-arm alone. It never gives up: what does not succeed is said aloud.
 */
import type { Alarm } from '../../domain/alarm.ts';
import type { Entry } from '../../domain/entry.ts';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import type { MarketSnapshot } from '../../domain/market.ts';
import type { VenueCommand } from '../../domain/order.ts';
import { place } from '../../execute/execute.ts';
import { liveOrders } from '../../execute/order.ts';
import { orderId } from '../../execute/order-id.ts';
import type { Approved } from '../../guard/approved.ts';
import { approveCancel, approveQuery, release } from '../../guard/guard.ts';
import type { Leg } from '../../route/plan.ts';
import { later, MINUTE } from '../../units/time.ts';
import { type Millis, millis } from '../../units/units.ts';
import { standingAlarm } from '../alarms.ts';
import { moved } from '../anchor.ts';
import type { EngineState, Step } from '../state.ts';
import { closingPlan } from './closing.ts';
import { everythingIn } from './everything.ts';
import type { Flattening, Open, Try } from './flattening.ts';
import { FIRST_TRY, followed } from './tries.ts';
import { contradicted, unconfirmed } from './verified.ts';

/** What one look leads to. */
interface Look {
  readonly legs: readonly Leg[];
  readonly commands: readonly Approved<VenueCommand>[];
  readonly flatten: Flattening;
  readonly alarms: readonly Alarm[];
}

/** What keeps `instrument` from being traded now, if anything: its venue must be sound, and nothing in flight. */
function obstacleOf(
  state: EngineState,
  flatten: Flattening,
  { id, venue }: Instrument,
  at: Millis,
): Open | null {
  const { awaiting, differences } = state.reconciliation;
  const open = (kind: Open['kind'], why: string): Open => ({ what: id, kind, why });
  if (awaiting.includes(venue)) return open('venue', `${venue} has yet to report`);
  if (differences[venue]?.ofPositions === true)
    return open('venue', `positions at ${venue} are not what we hold`);
  const live = liveOrders(state.orders).find(({ request }) => request.instrument === id);
  if (live !== undefined) {
    const { state: standing, request } = live;
    return standing === 'unknown'
      ? open('venue', `order ${request.id} is in doubt`)
      : open('market', `order ${request.id} is under way`);
  }
  const { notBefore = at } = flatten.tries[id] ?? {};
  return at < notBefore ? open('market', 'the last order came to nothing') : null;
}

/** The orders that close what can be closed now. */
function close(
  state: EngineState,
  flatten: Flattening,
  toClose: readonly Instrument[],
  snapshot: MarketSnapshot,
  { seq, at }: Pick<Entry, 'seq' | 'at'>,
): Pick<Look, 'legs' | 'commands'> & Pick<Flattening, 'open' | 'tries'> {
  const legs: Leg[] = [];
  const commands: Approved<VenueCommand>[] = [];
  const open: Open[] = [];
  const tries = { ...flatten.tries };
  for (const instrument of toClose) {
    const { id } = instrument;
    const obstacle = obstacleOf(state, flatten, instrument, at);
    const { widened } = tries[id] ?? FIRST_TRY;
    const plan = obstacle ?? closingPlan(state, snapshot, instrument, widened);
    if (!('legs' in plan)) {
      open.push(plan);
      continue;
    }
    for (const command of release(plan, () => orderId(state.journal, seq, legs.length))) {
      legs.push(...plan.legs);
      commands.push(command);
      tries[id] = { order: command.order.id, widened, notBefore: at };
      open.push({ what: id, kind: 'market', why: `order ${command.order.id} is under way` });
    }
  }
  return { legs, commands, open, tries };
}

/** Orders of ours that no try knows: what rested when it began, and is to end. */
function strangers(state: EngineState, { tries }: Flattening) {
  const ours = new Set(Object.values(tries).map(({ order }) => order));
  return liveOrders(state.orders).filter(({ request }) => !ours.has(request.id));
}

function isNearer(before: Flattening['held'], after: Flattening['held']): boolean {
  return Object.entries(before).some(([id, lots]) => (after[id] ?? 0) < lots);
}

/** Beyond this without coming nearer it is said aloud: by then an order has lived, been asked after, and another. */
function patienceMs({ config }: EngineState): number {
  return 2 * (config.execution.orderLifeMs + config.execution.ackWithinMs);
}

/** That it has not succeeded yet, once for each set of things that it waits for. */
function unverified(state: EngineState, { open, progressAt }: Flattening, at: Millis): readonly Alarm[] {
  if (open.length === 0 || at - progressAt < patienceMs(state)) return [];
  const what = [...new Set(open.map((one) => `${one.what} ${one.kind}`))].sort().join(', ');
  const text = `flatten not verified: ${open.map(({ what: of, why }) => `${of}: ${why}`).join('; ')}`;
  return [{ key: 'flatten', severity: 'critical', text, state: what }];
}

/** A price that cannot be traded on is said at once, and that there is one again. */
function unpriced(open: readonly Open[], toClose: readonly Instrument[]): readonly Alarm[] {
  return toClose.map(({ id }): Alarm => {
    const found = open.find(({ what, kind }) => what === id && kind === 'price');
    const key = `flatten/${id}/price`;
    if (found === undefined)
      return { key, severity: 'info', text: `flatten: ${id} has a price`, state: null };
    return { key, severity: 'warning', text: `flatten waits: ${found.why}`, state: 'none' };
  });
}

/** The first of `soon` and of when a try may go on, after `at`. */
function firstAfter(at: Millis, soon: Millis, tries: readonly Try[]): Millis {
  const times = tries.map(({ notBefore }) => notBefore).filter((when) => when > at);
  return millis(Math.min(soon, ...times));
}

function look(
  state: EngineState,
  before: Flattening,
  snapshot: MarketSnapshot,
  entry: Pick<Entry, 'seq' | 'at'>,
): Look {
  const { at } = entry;
  const { ackWithinMs } = state.config.execution;
  const { toClose, left } = everythingIn(state, snapshot, before.since);
  const held: Record<InstrumentId, number> = {};
  for (const { id } of toClose) held[id] = Math.abs(state.book.positions[id]?.lots ?? 0);
  const { tries, alarms } = followed(state, before.tries, at);
  const progressAt = isNearer(before.held, held) ? at : before.progressAt;
  const known: Flattening = { ...before, tries, held, left, progressAt };
  const closing = close(state, known, toClose, snapshot, entry);
  const commands = [...closing.commands];
  let { askedAt, cancelledAt } = before;
  const resting = strangers(state, known);
  if (resting.length > 0 && at >= later(cancelledAt, ackWithinMs)) {
    commands.push(...resting.map((order) => approveCancel(order.request)));
    cancelledAt = at;
  }
  const open = [...closing.open];
  for (const { request } of resting)
    open.push({ what: request.id, kind: 'venue', why: `order ${request.id} has yet to end` });
  if (open.length === 0) {
    // Once flat it takes reports as they come.
    const isAsking =
      state.standing.mode !== 'flat' && (askedAt === null || at >= later(askedAt, ackWithinMs));
    const silent = unconfirmed(state, known);
    open.push(...silent);
    if (silent.length > 0 && isAsking) {
      commands.push(...silent.map(({ what }) => approveQuery(what, [])));
      askedAt = at;
    }
  }
  const isIdle = commands.length === 0 && progressAt === before.progressAt;
  const idle = isIdle ? before.idle + 1 : 0;
  // While nothing changes it looks less and less often, down to once a minute.
  const soon = later(at, Math.min(MINUTE, ackWithinMs * Math.max(1, idle)));
  const nextAt = firstAfter(at, soon, Object.values(closing.tries));
  const flatten: Flattening = { ...known, tries: closing.tries, askedAt, cancelledAt, open, idle, nextAt };
  return { legs: closing.legs, commands, flatten, alarms: [...alarms, ...unpriced(open, toClose)] };
}

/** How the standing of a book that is verified flat reads. */
function flatStanding(
  { standing, config }: EngineState,
  left: readonly InstrumentId[],
): EngineState['standing'] {
  const venues = config.venues.map(({ id }) => id).join(', ');
  const stays = left.length === 0 ? '' : `; stays, as nobody quotes it: ${left.join(', ')}`;
  return { ...standing, mode: 'flat', why: `verified with ${venues}${stays}` };
}

/**
 * Whether a book is flat by its venues' word; or has been, and all that is missing is a report that is newer than what
 * was booked since, such as funding.
 */
function isFlat(state: EngineState, flatten: Flattening): boolean {
  if (flatten.open.length === 0) return true;
  const isKept = state.standing.mode === 'flat' && flatten.open.every(({ kind }) => kind === 'word');
  return isKept && contradicted(state, flatten).length === 0;
}

/** `flatten` as it stands once all is flat: only what a venue tells is a reason to look again. */
function atRest(flatten: Flattening, at: Millis): Flattening {
  return { ...flatten, progressAt: at, nextAt: null, idle: 0, tries: {} };
}

/** Looks once at a book that is to be flat, or to stay so. */
export function onFlattenDue(
  state: EngineState,
  snapshot: MarketSnapshot,
  entry: Pick<Entry, 'seq' | 'at'>,
): Step {
  if (state.flatten === undefined)
    throw new Error(`entry ${entry.seq} flattens, and nobody has ordered that`);
  const { legs, commands, flatten, alarms } = look(state, state.flatten, snapshot, entry);
  const { open, left } = flatten;
  const placed = commands.flatMap((command) => (command.kind === 'place' ? [command.order] : []));
  let { watched } = state.decisions;
  for (const { instrument, lots } of placed)
    watched = moved(state, watched, state.instruments[instrument], lots);
  const isDone = isFlat(state, flatten);
  const next: EngineState = {
    ...state,
    standing: isDone ? flatStanding(state, left) : reopened(state, open),
    flatten: isDone ? atRest(flatten, entry.at) : flatten,
    orders: placed.length === 0 ? state.orders : place(state.orders, placed, entry.at, entry.seq),
    decisions: { ...state.decisions, watched, lastAt: entry.at, bookChanged: false },
  };
  const { alarms: changed = [] } = standingAlarm(state, next);
  const late = isDone ? [] : unverified(state, flatten, entry.at);
  return {
    state: next,
    outcome: {
      ...(legs.length > 0 && { plan: { legs, dropped: [] } }),
      closing: { open, left, mode: next.standing.mode },
      ...(commands.length > 0 && { commands }),
      alarms: [...changed, ...alarms, ...late],
    },
    commands,
  };
}

/** The standing of a book that is not flat, whatever it was: from flat it goes back to being closed. */
function reopened({ standing }: EngineState, open: readonly Open[]): EngineState['standing'] {
  if (standing.mode !== 'flat') return standing;
  const what = open.map(({ why }) => why).join('; ');
  return { ...standing, mode: 'flattening', why: `no longer flat: ${what}` };
}
