import { afterEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  createRig,
  type Rig,
  type RigOptions,
  type Spec,
  sleep,
  until,
} from '../../../test/conformance/rig.ts';
import type { Instrument } from '../../domain/instrument.ts';
import type { MarketEvent } from '../../domain/market.ts';
import { binanceGateway } from '../../exchange/binance/binance.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { MINUTE } from '../../units/time.ts';
import { lots, millis } from '../../units/units.ts';
import { binanceProtocol } from './binance.ts';

const KEY = { id: 'demo', secret: 'demo' };

function endpointsOf(port: number) {
  const socket = `ws://127.0.0.1:${port}`;
  return { rest: `http://127.0.0.1:${port}`, stream: socket, orders: socket };
}

let exchange: Exchange | undefined;

function specOf(change: (perp: Instrument) => Instrument = (perp) => perp): Spec {
  return {
    name: 'binance',
    speaks: 'binance',
    gateway: (made) => {
      exchange = made;
      return binanceGateway(made);
    },
    protocol: ({ port, perp, now, since }) =>
      binanceProtocol({
        ...{ venue: 'binance', endpoints: endpointsOf(port), symbols: {}, key: KEY, now, since },
        instruments: [change(perp)],
      }),
    ...{ perp: 'BTCUSDT', collateral: 'USDT', tooFew: 1, labelOf: (order) => order },
    marks: { book: '"depthUpdate"', account: '_UPDATE"', place: 'order.place' },
    ...{ tellsWithdrawal: true, hasChanges: true, hasOptions: false },
    tellsMargin: { adl: true, tiers: true },
  };
}

let rig: Rig | undefined;
const clocks: NodeJS.Timeout[] = [];
afterEach(async () => {
  for (const clock of clocks.splice(0)) clearInterval(clock);
  await rig?.close();
  rig = undefined;
});

async function rigOf(spec: Spec = specOf(), options: RigOptions = {}): Promise<Rig> {
  rig = await createRig(spec, options);
  return rig;
}

/** Sets the clock of the exchange that was made last forward; it goes on from there. */
function later(ms: number): void {
  const ahead = exchange;
  const set = (): void => ahead?.advance(millis(Math.max(ahead.now, Date.now() + ms)));
  set();
  clocks.push(setInterval(set, 5));
}

/** Somebody's order that rests far below the market. */
function restingOrder(one: Rig): void {
  const ticks = Math.round(50_000 / one.perp.tick);
  one.byHand({ side: 'buy', lots: lots(3), ticks, timeInForce: 'gtc' });
}

describe('binanceProtocol', () => {
  it('opens another user stream when its listen key has expired, though the clock jumped', async () => {
    const one = await rigOf();
    await one.open();
    // What is learnt of the new time is worse than what was known of the old one.
    one.serving.faults({ latencyMs: 30 });
    later(61 * MINUTE);
    await until(() => one.told.some(({ kind }) => kind === 'suspect'), 'the suspicion');
    one.told.length = 0;
    await until(() => one.told.some(({ kind }) => kind === 'report'), 'a report');
    const order = one.place(5);
    await until(() => one.fills(order).length > 0, 'a fill on the new stream');
    expect(one.held()).toBe(5);
  }, 20_000);

  it('says at once that nobody will answer for an order whose socket is lost', async () => {
    const one = await rigOf();
    await one.open();
    one.serving.faults({ loseAnswer: 1, match: 'order.place' });
    one.place(20);
    await until(() => one.told.some(({ kind }) => kind === 'unknown'), 'the doubt', 3_000);
  });

  it('tells of trades that it missed, though our clock is minutes ahead', async () => {
    const one = await rigOf({
      ...specOf(),
      protocol: ({ port, perp, now, since }) =>
        binanceProtocol({
          ...{ venue: 'binance', endpoints: endpointsOf(port), symbols: {}, key: KEY, instruments: [perp] },
          ...{ now: () => millis(now() + 5 * MINUTE), since: millis(since + 5 * MINUTE) },
        }),
    });
    await one.open();
    one.serving.faults({ refuse: true });
    one.serving.disconnect();
    await until(() => one.told.some(({ kind }) => kind === 'suspect'), 'the suspicion');
    one.byHand({ side: 'buy', lots: lots(7) });
    one.serving.faults({ refuse: false });
    await until(() => one.told.some(({ kind }) => kind === 'deal'), 'the trade');
  });

  it('has its orders taken away if it dies, and nobody else has if it ends', async () => {
    const one = await rigOf();
    await one.open();
    restingOrder(one);
    later(121_000);
    await until(() => one.exchange.orders(ACCOUNT, 'open').length === 0, 'the dead man');
    const other = await rigOf();
    await other.open();
    restingOrder(other);
    await other.venue.close();
    later(121_000);
    await sleep(50);
    expect(other.exchange.orders(ACCOUNT, 'open')).toHaveLength(1);
    await one.close();
  });

  it('finds an order of before a restart, of whichever instrument, and no other', async () => {
    const one = await rigOf();
    await one.open();
    const order = one.place(20);
    await until(() => one.held() === 20, 'the trade');
    const eth: Instrument = { ...one.perp, id: 'ETHUSDT', base: 'ETH', tick: 0.01 };
    const again = binanceProtocol({
      ...{ venue: 'binance', endpoints: endpointsOf(one.serving.port), symbols: {}, key: KEY },
      ...{ instruments: [eth, one.perp], now: () => millis(Date.now()), since: millis(Date.now()) },
    });
    const reports = await again.orders([order, 'ek-none-1-0']);
    expect(reports).toMatchObject([
      { order, status: 'filled', fills: [{ lots: 20, feeCurrency: 'USDT' }] },
      { order: 'ek-none-1-0', status: 'absent', fills: [] },
    ]);
    await again.close();
  });

  it('watches the market without a key', async () => {
    const one = await rigOf();
    const events: MarketEvent[] = [];
    const protocol = binanceProtocol({
      ...{ venue: 'binance', endpoints: endpointsOf(one.serving.port), symbols: {} },
      ...{ instruments: [one.perp], now: () => millis(Date.now()), since: millis(Date.now()) },
    });
    expect(protocol.hasAccount).toBe(false);
    const nothing = (): void => undefined;
    await protocol.open({
      market: (event) => events.push(event),
      ...{ account: nothing, up: nothing, down: nothing, notice: nothing },
    });
    await until(() => new Set(events.map(({ kind }) => kind)).size === 3, 'quotes, depth and funding');
    expect((await protocol.examine()).at(-1)).toMatchObject({ what: 'key', verdict: 'warning' });
    await protocol.close();
  });

  it('refuses a key that may not trade, and an instrument that is another', async () => {
    const one = await rigOf(specOf(), { canTrade: false });
    await expect(one.venue.open()).rejects.toThrow(/may not trade.*Enable Futures/);
    await one.close();
    const other = await rigOf(specOf((perp) => ({ ...perp, tick: 0.25 })));
    await expect(other.venue.open()).rejects.toThrow(/BTCUSDT at binance: tick is 0.25/);
  });

  it('tells all that doctor asks', async () => {
    const one = await rigOf();
    const found = await one.venue.examine();
    expect(found.map(({ what, verdict }) => `${what} ${verdict}`)).toEqual([
      ...['latency good', 'clock good', 'BTCUSDT good', 'key good', 'position mode good'],
      'leverage of BTCUSDT good',
    ]);
    expect(found[2]?.detail).toBe('smallest order 0.001, worth 100 at least, tick 0.1');
  });
});
