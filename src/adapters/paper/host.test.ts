import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../../test/support/engine.ts';
import type { MarketEvent } from '../../domain/market.ts';
import type { TransferRoute } from '../../domain/transfer.ts';
import { createConductor } from '../../engine/conductor.ts';
import type { Appended } from '../../engine/scribe.ts';
import { engineConfig, PERP, paperSettings, START, sha256 } from '../../lab/lab-fixture.ts';
import { HOUR, later, MINUTE } from '../../units/time.ts';
import { atoms, type Millis } from '../../units/units.ts';
import { createMemoryJournal } from '../memory/journal.ts';
import { createHost, type Host } from './host.ts';
import { createPaperVenue } from './paper.ts';
import type { PaperSettings } from './settings.ts';
import { createPaperTreasury } from './treasury.ts';

interface Driven {
  readonly host: Host;
  readonly entries: readonly Appended[];
  /** What was done to the journal and the venue, in order. */
  readonly log: readonly string[];
  quote(ms: number, price: number): Promise<void>;
}

function plus(ms: number): Millis {
  return later(START, ms);
}

function drive(change: Partial<PaperSettings> = {}): Driven {
  const entries: Appended[] = [];
  const log: string[] = [];
  const engine = engineConfig();
  const kept = createMemoryJournal();
  const journal: typeof kept = {
    ...kept,
    get length() {
      return kept.length;
    },
    flushed: () => {
      log.push(`flushed ${kept.length}`);
      return kept.flushed();
    },
  };
  const conductor = createConductor({
    ...{ state: null, head: '', hash: sha256, engine: ENGINE, checkpointEvery: 10_000 },
    append: (line) => journal.append(line),
    onAppended: (appended) => entries.push(appended),
  });
  conductor.configure({ journal: 'j', code: 'test', config: engine, starting: true }, START);
  const venue = createPaperVenue(paperSettings(change));
  const send: typeof venue.send = (command) => {
    log.push(`${command.kind} ${kept.length}`);
    venue.send(command);
  };
  const host = createHost({ driven: conductor, venues: [{ ...venue, send }], journal, start: START });
  const rate: MarketEvent = { kind: 'rate', currency: 'USDT', at: START, rate: 1 };
  const quote = async (ms: number, price: number): Promise<void> => {
    const at = plus(ms);
    const sizes = { bidSize: 0, askSize: 0 };
    const event: MarketEvent = {
      kind: 'quote',
      instrument: PERP.id,
      at,
      bid: price - 1,
      ask: price + 1,
      ...sizes,
    };
    await host.play(at, ms === 0 ? [rate, event] : [event]);
  };
  return { host, entries, log, quote };
}

/** Kinds of entries with their minutes after the start. */
function told(entries: readonly Appended[]): string[] {
  return entries.map(({ at, body }) => {
    const kind = body.kind === 'account' ? body.event.kind : body.kind;
    return `${(at - START) / MINUTE} ${kind}`;
  });
}

describe('a treasury', () => {
  it('is given its commands when they are on disk, and heard at the time of the host', async () => {
    const routes: readonly TransferRoute[] = [
      {
        ...{ from: 'paper', to: 'vault', currency: 'USDT', by: 'treasury', latencyMs: 2 * MINUTE },
        ...{ overdueMs: HOUR, fee: atoms(1n), least: atoms(0n), most: atoms(1_000n) },
      },
    ];
    const venues = ['paper', 'vault'].map((venue) =>
      createPaperVenue({ ...paperSettings(), venue, programmes: [] }),
    );
    const fate = { end: 'arrived', leavesMs: MINUTE, endsMs: 2 * MINUTE } as const;
    const treasury = createPaperTreasury({ venues, routes, fate: () => fate });
    const journal = createMemoryJournal();
    const entries: Appended[] = [];
    const conductor = createConductor({
      ...{ state: null, head: '', hash: sha256, engine: ENGINE, checkpointEvery: 10_000 },
      append: (line) => journal.append(line),
      onAppended: (appended) => entries.push(appended),
    });
    const config = engineConfig();
    const terms = venues.map(({ id }) => ({ id, takerFee: 0, makerFee: 0 }));
    const cash = { ...config.opening.cash, vault: paperSettings().opening.cash };
    const opening = { ...config.opening, cash };
    const moving = { ...config, venues: terms, opening, transfers: routes };
    conductor.configure({ journal: 'j', code: 'test', config: moving, starting: true }, START);
    let wanted = 1;
    // As a planner within the engine would: once the venues have reported.
    const driven = Object.assign(Object.create(conductor) as typeof conductor, {
      attend: (at: Millis) => {
        const commands = conductor.attend(at);
        wanted -= conductor.state.reconciliation.awaiting.length === 0 ? 1 : 0;
        if (wanted !== 0) return commands;
        const amount = atoms(500n);
        return [
          ...commands,
          ...conductor.transfer({ from: 'paper', to: 'vault', currency: 'USDT', amount }, at),
        ];
      },
    });
    const host = createHost({ driven, venues, treasury, journal, start: START });
    await host.play(START, [{ kind: 'rate', currency: 'USDT', at: START, rate: 1 }]);
    await host.play(plus(HOUR), []);
    const news = entries.filter(({ body }) => body.kind === 'account' && body.event.kind === 'transfer');
    expect(news.map(({ at, outcome }) => [(at - START) / MINUTE, outcome.transfers])).toMatchObject(
      [0, 1, 2].map((minute) => [minute, {}]),
    );
    const [transfer] = Object.values(conductor.state.transfers ?? {});
    expect(transfer).toMatchObject({ stage: 'arrived', received: 499n });
    expect(conductor.state.reconciliation.differences).toEqual({});
    for (const venue of venues)
      expect(venue.truth().cash.USDT).toBe(conductor.state.book.cash[venue.id]?.USDT);
  });
});

