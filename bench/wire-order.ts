/** From a tick on a socket to the order on it, journaled on the way, beside a bare echo and a bare append. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { deribitProtocol } from '../src/adapters/deribit/deribit.ts';
import { openLmdbJournal } from '../src/adapters/lmdb/journal.ts';
import { projectRoot } from '../src/cli/project-root.ts';
import type { EngineConfig, OpeningPosition, Profile } from '../src/domain/config.ts';
import type { Option } from '../src/domain/instrument.ts';
import { createConductor } from '../src/engine/conductor.ts';
import { createEngine } from '../src/engine/engine.ts';
import { median } from '../src/math/statistics.ts';
import { sha256 } from '../src/shell/hash.ts';
import { loadKernel } from '../src/shell/kernel.ts';
import { runLive } from '../src/shell/live.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../src/units/time.ts';
import { atoms, lots, type Millis, millis } from '../src/units/units.ts';
import { createLiveVenue } from '../src/wire/venue.ts';
import { interleaved } from './bench.ts';
import { peersOf } from './contest.ts';
import { type FakeDeribit, openFakeDeribit } from './fake-deribit.ts';
import { PERP, PRICE, VOL } from './tick-book.ts';
import type { Part } from './wire-book.ts';

const ROUNDS = 11;
const TARGET = 1.6;
/**
 * Ticks, echoes and appends a round, and ticks of a session before those. A session is new in each round, so that it
 * remembers the orders of an hour in which one is sent a minute, not of one with thousands.
 */
const TIMES = 40;
const WARM_UP = 20;
/**
 * After each of them: of an order something is left to be done, and all are to come after a pause, when a processor
 * has been busy with something else, as orders do.
 */
const REST_MS = 15;
const SHORT_REST_MS = 4;
/** By how much each tick moves the price, there and back. */
const MOVE = 300;
const CASH = 1_000_000;

const LABELS = {
  order: 'tick to order, journaled, on a loopback socket: p50 in ms',
  echo: 'a bare ws echo: p50 in ms',
  append: 'one durable append to the same kind of journal: p50 in ms',
};

const now = (): Millis => millis(Date.now());

/** A sold straddle, hedged with the perpetual in a band that every tick leaves. */
function configAt(start: Millis): EngineConfig {
  const { kind: _, tick: __, ...common } = PERP;
  const options = (['call', 'put'] as const).map((type): Option => {
    const terms = { id: `STRADDLE-${type}`, kind: 'option', type, strike: PRICE, tick: 0.1 } as const;
    return { ...common, ...terms, expiry: millis(start + 60 * DAY) };
  });
  const positions = options.map(({ id }): OpeningPosition => {
    return { instrument: id, lots: lots(-5_000), averageEntry: PRICE / 12 };
  });
  const profile: Profile = {
    ...{ underlying: 'BTC', index: PERP.id, hedge: PERP.id, targetDelta: 0, rate: 0, hedgeVol: 'mark' },
    ...{ policy: { kind: 'fixed-band', halfWidth: 0.005 }, markVol: { kind: 'stated', vol: VOL } },
  };
  return {
    ...{ name: 'order', reporting: 'USD', instruments: [PERP, ...options], profiles: [profile] },
    venues: [{ id: PERP.venue, takerFee: 0, makerFee: 0 }],
    opening: { cash: { [PERP.venue]: { USD: atoms(BigInt(CASH) * 10n ** 8n) } }, positions },
    limits: { maxOrderNotional: 1e7, maxPositionNotional: 1e8, maxDailyLoss: 1e9 },
    execution: { maxSlippage: 0.01, orderLifeMs: 10 * SECOND, ackWithinMs: 5 * SECOND },
    ...{ forecastHalfLifeMs: HOUR, staleAfterMs: HOUR, reviewEveryMs: HOUR },
  };
}

interface Session {
  readonly venue: FakeDeribit;
  /** Characters of the lines of decisions in the journal, at the median. */
  lineLength(): number;
  close(): Promise<void>;
}

