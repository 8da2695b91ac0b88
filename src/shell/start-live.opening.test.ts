import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  configOn,
  DEPOSIT,
  KEYS,
  PERP,
  type Served,
  serveDeribit,
  wall,
} from '../../test/support/live-exchange.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { atoms } from '../units/units.ts';
import { VenueRefused } from '../wire/protocol.ts';
import type { AppConfig } from './config/config.ts';
import { NoKey } from './keys.ts';
import { type LiveOptions, refusalOf, type StartedLive, startLive } from './start-live.ts';

let served: Served;
const started: StartedLive[] = [];
beforeEach(async () => {
  served = await serveDeribit();
});
afterEach(async () => {
  for (const { venues } of started.splice(0)) await Promise.all(venues.map((venue) => venue.close()));
  await served.serving.close();
});

type Change = Partial<Pick<LiveOptions, 'journal' | 'env'>>;

async function begin(config: AppConfig, change: Change = {}): Promise<StartedLive> {
  const live = await startLive({
    ...{ config, journal: createMemoryJournal(), now: wall, env: KEYS, simulated: undefined },
    ...{ code: 'test', kernel: typescriptKernel(), notice: () => undefined, onAppended: () => undefined },
    signal: new AbortController().signal,
    ...change,
  });
  started.push(live);
  return live;
}

const here = (): AppConfig => configOn(served.serving.port);

/** Lots and cash as the book has them. */
function bookOf({ conductor }: StartedLive) {
  const { positions, cash } = conductor.state.book;
  return { lots: positions[PERP]?.lots ?? 0, deribit: cash.deribit?.BTC, treasury: cash.treasury?.BTC };
}

const STATED = { lots: 500, deribit: atoms(99n * 10n ** 8n), treasury: atoms(3n * 10n ** 8n) };

describe('startLive', () => {
  it('begins with what a live account holds, and elsewhere with what is stated', async () => {
    served.buy(12);
    const live = await begin(here());
    const balance = served.exchange.balances('demo').find(({ currency }) => currency === 'BTC');
    expect(bookOf(live)).toEqual({ ...STATED, lots: 12, deribit: balance?.cash });
    // Less the fee.
    expect(balance?.cash).toBeLessThan(DEPOSIT);
    const entry = live.conductor.state.config.opening.positions.find(({ instrument }) => instrument === PERP);
    expect(entry?.averageEntry).toBeCloseTo(served.exchange.positions('demo')[0]?.averageEntry ?? 0, 6);
    expect(live.resumedFrom).toBe(0);
  });

  it('hands on the report that it begins with, which says more than what is held', async () => {
    served.buy(12);
    const { conductor, early } = await begin(here());
    for (const timed of early) conductor.account(timed);
    const [balance] = served.exchange.balances('demo');
    const told = conductor.state.venueMargin?.deribit;
    expect(told?.margin.BTC?.maintenance).toBeCloseTo(balance?.maintenanceMargin ?? 0, 8);
    expect(told?.margin.BTC?.maintenance).toBeGreaterThan(0);
  });

  it('begins on paper with what is stated, and wants no key', async () => {
    served.buy(12);
    const config = configOn(served.serving.port, ['account: live, key: env HELD', 'account: paper']);
    expect(bookOf(await begin(config, { env: {} }))).toEqual(STATED);
  });

  it('goes on from where its journal ends, whatever the account holds by now', async () => {
    served.buy(12);
    const journal = createMemoryJournal();
    const first = await begin(here(), { journal });
    const before = bookOf(first);
    await Promise.all(first.venues.map((venue) => venue.close()));
    served.buy(5);
    const second = await begin(here(), { journal });
    expect(second.resumedFrom).toBeGreaterThan(0);
    expect(bookOf(second)).toEqual(before);
  });

  it('lets go of what it has opened where a key is refused', async () => {
    const wrong = begin(here(), { env: { ...KEYS, HELD_SECRET: 'wrong' } });
    await expect(wrong).rejects.toThrow(VenueRefused);
    await expect.poll(() => served.serving.connections).toBe(0);
  });

  it('connects nowhere without a key', async () => {
    await expect(begin(here(), { env: { HELD_KEY: 'demo' } })).rejects.toThrow(NoKey);
    expect(served.serving.connections).toBe(0);
  });

  it('refuses the journal of another book', async () => {
    const journal = createMemoryJournal();
    await begin(here(), { journal });
    const other = configOn(served.serving.port, ['name: held', 'name: other']);
    await expect(begin(other, { journal })).rejects.toThrow('of book "held"');
  });
});

it('knows what its user can mend from what is a bug', () => {
  const missing = { message: 'there is none', remedy: 'set it' };
  expect(refusalOf(new NoKey('there is none', 'set it'))).toMatchObject(missing);
  expect(refusalOf(new VenueRefused('no'))).toEqual({
    message: 'no',
    remedy: expect.stringContaining('doctor'),
  });
  expect(refusalOf(new TypeError('x is undefined'))).toBeUndefined();
});
