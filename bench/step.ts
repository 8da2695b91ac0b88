/**
 * What a decision costs beside the work in it that cannot be done without: valuing the book, writing the entry
 * down, hashing it. CPU time, because that is what a host with many books runs out of.
 */

import type { EngineConfig, OpeningPosition, Profile } from '../src/domain/config.ts';
import type { Entry } from '../src/domain/entry.ts';
import type { Instrument } from '../src/domain/instrument.ts';
import type { MarketEvent } from '../src/domain/market.ts';
import type { Command } from '../src/domain/order.ts';
import { type Conductor, createConductor } from '../src/engine/conductor.ts';
import { createEngine } from '../src/engine/engine.ts';
import type { Appended } from '../src/engine/scribe.ts';
import type { EngineState } from '../src/engine/state.ts';
import { createRandom } from '../src/math/random.ts';
import { median } from '../src/math/statistics.ts';
import { midwayAt } from '../src/record/attribution.ts';
import { encode } from '../src/record/canonical.ts';
import { GENESIS, seal } from '../src/record/chain.ts';
import { sha256 } from '../src/shell/hash.ts';
import { loadKernel } from '../src/shell/kernel.ts';
import { DAY, HOUR, later, SECOND } from '../src/units/time.ts';
import { atoms, lots, type Millis, millis } from '../src/units/units.ts';
import { layoutOf } from '../src/value/layout.ts';
import { type Marks, midwayTo, movedTo } from '../src/value/marks.ts';
import { type Valuation, valuate } from '../src/value/value.ts';
import { type BenchResult, cpuMicros, interleaved, medianOf, resultOf } from './bench.ts';

const KERNEL = await loadKernel();
const ENGINE = createEngine(KERNEL);

const TARGET = 1.5;
const ROUNDS = 41;
const DECISIONS = 200;
const START: Millis = millis(1_767_614_400_000);
const ASSETS = [
  { base: 'BTC', price: 60_000, halfWidth: 0.02, lots: 2_500 },
  { base: 'ETH', price: 3_000, halfWidth: 0.2, lots: 30_000 },
] as const;
const OPTIONS_EACH = 20;
/** The wait between decisions: the market moves about a tenth of a percent in it. */
const EVERY_MS = 10 * SECOND;

/** Two underlyings, each with a spot index held, a perp to hedge with and twenty options sold. */
function configOf(): EngineConfig {
  const instruments: Instrument[] = [];
  const positions: OpeningPosition[] = [];
  const profiles: Profile[] = [];
  for (const { base, price, halfWidth, lots: held } of ASSETS) {
    const common = { venue: 'v', base, quote: 'USDT', settle: 'USDT', inverse: false } as const;
    const linear = { ...common, tick: 0.1, lot: 0.001, multiplier: 1 };
    instruments.push(
      { ...linear, id: `${base}-SPOT`, kind: 'spot' },
      { ...linear, id: `${base}-PERP`, kind: 'perp' },
    );
    positions.push({ instrument: `${base}-SPOT`, lots: lots(held), averageEntry: price });
    for (let i = 0; i < OPTIONS_EACH; i += 1) {
      const id = `${base}-OPTION-${i}`;
      const strike = price * (0.8 + 0.02 * i);
      const expiry = later(START, (7 + 2 * i) * DAY);
      instruments.push({ ...linear, id, kind: 'option', type: i % 2 === 0 ? 'put' : 'call', strike, expiry });
      positions.push({
        instrument: id,
        lots: lots(-held / 10),
        averageEntry: price / 50,
      });
    }
    profiles.push({
      ...{ underlying: base, index: `${base}-SPOT`, hedge: `${base}-PERP`, targetDelta: 0, rate: 0 },
      ...{ policy: { kind: 'fixed-band', halfWidth }, markVol: { kind: 'market' }, hedgeVol: 'mark' },
    });
  }
  return {
    ...{
      name: 'bench',
      reporting: 'USD',
      instruments,
      profiles,
      opening: { cash: { v: { USDT: atoms(10n ** 15n) } }, positions },
    },
    venues: [{ id: 'v', takerFee: 0.0005, makerFee: 0.0002 }],
    limits: { maxOrderNotional: 1e6, maxPositionNotional: 1e7, maxDailyLoss: 1e9 },
    execution: { maxSlippage: 0.002, orderLifeMs: 30 * SECOND, ackWithinMs: 5 * SECOND },
    ...{ forecastHalfLifeMs: 10 * SECOND, staleAfterMs: HOUR, reviewEveryMs: EVERY_MS },
  };
}

