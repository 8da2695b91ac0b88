/** Bugs in the process around the engine: what it hears, keeps, sends and remembers. */
import type { MarketEvent } from '../../domain/market.ts';
import type { Conductor } from '../../engine/conductor.ts';
import { recover } from '../../engine/replay.ts';
import type { EngineState } from '../../engine/state.ts';
import { later } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import { type Composition, ENGINE, SOUND } from '../host.ts';
import { isLive, mapWatched, type Planted, stepping } from './plant.ts';

function composed(name: string, parts: Partial<Composition>): Planted {
  return { name, composition: { ...SOUND, ...parts } };
}

/** A program that hears every market event as `change` makes it, and perhaps more than once. */
function hearing(name: string, change: (event: MarketEvent, now: Millis) => readonly MarketEvent[]): Planted {
  // By inheritance: its state and head are read when they are asked for.
  const conductor = (sound: Conductor): Conductor =>
    Object.assign(Object.create(sound) as Conductor, {
      observe(event: MarketEvent, now: Millis): void {
        for (const heard of change(event, now)) sound.observe(heard, now);
      },
    });
  return composed(name, { conductor });
}

/** `state` without the orders of which more may come. */
function withoutLive(state: EngineState): EngineState {
  const ended = Object.entries(state.orders).filter(([, order]) => !isLive(order));
  return { ...state, orders: Object.fromEntries(ended) };
}

/** Steps taken by this process of ours, simulated ones and replays alike: what no journal tells. */
let stepsTaken = 0;

export const HOST_BUGS: readonly Planted[] = [
  composed('commands leave before their entries are on disk', { isHasty: true }),
  composed('what the disk does not take is overlooked', { isHeedless: true }),
  composed('a start goes on without the orders that were live', {
    recover: (...given) => {
      const { state, head } = recover(...given);
      return { state: state === null ? null : withoutLive(state), head };
    },
  }),
  stepping('a checkpoint leaves out the orders that are live', () => (state, entry) => {
    const result = ENGINE.step(state, entry);
    return entry.body.kind === 'checkpoint' ? { ...result, state: withoutLive(result.state) } : result;
  }),
  stepping('a retry waits a little longer or shorter, as it happens', () => (state, entry) => {
    stepsTaken += 1;
    const result = ENGINE.step(state, entry);
    const { decisions } = result.state;
    const watched = mapWatched(decisions.watched, (one) => {
      const { retryAt } = one;
      return retryAt === null ? one : { ...one, retryAt: later(retryAt, stepsTaken % 7) };
    });
    return { ...result, state: { ...result.state, decisions: { ...decisions, watched } } };
  }),
  hearing('every price confirms itself', (event) =>
    event.kind === 'quote' ? [event, { ...event, at: later(event.at, 1) }] : [event],
  ),
  hearing('a price is dated when it arrives', (event, now) =>
    event.kind === 'quote' || event.kind === 'depth' ? [{ ...event, at: now }] : [event],
  ),
];
