import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createExchange } from '../../src/exchange/create-exchange.ts';
import { deribitGateway } from '../../src/exchange/deribit/deribit.ts';
import { createMarket } from '../../src/exchange/market/create-market.ts';
import { standardListings } from '../../src/exchange/market/listings.ts';
import { COINS, randomPrices } from '../../src/exchange/market/random-prices.ts';
import { startServer } from '../../src/exchange/server/server.ts';
import { atoms, lots, millis } from '../../src/units/units.ts';
import { evenkeel, type Finished, lastJson, startEvenkeel } from './evenkeel.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-words-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PERP = 'BTC-PERPETUAL';

/** A Deribit with five coins in the account, on a market that moves. */
async function serveDeribit() {
  const start = millis(Date.now());
  const exchange = createExchange({
    ...{ name: 'deribit', seed: 7, start, listings: standardListings('deribit', start) },
    accounts: [
      {
        ...{ id: 'demo', key: 'demo', secret: 'demo', canTrade: true, canWithdraw: false },
        deposits: { BTC: atoms(5n * 10n ** 8n) },
      },
    ],
    market: createMarket({ prices: randomPrices({ coins: COINS, pace: 60 }) }),
  });
  const hosted = [{ exchange, gateway: deribitGateway(exchange) }];
  const serving = await startServer({ hosted, port: 0, seed: 7 });
  const buy = (count: number): void => {
    exchange.place('demo', {
      ...{ symbol: PERP, side: 'buy', lots: lots(count), ticks: null, timeInForce: 'ioc' },
      ...{ reduceOnly: false, postOnly: 'no', label: '' },
    });
  };
  return { exchange, serving, buy };
}

/** A book of five coins, hedged on a Deribit at `port`. */
function configAt(port: number): string {
  const path = join(folder, 'held.yaml');
  writeFileSync(
    path,
    `
name: held
reporting: USD
venues:
  deribit:
    takerFee: 5bp
    makerFee: 0bp
    halfSpread: 1bp
    connect: { protocol: deribit, to: "127.0.0.1:${port}", account: live, key: env HELD }
instruments:
  BTC-PERPETUAL: { kind: perp, venue: deribit, base: BTC, quote: USD, inverse: true, contract: 10 USD, tick: 0.5, lot: 1 }
hedge:
  BTC: { index: BTC-PERPETUAL, with: BTC-PERPETUAL, target: 0 BTC, policy: fixed-band, halfWidth: 0.5 BTC, markVol: 60% }
limits: { maxOrder: 50_000 USD, maxPosition: 3_000_000 USD, maxDailyLoss: 250_000 USD }
execution: { maxSlippage: 20bp, orderLife: 2s, ackWithin: 500ms }
forecast: { model: ewma, halfLife: 30m }
timing: { bar: 1m, staleAfter: 15s, reviewEvery: 1m }
`,
  );
  return path;
}

/** Asks a running engine, from a process of its own, while this one serves its exchange. */
async function word(journal: string, ...args: readonly string[]): Promise<Finished> {
  return startEvenkeel([...args, '--journal', journal, '--json']).ended;
}

/** Resolves when `is` holds. */
async function until(is: () => boolean): Promise<void> {
  for (let i = 0; i < 600 && !is(); i += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(is()).toBe(true);
}

describe('words to a running engine', () => {
  it('pause it, flatten it as the exchange sees it, and are remembered by the next', async () => {
    const { exchange, serving, buy } = await serveDeribit();
    const held = (): number => exchange.positions('demo').find(({ symbol }) => symbol === PERP)?.lots ?? 0;
    const journal = join(folder, 'journal');
    const run = ['run', configAt(serving.port), '--journal', journal, '--json'];
    const env = { HELD_KEY: 'demo', HELD_SECRET: 'demo' };
    try {
      const first = startEvenkeel(run, env);
      // Five coins are hedged, in orders of no more than is allowed.
      await until(() => held() < -10_000);
      const paused = await word(journal, 'pause');
      expect(lastJson(paused)).toMatchObject({ standing: { mode: 'paused' } });
      const status = await word(journal, 'status');
      expect(status.status, status.err).toBe(0);
      expect(lastJson(status)).toMatchObject({ book: 'held', standing: { mode: 'paused', why: 'operator' } });

      const unsure = await word(journal, 'flatten');
      expect(unsure.status).toBe(2);
      expect(unsure.err).toContain('--yes');
      expect(held()).toBeLessThan(-10_000);

      const flat = await word(journal, 'flatten', '--yes', '--wait', '60s');
      expect(flat.status, flat.err).toBe(0);
      expect(lastJson(flat)).toMatchObject({
        standing: { mode: 'flat', why: 'verified with deribit' },
        flatten: { open: [], left: [] },
      });
      expect(held()).toBe(0);

      first.child.kill('SIGKILL');
      await first.ended;
      const nobody = await word(journal, 'status');
      expect(nobody.status).toBe(2);
      expect(nobody.err).toContain('no engine runs');

      // Somebody buys by hand while no engine runs: the next keeps the book flat, as it was told.
      buy(30);
      const second = startEvenkeel(run, env);
      await until(() => held() === 0);
      const rearmed = await word(journal, 'rearm');
      expect(rearmed.status, rearmed.err).toBe(0);
      await until(() => held() < -10_000);
      second.child.kill('SIGTERM');
      const ended = await second.ended;
      expect(ended.status, ended.err).toBe(0);
      expect(ended.err).toMatch(/CRITICAL flattening: no longer flat/);
    } finally {
      await serving.close();
    }
    expect(lastJson(evenkeel(['replay', journal, '--json']))).toMatchObject({ kind: 'identical' });
  }, 120_000);
});
