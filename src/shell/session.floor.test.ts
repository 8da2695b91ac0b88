import { describe, expect, it } from 'vitest';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { createHost } from '../adapters/paper/host.ts';
import { createPaperVenue } from '../adapters/paper/paper.ts';
import type { FloorTold } from '../decide/floor/told.ts';
import type { Option } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market.ts';
import { createConductor } from '../engine/conductor.ts';
import { createEngine } from '../engine/engine.ts';
import { recover } from '../engine/replay.ts';
import type { EngineState } from '../engine/state.ts';
import { createRandom } from '../math/random.ts';
import { blackScholes } from '../pricing/black-scholes.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { DAY, HOUR, later, MINUTE, yearsBetween } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { parseConfig } from './config/config.ts';
import { sha256 } from './hash.ts';

const START = millis(Date.parse('2026-01-05T08:00Z'));
const UNTIL = later(START, 30 * DAY);

/** Four coins in a wallet and six bought, worth 600,000, which may lose 12 % of it in 30 days. */
const CONFIG = `name: floored
venues: { paper: { takerFee: 5bp, makerFee: 2bp, halfSpread: 1bp } }
instruments:
  BTC-SPOT: { kind: spot, venue: paper, base: BTC, quote: USD, tick: 0.01, lot: 0.001 }
  BTC-PERP: { kind: perp, venue: paper, base: BTC, quote: USD, tick: 0.1, lot: 0.001 }
  PUT-56: { kind: option, venue: paper, type: put, strike: 56000, expiry: 2026-02-04T08:00Z, \
base: BTC, quote: USD, tick: 0.1, lot: 0.01 }
  PUT-58: { kind: option, venue: paper, type: put, strike: 58000, expiry: 2026-02-04T08:00Z, \
base: BTC, quote: USD, tick: 0.1, lot: 0.01 }
  CALL-70: { kind: option, venue: paper, type: call, strike: 70000, expiry: 2026-02-04T08:00Z, \
base: BTC, quote: USD, tick: 0.1, lot: 0.01 }
book:
  cash: { paper: [1000000 USD, 4 BTC] }
  positions: { BTC-SPOT: 6 BTC @ 60000 }
hedge:
  BTC:
    index: BTC-SPOT
    with: [BTC-PERP, PUT-56, PUT-58, CALL-70]
    floor: { loss: 12%, until: 2026-02-04T08:00Z }
    riskAversion: 0.0001 per USD
    markVol: 50%
limits: { maxOrder: 400000 USD, maxPosition: 2000000 USD, maxDailyLoss: 900000 USD }
timing: { bar: 1h, staleAfter: 3h, reviewEvery: 1h }
`;

interface Lived {
  readonly first: FloorTold;
  readonly last: FloorTold;
  readonly state: EngineState;
  /** Holdings just before the end, with what became of all in money. */
  readonly options: Readonly<Record<string, number>>;
  readonly lost: number;
}

type Vols = Readonly<Record<'put' | 'call', number>>;

/** Quotes of everything at `price`, options about what they are worth at the vols of their kind. */
function quotesAt(at: Millis, price: number, options: readonly Option[], vols: Vols): MarketEvent[] {
  const sizes = { bidSize: 100, askSize: 100 };
  const events: MarketEvent[] = ['BTC-SPOT', 'BTC-PERP'].map((instrument) => {
    const quote = { bid: price * 0.9999, ask: price * 1.0001, ...sizes };
    return { kind: 'quote', instrument, at, ...quote };
  });
  for (const { id, type, strike, expiry } of options) {
    const years = yearsBetween(at, expiry);
    if (years <= 0) continue;
    const value = blackScholes({ type, spot: price, strike, years, vol: vols[type], rate: 0, carryYield: 0 });
    const mark = 'kind' in value ? 0 : Math.max(1, value.price);
    const tick = (told: number): number => Math.round(told * 10) / 10;
    events.push({
      kind: 'quote',
      instrument: id,
      at,
      bid: tick(mark * 0.99),
      ask: tick(mark * 1.01),
      ...sizes,
    });
  }
  return events;
}

