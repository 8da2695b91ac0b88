import type { PaperVenue } from '../adapters/paper/paper.ts';
import type { VenueId } from '../domain/instrument.ts';
import type { AccountEvent, OrderId, VenueCommand } from '../domain/order.ts';
import type { Approved } from '../guard/approved.ts';
import type { Random } from '../math/random.ts';
import { later } from '../units/time.ts';
import { lots, type Millis } from '../units/units.ts';
import { whole } from './draws.ts';
import type { Fault, Faults } from './faults.ts';
import type { Scenario } from './scenario.ts';
import type { Truth } from './truth.ts';

type Command = Approved<VenueCommand>;
type Deal = Extract<AccountEvent, { kind: 'deal' }>;

/** What lies between our process and the venues: it delays, loses, repeats and reorders. */
export interface Wire {
  /** A command leaves us. */
  send(command: Command, now: Millis): void;
  /** Commands that are due arrive, and the venues act on them. */
  deliver(now: Millis): void;
  /** A venue has said something. */
  tell(venue: VenueId, event: AccountEvent, now: Millis): void;
  /** What reaches us by `now`, in the order in which it does. */
  take(now: Millis): readonly AccountEvent[];
  /** Our process has died: what was on its way to it is gone. */
  cut(): void;
  /** Nothing passes, or everything again. Outages begin by themselves. */
  tick(now: Millis): void;
  /** Whether every transfer was told once, in order and at once: then our book has no excuse to differ. */
  readonly isFaithful: boolean;
}

export interface WireOptions {
  readonly scenario: Scenario;
  readonly faults: Faults;
  readonly random: Random;
  readonly venues: readonly PaperVenue[];
  readonly truth: Truth;
  readonly log: (text: string) => void;
}

interface Parcel<T> {
  readonly due: Millis;
  readonly seq: number;
  readonly load: T;
}

/** Which fault loses an event of each kind; null where none does. */
const LOST: Readonly<Record<AccountEvent['kind'], Fault | null>> = {
  ack: 'lostAck',
  fill: 'lostFill',
  closed: 'lostClosed',
  report: 'lostReport',
  funding: 'lostTransfer',
  deal: 'lostTransfer',
  settled: 'lostTransfer',
  gas: 'lostTransfer',
  unknown: null,
  suspect: null,
};

function isTransfer(event: AccountEvent): boolean {
  return LOST[event.kind] === 'lostTransfer';
}

function venueOf(command: VenueCommand): VenueId {
  return command.kind === 'place' ? command.order.venue : command.venue;
}

/** Parcels on their way; `post` keeps their order unless one is sent late on purpose. */
function createQueue<T>(): {
  post(due: Millis, load: T, isLate: boolean): void;
  take(now: Millis): T[];
  clear(): void;
} {
  let parcels: Parcel<T>[] = [];
  let seq = 0;
  let last: Millis | null = null;
  return {
    post(due, load, isLate) {
      const at = !isLate && last !== null && last > due ? last : due;
      if (!isLate) last = at;
      parcels.push({ due: at, seq: seq++, load });
    },
    take(now) {
      const due = parcels.filter((parcel) => parcel.due <= now);
      parcels = parcels.filter((parcel) => parcel.due > now);
      return due.sort((a, b) => a.due - b.due || a.seq - b.seq).map(({ load }) => load);
    },
    clear() {
      parcels = [];
    },
  };
}

