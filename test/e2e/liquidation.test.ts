import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMemoryJournal } from '../../src/adapters/memory/journal.ts';
import { binanceGateway } from '../../src/exchange/binance/binance.ts';
import { createExchange } from '../../src/exchange/create-exchange.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { standardListings } from '../../src/exchange/market/listings.ts';
import { quietMarket } from '../../src/exchange/quiet-market.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import { typescriptKernel } from '../../src/pricing/kernel/typescript.ts';
import { type AppConfig, parseConfig } from '../../src/shell/config/config.ts';
import { runLive } from '../../src/shell/live.ts';
import { type StartedLive, startLive } from '../../src/shell/start-live.ts';
import { DAY } from '../../src/units/time.ts';
import { atoms } from '../../src/units/units.ts';
import { KEYS, wall } from '../support/live-exchange.ts';

const PERP = 'BTCUSDT';
const ACCOUNT = 'demo';
/** What the account has: the hedge of two coins is seven times as much. */
const DEPOSIT = 30_000n;
/** The price of the exchange falls by so much at a time, and so often: by a third, twice what the account bears. */
const [STEP, STEPS] = [0.97, 13];

/** Two coins owed by calls that were sold, and bought back as a perp on margin. */
const CONFIG = `
name: crash
reporting: USD
venues:
  treasury: { takerFee: 0bp, makerFee: 0bp, halfSpread: 0bp }
  binance:
    takerFee: 5bp
    makerFee: 2bp
    halfSpread: 1bp
    connect: { protocol: binance, to: "127.0.0.1:PORT", account: live, key: env HELD }
    MARGIN
instruments:
  BTCUSDT: { kind: perp, venue: binance, base: BTC, quote: USDT, tick: 0.1, lot: 0.001 }
  BTC-CALL: { kind: option, type: call, strike: 20000, expiry: EXPIRY, venue: treasury, base: BTC, quote: USDT, tick: 0.1, lot: 0.1 }
book:
  cash: { treasury: [1_000_000 USD] }
  positions:
    BTC-CALL: -2 @ 80000
hedge:
  BTC: { index: BTCUSDT, with: BTCUSDT, target: 0 BTC, policy: fixed-band, halfWidth: 0.05 BTC, markVol: 60% }
limits: { maxOrder: 600_000 USD, maxPosition: 3_000_000 USD, maxDailyLoss: 3_000_000 USD }
PROTECTED
execution: { maxSlippage: 20bp, orderLife: 2s, ackWithin: 500ms }
forecast: { model: ewma, halfLife: 30m }
timing: { bar: 1m, staleAfter: 15s, reviewEvery: 2s }
`;

/** Protected is what tells how it is margined: the exchange itself tells the brackets. */
function configOn(port: number, isProtected: boolean): AppConfig {
  const expiry = `${new Date(wall() + 30 * DAY).toISOString().slice(0, 16)}Z`;
  const text = CONFIG.replace('PORT', String(port))
    .replace('EXPIRY', expiry)
    .replace('MARGIN', isProtected ? 'margin: { model: standard, leverage: 20x }' : '')
    .replace('PROTECTED', isProtected ? 'protection: { horizon: 1h, gap: 5% }' : '');
  const read = parseConfig(text, 'crash.yaml', wall());
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.errors));
  return read.value;
}

let serving: Serving | undefined;
afterEach(() => serving?.close());

async function serve(): Promise<{ exchange: Exchange; port: number }> {
  const start = wall();
  const exchange = createExchange({
    ...{ name: 'binance', seed: 1, start },
    listings: standardListings('binance', start).filter(({ instrument }) => instrument.id === PERP),
    accounts: [
      {
        ...{ id: ACCOUNT, key: 'demo', secret: 'demo', canTrade: true, canWithdraw: false },
        deposits: { USDT: atoms(DEPOSIT * 10n ** 8n) },
      },
    ],
    market: quietMarket({ indices: { BTC: 100_000 }, levels: 5, lotsPerLevel: 10_000 }),
  });
  exchange.setLeverage(ACCOUNT, PERP, 20);
  const hosted = [{ exchange, gateway: binanceGateway(exchange) }];
  serving = await startServer({ hosted, port: 0, seed: 1 });
  return { exchange, port: serving.port };
}

function heldAt(exchange: Exchange): number {
  return exchange.positions(ACCOUNT)[0]?.lots ?? 0;
}

/** Lots that the exchange closed by itself, through its book or past it. */
function takenAt(exchange: Exchange): number {
  const taken = exchange.executions(ACCOUNT).filter(({ kind }) => kind !== 'trade');
  return taken.reduce((sum, one) => sum + one.lots, 0);
}

function agrees(exchange: Exchange, { conductor }: StartedLive): void {
  const { book, reconciliation, orders } = conductor.state;
  expect(reconciliation).toMatchObject({ awaiting: [], differences: {} });
  expect(Object.values(orders).filter(({ state }) => ['pending', 'open', 'unknown'].includes(state))).toEqual(
    [],
  );
  expect(book.positions[PERP]?.lots ?? 0).toBe(heldAt(exchange));
  expect(book.cash.binance?.USDT).toBe(exchange.balances(ACCOUNT)[0]?.cash);
}

const soon = { timeout: 6_000, interval: 20 };

/** Hedges, then lets the price fall step by step, as fast as prices are believed, and lets all come to rest. */
async function crash(isProtected: boolean) {
  const { exchange, port } = await serve();
  const journal = createMemoryJournal();
  const controller = new AbortController();
  const { signal } = controller;
  const config = configOn(port, isProtected);
  const live = await startLive({
    ...{ config, journal, kernel: typescriptKernel(), now: wall, signal, code: 'test' },
    ...{ env: KEYS, simulated: undefined, onAppended: () => undefined, notice: () => undefined },
  });
  const running = runLive({
    ...live,
    journal,
    now: wall,
    barMs: 60_000,
    signal,
    onProgress: () => undefined,
  });
  try {
    // What stands still tells no price.
    exchange.control.jump('BTC', 1.0001);
    const notional = () => heldAt(exchange) * 0.001 * exchange.index('BTC');
    await vi.waitFor(() => expect(heldAt(exchange)).toBeGreaterThan(1_900), soon);
    await vi.waitFor(() => agrees(exchange, live), soon);
    const before = notional();
    for (let i = 0; i < STEPS; i += 1) {
      exchange.control.jump('BTC', STEP);
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    await vi.waitFor(() => agrees(exchange, live), soon);
    return { exchange, live, before, taken: takenAt(exchange) };
  } finally {
    controller.abort();
    await running;
  }
}

describe('a crash that takes the whole of what a hedge is margined with', () => {
  it('liquidates an account that nobody protects', async () => {
    const { exchange, before, taken } = await crash(false);
    expect(before).toBeGreaterThan(6 * Number(DEPOSIT));
    expect(taken).toBeGreaterThan(0);
    // All of it, to the last dollar.
    expect(heldAt(exchange)).toBe(0);
    expect(exchange.balances(ACCOUNT)[0]?.equity).toBeLessThan(1);
  });

  it('liquidates none that is protected: its hedge is made smaller first, and it is said', async () => {
    const { exchange, live, taken } = await crash(true);
    const { state } = live.conductor;
    expect(taken).toBe(0);
    expect(exchange.balances(ACCOUNT)[0]?.equity).toBeGreaterThan(0);
    expect(state.raised).toHaveProperty('protection/binance/USDT');
  });
});
