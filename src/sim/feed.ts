import type { Currency, InstrumentId } from '../domain/instrument.ts';
import type { MarketEvent } from '../domain/market.ts';
import type { Random } from '../math/random.ts';
import { later, MINUTE } from '../units/time.ts';
import { type Millis, millis } from '../units/units.ts';
import { chance, pick, whole } from './draws.ts';
import type { Fault, Faults } from './faults.ts';

/** A price that we were truly told: what a decision may know, whatever else we heard. */
export interface Heard {
  /** When it was the price. */
  readonly at: Millis;
  readonly bid: number;
  readonly ask: number;
}

/** What we are told of the market, some of it wrong, late or not at all. */
export interface Feed {
  /**
   * What of the market's `events` reaches us at `now`, with what was late and what is false. By our clock it is
   * `ours`: what is far ahead of that cannot be told from what is false, and is not remembered.
   */
  pass(events: readonly MarketEvent[], now: Millis, ours?: Millis): readonly MarketEvent[];
  /** The newest true prices heard of an instrument since our process began, newest last; at most two. */
  heard(instrument: InstrumentId): readonly Heard[];
  /** The newest true vols heard of an underlying, newest last; at most two. */
  vols(underlying: Currency): readonly number[];
  /** The newest true rates heard of a currency, newest last; at most two. */
  rates(currency: Currency): readonly number[];
  /** Our process has begun anew and has heard nothing. */
  forget(): void;
}

type Quoted = Extract<MarketEvent, { kind: 'quote' | 'depth' }>;