/** Everything between two ends of a socket, as `evenkeel run` puts it together. */
async function openSession(folder: string): Promise<Session> {
  const start = now();
  const config = configAt(start);
  const held = Object.fromEntries(config.opening.positions.map((one) => [one.instrument, Number(one.lots)]));
  const venue = await openFakeDeribit(
    { name: PERP.id, lot: PERP.lot, tick: PERP.tick, held, cash: CASH },
    PRICE,
  );
  const journal = openLmdbJournal(folder);
  const conductor = createConductor({
    ...{
      state: null,
      head: '',
      hash: sha256,
      engine: createEngine(await loadKernel()),
      checkpointEvery: 1e6,
    },
    append: (line) => journal.append(line),
  });
  conductor.configure({ journal: 'order', code: 'bench', config, starting: true }, start);
  const limits = { capacity: 1e6, refill: 1e6, reserve: 0 };
  const protocol = deribitProtocol({
    ...{ venue: PERP.venue, url: venue.url, instruments: [PERP], symbols: {}, vols: [], now, since: start },
    ...{ key: { id: 'demo', secret: 'demo' }, limits: { plain: limits, matching: limits } },
  });
  const notice = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  const live = createLiveVenue({ protocol, now, notice });
  const controller = new AbortController();
  const running = runLive({
    ...{ conductor, journal, venues: [live], now, barMs: MINUTE, signal: controller.signal },
    onProgress: () => undefined,
  });
  await waitFor(
    () => conductor.state.decisions.lastAt !== null && conductor.state.reconciliation.awaiting.length === 0,
  );
  return {
    venue,
    lineLength: () => {
      const decisions = [...journal.read()].filter((line) => line.includes('"decisionDue"'));
      return median(decisions.map(({ length }) => length));
    },
    close: async () => {
      controller.abort();
      await running;
      await journal.close();
      await venue.close();
    },
  };
}

async function waitFor(isSo: () => boolean): Promise<void> {
  const last = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > last) throw new Error('a session did not begin to trade');
    await rest(5);
  }
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The median of `count` measurements in milliseconds, with a pause after each. */
async function p50(count: number, restMs: number, measure: () => Promise<number>): Promise<number> {
  const found: number[] = [];
  for (let i = 0; i < count; i += 1) {
    found.push(await measure());
    await rest(restMs);
  }
  return median(found);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** A bare echo with both ends in this process, where both ends of ours are. */
async function openEcho(): Promise<{ trip(): Promise<void>; close(): void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await new Promise((resolve) => client.once('open', resolve));
  let back: () => void = () => undefined;
  client.on('message', () => back());
  const text = 'x'.repeat(300);
  return {
    trip: () =>
      new Promise((resolve) => {
        back = resolve;
        client.send(text);
      }),
    close: () => {
      client.terminate();
      server.close();
    },
  };
}

/** Goal `wire.order`: by wall time, as it waits for a disk. */
export async function orders(): Promise<Part> {
  // Beside the checkout, because the system's folder for temporary files may be in memory.
  const cache = join(projectRoot(), 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'bench-order-'));
  try {
    const echo = await openEcho();
    const journal = openLmdbJournal(join(folder, 'append'));
    let sessions = 0;
    let lineLength = 0;
    const order = async (): Promise<number> => {
      sessions += 1;
      const session = await openSession(join(folder, `journal-${sessions}`));
      let isUp = false;
      const once = (): Promise<number> => {
        isUp = !isUp;
        return session.venue.tickToOrder(isUp ? PRICE + MOVE : PRICE);
      };
      await p50(WARM_UP, SHORT_REST_MS, once);
      const found = await p50(TIMES, REST_MS, once);
      lineLength = session.lineLength();
      await session.close();
      return found;
    };
    await order();
    const line = JSON.stringify({ text: 'x'.repeat(lineLength - 11) });
    const append = (): Promise<number> =>
      timed(() => {
        journal.append(line);
        return journal.flushed();
      });
    const measured = await interleaved(ROUNDS, {
      order,
      echo: () => p50(TIMES, REST_MS, () => timed(echo.trip)),
      append: () => p50(TIMES, REST_MS, append),
    });
    const rows = measured.map((row) => ({
      ...row,
      ratio: (row.order ?? 0) / ((row.echo ?? 0) + (row.append ?? 0)),
    }));
    const reached = median(rows.map(({ ratio }) => ratio));
    await journal.close();
    echo.close();
    return {
      data: [
        `a sold straddle and its hedge on a fake Deribit in this process; each tick moves the price by ${MOVE} and ` +
          `leads to an order; lines of ${lineLength} characters in an LMDB journal`,
      ],
      peers: peersOf(rows, LABELS, {}),
      rows,
      goals: [
        {
          ...{ id: 'wire.order', target: TARGET, reached, met: reached <= TARGET },
          what: 'tick to order, p50, over a bare ws echo plus one durable journal append, each after a pause, by wall time; at most',
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
