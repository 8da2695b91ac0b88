import type { PaperVenue } from '../adapters/paper/paper.ts';
import { type InstrumentId, isMargined, type VenueId } from '../domain/instrument.ts';
import {
  type AccountEvent,
  type Command as AnyCommand,
  isTransfer,
  type OrderId,
  venueOf,
} from '../domain/order.ts';
import type { Approved } from '../guard/approved.ts';
import type { Random } from '../math/random.ts';
import { HOUR, later } from '../units/time.ts';
import { lots, type Millis } from '../units/units.ts';
import { createAdapter } from './adapter.ts';
import type { MachineClock } from './clock.ts';
import { whole } from './draws.ts';
import type { Fault, Faults } from './faults.ts';
import { createQueue } from './queue.ts';
import type { Scenario } from './scenario.ts';
import { createSpells } from './spells.ts';
import type { Treasurer } from './treasurer.ts';
import type { Truth } from './truth.ts';

type Command = Approved<AnyCommand>;
type Place = Extract<Command, { kind: 'place' }>;
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
  cut(now: Millis): void;
  /** Nothing passes, or everything again. Outages begin by themselves. */
  tick(now: Millis): void;
  /** Whether every transfer was told once, in order and at once: then our book has no excuse to differ. */
  readonly isFaithful: boolean;
  /** Whether nothing passes to or from it, or it takes no orders. */
  isCut(venue: VenueId, now: Millis): boolean;
  /** Whether a venue is dark for an hour. */
  isLongDark(now: Millis): boolean;
  /** A report dated `at` was taken over our book: what was never told of its venue until then is known now. */
  adopted(venue: VenueId, at: Millis): void;
  /** Others' trades in an instrument that we may not know of. */
  untold(instrument: InstrumentId): readonly Deal[];
}

export interface WireOptions {
  readonly scenario: Scenario;
  readonly faults: Faults;
  readonly random: Random;
  readonly venues: readonly PaperVenue[];
  readonly treasurer: Pick<Treasurer, 'send' | 'advance'>;
  readonly truth: Truth;
  readonly clock: MachineClock;
  readonly log: (text: string) => void;
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
  transfer: 'lostWord',
  unknown: null,
  suspect: null,
};

/** The treasury, as the wire knows it. */
export const TREASURY: VenueId = 'treasury';

const isPayment = (event: AccountEvent): boolean => LOST[event.kind] === 'lostTransfer';

function addresseeOf(command: AnyCommand): VenueId {
  return isTransfer(command) ? TREASURY : venueOf(command);
}

