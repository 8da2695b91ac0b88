import type { Entry } from '../../domain/entry.ts';
import type { AccountEvent } from '../../domain/order.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EngineState, Step, Watched } from '../../engine/state.ts';
import type { Order, Orders } from '../../execute/order.ts';
import type { Edition } from '../edition.ts';
import { type Composition, ENGINE, SOUND } from '../host.ts';

/** A bug that the simulation must find. */
export interface Planted {
  /** What the faulty program does. */
  readonly name: string;
  readonly composition: Composition;
  /** Of which drawing worlds show it within a few; absent: of the newest. */
  readonly edition?: Edition;
}

type Stepper = Engine['step'];
type AllWatched = EngineState['decisions']['watched'];

/** What is stepped instead of the state and entry that there were. */
export interface Stepped {
  readonly state: EngineState;
  readonly entry: Entry;
}

/** A program whose `step` is made by `make`, once for each process. */
export function stepping(name: string, make: () => Stepper): Planted {
  return { name, composition: { ...SOUND, engine: () => ({ ...ENGINE, step: make() }) } };
}

/** A program that steps something else than it was given. */
export function before(name: string, change: (given: Stepped) => Stepped): Planted {
  return stepping(name, () => (state, entry) => {
    if (state === null) return ENGINE.step(state, entry);
    const changed = change({ state, entry });
    return ENGINE.step(changed.state, changed.entry);
  });
}

/** A program that makes something else of what a step led to. */
export function after(name: string, change: (result: Step, given: Stepped) => Step): Planted {
  return stepping(name, () => (state, entry) => {
    const result = ENGINE.step(state, entry);
    return state === null ? result : change(result, { state, entry });
  });
}

/** A program that steps account events of one kind as if they had been others. */
export function retold<K extends AccountEvent['kind']>(
  name: string,
  kind: K,
  change: (event: Extract<AccountEvent, { kind: K }>, given: Stepped) => AccountEvent,
): Planted {
  return before(name, ({ state, entry }) => {
    const { body } = entry;
    if (body.kind !== 'account' || body.event.kind !== kind) return { state, entry };
    const event = change(body.event as Extract<AccountEvent, { kind: K }>, { state, entry });
    return { state, entry: { ...entry, body: { ...body, event } } };
  });
}

/** `result` with its state changed. */
export function withState(result: Step, change: Partial<EngineState>): Step {
  return { ...result, state: { ...result.state, ...change } };
}

/** `orders` with each changed. */
export function eachOrder(orders: Orders, change: (order: Order) => Order): Orders {
  return Object.fromEntries(Object.entries(orders).map(([id, order]) => [id, change(order)]));
}

export function isLive({ state }: Order): boolean {
  return state === 'pending' || state === 'open' || state === 'unknown';
}

/** `watched` with what is remembered of each underlying changed. */
export function mapWatched(watched: AllWatched, change: (one: Watched) => Watched): AllWatched {
  return Object.fromEntries(Object.entries(watched).map(([underlying, one]) => [underlying, change(one)]));
}
