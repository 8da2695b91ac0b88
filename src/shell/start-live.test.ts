import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { createExchange } from '../exchange/create-exchange.ts';
import { deribitGateway } from '../exchange/deribit/deribit.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { standardListings } from '../exchange/market/listings.ts';
import { quietMarket } from '../exchange/quiet-market.ts';
import { type Serving, startServer } from '../exchange/server/server.ts';
import type { Journal } from '../ports/journal.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { atoms, lots, millis } from '../units/units.ts';
import { parseConfig } from './config/config.ts';
import { runLive } from './live.ts';
import { refusalOf, type StartedLive, startLive } from './start-live.ts';

const PERP = 'BTC-PERPETUAL';
const now = () => millis(Date.now());

function configAt(port: number) {
  const text = `
name: book
reporting: USD
venues:
  deribit:
    takerFee: 5bp
    makerFee: 0bp
    halfSpread: 1bp
    connect: { protocol: deribit, to: "127.0.0.1:${port}", account: live, key: env T }
instruments:
  BTC-PERPETUAL: { kind: perp, venue: deribit, base: BTC, quote: USD, inverse: true, contract: 10 USD, tick: 0.5, lot: 1 }
hedge:
  BTC: { index: BTC-PERPETUAL, with: BTC-PERPETUAL, target: 0 BTC, policy: fixed-band, halfWidth: 100 BTC, markVol: 60% }
limits: { maxOrder: 600_000 USD, maxPosition: 3_000_000 USD, maxDailyLoss: 3_000_000 USD }
execution: { maxSlippage: 20bp, orderLife: 2s, ackWithin: 500ms }
forecast: { model: ewma, halfLife: 30m }
timing: { bar: 1m, staleAfter: 15s, reviewEvery: 1m }
`;
  const read = parseConfig(text, 'book.yaml', now());
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.errors));
  return read.value;
}

let serving: Serving | undefined;
afterEach(() => serving?.close());

/** A Deribit with five coins in the account, on a port. */
async function exchangeOnPort(): Promise<{ exchange: Exchange; port: number }> {
  const exchange = createExchange({
    ...{ name: 'deribit', seed: 1, start: now() },
    accounts: [
      {
        ...{ id: 'demo', key: 'demo', secret: 'demo', canTrade: true, canWithdraw: false },
        deposits: { BTC: atoms(500_000_000n) },
      },
    ],
    listings: standardListings('deribit', now()).filter(({ instrument }) => instrument.id === PERP),
    market: quietMarket({ indices: { BTC: 100_000 }, levels: 5, lotsPerLevel: 100_000 }),
  });
  serving = await startServer({
    hosted: [{ exchange, gateway: deribitGateway(exchange) }],
    port: 0,
    seed: 1,
  });
  return { exchange, port: serving.port };
}

function trade(exchange: Exchange, count: number): void {
  exchange.place('demo', {
    ...{ symbol: PERP, side: count > 0 ? 'buy' : 'sell', lots: lots(Math.abs(count)), ticks: null },
    ...{ timeInForce: 'ioc', reduceOnly: false, postOnly: 'no', label: '' },
  });
}

function begin(port: number, journal: Journal, signal: AbortSignal): Promise<StartedLive> {
  return startLive({
    ...{ config: configAt(port), journal, kernel: typescriptKernel(), now, signal, code: 'test' },
    ...{ env: { T_KEY: 'demo', T_SECRET: 'demo' }, simulated: undefined },
    ...{ onAppended: () => undefined, notice: () => undefined },
  });
}

/** Longer than the exchange's clock may be behind ours. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

/** Runs until the venue has reported and agrees, and leaves without a stop, as a kill does. */
async function runFor(started: StartedLive, journal: Journal, until: () => void): Promise<void> {
  const controller = new AbortController();
  const live = { ...started, journal, now, barMs: 60_000, signal: controller.signal };
  const running = runLive({ ...live, onProgress: () => undefined });
  await vi.waitFor(until, { timeout: 5_000, interval: 10 });
  controller.abort();
  await running;
}

const heldIn = ({ conductor }: StartedLive) => conductor.state.book.positions[PERP]?.lots ?? 0;
const cashIn = ({ conductor }: StartedLive) => conductor.state.book.cash.deribit?.BTC ?? 0n;
const isCalm = ({ conductor }: StartedLive) => {
  expect(conductor.state.reconciliation).toMatchObject({ awaiting: [], differences: {} });
};
const alarmsIn = (journal: Journal) => [...journal.read()].filter((line) => line.includes('"alarms"'));

describe('a book on venues', () => {
  it('books what happened between the first report and the session', async () => {
    const { exchange, port } = await exchangeOnPort();
    const journal = createMemoryJournal();
    trade(exchange, 300);
    const started = await begin(port, journal, new AbortController().signal);
    expect(heldIn(started)).toBe(300);
    trade(exchange, -1_000);
    await vi.waitFor(() => expect(started.early.map(({ event }) => event.kind)).toContain('deal'));
    await runFor(started, journal, () => {
      isCalm(started);
      expect(heldIn(started)).toBe(-700);
    });
    expect(alarmsIn(journal)).toEqual([]);
  });

  it('books what its last session did not live to hear of, and nothing from before the first', async () => {
    const { exchange, port } = await exchangeOnPort();
    const journal = createMemoryJournal();
    const { signal } = new AbortController();
    trade(exchange, 300);
    await pause();
    const first = await begin(port, journal, signal);
    await Promise.all(first.venues.map((venue) => venue.close()));
    await pause();
    // Not heard of any more, and older than the last entry.
    trade(exchange, -1_000);
    exchange.control.payFunding(PERP, 0.001);
    await pause();
    first.conductor.operate('resume', now());
    const second = await begin(port, journal, signal);
    await runFor(second, journal, () => {
      isCalm(second);
      expect(heldIn(second)).toBe(-700);
    });
    expect(alarmsIn(journal)).toEqual([]);
    expect(cashIn(second)).toBe(exchange.balances('demo')[0]?.cash);
  });

  it('gives up a venue that cannot be reached when the session is ended', async () => {
    const { port } = await exchangeOnPort();
    await serving?.close();
    const controller = new AbortController();
    const starting = begin(port, createMemoryJournal(), controller.signal);
    setTimeout(() => controller.abort(), 50);
    const error: unknown = await starting.catch((thrown: unknown) => thrown);
    expect(refusalOf(error)?.message).toContain('deribit could not be reached');
  });
});