const GARBAGE = [Number.NaN, 0, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;

function topOf(event: Quoted): Heard {
  if (event.kind === 'quote') return { at: event.at, bid: event.bid, ask: event.ask };
  return { at: event.at, bid: event.depth.bids[0]?.price ?? 0, ask: event.depth.asks[0]?.price ?? 0 };
}

/** `event` as a plain quote at other prices. */
function quoteAt(event: Quoted, bid: number, ask: number): MarketEvent {
  return { kind: 'quote', instrument: event.instrument, at: event.at, bid, ask, bidSize: 1, askSize: 1 };
}

function garbled(event: MarketEvent, random: Random): MarketEvent {
  const junk = pick(random, GARBAGE);
  switch (event.kind) {
    case 'quote':
      return pick(random, [
        { ...event, bid: junk },
        { ...event, ask: junk },
        { ...event, bidSize: Number.NaN },
      ]);
    case 'depth':
      return {
        ...event,
        depth: pick(random, [
          { bids: [], asks: [] },
          { ...event.depth, bids: [{ price: junk, size: 1 }] },
        ]),
      };
    case 'bars':
      return { ...event, bars: event.bars.map((bar) => ({ ...bar, close: junk })) };
    case 'funding':
      return { ...event, rate: pick(random, [Number.NaN, 7]) };
    case 'vol':
      return { ...event, vol: pick(random, [Number.NaN, 0, -0.5, 65]) };
    case 'rate':
      return { ...event, rate: junk };
  }
}

/** Far enough away that no gate may believe them at first sight; no two of them confirm each other. */
const FACTORS = [0.1, 0.5, 0.65, 1.5, 2, 10] as const;

interface Memory<T> {
  keep(key: string, value: T): void;
  /** The two newest, newest last. */
  newest(key: string): readonly T[];
  clear(): void;
}

/** What was truly heard, as any listener would keep it: what is older than the newest is no news. */
function createMemory<T extends { readonly at: Millis }>(): Memory<T> {
  const kept = new Map<string, readonly T[]>();
  return {
    keep(key, value) {
      const before = kept.get(key) ?? [];
      const last = before.at(-1);
      if (last === undefined || value.at >= last.at) kept.set(key, [...before, value].slice(-2));
    },
    newest: (key) => kept.get(key) ?? [],
    clear: () => kept.clear(),
  };
}

export function createFeed(faults: Faults, tickMs: number): Feed {
  const silentUntil = new Map<InstrumentId, Millis>();
  const quotes = createMemory<Heard>();
  const vols = createMemory<{ readonly at: Millis; readonly vol: number }>();
  const rates = createMemory<{ readonly at: Millis; readonly rate: number }>();
  let late: { due: Millis; event: MarketEvent }[] = [];
  const outliers = new Map<InstrumentId, number>();
  const known = new Set<InstrumentId>();
  let clock: Millis = millis(0);

  const isSilent = (id: InstrumentId, now: Millis): boolean => {
    if (faults.strikes('silentFeed'))
      silentUntil.set(id, later(now, tickMs * whole(faults.of('silentFeed'), 2, 120)));
    return (silentUntil.get(id) ?? now) > now;
  };

  const told = (event: MarketEvent): MarketEvent => {
    if (event.at > later(clock, MINUTE)) return event;
    if (event.kind === 'vol') vols.keep(event.underlying, event);
    if (event.kind === 'rate') rates.keep(event.currency, event);
    if (event.kind === 'quote' || event.kind === 'depth') quotes.keep(event.instrument, topOf(event));
    return event;
  };

  const isLost = (event: MarketEvent, now: Millis): boolean => {
    if (event.kind === 'bars' || event.kind === 'rate' || event.kind === 'vol')
      return faults.strikes('lostQuote');
    return isSilent(event.instrument, now) || faults.strikes('lostQuote');
  };

  const outlying = (event: Quoted, random: Random): MarketEvent => {
    const { bid, ask } = topOf(event);
    // Never twice the same in a row: a second reading that agrees is what a gate waits for.
    const turn = (outliers.get(event.instrument) ?? 0) + whole(random, 1, FACTORS.length - 1);
    outliers.set(event.instrument, turn);
    const factor = (FACTORS[turn % FACTORS.length] ?? 1) * (1 + 0.2 * random.next());
    return quoteAt(event, bid * factor, ask * factor);
  };

  const hear = (truly: MarketEvent, now: Millis, out: MarketEvent[]): void => {
    const isTurned = truly.kind === 'funding' && faults.strikes('fundingSign');
    const event = isTurned ? { ...truly, rate: -truly.rate } : truly;
    if (isLost(event, now)) return;
    let isReplaced = false;
    const falsified = (fault: Fault, make: (random: Random) => MarketEvent): void => {
      if (!faults.strikes(fault)) return;
      out.push(make(faults.of(fault)));
      isReplaced ||= chance(faults.of(fault), 0.5);
    };
    falsified('garbage', (random) => garbled(event, random));
    if (event.kind === 'quote' || event.kind === 'depth') {
      const { bid, ask } = topOf(event);
      if (!known.has(event.instrument)) {
        // The first price of all has nothing that it could be held against.
        known.add(event.instrument);
        out.push(told(event));
        return;
      }
      falsified('crossedQuote', () => quoteAt(event, ask * 1.001, bid));
      falsified('outlier', (random) => outlying(event, random));
    }
    if (isReplaced) return;
    if (event.kind !== 'bars' && faults.strikes('lateQuote')) {
      late.push({ due: later(now, tickMs * whole(faults.of('lateQuote'), 1, 10)), event });
      return;
    }
    out.push(told(event));
  };

  return {
    pass(events, now, ours = now) {
      clock = ours;
      const out: MarketEvent[] = [];
      const due = late.filter((item) => item.due <= now);
      late = late.filter((item) => item.due > now);
      for (const event of events) hear(event, now, out);
      for (const item of due) out.push(told(item.event));
      return out;
    },
    heard: (instrument) => quotes.newest(instrument),
    vols: (underlying) => vols.newest(underlying).map(({ vol }) => vol),
    rates: (currency) => rates.newest(currency).map(({ rate }) => rate),
    forget() {
      quotes.clear();
      vols.clear();
      rates.clear();
      late = [];
    },
  };
}