export function createWire(options: WireOptions): Wire {
  const { scenario, faults, random, venues, truth, log } = options;
  const { tickMs, latencyMs, jitterMs } = scenario;
  const { orderLifeMs, ackWithinMs } = scenario.engine.execution;
  const out = createQueue<Command>();
  const inbox = createQueue<{ venue: VenueId; event: AccountEvent }>();
  const darkUntil = new Map<VenueId, Millis>();
  const silent = new Set<OrderId>();
  /** Deals of options that have not settled, and those of them that we have not been told. */
  const deals = new Map<string, { venue: VenueId; event: Deal }>();
  const missed = new Set<string>();
  const jitter = random.fork('jitter');
  let isFaithful = true;

  const arrival = (now: Millis): Millis => later(now, latencyMs + jitterMs * jitter.next());
  const lateBy = (now: Millis, fault: Fault, most: number): Millis =>
    later(now, tickMs * whole(faults.of(fault), 1, Math.max(1, Math.round(most / tickMs))));
  const isDark = (venue: VenueId, now: Millis): boolean => (darkUntil.get(venue) ?? now) > now;

  const post = (venue: VenueId, event: AccountEvent, now: Millis): void => {
    const copy = { venue, event };
    if (faults.strikes('lateEvent')) {
      inbox.post(lateBy(now, 'lateEvent', 1.5 * (orderLifeMs + ackWithinMs)), copy, true);
      if (isTransfer(event)) isFaithful = false;
    } else inbox.post(arrival(now), copy, false);
    if (faults.strikes('repeatedEvent'))
      inbox.post(lateBy(now, 'repeatedEvent', 3 * ackWithinMs), copy, true);
  };

  const miss = (venue: VenueId, event: AccountEvent, why: string): void => {
    log(`x ${event.kind} ${'order' in event ? event.order : 'id' in event ? event.id : venue}: ${why}`);
    if (!isTransfer(event)) return;
    isFaithful = false;
    if (event.kind === 'deal') missed.add(event.id);
  };

  const tell = (venue: VenueId, event: AccountEvent, now: Millis): void => {
    if (event.kind === 'deal') deals.set(event.id, { venue, event });
    if (event.kind === 'settled')
      for (const [id, deal] of deals) if (deal.event.instrument.id === event.instrument) deals.delete(id);
    const lost = LOST[event.kind];
    const isSilent = 'order' in event && silent.has(event.order);
    const why = isDark(venue, now) ? 'outage' : lost !== null && faults.strikes(lost) ? lost : null;
    if (why !== null || isSilent) {
      miss(venue, event, why ?? 'silence');
      return;
    }
    if (event.kind === 'fill' && faults.strikes('silence')) silent.add(event.order);
    if (event.kind === 'report') {
      // An adapter asks for the trades that it has missed before it reports positions: else nobody would ever
      // learn what a new instrument is.
      for (const id of missed) {
        const deal = deals.get(id);
        if (deal?.venue === venue) inbox.post(arrival(now), deal, false);
      }
    }
    post(venue, event, now);
  };

  const reject = (command: Extract<Command, { kind: 'place' }>, now: Millis): void => {
    const { id, venue } = command.order;
    truth.lose(id);
    const event = {
      kind: 'closed',
      order: id,
      reason: 'rejected',
      filled: lots(0),
      detail: 'gateway: too busy',
    } as const;
    inbox.post(lateBy(now, 'lateReject', 3 * ackWithinMs), { venue, event }, true);
  };

  const send = (command: Command, now: Millis): void => {
    const venue = venueOf(command);
    const isPlace = command.kind === 'place';
    if (isPlace) truth.send(command.order);
    if (isPlace && faults.strikes('unanswered')) {
      const event = { kind: 'unknown', order: command.order.id, detail: 'no answer' } as const;
      inbox.post(lateBy(now, 'unanswered', 2 * ackWithinMs), { venue, event }, true);
    }
    if (isDark(venue, now) || faults.strikes('lostRequest')) {
      log(`x ${command.kind} ${isPlace ? command.order.id : venue}: lost on the way there`);
      if (isPlace) truth.lose(command.order.id);
      return;
    }
    if (isPlace && faults.strikes('lateReject')) {
      reject(command, now);
      return;
    }
    if (faults.strikes('slowRequest')) out.post(lateBy(now, 'slowRequest', 2 * orderLifeMs), command, true);
    else out.post(arrival(now), command, false);
    if (faults.strikes('repeatedRequest'))
      out.post(lateBy(now, 'repeatedRequest', ackWithinMs), command, true);
  };

  return {
    send,
    tell,
    deliver(now) {
      for (const command of out.take(now)) {
        const venue = venues.find(({ id }) => id === venueOf(command));
        venue?.send(command);
        venue?.advance(now);
      }
    },
    take(now) {
      return inbox.take(now).map(({ event }) => {
        if (event.kind === 'deal') missed.delete(event.id);
        return event;
      });
    },
    cut() {
      inbox.clear();
      isFaithful = false;
      for (const id of deals.keys()) missed.add(id);
    },
    tick(now) {
      for (const { id } of venues) {
        if (isDark(id, now) || !faults.strikes('outage')) continue;
        darkUntil.set(id, later(now, tickMs * whole(faults.of('outage'), 2, 80)));
        log(`! ${id} is dark`);
      }
    },
    get isFaithful() {
      return isFaithful;
    },
  };
}
