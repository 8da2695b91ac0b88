import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import type { MarketEvent } from '../domain/market.ts';
import type { AccountEvent, TimedAccountEvent, VenueCommand } from '../domain/order.ts';
import { createConductor } from '../engine/conductor.ts';
import { CONFIG, configured, PERP, SPOT } from '../engine/engine-fixture.ts';
import { replay } from '../engine/replay.ts';
import type { Journal } from '../ports/journal.ts';
import type { LiveVenue } from '../ports/live-venue.ts';
import type { Treasury } from '../ports/treasury.ts';
import { atoms, type Millis, millis } from '../units/units.ts';
import { sha256 } from './hash.ts';
import { type LiveSession, runLive } from './live.ts';

/** A venue that fills what it is sent, and has the book that the engine has. */
function fillingVenue(book: () => { positions: Record<string, number>; cash: Record<string, bigint> }) {
  let listener: ((event: TimedAccountEvent) => void) | undefined;
  let watcher: ((event: MarketEvent) => void) | undefined;
  const commands: VenueCommand[] = [];
  const at = (): Millis => millis(Date.now());
  const tell = (event: AccountEvent): void => listener?.({ at: at(), event });
  const obey = (command: VenueCommand): void => {
    if (command.kind === 'query')
      tell({ kind: 'report', venue: 'v', at: at(), orders: [], ...book() } as unknown as AccountEvent);
    if (command.kind !== 'place') return;
    const { id, instrument, lots, limit } = command.order;
    tell({ kind: 'ack', order: id });
    tell({
      kind: 'fill',
      order: id,
      instrument,
      fill: `f-${id}`,
      lots,
      price: limit,
      fee: atoms(1n),
      feeCurrency: 'USD',
    });
  };
  const venue: LiveVenue = {
    id: 'v',
    send: (command) => {
      commands.push(command);
      setTimeout(() => obey(command), 1);
    },
    listen: (to) => {
      listener = to;
    },
    watch: (to) => {
      watcher = to;
    },
    open: () => Promise.resolve(),
    examine: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  const quote = (instrument: string, price: number): void =>
    watcher?.({
      kind: 'quote',
      instrument,
      at: at(),
      bid: price - 1,
      ask: price + 1,
      bidSize: 1,
      askSize: 1,
    });
  return { venue, commands, quote };
}

function rig(change: Partial<Journal> = {}, config = CONFIG) {
  const memory = createMemoryJournal();
  const journal: Journal = Object.assign(memory, change);
  const conductor = createConductor({
    ...{ state: null, head: '', hash: sha256, engine: ENGINE, checkpointEvery: 1_000 },
    append: (line) => journal.append(line),
    onAppended: () => undefined,
  });
  conductor.configure(configured(config), millis(Date.now()));
  const { venue, commands, quote } = fillingVenue(() => {
    const { positions, cash } = conductor.state.book;
    const held = Object.fromEntries(Object.entries(positions).map(([id, { lots }]) => [id, Number(lots)]));
    return { positions: held, cash: { ...cash.v } };
  });
  const controller = new AbortController();
  const options: LiveSession = {
    ...{ conductor, journal, venues: [venue], now: () => millis(Date.now()), barMs: 200 },
    ...{ signal: controller.signal, onProgress: () => undefined },
  };
  const run = (): Promise<void> => runLive(options);
  return { conductor, journal, venue, commands, quote, options, run, stop: () => controller.abort() };
}

describe('runLive', () => {
  it('hedges what it is told of, and leaves a journal that replays', async () => {
    const { conductor, journal, commands, quote, run, stop } = rig();
    const running = run();
    const ticking = setInterval(() => {
      quote(SPOT.id, 60_000);
      quote(PERP.id, 60_000);
    }, 10);
    await expect.poll(() => commands.some(({ kind }) => kind === 'place')).toBe(true);
    await expect
      .poll(() => Object.values(conductor.state.orders).map(({ state }) => state))
      .toEqual(['filled']);
    // Bars of its own making teach the forecast.
    await expect.poll(() => Object.keys(conductor.state.volatility)).toEqual(['BTC']);
    clearInterval(ticking);
    stop();
    await running;
    expect(conductor.state.decisions.stopped).toBe(true);
    const replayed = replay(journal.read(), sha256, ENGINE);
    expect(replayed.difference).toBeNull();
    expect(replayed.head).toBe(conductor.head);
  });

  it('hears its treasury, and closes it in the end', async () => {
    const { conductor, options, stop } = rig();
    let tell: (event: TimedAccountEvent) => void = () => undefined;
    let isClosed = false;
    const treasury: Treasury = {
      send: () => undefined,
      listen: (listener) => {
        tell = listener;
      },
      close: () => {
        isClosed = true;
        return Promise.resolve();
      },
    };
    const running = runLive({ ...options, treasury });
    const at = millis(Date.now());
    const amount = atoms(1n);
    const sum = { from: 'v', to: 'w', currency: 'USD', amount };
    tell({ at, event: { kind: 'transfer', id: 'strange', stage: 'arrived', ...sum, at } });
    expect(Object.keys(conductor.state.raised ?? {})).toEqual(['transfer/strange/odd']);
    stop();
    await running;
    expect(isClosed).toBe(true);
  });

  it('works out when to come again now and then while quotes pour in, and still comes in time', async () => {
    const { conductor, commands, quote, run, stop } = rig();
    let asked = 0;
    let attended = 0;
    const { nextAt, attend } = conductor;
    Object.assign(conductor, {
      nextAt: () => {
        asked += 1;
        return nextAt();
      },
      attend: (...args: Parameters<typeof attend>) => {
        attended += 1;
        return attend(...args);
      },
    });
    const running = run();
    quote(SPOT.id, 60_000);
    quote(PERP.id, 60_000);
    await expect.poll(() => commands.some(({ kind }) => kind === 'place')).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    [asked, attended] = [0, 0];
    for (let i = 0; i < 500; i += 1) {
      quote(PERP.id, 60_000);
      await Promise.resolve().then(() => undefined);
    }
    expect(attended).toBeGreaterThan(100);
    expect(asked).toBeLessThan(attended / 4);
    // Nothing wakes it from here on but its own bars.
    const before = conductor.state.seq;
    await expect.poll(() => conductor.state.seq, { timeout: 3_000 }).toBeGreaterThan(before);
    stop();
    await running;
  });

  it('sends nothing before its entry is on disk', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { commands, quote, run, stop } = rig({ flushed: () => gate });
    const running = run();
    quote(SPOT.id, 60_000);
    quote(PERP.id, 60_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(commands).toEqual([]);
    release();
    await expect.poll(() => commands.length).toBeGreaterThan(0);
    stop();
    await running;
  });

  it('is more careful while the disk is behind, and as before once it has caught up', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const config = { ...CONFIG, breakers: true as const, staleAfterMs: 100 };
    const { conductor, quote, run, stop } = rig({ flushed: () => gate }, config);
    const lag = () => conductor.state.watch?.breakers.watched.journalLag?.journal;
    const running = run();
    const ticking = setInterval(() => {
      quote(SPOT.id, 60_000);
      quote(PERP.id, 60_000);
    }, 10);
    await expect.poll(() => lag()?.waitingSince).toBeGreaterThan(0);
    await expect.poll(() => conductor.state.watch?.breakers.ladder.level).not.toBe('normal');
    release();
    await expect.poll(() => lag()?.waitingSince).toBeNull();
    clearInterval(ticking);
    stop();
    await running;
  });

  it('stops where the journal cannot be written', async () => {
    const { run } = rig({ flushed: () => Promise.reject(new Error('disk full')) });
    await expect(run()).rejects.toThrow('disk full');
  });

  it('stops where a venue refuses us, and closes what is open', async () => {
    const { venue, run } = rig();
    let isClosed = false;
    Object.assign(venue, {
      open: () => Promise.reject(new Error('the key may withdraw')),
      close: () => {
        isClosed = true;
        return Promise.resolve();
      },
    });
    await expect(run()).rejects.toThrow('the key may withdraw');
    expect(isClosed).toBe(true);
  });
});
