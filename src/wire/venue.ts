/**
 * What our adapters to real venues share: connections that come back, books that are audited, limits that are kept to,
 * decimals that stay exact, and here a `Venue` made of a `Protocol`. An adapter speaks its venue's language; what may
 * be believed, and when trading may go on after a doubt, is decided in this one place for all of them.
 */
import type { MarketEvent } from '../domain/market.ts';
import type {
  AccountEvent,
  OrderId,
  OrderRequest,
  TimedAccountEvent,
  VenueCommand,
} from '../domain/order.ts';
import type { LiveVenue } from '../ports/live-venue.ts';
import { lots, type Millis } from '../units/units.ts';
import { createComing, type Moment } from './coming.ts';
import { type Closed, isUnanswered, type Protocol, VenueRefused, WireDown } from './protocol.ts';
import { sameHoldings } from './same-holdings.ts';

/** A report is taken again while the account changes under it, this often at most. */
const TRIES = 4;
/** Pauses before a failed reconciliation is tried again, and an account that would not stand still. */
const [AGAIN_MS, UNSETTLED_MS] = [1_000, 100];

export interface LiveVenueOptions {
  readonly protocol: Protocol;
  readonly now: () => Millis;
  /** Milliseconds that run on evenly, wherever the clock is set; absent: those of the process. */
  readonly steady?: () => number;
  /** Things that an operator should read. */
  readonly notice: (text: string) => void;
}

