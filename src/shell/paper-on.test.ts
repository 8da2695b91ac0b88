import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPaperVenue } from '../adapters/paper/paper.ts';
import type { Future } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market.ts';
import type { AccountEvent, OrderRequest, VenueCommand } from '../domain/order.ts';
import type { Approved } from '../guard/approved.ts';
import { lots, millis } from '../units/units.ts';
import { paperOn } from './paper-on.ts';
import { demoConfig } from './shell-fixture.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => vi.useRealTimers());

function rig() {
  const { config } = demoConfig();
  const [settings] = config.paper;
  if (settings === undefined) throw new Error('the demo has a venue');
  let watcher: ((event: MarketEvent) => void) | undefined;
  const feed = {
    watch: (to: (event: MarketEvent) => void) => {
      watcher = to;
    },
    open: () => Promise.resolve(),
    examine: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  const now = () => millis(Date.now());
  const venue = paperOn({ paper: createPaperVenue({ ...settings, programmes: [] }), feed, now });
  const told: AccountEvent[] = [];
  const seen: MarketEvent[] = [];
  venue.listen(({ event }) => told.push(event));
  venue.watch((event) => seen.push(event));
  const quote = (bid: number): void =>
    watcher?.({
      kind: 'quote',
      instrument: 'BTC-PERP',
      at: now(),
      bid,
      ask: bid + 1,
      bidSize: 5,
      askSize: 5,
    });
  const feel = (event: MarketEvent): void => watcher?.(event);
  return { venue, told, seen, quote, now, feel };
}

function order(now: number): OrderRequest {
  return {
    ...{ id: 'ek-j-1-0', venue: 'paper', instrument: 'BTC-PERP', lots: lots(100), limit: 61_000 },
    ...{ deadline: millis(now + 60_000), reduceOnly: false },
  };
}

it('fills on paper what is ordered, at the prices of its feed, in its own time', async () => {
  const { venue, told, seen, quote, now } = rig();
  await venue.open();
  quote(60_000);
  expect(seen).toHaveLength(1);
  venue.send({ kind: 'place', order: order(now()) } as VenueCommand as Approved<VenueCommand>);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  quote(60_000);
  await vi.advanceTimersByTimeAsync(500);
  expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['ack', 'fill', 'closed']));
  const fill = told.find((event) => event.kind === 'fill');
  // The ask, and what the order itself moves it by.
  expect(fill?.price).toBeGreaterThanOrEqual(60_001);
  expect(fill?.price).toBeLessThan(60_020);
  await venue.close();
});

it('pays funding once an interval, at the rate that was told last, however often it is told', async () => {
  const { venue, told, quote, now, feel } = rig();
  await venue.open();
  quote(60_000);
  venue.send({ kind: 'place', order: order(now()) } as VenueCommand as Approved<VenueCommand>);
  await vi.advanceTimersByTimeAsync(500);
  quote(60_000);
  await vi.advanceTimersByTimeAsync(500);
  const hour = 3_600_000;
  const start = Math.ceil(now() / hour) * hour;
  const rate = (at: number, of: number): void =>
    feel({ kind: 'funding', instrument: 'BTC-PERP', at: millis(at), rate: of, intervalMs: hour });
  for (let i = 1; i < 20; i += 1) rate(start - 1_000 * i, 0.5);
  rate(start - 1, 0.001);
  for (let i = 0; i < 20; i += 1) rate(start + 1_000 * i, 0.5);
  await vi.advanceTimersByTimeAsync(2 * hour);
  const paid = told.filter((event) => event.kind === 'funding');
  expect(paid).toHaveLength(1);
  // A tenth of a coin at 60,000 dollars, times a thousandth.
  expect(Number(paid[0]?.amount) / 1e8).toBeCloseTo(-6, 1);
  await venue.close();
});

it('reports when it is asked', async () => {
  const { venue, told } = rig();
  venue.send({ kind: 'query', venue: 'paper', orders: [] } as VenueCommand as Approved<VenueCommand>);
  await vi.advanceTimersByTimeAsync(500);
  expect(told).toMatchObject([{ kind: 'report', venue: 'paper' }]);
  await venue.close();
});

it('waits for what is months ahead without turning round and round', async () => {
  const { config } = demoConfig();
  const [settings] = config.paper;
  const [perp] = settings?.instruments ?? [];
  if (settings === undefined || perp === undefined) throw new Error('the demo has a venue');
  const expiry = millis(Date.now() + 90 * 86_400_000);
  const { kind: _, ...terms } = perp;
  const future = { ...terms, kind: 'future', id: 'BTC-LATER', expiry } as Future;
  let asked = 0;
  const now = () => {
    asked += 1;
    return millis(Date.now());
  };
  const paper = createPaperVenue({
    ...settings,
    instruments: [...settings.instruments, future],
    programmes: [],
  });
  const venue = paperOn({ paper, now });
  venue.send({ kind: 'query', venue: 'paper', orders: [] } as VenueCommand as Approved<VenueCommand>);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBeLessThan(20);
  await venue.close();
});
