/** A simulated Deribit on a port, whose market stands still, and configs of books that are hedged there. */
import { createExchange } from '../../src/exchange/create-exchange.ts';
import { deribitGateway } from '../../src/exchange/deribit/deribit.ts';
import type { Exchange } from '../../src/exchange/exchange.ts';
import { standardListings } from '../../src/exchange/market/listings.ts';
import { quietMarket } from '../../src/exchange/quiet-market.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import { type AppConfig, parseConfig } from '../../src/shell/config/config.ts';
import { type Atoms, atoms, lots, type Millis, millis } from '../../src/units/units.ts';

export const PERP = 'BTC-PERPETUAL';
/** What the account has there before it trades. */
export const DEPOSIT: Atoms = atoms(10n * 10n ** 8n);
/** Where the configs find the account's key. */
export const KEYS: NodeJS.ProcessEnv = { HELD_KEY: 'demo', HELD_SECRET: 'demo' };

export function wall(): Millis {
  return millis(Date.now());
}

export interface Served {
  readonly exchange: Exchange;
  readonly serving: Serving;
  /** The account buys by another client's hand. */
  buy(count: number): void;
}

export async function serveDeribit(): Promise<Served> {
  const start = wall();
  const prices = { BTC: 60_000, ETH: 3_000 };
  const exchange = createExchange({
    ...{ name: 'deribit', seed: 1, start, listings: standardListings('deribit', start, prices) },
    accounts: [
      {
        ...{ id: 'demo', key: 'demo', secret: 'demo', canTrade: true, canWithdraw: false },
        deposits: { BTC: DEPOSIT },
      },
    ],
    market: quietMarket({ indices: prices, levels: 5, lotsPerLevel: 40 }),
  });
  const hosted = [{ exchange, gateway: deribitGateway(exchange) }];
  const serving = await startServer({ hosted, port: 0, seed: 1 });
  const buy = (count: number): void => {
    const placed = exchange.place('demo', {
      ...{ symbol: PERP, side: 'buy', lots: lots(count), ticks: null, timeInForce: 'ioc' },
      ...{ reduceOnly: false, postOnly: 'no', label: '' },
    });
    if (placed.kind === 'rejected') throw new Error(placed.message);
  };
  return { exchange, serving, buy };
}

const CONFIG = `
name: held
reporting: USD
venues:
  treasury: { takerFee: 0bp, makerFee: 0bp, halfSpread: 0bp }
  deribit:
    takerFee: 5bp
    makerFee: 0bp
    halfSpread: 1bp
    connect: { protocol: deribit, to: 127.0.0.1:PORT, account: live, key: env HELD }
instruments:
  BTC-PERPETUAL: { kind: perp, venue: deribit, base: BTC, quote: USD, inverse: true, contract: 10 USD, tick: 0.5, lot: 1 }
book:
  cash: { treasury: [3 BTC], deribit: [99 BTC] }
  positions:
    BTC-PERPETUAL: 5000 USD @ 50000
hedge:
  BTC:
    index: BTC-PERPETUAL
    with: BTC-PERPETUAL
    target: 0 BTC
    policy: fixed-band
    halfWidth: 0.5 BTC
    markVol: 60%
limits:
  maxOrder: 600_000 USD
  maxPosition: 3_000_000 USD
  maxDailyLoss: 250_000 USD
execution: { maxSlippage: 20bp, orderLife: 5s, ackWithin: 2s }
forecast: { model: ewma, halfLife: 30m }
timing: { bar: 1m, staleAfter: 15s, reviewEvery: 1m }
`;

/** A book at the exchange on `port`, its config's texts replaced as told. */
export function configOn(port: number, ...changes: readonly (readonly [string, string])[]): AppConfig {
  let text = CONFIG.replace('PORT', String(port));
  for (const [from, to] of changes) text = text.replace(from, to);
  const read = parseConfig(text, 'held.yaml');
  if (read.kind === 'refused') throw new Error(JSON.stringify(read.errors));
  return read.value;
}