/** Quotes, vols and rates at `now`, each a random step on from the last. */
function* tick(prices: Map<string, number>, draw: () => number, now: Millis): Generator<MarketEvent> {
  for (const { base } of ASSETS) {
    const price = (prices.get(base) ?? 0) * (1 + 0.001 * draw());
    prices.set(base, price);
    for (const kind of ['SPOT', 'PERP']) {
      const top = { bid: price * 0.9999, ask: price * 1.0001, bidSize: 1, askSize: 1 };
      yield { kind: 'quote', instrument: `${base}-${kind}`, at: now, ...top };
    }
    yield { kind: 'vol', underlying: base, at: now, vol: 0.5 + 0.005 * draw() };
    yield {
      kind: 'funding',
      instrument: `${base}-PERP`,
      at: now,
      rate: 0.0001 * draw(),
      intervalMs: 8 * HOUR,
    };
  }
  yield { kind: 'rate', currency: 'USDT', at: now, rate: 1 + 0.0001 * draw() };
}

/** The venue's answer to a query, and to an order: filled at once, at the mid. */
function answer(conductor: Conductor, command: Command, prices: Map<string, number>, now: Millis): void {
  const { book } = conductor.state;
  if (command.kind === 'query') {
    const positions = Object.fromEntries(
      Object.values(book.positions).map((held) => [held.instrument, held.lots]),
    );
    const told = {
      kind: 'report',
      venue: 'v',
      at: now,
      orders: [],
      positions,
      cash: book.cash.v ?? {},
    } as const;
    conductor.account({ at: now, event: told });
  }
  if (command.kind !== 'place') return;
  const { id, instrument, lots: count } = command.order;
  const price = prices.get(instrument.slice(0, 3)) ?? 0;
  const made = { fill: `${id}/1`, lots: count, price, fee: atoms(1n), feeCurrency: 'USDT' };
  conductor.account({ at: now, event: { kind: 'fill', order: id, instrument, ...made } });
}

/** One decision: from which state, on which entry, written after which hash. */
interface Taken {
  readonly state: EngineState;
  readonly entry: Entry;
  readonly previous: string;
}

/** What a book lives through that is reviewed every few seconds and hedged when it leaves its band. */
function entriesOf(): Appended[] {
  const appended: Appended[] = [];
  const conductor = createConductor({
    ...{
      state: null,
      head: GENESIS,
      hash: sha256,
      engine: ENGINE,
      append: () => undefined,
      checkpointEvery: 1e9,
    },
    onAppended: (entry) => appended.push(entry),
  });
  const config = configOf();
  conductor.configure({ journal: 'bench', code: 'bench', config, starting: true }, START);
  const random = createRandom('step');
  const prices = new Map<string, number>(ASSETS.map(({ base, price }) => [base, price]));
  for (let i = 0; i <= DECISIONS; i += 1) {
    const now = later(START, i * EVERY_MS);
    for (const event of tick(prices, () => random.normal(), now)) conductor.observe(event, now);
    for (const command of conductor.attend(now)) answer(conductor, command, prices, now);
  }
  return appended;
}

