/** From a message's bytes to whether a decision is due, beside a bare round trip over TCP on this machine. */
import { createMarket } from '../src/adapters/deribit/market.ts';
import { tradeToEdge } from '../src/decide/band.ts';
import { regionOf, STRAIGHT } from '../src/decide/region.ts';
import type { MarketEvent } from '../src/domain/market.ts';
import type { Goal } from '../src/lab/experiment.ts';
import { median } from '../src/math/statistics.ts';
import { emptyMarket, observe } from '../src/observe/observe.ts';
import type { Kernel } from '../src/pricing/kernel/kernel.ts';
import { loadKernel } from '../src/shell/kernel.ts';
import { type Millis, millis } from '../src/units/units.ts';
import { sumBook } from '../src/value/book-pass.ts';
import { bookTable, load, pour } from '../src/value/book-table.ts';
import { symbolsOf } from '../src/wire/symbols.ts';
import { allocatedBy } from './allocated.ts';
import { cpuMicros, interleaved } from './bench.ts';
import { peersOf } from './contest.ts';
import { openEcho } from './tcp-echo.ts';
import { attend, PERP, POSITIONS, PRICE, START, tickConductor, VOL } from './tick-book.ts';
import { createTicks, tickMessages } from './tick-messages.ts';
import type { Part } from './wire-book.ts';

const ROUNDS = 15;
/** Messages a round of those that are quick, and round trips a round. */
const QUICK = 4_000;
const TRIPS = 1_500;
/** Messages that lie in the processor's cache at once. */
const BATCH = 200;
/** Messages that each contestant ever gets: enough that none comes twice. */
const MESSAGES = (ROUNDS + 2) * QUICK;
const EVERY_MS = 10;
/** So many until the compiler has done with everything. */
const WARM_UP = 100_000;
const WARM_UPS = 4;
/** Messages of a pass when bytes are counted, and more than are taken in all. */
const EACH = 10;
const COUNTED = 2_000;
/** Time to expiry is taken anew so often: a second is a hundred-millionth of what the shortest has. */
const AGED_MS = 1_000;

const LABELS = {
  tcp: 'a round trip over TCP with node:net, both ends, CPU µs',
  full: 'tick to due, valuing the book in full, CPU µs',
  fast: 'tick to due, by the estimate, CPU µs',
  wide: 'the same of a message with 16 levels, CPU µs',
};

/** What takes messages, one after the other, as they come from a socket. */
type Taker = (bytes: Buffer, now: Millis) => void;

function reader(tell: (event: MarketEvent) => void): (bytes: Buffer) => void {
  const refuse = (): never => {
    throw new Error('the book was lost');
  };
  const market = createMarket({
    ...{ symbols: symbolsOf([PERP], {}), vols: [], raw: true },
    ...{ tell, notice: refuse, again: refuse },
  });
  return (bytes) => {
    if (!market.takeBytes(bytes)) throw new Error('a message was not read');
  };
}

/** As it runs: the adapter, and the conductor, which estimates. */
function byEstimate(kernel: Kernel): { take: Taker; decisions: () => number } {
  const conductor = tickConductor(kernel);
  let now = START;
  let decisions = 0;
  const read = reader((event) => conductor.observe(event, now));
  const take: Taker = (bytes, at) => {
    now = at;
    read(bytes);
    if (attend(conductor, now)) decisions += 1;
  };
  return { take, decisions: () => decisions };
}

/** The same with every option valued at every tick, and the region as the policy has it. */
function byValuation(kernel: Kernel): { take: Taker; due: () => number } {
  const { config, book, instruments } = tickConductor(kernel).state;
  const market = emptyMarket();
  const table = bookTable(kernel);
  load(table, book, instruments, ['BTC']);
  const [profile] = config.profiles;
  const fee = config.venues[0]?.takerFee ?? 0;
  const state = { now: START, due: 0 };
  const index = { BTC: PRICE };
  const rates = { USD: 1, BTC: PRICE };
  const prices = { [PERP.id]: PRICE };
  const marks = {
    ...{ at: START, index, indexQuote: { BTC: 'USD' }, prices, rates },
    ...{ vols: { BTC: VOL }, interest: { BTC: 0 } },
  };
  const read = reader((event) => observe(market, event, state.now));
  const take: Taker = (bytes, at) => {
    state.now = at;
    read(bytes);
    const quote = market.quotes.get(PERP.id);
    if (quote === undefined || profile === undefined) return;
    const price = (quote.bid + quote.ask) / 2;
    index.BTC = price;
    rates.BTC = price;
    prices[PERP.id] = price;
    if (at - marks.at >= AGED_MS) marks.at = at;
    pour(table, marks);
    if (sumBook(table) > 0) throw new Error('a position could not be valued');
    const [, delta = 0, gamma = 0] = table.sums;
    const cost = fee + (quote.ask - quote.bid) / (2 * price);
    const { halfWidth } = regionOf(profile.policy, { ...STRAIGHT, gamma }, price, cost);
    if (tradeToEdge(delta, 0, halfWidth) !== 0) state.due += 1;
  };
  return { take, due: () => state.due };
}