describe('play', () => {
  it('lets venue and engine finish their talk at one instant', async () => {
    const { entries, quote } = drive();
    await quote(0, 20_000);
    await quote(5 * MINUTE, 20_400);
    const first = ['configured', 'deal', 'deal', 'timer', 'decisionDue', 'report'].map((kind) => `0 ${kind}`);
    expect(told(entries).slice(0, 6)).toEqual(first);
    expect(told(entries).slice(-4)).toEqual(
      ['decisionDue', 'ack', 'fill', 'closed'].map((kind) => `5 ${kind}`),
    );
  });

  it('sends nothing before its entry is on disk', async () => {
    const { log, quote } = drive();
    await quote(0, 20_000);
    await quote(5 * MINUTE, 20_400);
    expect(log.some((line) => line.startsWith('place'))).toBe(true);
    log.forEach((line, i) => {
      const [kind, length] = line.split(' ');
      if (kind !== 'flushed') expect(log.slice(0, i)).toContain(`flushed ${length}`);
    });
  });

  it('lets what falls due between moments happen at its own time', async () => {
    const { entries, quote } = drive({
      models: { ...paperSettings().models, latency: { ms: MINUTE / 4, jitterMs: 0 } },
    });
    await quote(0, 20_000);
    await quote(5 * MINUTE, 20_400);
    await quote(10 * MINUTE, 20_400);
    expect(told(entries).filter((line) => line.endsWith('fill'))).toEqual(['5.5 fill']);
  });

  it('notices that a price has become stale, and trades nothing on it', async () => {
    const { entries, quote } = drive();
    await quote(0, 20_000);
    await quote(9 * HOUR, 22_000);
    const stale = entries.find(({ at, body }) => body.kind === 'decisionDue' && at === plus(2 * HOUR + 1));
    expect(stale?.outcome.decisions).toEqual([
      { kind: 'hold', underlying: 'BTC', because: expect.objectContaining({ kind: 'stale' }) },
    ]);
    const sent = entries.filter(
      ({ body, outcome }) => body.kind === 'decisionDue' && outcome.commands !== undefined,
    );
    expect(sent.map(({ at }) => at)).toEqual([plus(9 * HOUR)]);
  });

  it('keeps reviewing and reconciling through a silence', async () => {
    const { entries, quote } = drive();
    await quote(0, 20_000);
    await quote(13 * HOUR, 20_000);
    const timers = told(entries).filter((line) => line.endsWith('timer'));
    expect(timers).toEqual(['0 timer', '240 timer', '480 timer', '720 timer']);
  });
});

describe('stop', () => {
  it('cancels what rests, waits for its end, and decides nothing more', async () => {
    const { host, entries, quote } = drive({
      models: { ...paperSettings().models, latency: { ms: 20_000, jitterMs: 0 } },
    });
    await quote(0, 20_000);
    await quote(MINUTE, 20_000);
    await quote(5 * MINUTE, 20_600);
    await host.stop();
    // Closed once by its fill, and once more in answer to the cancel that came too late.
    const ending = ['operator', 'ack', 'fill', 'closed', 'closed', 'checkpoint'];
    expect(
      told(entries)
        .slice(-6)
        .map((line) => line.split(' ')[1]),
    ).toEqual(ending);
    expect(entries.at(-1)?.body.kind).toBe('checkpoint');
  });

  it('ends at once where nothing rests', async () => {
    const { host, entries, quote } = drive();
    await quote(0, 20_000);
    await host.stop();
    expect(told(entries).slice(-2)).toEqual(['0 operator', '0 checkpoint']);
  });
});
