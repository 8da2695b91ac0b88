/**
 * What the conformance table runs on: a venue of ours over real sockets on a simulated exchange whose market stands
 * still unless told otherwise, with a view of what is true there.
 */
import type { Option, Perp } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market.ts';
import type { AccountEvent, Fill, OrderId, OrderRequest, VenueCommand } from '../../src/domain/order.ts';
import { createExchange } from '../../src/exchange/create-exchange.ts';
import type { AccountId, Exchange, ExchangeControl, Ticket } from '../../src/exchange/exchange.ts';
import type { Listing } from '../../src/exchange/listing.ts';
import { type Protocol as Spoken, standardListings } from '../../src/exchange/market/listings.ts';
import { quietMarket } from '../../src/exchange/quiet-market.ts';
import type { Gateway } from '../../src/exchange/server/gateway.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import type { BalanceView, FundingPayment, LevelView, PositionView } from '../../src/exchange/told.ts';
import type { Approved } from '../../src/guard/approved.ts';
import type { LiveVenue } from '../../src/ports/live-venue.ts';
import { atoms, lots, type Millis, millis } from '../../src/units/units.ts';
import type { Protocol } from '../../src/wire/protocol.ts';
import { createLiveVenue } from '../../src/wire/venue.ts';

/** What the table must know of a venue. */
export interface Traits {
  readonly name: string;
  /** Fills on paper: no wire of its own, no key, and an account that nobody else trades on. */
  readonly isOnPaper?: true;
  /**
   * Texts by which faults find messages: book updates, what the account's streams tell, requests that place an
   * order.
   */
  readonly marks: { readonly book: string; readonly account: string; readonly place: string };
  /** Lots below what the venue takes; null where its least is one lot. */
  readonly tooFew: number | null;
  /** What an order of ours is labelled with there. */
  readonly labelOf: (order: OrderId) => string;
  /** Whether a key says that it may withdraw. */
  readonly tellsWithdrawal: boolean;
  /** Whether books come as changes, so that one can be missed. */
  readonly hasChanges: boolean;
  readonly hasOptions: boolean;
  /** What it tells of margin besides what is held and asked for: places in the queue for deleveraging, brackets. */
  readonly tellsMargin: { readonly adl: boolean; readonly tiers: boolean };
  /** Makes the account's settings such that we must not trade; undefined where there are none to be wrong. */
  readonly spoil?: (exchange: Truth, serving: Wire) => Promise<void>;
}

/** A venue that a protocol of ours speaks to, over a socket. */
export interface Spec extends Traits {
  /** Whose wire protocol is spoken. */
  readonly speaks: Spoken;
  readonly gateway: (exchange: Exchange) => Gateway;
  readonly protocol: (seat: Seat) => Protocol | Promise<Protocol>;
  /** The perpetual that is traded, and what margin is paid in. */
  readonly perp: string;
  readonly collateral: string;
  /** Contracts of a lot where one is worth too little to be traded in the table's numbers; default as listed. */
  readonly lot?: number;
}

type Deeds =
  | 'jump'
  | 'takeFrom'
  | 'halt'
  | 'resume'
  | 'maintenance'
  | 'payFunding'
  | 'deleverage'
  | 'settle'
  | 'delist';

type Margins = 'equity' | 'initialMargin' | 'maintenanceMargin';
/** What every venue has of a view, and what only one does that asks for margin. */
type Told<View, Always extends keyof View, Margined extends keyof View> = Pick<View, Always> &
  Partial<Pick<View, Margined>>;

/** What the table reads of an exchange, and does there. */
export interface Truth {
  positions(account: AccountId): readonly Told<PositionView, 'symbol' | 'lots', 'adlRank'>[];
  balances(account: AccountId): readonly Told<BalanceView, 'currency' | 'cash', Margins>[];
  orders(account: AccountId, which: 'open' | 'all'): readonly { readonly ticket: Pick<Ticket, 'label'> }[];
  funding(account: AccountId): readonly Pick<FundingPayment, 'amount' | 'currency'>[];
  ticker(symbol: string): { readonly bid: LevelView | null; readonly ask: LevelView | null };
  readonly control: Pick<ExchangeControl, Deeds>;
  /** Absent where no margin is asked. */
  readonly listings?: ReadonlyMap<string, Pick<Listing, 'tiers'>>;
}