export function createWire(options: WireOptions): Wire {
  const { scenario, faults, random, venues, treasurer, truth, clock, log } = options;
  const { tickMs, latencyMs, jitterMs, lookBackMs = Number.MAX_SAFE_INTEGER / 2 } = scenario;
  const { orderLifeMs, ackWithinMs } = scenario.engine.execution;
  const out = createQueue<Command>();
  const inbox = createQueue<{ venue: VenueId; event: AccountEvent }>();
  const outages = createSpells(faults, 'outage', { least: 2 * tickMs, most: 80 * tickMs, stepMs: tickMs });
  const longOutages = createSpells(faults, 'hourOutage', { least: HOUR, most: HOUR, stepMs: HOUR });
  const limits = createSpells(faults, 'rateLimit', { least: 2 * tickMs, most: 60 * tickMs, stepMs: tickMs });
  const silent = new Set<OrderId>();
  /** Deals of options that have not settled, and those of them that we have not been told. */
  const deals = new Map<string, { venue: VenueId; event: Deal; at: Millis }>();
  const missed = new Set<string>();
  /** Trades of others' doing that only reports will show. */
  let never: { readonly deal: Deal; readonly at: Millis }[] = [];
  const ends = venues.map(({ id }) => id);
  if (scenario.engine.transfers !== undefined) ends.push(TREASURY);
  const adapter = createAdapter(clock);
  const jitter = random.fork('jitter');
  let isFaithful = true;

  const arrival = (now: Millis): Millis => later(now, latencyMs + jitterMs * jitter.next());
  const lateBy = (now: Millis, fault: Fault, most: number): Millis =>
    later(now, tickMs * whole(faults.of(fault), 1, Math.max(1, Math.round(most / tickMs))));
  const isDark = (venue: VenueId, now: Millis) => outages.isOn(venue, now) || longOutages.isOn(venue, now);

  const post = (venue: VenueId, event: AccountEvent, now: Millis): void => {
    const copy = { venue, event };
    if (faults.strikes('lateEvent')) {
      inbox.post(lateBy(now, 'lateEvent', 1.5 * (orderLifeMs + ackWithinMs)), copy, true);
      if (isPayment(event)) isFaithful = false;
    } else inbox.post(arrival(now), copy, false);
    if (faults.strikes('repeatedEvent'))
      inbox.post(lateBy(now, 'repeatedEvent', 3 * ackWithinMs), copy, true);
  };

  const miss = (venue: VenueId, event: AccountEvent, why: string): void => {
    log(`x ${event.kind} ${'order' in event ? event.order : 'id' in event ? event.id : venue}: ${why}`);
    if (!isPayment(event)) return;
    isFaithful = false;
    if (event.kind === 'deal') missed.add(event.id);
  };

  const tell = (venue: VenueId, event: AccountEvent, now: Millis): void => {
    const isHand = event.kind === 'deal' && isMargined(event.instrument);
    if (isHand && faults.strikes('silentTrade')) {
      never.push({ deal: event, at: now });
      miss(venue, event, 'silentTrade');
      return;
    }
    if (event.kind === 'deal') deals.set(event.id, { venue, event, at: now });
    // Until it has arrived we cannot know of it.
    if (isHand) missed.add(event.id);
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
    const heard = event.kind === 'transfer' ? adapter.datedNews(event) : event;
    if (heard !== null) post(venue, heard.kind === 'report' ? adapter.dated(heard) : heard, now);
  };

  const reject = (command: Place, now: Millis, detail: string): void => {
    const { id, venue } = command.order;
    truth.lose(id);
    const event = { kind: 'closed', order: id, reason: 'rejected', filled: lots(0), detail } as const;
    if (limits.isOn(venue, now)) inbox.post(arrival(now), { venue, event }, false);
    else inbox.post(lateBy(now, 'lateReject', 3 * ackWithinMs), { venue, event }, true);
  };

  const send = (wanted: Command, now: Millis): void => {
    const command = adapter.stated(wanted);
    const venue = addresseeOf(command);
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
    if (isPlace && limits.isOn(venue, now)) {
      reject(command, now, 'rate limit: too many orders');
      return;
    }
    if (isPlace && faults.strikes('lateReject')) {
      reject(command, now, 'gateway: too busy');
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
        if (isTransfer(command)) {
          treasurer.send(command);
          treasurer.advance(now, null);
          continue;
        }
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
    cut(now) {
      inbox.clear();
      adapter.forget();
      isFaithful = false;
      for (const [id, { at }] of deals) if (later(at, lookBackMs) >= now) missed.add(id);
    },
    tick(now) {
      for (const id of ends) {
        if (!isDark(id, now) && outages.begins(id, now)) log(`! ${id} is dark`);
        if (!isDark(id, now) && longOutages.begins(id, now)) log(`! ${id} is dark for an hour`);
        if (limits.begins(id, now)) log(`! ${id} takes no orders: too many`);
      }
    },
    get isFaithful() {
      return isFaithful;
    },
    isCut: (venue, now) => isDark(venue, now) || limits.isOn(venue, now),
    isLongDark: longOutages.isAnyOn,
    adopted(venue, at) {
      const taken = adapter.takenAt(venue, at);
      never = never.filter((one) => one.deal.instrument.venue !== venue || one.at > taken);
    },
    untold(instrument) {
      const waiting = [...missed].flatMap((id) => deals.get(id)?.event ?? []);
      const found = [...never.map(({ deal }) => deal), ...waiting];
      return found.filter((deal) => deal.instrument.id === instrument);
    },
  };
}