type Report = Extract<AccountEvent, { kind: 'report' }>;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A venue over `protocol`. Nothing is placed before it has been opened and its first report has been told. */
export function createLiveVenue(options: LiveVenueOptions): LiveVenue {
  const { protocol, now, notice, steady = () => performance.now() } = options;
  const { venue } = protocol;
  let listener: ((event: TimedAccountEvent) => void) | undefined;
  let watcher: ((event: MarketEvent) => void) | undefined;
  /** Whether what is known of orders and account can be relied upon. */
  let isSound = false;
  let isUp = false;
  /** Whether it has been said that it is down: that is news once. */
  let isKnownDown = false;
  let isClosed = false;
  /** Counts what the venue has told of the account, and losses of touch: a report that saw one is taken again. */
  let changes = 0;
  /** Whether brackets have yet to be told on this connection. */
  let owesTiers = true;
  const live = createComing();
  let reporting: Promise<void> | undefined;
  let asked = new Set<OrderId>();

  const moment = (): Moment => ({ at: now(), ran: steady() });

  const tell = (event: AccountEvent, at: Millis = now()): void => {
    if (isClosed) return;
    changes += 1;
    listener?.({ at, event });
  };
  const close = (order: OrderId, closed: Closed): void => tell({ kind: 'closed', order, ...closed });
  const refuse = (order: OrderId, detail: string): void =>
    close(order, { reason: 'rejected', filled: lots(0), detail });

  const place = async (order: OrderRequest): Promise<void> => {
    const { id, instrument } = order;
    if (!isSound) return refuse(id, `${venue} is being reconciled: not sent`);
    if (order.deadline <= now()) return refuse(id, 'not sent: its deadline has passed');
    live.sent(id, order.deadline, moment());
    const answer = await protocol.place(order).catch((error: unknown) => {
      if (!isUnanswered(error)) throw error;
      const kind = error instanceof WireDown ? 'unsent' : 'unknown';
      return { kind, detail: error.message } as const;
    });
    switch (answer.kind) {
      case 'accepted':
        tell({ kind: 'ack', order: id });
        for (const fill of answer.fills) tell({ kind: 'fill', order: id, instrument, ...fill });
        if (answer.closed === null) return;
        if (answer.closed.filled === 0) live.ended(id);
        return close(id, answer.closed);
      case 'rejected':
        live.ended(id);
        return refuse(id, answer.detail);
      case 'unsent':
        live.ended(id);
        return refuse(id, `not sent: ${answer.detail}`);
      case 'unknown':
        return tell({ kind: 'unknown', order: id, detail: answer.detail });
    }
  };

  const cancel = async (order: OrderId, instrument: string): Promise<void> => {
    const answer = await protocol.cancel(order, instrument).catch((error: unknown) => {
      if (isUnanswered(error)) return { kind: 'unknown', detail: error.message } as const;
      throw error;
    });
    if (answer.kind === 'closed') close(order, answer.closed);
    else if (answer.kind === 'unknown') tell({ kind: 'unknown', order, detail: answer.detail });
    else await report([order]);
  };

  const tiersOwed = (): Pick<Report, 'tiers'> => {
    const tiers = owesTiers ? protocol.tiers?.() : undefined;
    return tiers === undefined || Object.keys(tiers).length === 0 ? {} : { tiers };
  };

  /** One report, in which nothing changed while it was taken; undefined where it never stood still. */
  const take = async (ids: readonly OrderId[]): Promise<Report | undefined> => {
    for (let i = 0; i < TRIES; i += 1) {
      const before = changes;
      const taken = moment();
      const first = await protocol.holdings();
      const orders = await protocol.orders(ids);
      const last = await protocol.holdings();
      // One that was taken while touch was lost does not know what that has kept from us.
      if (!isUp) return undefined;
      if (before === changes && sameHoldings(first, last))
        return {
          ...{ kind: 'report', venue, at: taken.at, orders: live.told(orders, taken), ...last },
          ...tiersOwed(),
        };
    }
    return undefined;
  };

  /** Asks until the venue has told, or until it cannot be asked. Those that ask meanwhile share the next answer. */
  const report = (ids: readonly OrderId[]): Promise<void> => {
    for (const id of ids) {
      asked.add(id);
      live.asked(id, moment());
    }
    reporting ??= (async () => {
      while (isUp && !isClosed) {
        const wanted = new Set([...asked, ...live.ids()]);
        asked = new Set();
        try {
          const found = await take([...wanted]);
          if (found === undefined) {
            await pause(UNSETTLED_MS);
            continue;
          }
          isSound = true;
          tell(found);
          owesTiers = false;
        } catch (error) {
          // A key that is refused later on is no bug: the venue stays suspect, and an operator is told.
          if (!(isUnanswered(error) || error instanceof VenueRefused)) throw error;
          if (isClosed) return;
          notice(`${venue} could not be asked: ${error.message}`);
          await pause(AGAIN_MS);
          continue;
        }
        if (asked.size === 0) return;
      }
    })().finally(() => {
      reporting = undefined;
    });
    return reporting;
  };

  const tellForeign = async (): Promise<void> => {
    const found = await protocol.foreign().catch((error: unknown) => {
      if (isUnanswered(error) || error instanceof VenueRefused) return [];
      throw error;
    });
    if (found.length > 0)
      notice(`${venue} has open orders that are not ours, left alone: ${found.join(', ')}`);
  };

  /** A bug in an adapter must not pass for silence of the venue. */
  const run = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      process.nextTick(() => {
        throw error;
      });
    });
  };

  let opened: Promise<void> | undefined;
  const open = (): Promise<void> =>
    protocol.open({
      market: (event) => watcher?.(event),
      account: (event, at) => {
        if (event.kind === 'closed' && event.filled === 0) live.ended(event.order);
        tell(event, at);
      },
      up: () => {
        isUp = true;
        isKnownDown = false;
        owesTiers = true;
        if (!protocol.hasAccount) return;
        run(report([]));
        run(tellForeign());
      },
      down: (reason) => {
        isUp = false;
        changes += 1;
        if (!isKnownDown) notice(`${venue} is down: ${reason}`);
        isKnownDown = true;
        if (!isSound) return;
        isSound = false;
        tell({ kind: 'suspect', venue, detail: reason });
      },
      notice: (text) => notice(`${venue}: ${text}`),
    });

  return {
    id: venue,
    send: (command: VenueCommand) => {
      switch (command.kind) {
        case 'place':
          return run(place(command.order));
        case 'cancel':
          return run(cancel(command.order, command.instrument));
        case 'query':
          return run(report(command.orders));
      }
    },
    listen: (to) => {
      listener = to;
    },
    watch: (to) => {
      watcher = to;
    },
    open: () => {
      opened ??= open();
      return opened;
    },
    examine: () => protocol.examine(),
    close: async () => {
      isClosed = true;
      isUp = false;
      await protocol.close().catch((error: unknown) => notice(`${venue} did not close: ${message(error)}`));
    },
  };
}