/** What the table does to the wire. */
export interface Wire extends Pick<Serving, 'port' | 'faults' | 'disconnect' | 'inject' | 'close'> {
  readonly hosted: readonly { readonly gateway: Pick<Gateway, 'limits'> }[];
}

/** What a protocol of ours is made with. */
export interface Seat {
  readonly port: number;
  readonly perp: Perp;
  readonly option: Option | undefined;
  readonly secret: string;
  readonly now: () => Millis;
  readonly since: Millis;
}

export interface RigOptions {
  readonly secret?: string;
  readonly canWithdraw?: boolean;
  readonly canTrade?: boolean;
}

export interface Rig {
  readonly spec: Traits;
  readonly exchange: Truth;
  readonly serving: Wire;
  readonly venue: LiveVenue;
  readonly perp: Perp;
  readonly option: Option | undefined;
  readonly told: AccountEvent[];
  readonly market: MarketEvent[];
  readonly notices: string[];
  /** Opens the venue, and waits for its first report. */
  open(): Promise<void>;
  /** Orders `count` lots of the perp at a limit that takes all it can within two per cent, or at `limit`. */
  place(count: number, change?: Partial<OrderRequest>): OrderId;
  send(command: VenueCommand): void;
  /** Asks after orders, and answers the report that comes. */
  report(...orders: OrderId[]): Promise<Report>;
  /** What has been told of an order. */
  fills(order: OrderId): readonly Fill[];
  closed(order: OrderId): Extract<AccountEvent, { kind: 'closed' }> | undefined;
  /** Another of the account's clients trades. */
  byHand(ticket: Partial<Ticket>): void;
  /** What the exchange itself has. */
  held(symbol?: string): number;
  orderOf(label: OrderId): readonly unknown[];
  close(): Promise<void>;
}

export type Report = Extract<AccountEvent, { kind: 'report' }>;

export const ACCOUNT: AccountId = 'demo';
export const PRICES = { BTC: 60_000, ETH: 3_000, SOL: 150 };
/** What the house quotes: enough levels that a large order takes several, few enough that it can take them all. */
export const LEVELS = 5;
export const LOTS_PER_LEVEL = 40;
/** How long an order may live where nothing else is said. */
const LIFE_MS = 5_000;

function instrumentsOf(listings: readonly Listing[], spec: Spec) {
  const all = listings.map(({ instrument }) => instrument);
  const perp = all.find(({ id }) => id === spec.perp);
  if (perp?.kind !== 'perp') throw new Error(`${spec.perp} is not listed`);
  const option = all.find(
    (one): one is Option => one.kind === 'option' && one.base === perp.base && one.type === 'call',
  );
  return { perp, option };
}

/** An exchange with one customer, on a port, and a venue of ours in front of it, not yet open. */
export async function createRig(spec: Spec, options: RigOptions = {}): Promise<Rig> {
  const { secret = 'demo', canWithdraw = false, canTrade = true } = options;
  const now = (): Millis => millis(Date.now());
  const start = now();
  const listings = standardListings(spec.speaks, start, PRICES).map((listing) => {
    const { instrument } = listing;
    return { ...listing, instrument: { ...instrument, lot: spec.lot ?? instrument.lot } };
  });
  const { perp, option } = instrumentsOf(listings, spec);
  const exchange = createExchange({
    ...{ name: spec.speaks, listings, seed: 1, start },
    accounts: [
      {
        ...{ id: ACCOUNT, key: 'demo', secret: 'demo', canTrade, canWithdraw },
        deposits: { [spec.collateral]: atoms(spec.collateral === 'BTC' ? 10n * 10n ** 8n : 10n ** 14n) },
      },
    ],
    market: quietMarket({ indices: PRICES, levels: LEVELS, lotsPerLevel: LOTS_PER_LEVEL }),
  });
  const gateway = spec.gateway(exchange);
  const serving = await startServer({ hosted: [{ exchange, gateway }], port: 0, seed: 1 });
  const seat = { port: serving.port, perp, option, secret, now, since: start };
  const notices: string[] = [];
  const venue = createLiveVenue({
    protocol: await spec.protocol(seat),
    now,
    notice: (text) => notices.push(text),
  });
  const told: AccountEvent[] = [];
  const market: MarketEvent[] = [];
  venue.listen(({ event }) => told.push(event));
  venue.watch((event) => market.push({ ...event }));
  const byHand = (ticket: Partial<Ticket>): void => {
    const answer = exchange.place(ACCOUNT, {
      ...{
        symbol: perp.id,
        side: 'buy',
        lots: lots(1),
        ticks: null,
        timeInForce: 'ioc',
        reduceOnly: false,
      },
      ...{ postOnly: 'no', label: '', ...ticket },
    });
    if (answer.kind === 'rejected') throw new Error(answer.message);
  };
  return rigOf({ spec, exchange, serving, venue, perp, option, told, market, notices, now, byHand });
}