/** Messages on their way to who takes them. */
interface Delivery {
  /** Reads the next `count` messages over: from a socket they come out of memory that was just written. */
  touch(count: number): number;
  /** Hands the next `count` over. */
  more(count: number): void;
  left(): number;
}

function deliver(take: Taker, messages: readonly Buffer[], everyMs: number, before = 0): Delivery {
  let next = 0;
  return {
    left: () => messages.length - next,
    touch: (count) => {
      let sum = 0;
      for (let i = next; i < next + count; i += 1) for (const byte of messages[i] as Buffer) sum += byte;
      return sum;
    },
    more: (count) => {
      for (let i = 0; i < count; i += 1) {
        // A time that is not new is no new object.
        take(messages[next] as Buffer, everyMs === 0 ? START : millis(START + (before + next) * everyMs));
        next += 1;
      }
    },
  };
}

/** CPU microseconds of a message, over `QUICK` of them. */
function microsOf({ touch, more }: Delivery): () => number {
  return () => {
    let micros = 0;
    for (let done = 0; done < QUICK; done += BATCH) {
      touch(BATCH);
      const started = cpuMicros();
      more(BATCH);
      micros += cpuMicros() - started;
    }
    return micros / QUICK;
  };
}

/** Bytes that a message leaves behind once all is compiled, garbage included. */
function allocated(kernel: Kernel, everyMs: number): number {
  const { take } = byEstimate(kernel);
  const next = createTicks('allocated', START, PRICE, { levels: 1, everyMs });
  const time = (i: number): Millis => (everyMs === 0 ? START : millis(START + i * everyMs));
  let least = Number.POSITIVE_INFINITY;
  let before = 0;
  // Again, because collecting what nobody needs any more takes compiled code with it that knew of that.
  for (let again = 0; again < WARM_UPS; again += 1) {
    for (let i = 0; i < WARM_UP; i += 1) take(next(), time(before + i));
    before += WARM_UP;
    const { more, left } = deliver(take, Array.from({ length: COUNTED }, next), everyMs, before);
    least = Math.min(least, allocatedBy(() => more(EACH)) / EACH);
    while (left() > 0) more(1);
    before += COUNTED;
  }
  return least;
}

/** Goals `tick.full`, `tick.fast` and `tick.alloc`. */
export async function ticks(): Promise<Part> {
  const kernel = await loadKernel();
  // First, as in a process of its own: code that has been called with several listeners hands floats over in boxes.
  const bytes = allocated(kernel, 0);
  const withLadders = allocated(kernel, EVERY_MS);
  const made = (levels: number) =>
    tickMessages(MESSAGES, 'tick', START, PRICE, { levels, everyMs: EVERY_MS });
  const [raw, wide] = [made(1), made(16)];
  const estimate = byEstimate(kernel);
  const broad = byEstimate(kernel);
  const valuation = byValuation(kernel);
  const echo = await openEcho(raw[1] as Buffer);
  const rows = await interleaved(ROUNDS, {
    tcp: async () => {
      const started = cpuMicros();
      for (let i = 0; i < TRIPS; i += 1) await echo.trip();
      return (cpuMicros() - started) / TRIPS;
    },
    full: microsOf(deliver(valuation.take, raw, EVERY_MS)),
    fast: microsOf(deliver(estimate.take, raw, EVERY_MS)),
    wide: microsOf(deliver(broad.take, wide, EVERY_MS)),
  });
  await echo.close();
  const goal = (id: string, name: string, target: number, what: string): Goal => {
    const reached = median(rows.map((row) => (row[name] ?? Number.NaN) / (row.tcp ?? Number.NaN)));
    return { id, target, reached, met: reached <= target, what };
  };
  const size = (messages: readonly Buffer[]): number => median(messages.map(({ length }) => length));
  return {
    data: [
      `made-up Deribit book messages of ${size(raw)} bytes, as those recorded of its raw channel, and, wide, of ` +
        `${size(wide)} bytes; ${POSITIONS} positions; of ${MESSAGES} ticks ${estimate.decisions()} led to a decision`,
    ],
    peers: peersOf(rows, LABELS, {}),
    rows: [...rows, { allocated: bytes, allocatedWithLadders: withLadders }],
    goals: [
      goal(
        'tick.full',
        'full',
        1 / 3,
        'CPU of tick to due with a full valuation, over a TCP round trip; at most',
      ),
      goal('tick.fast', 'fast', 1 / 15, 'CPU of tick to due by the estimate, over a TCP round trip; at most'),
      {
        ...{ id: 'tick.alloc', target: 0, reached: bytes, met: bytes === 0 },
        what: 'bytes allocated per message from bytes to due, but for the ladder, told five times a second; at most',
      },
    ],
  };
}
