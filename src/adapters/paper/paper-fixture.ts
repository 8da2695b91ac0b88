/** Instruments, settings and a driven venue for the tests of this folder. */
import type { Future, Instrument, InstrumentId, Option, Perp, Spot } from '../../domain/instrument.ts';
import type { Bar, MarketEvent } from '../../domain/market.ts';
import type { AccountEvent, OrderRequest, VenueCommand } from '../../domain/order.ts';
import type { Approved } from '../../guard/approved.ts';
import { DAY, MINUTE } from '../../units/time.ts';
import { atoms, lots, type Millis, millis } from '../../units/units.ts';
import { createPaperVenue, type PaperVenue } from './paper.ts';
import type { PaperModels, PaperSettings, StraddleProgramme } from './settings.ts';

/** 2023-01-01T00:00Z. */
export const START: Millis = millis(1_672_531_200_000);

export function plus(ms: number): Millis {
  return millis(START + ms);
}

const linear = { venue: 'paper', base: 'BTC', quote: 'USDT', settle: 'USDT', inverse: false } as const;
const coin = { venue: 'paper', base: 'BTC', quote: 'USD', settle: 'BTC', inverse: true } as const;

/** A lot is 0.001 BTC. */
export const SPOT: Spot = { kind: 'spot', id: 'BTC-USDT', ...linear, tick: 0.01, lot: 1, multiplier: 0.001 };
/** A lot is 0.001 BTC. */
export const PERP: Perp = { kind: 'perp', id: 'BTC-PERP', ...linear, tick: 0.1, lot: 0.001, multiplier: 1 };
/** A lot is 10 USD. */
export const INVERSE: Perp = { kind: 'perp', id: 'BTC-USD', ...coin, tick: 0.5, lot: 1, multiplier: 10 };
/** A lot is 0.1 BTC. Expires a day after the start. */
export const CALL: Option = {
  kind: 'option',
  id: 'BTC-20230102-16000-C',
  ...linear,
  tick: 0.5,
  lot: 0.1,
  multiplier: 1,
  type: 'call',
  strike: 16_000,
  expiry: plus(DAY),
};
/** Paid in BTC; otherwise as `CALL`. */
export const INVERSE_CALL: Option = { ...CALL, ...coin, id: 'BTC-20230102-16000-C-COIN', tick: 0.0005 };
/** A lot is 0.001 BTC. Expires a day after the start. */
export const FUTURE: Future = {
  ...PERP,
  kind: 'future',
  id: 'BTC-20230102',
  expiry: plus(DAY),
};

/** No fee, no delay, no spread, no impact, no bound on the share of volume. */
export const PLAIN: PaperModels = {
  fee: { taker: 0, maker: 0 },
  latency: { ms: 0, jitterMs: 0 },
  spread: { half: 0, impact: 0 },
  participation: 1,
};

export const PROGRAMME: StraddleProgramme = {
  kind: 'straddle',
  underlying: 'BTC',
  index: SPOT.id,
  lots: 5,
  tenorMs: 7 * DAY,
  strikeStep: 50,
  vol: { kind: 'stated', vol: 0.5 },
  rate: 0,
  template: { ...linear, tick: 0.01, lot: 0.1, multiplier: 1 },
};

export function settingsWith(change: Partial<PaperSettings> = {}): PaperSettings {
  return {
    venue: 'paper',
    seed: 1,
    models: PLAIN,
    instruments: [SPOT, PERP, INVERSE],
    opening: { cash: { USDT: atoms(1_000_000_00000000n), BTC: atoms(10_00000000n) }, positions: [] },
    programmes: [],
    ...change,
  };
}

/** An opening with `count` lots of one instrument, and the instruments to list for it. */
export function holding(
  instrument: Instrument,
  count: number,
  averageEntry = 16_000,
): Partial<PaperSettings> {
  const position = { instrument: instrument.id, lots: lots(count), averageEntry };
  return {
    instruments: [
      SPOT,
      PERP,
      INVERSE,
      ...[instrument].filter(({ id }) => ![SPOT.id, PERP.id, INVERSE.id].includes(id)),
    ],
    opening: { ...settingsWith().opening, positions: [position] },
  };
}

export function quote(instrument: InstrumentId, at: Millis, bid: number, ask: number = bid): MarketEvent {
  return { kind: 'quote', instrument, at, bid, ask, bidSize: 0, askSize: 0 };
}

/** A bar of one minute that closes at `at`, told then. */
export function bar(instrument: InstrumentId, at: Millis, prices: Partial<Bar>): MarketEvent {
  const { open = 16_000, close = open, volume = 0 } = prices;
  const { high = Math.max(open, close), low = Math.min(open, close) } = prices;
  const start = millis(at - MINUTE);
  return {
    kind: 'bars',
    at,
    intervalMs: MINUTE,
    bars: [{ instrument, start, open, high, low, close, volume }],
  };
}

/** A buy (or sale, of negative lots) of the perp at 16000, good for a minute after the start. */
export function order(
  change: Partial<Omit<OrderRequest, 'lots'>> & { readonly lots?: number } = {},
): OrderRequest {
  return {
    id: 'a',
    venue: 'paper',
    instrument: PERP.id,
    limit: 16_000,
    deadline: plus(MINUTE),
    reduceOnly: false,
    ...change,
    lots: (change.lots ?? 10) as OrderRequest['lots'],
  };
}

/** As if the guard had passed it. */
export function approved(command: VenueCommand): Approved<VenueCommand> {
  return command as Approved<VenueCommand>;
}

/** An account event, when it happened and when it was told, in milliseconds after the start. */
export interface Told {
  readonly at: number;
  readonly told: number;
  readonly event: AccountEvent;
}

/** A venue that has been advanced to the start, all that it told, and short ways to drive it. */
export interface Driven {
  readonly venue: PaperVenue;
  readonly told: Told[];
  /** Tells the market's events, each when it is due. */
  market(...events: readonly MarketEvent[]): void;
  place(change?: Parameters<typeof order>[0]): void;
  cancel(id: string): void;
  query(...ids: readonly string[]): void;
  /** Advances to `ms` after the start. */
  to(ms: number): void;
  /** The events of one kind told so far. */
  all<K extends AccountEvent['kind']>(kind: K): readonly Extract<AccountEvent, { readonly kind: K }>[];
}

export function drive(change: Partial<PaperSettings> = {}): Driven {
  const venue = createPaperVenue(settingsWith(change));
  const told: Told[] = [];
  let now = START;
  venue.listen(({ at, event }, when) => told.push({ at: at - START, told: when - START, event }));
  venue.advance(START);
  const send = (command: VenueCommand) => {
    venue.send(approved(command));
    venue.advance(now);
  };
  return {
    venue,
    told,
    market(...events) {
      for (const event of events) {
        now = millis(Math.max(now, event.at));
        venue.market(event);
        venue.advance(now);
      }
    },
    place: (placed) => send({ kind: 'place', order: order(placed) }),
    cancel: (id) => send({ kind: 'cancel', venue: 'paper', order: id, instrument: PERP.id }),
    query: (...orders) => send({ kind: 'query', venue: 'paper', orders }),
    to(ms) {
      now = plus(ms);
      venue.advance(now);
    },
    all: <K extends AccountEvent['kind']>(kind: K) =>
      told
        .map(({ event }) => event)
        .filter((event): event is Extract<AccountEvent, { readonly kind: K }> => event.kind === kind),
  };
}
