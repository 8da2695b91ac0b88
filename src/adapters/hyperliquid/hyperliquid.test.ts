import { ExchangeClient, HttpTransport } from '@nktkas/hyperliquid';
import { privateKeyToAccount } from 'viem/accounts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MarketEvent } from '../../domain/market.ts';
import { createExchange } from '../../exchange/create-exchange.ts';
import { hyperliquidGateway } from '../../exchange/hyperliquid/hyperliquid.ts';
import { standardListings } from '../../exchange/market/listings.ts';
import { quietMarket } from '../../exchange/quiet-market.ts';
import { type Serving, startServer } from '../../exchange/server/server.ts';
import { atoms, lots, millis } from '../../units/units.ts';
import { type Ears, type Protocol, VenueRefused } from '../../wire/protocol.ts';
import { hyperliquidProtocol } from './hyperliquid.ts';
import { BTC } from './hyperliquid-fixture.ts';
import { simulatedKey } from './key.ts';
import type { HyperliquidOptions } from './parts.ts';

const DEMO = simulatedKey('demo');
const AGENT = simulatedKey('an API wallet');
/** As the simulated exchange lists it, where prices are whole. */
const PERP = { ...BTC, tick: 1, lot: 100 };

let serving: Serving | undefined;
let protocol: Protocol | undefined;
afterEach(async () => {
  await protocol?.close();
  await serving?.close();
  [protocol, serving] = [undefined, undefined];
});

async function serve(canTrade = true): Promise<number> {
  const start = millis(Date.now());
  const deposits = { USDC: atoms(10n ** 14n) };
  const account = { id: 'demo', key: 'demo', secret: 'demo', canTrade, canWithdraw: false, deposits };
  const exchange = createExchange({
    ...{ name: 'hyperliquid', listings: standardListings('hyperliquid', start), accounts: [account], start },
    seed: 1,
    market: quietMarket({ indices: { BTC: 60_000, ETH: 3_000, SOL: 150 }, levels: 5, lotsPerLevel: 4_000 }),
  });
  serving = await startServer({
    hosted: [{ exchange, gateway: hyperliquidGateway(exchange) }],
    port: 0,
    seed: 1,
  });
  return serving.port;
}

function connect(port: number, change: Partial<HyperliquidOptions> = {}, host = '127.0.0.1') {
  const market: MarketEvent[] = [];
  const made = hyperliquidProtocol({
    ...{ venue: 'hyperliquid', rest: `http://${host}:${port}`, stream: `ws://${host}:${port}` },
    ...{ instruments: [PERP], symbols: { [PERP.id]: 'BTC' }, isTestnet: false },
    ...{ now: () => millis(Date.now()), since: millis(Date.now()), ...change },
  });
  protocol = made;
  const nothing = (): void => undefined;
  const ears: Ears = {
    ...{ account: nothing, up: nothing, down: nothing, notice: nothing },
    market: (event) => market.push(event),
  };
  return { protocol: made, market, open: () => made.open(ears) };
}

const order = (count: number) => ({
  ...{ id: 'ek-j-1-0', venue: 'hyperliquid', instrument: PERP.id, lots: lots(count), limit: 61_000 },
  ...{ deadline: millis(Date.now() + 5_000), reduceOnly: false },
});

describe('hyperliquidProtocol', () => {
  it('watches the market without a key, and has nothing to trade with', async () => {
    const { protocol: made, market, open } = connect(await serve());
    await open();
    await vi.waitFor(() => {
      expect(new Set(market.map(({ kind }) => kind))).toEqual(new Set(['quote', 'depth', 'funding']));
    });
    expect(made.hasAccount).toBe(false);
    expect(await made.place(order(1))).toMatchObject({ kind: 'unsent' });
    expect(await made.foreign()).toEqual([]);
    await expect(made.holdings()).rejects.toThrow(/no key/);
    const findings = await made.examine();
    expect(findings.filter(({ verdict }) => verdict !== 'good').map(({ what }) => what)).toEqual(['key']);
  });

  it('trades with an API wallet that the account has approved, which is what it wants of a key', async () => {
    const port = await serve();
    const { open: openUnapproved } = connect(port, { key: { id: DEMO.id, secret: AGENT.secret } });
    await expect(openUnapproved()).rejects.toThrow(/is no API wallet of/);
    await protocol?.close();
    const transport = new HttpTransport({ apiUrl: `http://127.0.0.1:${port}` });
    const owner = new ExchangeClient({
      transport,
      wallet: privateKeyToAccount(DEMO.secret as `0x${string}`),
    });
    await owner.approveAgent({ agentAddress: AGENT.id as `0x${string}`, agentName: 'hedger' });
    const { protocol: made, open } = connect(port, {
      key: { id: DEMO.id.toUpperCase().replace('X', 'x'), secret: AGENT.secret },
    });
    await open();
    expect(await made.place(order(1))).toMatchObject({ kind: 'accepted', closed: { reason: 'filled' } });
    expect((await made.holdings()).positions).toEqual({ [PERP.id]: 1 });
    await vi.waitFor(async () => {
      const findings = await made.examine();
      expect(findings.filter(({ verdict }) => verdict !== 'good')).toEqual([]);
    });
  });

  it('refuses an account’s own key where there is money', async () => {
    // An address that leads here, but is not known to.
    const { open } = connect(await serve(), { key: DEMO }, '0.0.0.0');
    await expect(open()).rejects.toThrow(/may withdraw: approve an API wallet/);
  });

  it.each([
    ['a secret that is no key', { key: { ...DEMO, secret: 'demo' } }, /32 bytes in hex/],
    ['an account that is no address', { key: { ...DEMO, id: 'demo' } }, /no address/],
    ['the other network', { key: DEMO, isTestnet: true }, /may not trade: User or API Wallet/],
    ['a lot that is none', { instruments: [{ ...PERP, multiplier: 1e-8 }] }, /no multiple/],
    ['a coin that is not there', { symbols: { [PERP.id]: 'DOGE' } }, /no perpetual DOGE/],
  ] as const)('refuses %s, and says what to change', async (_what, change, message) => {
    const { open } = connect(await serve(), change);
    const refused = open();
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow(VenueRefused);
  });

  it('refuses a key that may not trade', async () => {
    const { open } = connect(await serve(false), { key: DEMO });
    await expect(open()).rejects.toThrow(/may not trade/);
  });
});
