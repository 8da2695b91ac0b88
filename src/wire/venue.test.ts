import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AccountEvent, OrderReport, OrderRequest, VenueCommand } from '../domain/order.ts';
import type { Approved } from '../guard/approved.ts';
import { atoms, lots, millis } from '../units/units.ts';
import {
  type CancelAnswer,
  type Ears,
  type Holdings,
  NoAnswer,
  type PlaceAnswer,
  type Protocol,
  VenueRefused,
  WireDown,
} from './protocol.ts';
import { createLiveVenue } from './venue.ts';

const ORDER: OrderRequest = {
  id: 'ek-j-1-0',
  venue: 'v',
  instrument: 'BTC-PERP',
  lots: lots(5),
  limit: 100,
  deadline: millis(60_000),
  reduceOnly: false,
};
const FILL = { fill: 'f1', lots: lots(5), price: 100, fee: atoms(1n), feeCurrency: 'USD' };
const ACCEPTED: PlaceAnswer = { kind: 'accepted', fills: [], closed: null };

function approved(command: VenueCommand): Approved<VenueCommand> {
  return command as Approved<VenueCommand>;
}

/** A venue that answers what it is told to. */
function fake() {
  let ears: Ears | undefined;
  const answers = {
    place: (): Promise<PlaceAnswer> => Promise.resolve(ACCEPTED),
    cancel: (): Promise<CancelAnswer> => Promise.resolve({ kind: 'not-open' }),
    orders: (ids: readonly string[]): Promise<readonly OrderReport[]> =>
      Promise.resolve(ids.map((order) => ({ order, status: 'absent' as const, fills: [] }))),
    holdings: (): Promise<Holdings> =>
      Promise.resolve({ positions: {}, cash: { USD: atoms(7n) }, entries: {} }),
    foreign: (): Promise<readonly string[]> => Promise.resolve([]),
    tiers: (): ReturnType<NonNullable<Protocol['tiers']>> => ({}),
  };
  const protocol: Protocol = {
    venue: 'v',
    hasAccount: true,
    open: (to) => {
      ears = to;
      to.up();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
    place: () => answers.place(),
    cancel: () => answers.cancel(),
    orders: (ids) => answers.orders(ids),
    holdings: () => answers.holdings(),
    foreign: () => answers.foreign(),
    tiers: () => answers.tiers(),
    examine: () => Promise.resolve([]),
  };
  const told: AccountEvent[] = [];
  const notices: string[] = [];
  let now = 1_000;
  let leapt = 0;
  const venue = createLiveVenue({
    ...{ protocol, now: () => millis(now++), steady: () => now - leapt },
    notice: (text) => notices.push(text),
  });
  venue.listen(({ event }) => told.push(event));
  const hear = (): Ears => {
    if (ears === undefined) throw new Error('not open');
    return ears;
  };
  const pass = (ms: number): void => {
    now += ms;
  };
  /** Our clock is set forward. */
  const leap = (ms: number): void => {
    leapt += ms;
    now += ms;
  };
  return { venue, told, notices, answers, hear, pass, leap };
}

/** One that is open and has told its first report. */
async function opened() {
  const made = fake();
  await made.venue.open();
  await vi.waitFor(() => expect(made.told).toHaveLength(1));
  made.told.length = 0;
  return made;
}

function sendPlace(venue: ReturnType<typeof fake>['venue']): void {
  venue.send(approved({ kind: 'place', order: ORDER }));
}

const kinds = (told: readonly AccountEvent[]): readonly string[] => told.map(({ kind }) => kind);
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

afterEach(() => vi.useRealTimers());

describe('createLiveVenue', () => {
  it('reports once it is up, and sends nothing before', async () => {
    const { venue, told } = fake();
    sendPlace(venue);
    await settle();
    expect(told).toEqual([
      {
        kind: 'closed',
        order: ORDER.id,
        reason: 'rejected',
        filled: 0,
        detail: 'v is being reconciled: not sent',
      },
    ]);
    await venue.open();
    await settle();
    expect(told[1]).toMatchObject({ kind: 'report', venue: 'v', orders: [], cash: { USD: 7n } });
    expect((told[1] as { at: number }).at).toBeGreaterThanOrEqual(1_000);
  });

  it('tells what becomes of an order, after send has returned', async () => {
    const { venue, told, answers } = await opened();
    answers.place = () =>
      Promise.resolve({ kind: 'accepted', fills: [FILL], closed: { reason: 'filled', filled: lots(5) } });
    sendPlace(venue);
    expect(told).toEqual([]);
    await settle();
    expect(kinds(told)).toEqual(['ack', 'fill', 'closed']);
    answers.place = () => Promise.resolve({ kind: 'rejected', detail: 'no margin' });
    sendPlace(venue);
    await settle();
    expect(told[3]).toMatchObject({ kind: 'closed', reason: 'rejected', filled: 0, detail: 'no margin' });
  });

  it('does not send what is too late already', async () => {
    const { venue, told, answers } = await opened();
    answers.place = () => Promise.reject(new Error('it was sent'));
    venue.send(approved({ kind: 'place', order: { ...ORDER, deadline: millis(10) } }));
    await settle();
    expect(told).toMatchObject([
      { kind: 'closed', reason: 'rejected', detail: 'not sent: its deadline has passed' },
    ]);
  });

  it('never takes silence for a rejection', async () => {
    const { venue, told, answers } = await opened();
    answers.place = () => Promise.reject(new NoAnswer('timed out'));
    sendPlace(venue);
    await settle();
    expect(told).toEqual([{ kind: 'unknown', order: ORDER.id, detail: 'timed out' }]);
    answers.place = () => Promise.reject(new WireDown('no connection'));
    sendPlace(venue);
    await settle();
    expect(told[1]).toMatchObject({ kind: 'closed', reason: 'rejected', detail: 'not sent: no connection' });
  });

  it('asks when a cancel finds nothing to cancel', async () => {
    const { venue, told, answers } = await opened();
    answers.orders = (ids) =>
      Promise.resolve(ids.map((order) => ({ order, status: 'filled' as const, fills: [FILL] })));
    venue.send(approved({ kind: 'cancel', venue: 'v', order: ORDER.id, instrument: 'BTC-PERP' }));
    await settle();
    expect(told).toMatchObject([
      { kind: 'report', orders: [{ order: ORDER.id, status: 'filled', fills: [FILL] }] },
    ]);
    answers.cancel = () =>
      Promise.resolve({ kind: 'closed', closed: { reason: 'cancelled', filled: lots(2) } });
    venue.send(approved({ kind: 'cancel', venue: 'v', order: ORDER.id, instrument: 'BTC-PERP' }));
    await settle();
    expect(told[1]).toEqual({ kind: 'closed', order: ORDER.id, reason: 'cancelled', filled: 2 });
    answers.cancel = () => Promise.reject(new NoAnswer('gone'));
    venue.send(approved({ kind: 'cancel', venue: 'v', order: ORDER.id, instrument: 'BTC-PERP' }));
    await settle();
    expect(told[2]).toEqual({ kind: 'unknown', order: ORDER.id, detail: 'gone' });
  });

  it('is suspect when it goes down, and trades again only after a report', async () => {
    const { venue, told, answers, hear, notices } = await opened();
    sendPlace(venue);
    await settle();
    hear().down('socket lost');
    hear().down('and again');
    expect(told.slice(1)).toEqual([{ kind: 'suspect', venue: 'v', detail: 'socket lost' }]);
    expect(notices).toEqual(['v is down: socket lost']);
    sendPlace(venue);
    await settle();
    expect(told[2]).toMatchObject({ kind: 'closed', reason: 'rejected' });
    let release: (holdings: Holdings) => void = () => undefined;
    answers.holdings = () => new Promise((resolve) => (release = resolve));
    hear().up();
    await settle();
    sendPlace(venue);
    await settle();
    expect(told[3]).toMatchObject({ kind: 'closed', reason: 'rejected' });
    answers.holdings = () => Promise.resolve({ positions: {}, cash: {}, entries: {} });
    release({ positions: {}, cash: {}, entries: {} });
    await vi.waitFor(() => expect(kinds(told)).toContain('report'));
    // The order that was under way when touch was lost is in it, though nobody asked.
    expect(told.at(-1)).toMatchObject({ kind: 'report', orders: [{ order: ORDER.id, status: 'absent' }] });
    sendPlace(venue);
    await settle();
    expect(told.at(-1)).toEqual({ kind: 'ack', order: ORDER.id });
  });

  it('takes a report again in which the account moved', async () => {
    const { venue, told, answers, hear } = await opened();
    let calls = 0;
    answers.holdings = () => {
      calls += 1;
      return Promise.resolve({ positions: { 'BTC-PERP': lots(Math.min(calls, 2)) }, cash: {}, entries: {} });
    };
    answers.orders = (ids) => {
      // Between the second pair of looks the venue tells of a fill.
      if (calls === 3)
        hear().account({ kind: 'fill', order: ORDER.id, instrument: 'BTC-PERP', ...FILL }, millis(1));
      return Promise.resolve(ids.map((order) => ({ order, status: 'open' as const, fills: [] })));
    };
    venue.send(approved({ kind: 'query', venue: 'v', orders: [ORDER.id] }));
    await vi.waitFor(() => expect(kinds(told)).toContain('report'));
    expect(calls).toBe(6);
    expect(told.at(-1)).toMatchObject({ kind: 'report', positions: { 'BTC-PERP': 2 } });
  });

  it('believes no report that was taken while touch was lost', async () => {
    const { venue, told, answers, hear } = fake();
    let release: (holdings: Holdings) => void = () => undefined;
    answers.holdings = () => new Promise((resolve) => (release = resolve));
    await venue.open();
    await settle();
    // The streams are gone, while questions go another way and are answered.
    hear().down('the stream is lost');
    answers.holdings = () => Promise.resolve({ positions: {}, cash: {}, entries: {} });
    release({ positions: {}, cash: {}, entries: {} });
    await settle();
    expect(told).toEqual([]);
    sendPlace(venue);
    await settle();
    expect(told).toMatchObject([{ kind: 'closed', reason: 'rejected' }]);
    hear().up();
    await vi.waitFor(() => expect(kinds(told)).toEqual(['closed', 'report']));
  });

  it('goes on asking while the venue does not answer, and shares one report among those that ask', async () => {
    vi.useFakeTimers();
    const { venue, told, answers, notices } = fake();
    answers.holdings = () => Promise.reject(new NoAnswer('busy'));
    await venue.open();
    await vi.advanceTimersByTimeAsync(2_500);
    expect(notices).toHaveLength(3);
    expect(told).toEqual([]);
    for (const id of ['a', 'b']) venue.send(approved({ kind: 'query', venue: 'v', orders: [id] }));
    answers.holdings = () => Promise.resolve({ positions: {}, cash: {}, entries: {} });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kinds(told)).toEqual(['report']);
    expect(told[0]).toMatchObject({ orders: [{ order: 'a' }, { order: 'b' }] });
  });

  it('stays suspect, and stands, where its key is refused later on', async () => {
    vi.useFakeTimers();
    const { venue, told, answers, notices } = fake();
    answers.holdings = () => Promise.reject(new VenueRefused('the key has been revoked'));
    await venue.open();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(told).toEqual([]);
    expect(notices[0]).toBe('v could not be asked: the key has been revoked');
    await venue.close();
  });

  it('forgets an order that has ended', async () => {
    const { venue, told, answers, hear } = await opened();
    sendPlace(venue);
    await settle();
    answers.orders = (ids) =>
      Promise.resolve(ids.map((order) => ({ order, status: 'expired' as const, fills: [] })));
    hear().up();
    await vi.waitFor(() => expect(kinds(told)).toContain('report'));
    hear().up();
    await vi.waitFor(() => expect(told).toHaveLength(3));
    expect(told[2]).toMatchObject({ kind: 'report', orders: [] });
  });

  it('does not call an order absent that may get there, because our clock was set forward', async () => {
    const { venue, told, answers, hear, pass, leap } = await opened();
    answers.place = () => Promise.reject(new NoAnswer('timed out'));
    sendPlace(venue);
    await settle();
    const asked = async (): Promise<unknown> => {
      told.length = 0;
      hear().up();
      await vi.waitFor(() => expect(kinds(told)).toEqual(['report']));
      return told[0];
    };
    leap(120_000);
    expect(await asked()).toMatchObject({ orders: [] });
    pass(60_000);
    expect(await asked()).toMatchObject({ orders: [{ order: ORDER.id, status: 'absent' }] });
  });

  it('forgets an order that never came, when it can come no more', async () => {
    const { venue, told, answers, hear, pass } = await opened();
    answers.place = () => Promise.reject(new NoAnswer('timed out'));
    sendPlace(venue);
    await settle();
    const asked = async (): Promise<unknown> => {
      told.length = 0;
      hear().up();
      await vi.waitFor(() => expect(kinds(told)).toEqual(['report']));
      return told[0];
    };
    pass(60_000);
    expect(await asked()).toMatchObject({ orders: [{ order: ORDER.id, status: 'absent' }] });
    pass(60_000);
    expect(await asked()).toMatchObject({ orders: [{ order: ORDER.id, status: 'absent' }] });
    expect(await asked()).toMatchObject({ orders: [] });
  });

  it('tells brackets in the first report of each connection, as they are known then', async () => {
    const { venue, told, answers, hear } = fake();
    const asked = async (): Promise<AccountEvent | undefined> => {
      told.length = 0;
      venue.send(approved({ kind: 'query', venue: 'v', orders: [] }));
      await vi.waitFor(() => expect(told).toHaveLength(1));
      return told[0];
    };
    const tiers = { 'BTC-PERP': [{ fromNotional: 0, initial: 0.1, maintenance: 0.05 }] };
    await venue.open();
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]).not.toHaveProperty('tiers');
    answers.tiers = () => tiers;
    expect(await asked()).not.toHaveProperty('tiers');
    told.length = 0;
    hear().down('gone');
    hear().up();
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ kind: 'report', tiers }));
    expect(await asked()).not.toHaveProperty('tiers');
  });

  it('tells margin as it was last read, and takes no report again because it has moved', async () => {
    const { venue, told, answers } = await opened();
    let reads = 0;
    answers.holdings = async () => {
      reads += 1;
      const margin = { USD: { equity: reads, initial: 2, maintenance: 1 } };
      return { positions: {}, cash: { USD: atoms(7n) }, entries: {}, margin, adl: { 'BTC-PERP': reads } };
    };
    venue.send(approved({ kind: 'query', venue: 'v', orders: [] }));
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(reads).toBe(2);
    expect(told[0]).toMatchObject({ margin: { USD: { equity: 2 } }, adl: { 'BTC-PERP': 2 } });
  });

  it('names orders that are not ours, and hands on what the market does', async () => {
    const { venue, notices, hear, answers } = await opened();
    const watched: unknown[] = [];
    venue.watch((event) => watched.push(event));
    hear().market({ kind: 'vol', underlying: 'BTC', at: millis(1), vol: 0.5 });
    expect(watched).toHaveLength(1);
    answers.foreign = () => Promise.resolve(['manual-1']);
    hear().up();
    await settle();
    expect(notices).toEqual(['v has open orders that are not ours, left alone: manual-1']);
  });

  it('tells nothing any more once closed', async () => {
    const { venue, told, hear } = await opened();
    await venue.close();
    hear().account({ kind: 'ack', order: ORDER.id }, millis(1));
    expect(told).toEqual([]);
  });
});