/** The decisions among `entries`, but for the first, which has no P&L to explain. */
function decisionsAmong(entries: readonly Appended[]): Taken[] {
  const taken: Taken[] = [];
  let state: EngineState | null = null;
  let previous = GENESIS;
  for (const { seq, at, body } of entries) {
    const entry: Entry = { seq, at, cause: null, body };
    if (body.kind === 'decisionDue' && state !== null && state.ledger.marks !== null) {
      taken.push({ state, entry, previous });
    }
    const result = ENGINE.step(state, entry);
    state = result.state;
    previous = seal(entry, result.outcome, previous, sha256).hash;
  }
  return taken;
}

/** A valuation that a decision needs. */
type Needed = readonly [EngineState, Marks];

/**
 * The valuations that `taken` needs, hedging at the mark vol: at the new marks, and for the P&L since the last
 * at the new prices alone and midway. At the last marks only where the book has changed since, as the valuation
 * made then serves otherwise.
 */
function neededBy({ state, entry }: Taken, before: Taken | undefined): Needed[] {
  const from = state.ledger.marks;
  const to = ENGINE.step(state, entry).state.ledger.marks;
  if (from === null || to === null) throw new Error('a decision on a book that could not be valued');
  const midway = midwayAt({ at: from.at, layout: layoutOf(state.book, state.instruments) }, to);
  const needed: Marks[] = [to, movedTo(from, to), midwayTo(from, to, midway)];
  if (before?.state.book !== state.book) needed.push(from);
  return needed.map((marks) => [state, marks]);
}

function valued([{ book, instruments }, marks]: Needed): Valuation {
  const valuation = valuate(book, instruments, marks, KERNEL);
  if (valuation.kind === 'unpriced') throw new Error(`no price of ${valuation.what}`);
  return valuation;
}

/** CPU microseconds of `work` on each of `items`, per decision. */
function microsOf<T>(items: readonly T[], decisions: number, work: (item: T) => unknown): number {
  const started = cpuMicros();
  for (const item of items) work(item);
  return (cpuMicros() - started) / decisions;
}

function decided({ state, entry, previous }: Taken): string {
  return seal(entry, ENGINE.step(state, entry).outcome, previous, sha256).line;
}

/** Goal `step.overhead`: deciding and sealing costs at most half as much again as its parts by themselves. */
export async function run(): Promise<BenchResult> {
  const taken = decisionsAmong(entriesOf());
  const needed = taken.flatMap((one, i) => neededBy(one, taken[i - 1]));
  const written = taken.map(({ state, entry, previous }) => {
    return { ...entry, outcome: ENGINE.step(state, entry).outcome, previous };
  });
  const texts = written.map((entry) => encode(entry));
  const measured = await interleaved(ROUNDS, {
    decision: () => microsOf(taken, taken.length, decided),
    valuation: () => microsOf(needed, taken.length, valued),
    serialise: () => microsOf(written, taken.length, encode),
    hash: () => microsOf(texts, taken.length, sha256),
  });
  const rows = measured.map((row) => {
    const { decision = 0, valuation = 0, serialise = 0, hash = 0 } = row;
    return { ...row, ratio: decision / (valuation + serialise + hash) };
  });
  const reached = median(rows.map(({ ratio }) => ratio));
  const parts = ['valuation', 'serialise', 'hash'] as const;
  const bytes = Math.round(median(texts.map((text) => text.length)));
  const hedges = written.filter(({ outcome }) => outcome.commands !== undefined).length;
  const each = (needed.length / taken.length).toFixed(2);
  return resultOf('step', {
    data: [
      `${taken.length} decisions, ${hedges} of them hedges, on ${ASSETS.length} underlyings and ` +
        `${ASSETS.length * OPTIONS_EACH} options; ${each} valuations and ${bytes} bytes a decision`,
    ],
    peers: parts.map((name) => ({ name: `${name}, CPU µs a decision`, reached: medianOf(rows, name) })),
    rows,
    goals: [
      {
        ...{ id: 'step.overhead', target: TARGET, reached, met: reached <= TARGET },
        what: 'CPU of step and seal on a decision, over that of its valuations, encoding and hash; at most',
      },
    ],
  });
}