type Parts = Pick<
  Rig,
  'spec' | 'exchange' | 'serving' | 'venue' | 'perp' | 'option' | 'told' | 'market' | 'notices' | 'byHand'
> & {
  readonly now: () => Millis;
  readonly lifeMs?: number;
};

/** A rig of its parts. */
export function rigOf({ now, lifeMs = LIFE_MS, ...parts }: Parts): Rig {
  const { spec, exchange, serving, venue, perp, told } = parts;
  let last = 0;
  const send = (command: VenueCommand): void => venue.send(command as Approved<VenueCommand>);
  const reports = (): readonly Report[] => told.filter((event): event is Report => event.kind === 'report');
  return {
    ...parts,
    open: async () => {
      await venue.open();
      await until(() => reports().length > 0, 'the first report');
    },
    send,
    place: (count, change = {}) => {
      last += 1;
      const id = `ek-t${start36()}-${last.toString(36)}-0`;
      const order: OrderRequest = {
        ...{ id, venue: venue.id, instrument: perp.id, lots: lots(count), reduceOnly: false },
        limit: PRICES.BTC * (count > 0 ? 1.02 : 0.98),
        deadline: millis(now() + lifeMs),
        ...change,
      };
      send({ kind: 'place', order });
      return id;
    },
    report: async (...orders) => {
      const before = reports().length;
      send({ kind: 'query', venue: venue.id, orders });
      const isAnswer = (report: Report): boolean =>
        orders.every((id) => report.orders.some(({ order }) => order === id));
      const find = (): Report | undefined => reports().slice(before).find(isAnswer);
      await until(() => find() !== undefined, `a report of ${orders.join() || 'the account'}`);
      return find() as Report;
    },
    fills: (order) => {
      const streamed = told.flatMap((event) =>
        event.kind === 'fill' && event.order === order ? [event] : [],
      );
      const reported = reports().flatMap((report) =>
        report.orders.flatMap((one) => (one.order === order ? one.fills : [])),
      );
      return [...new Map([...streamed, ...reported].map((fill) => [fill.fill, fill])).values()];
    },
    closed: (order) =>
      told.find(
        (event): event is Extract<AccountEvent, { kind: 'closed' }> =>
          event.kind === 'closed' && event.order === order,
      ),
    held: (symbol = perp.id) =>
      exchange.positions(ACCOUNT).find((position) => position.symbol === symbol)?.lots ?? 0,
    orderOf: (label) =>
      exchange.orders(ACCOUNT, 'all').filter(({ ticket }) => ticket.label === spec.labelOf(label)),
    close: async () => {
      await venue.close();
      await serving.close();
    },
  };
}

/** Order ids of one run differ from those of another. */
function start36(): string {
  return process.pid.toString(36);
}

/** Waits until `holds`, or fails saying what it waited for. */
export async function until(holds: () => boolean, what: string, ms = 8_000): Promise<void> {
  const last = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > last) throw new Error(`waited ${ms} ms for ${what}`);
    await sleep(5);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