/** Lives through a market that is 30 % lower at the end, on a path as rough as 50 % of vol. */
async function livedThrough(vols: Vols, seed = 'fall'): Promise<Lived> {
  const read = parseConfig(CONFIG, 'floored.yaml');
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.errors));
  const { engine, paper } = read.value;
  const journal = createMemoryJournal();
  const told: FloorTold[] = [];
  const conductor = createConductor({
    ...{
      state: null,
      head: '',
      hash: sha256,
      engine: createEngine(typescriptKernel()),
      checkpointEvery: 1_000,
    },
    append: (line) => journal.append(line),
    onAppended: ({ outcome }) => {
      for (const { because } of outcome.decisions ?? [])
        if ('floor' in because && because.floor !== undefined) told.push(because.floor);
    },
  });
  conductor.configure({ journal: 'j', code: 'test', config: engine, starting: true }, START);
  const venues = paper.map(createPaperVenue);
  const host = createHost({ driven: conductor, venues, journal, start: START });
  const options = engine.instruments.filter((one): one is Option => one.kind === 'option');
  const random = createRandom(seed);
  const steps = (30 * DAY) / (30 * MINUTE);
  const deviation = 0.5 * Math.sqrt(1 / (365 * 48));
  let walk = 0;
  let held: Record<string, number> = {};
  for (let i = 0; i <= steps + 4; i += 1) {
    const at = later(START, (i * HOUR) / 2);
    // A bridge: as rough as it is, it ends where it must.
    const share = Math.min(1, i / steps);
    const left = Math.max(0, steps - i);
    walk = left === 0 ? 0 : walk * (left / (left + 1)) + deviation * random.normal();
    const price = 60_000 * Math.exp(Math.log(0.7) * share + (i === 0 ? 0 : walk));
    if (at === UNTIL)
      held = Object.fromEntries(options.map(({ id }) => [id, conductor.state.book.positions[id]?.lots ?? 0]));
    await host.play(at, quotesAt(at, price, options, vols));
  }
  const recovered = recover(
    journal.length,
    (from) => journal.read(from),
    sha256,
    createEngine(typescriptKernel()),
  );
  expect(recovered.state).toEqual(conductor.state);
  const { equity, openingEquity } = conductor.state.ledger;
  const [first, last] = [told[0], told.at(-1)];
  if (first === undefined || last === undefined) throw new Error('nothing was decided');
  return { first, last, state: conductor.state, options: held, lost: (openingEquity ?? 0) - (equity ?? 0) };
}

describe('a holding of 600,000 that may lose 12 %, while the market loses 30 %', () => {
  it.each([
    ['put', { put: 0.4, call: 0.4 }, { 'PUT-56': 1_000, 'PUT-58': 0, 'CALL-70': 0 }],
    ['collar', { put: 0.62, call: 0.9 }, { 'PUT-56': 1_000, 'PUT-58': 0, 'CALL-70': -1_000 }],
    ['replication', { put: 0.9, call: 0.4 }, { 'PUT-56': 0, 'PUT-58': 0, 'CALL-70': 0 }],
  ] as const)(
    'keeps its floor on paper by %s, which is then what costs least',
    async (way, vols, options) => {
      const { first, last, options: held, lost, state } = await livedThrough(vols);
      expect(first.way).toBe(way);
      expect(first.loss).toBeCloseTo(72_000, 6);
      expect(held).toEqual(options);
      expect(lost).toBeLessThan(72_000 + (way === 'replication' ? 0.01 * 600_000 : 0));
      // Options keep what was said to the cent: ten times the way to the strike, and what they cost.
      if (way === 'replication') expect(lost).toBeGreaterThan(60_000);
      else expect(lost).toBeCloseTo(10 * (60_000 - 56_000) - last.account, 1);
      expect(last.state).toBe('over');
      expect(state.book.positions['BTC-PERP']?.lots ?? 0).toBe(0);
    },
  );
});
