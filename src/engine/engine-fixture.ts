/** A small book and a hand-cranked conductor, for tests of the engine. */
import type { HedgeDecision } from '../decide/decide.ts';
import type { EngineConfig, Profile } from '../domain/config.ts';
import type { EntryBody, OperatorAction } from '../domain/entry.ts';
import type { Instrument, Option } from '../domain/instrument.ts';
import type { AccountEvent, ClosedReason, Command, Fill, OrderRequest } from '../domain/order.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { DAY, later, MINUTE, SECOND } from '../units/time.ts';
import { atoms, lots, type Millis, millis } from '../units/units.ts';
import { type Conductor, createConductor } from './conductor.ts';
import { createEngine } from './engine.ts';
import { type Recovered, recover } from './replay.ts';
import type { Appended } from './scribe.ts';
import type { EngineState, Outcome } from './state.ts';

const ENGINE = createEngine(typescriptKernel());

/** Noon UTC, so that no test comes near midnight unless it means to. */
export const T0: Millis = millis(1_767_614_400_000);

const btc = { venue: 'v', base: 'BTC', quote: 'USD', settle: 'USD', inverse: false } as const;
const WEEK = 7 * DAY;

export const SPOT: Instrument = { ...btc, id: 'SPOT', kind: 'spot', tick: 0.01, lot: 0.001, multiplier: 1 };
export const PERP: Instrument = { ...SPOT, id: 'PERP', kind: 'perp', tick: 0.1 };
export const INVERSE: Instrument = {
  ...btc,
  ...{ id: 'INVERSE', kind: 'perp', settle: 'BTC', tick: 0.5, lot: 1, multiplier: 10, inverse: true },
};
export const CALL: Option = {
  ...btc,
  ...{ id: 'CALL', kind: 'option', type: 'call', strike: 60_000, expiry: millis(T0 + WEEK) },
  ...{ tick: 0.1, lot: 0.01, multiplier: 1 },
};
export const ETH_PERP: Instrument = { ...PERP, id: 'ETH-PERP', base: 'ETH', venue: 'w', tick: 0.01 };

export const PROFILE: Profile = {
  underlying: 'BTC',
  index: 'SPOT',
  hedge: 'PERP',
  targetDelta: 0,
  policy: { kind: 'fixed-band', halfWidth: 0.1 },
  markVol: { kind: 'stated', vol: 0.5 },
  hedgeVol: 'mark',
  rate: 0,
};

export const CONFIG: EngineConfig = {
  name: 'test',
  reporting: 'USD',
  instruments: [SPOT, PERP, INVERSE, CALL],
  venues: [{ id: 'v', takerFee: 0.0005, makerFee: 0.0002 }],
  opening: {
    cash: { v: { USD: atoms(1_000_000_00000000n) } },
    positions: [{ instrument: 'SPOT', lots: lots(1_000), averageEntry: 60_000 }],
  },
  profiles: [PROFILE],
  limits: { maxOrderNotional: 500_000, maxPositionNotional: 1_000_000, maxDailyLoss: 50_000 },
  execution: { maxSlippage: 0.002, orderLifeMs: MINUTE, ackWithinMs: 5 * SECOND },
  forecastHalfLifeMs: 60 * MINUTE,
  staleAfterMs: 10 * MINUTE,
  reviewEveryMs: 60 * MINUTE,
};

/** `CONFIG` with its one profile changed, and more. */
export function configOf(profile: Partial<Profile>, more: Partial<EngineConfig> = {}): EngineConfig {
  return { ...CONFIG, profiles: [{ ...PROFILE, ...profile }], ...more };
}

/** FNV-1a: not a cryptographic hash, but a different one for a different text. */
export function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).padStart(8, '0');
}

export function configured(
  config: EngineConfig = CONFIG,
  starting = true,
): Omit<Extract<EntryBody, { kind: 'configured' }>, 'kind'> {
  return { journal: 'j1', code: 'test', kernel: ENGINE.kernel, config, starting };
}

/** A conductor, all that it wrote and sent, and words to move it by. Nothing happens unless told. */
export interface Rig {
  readonly conductor: Conductor;
  readonly lines: string[];
  readonly appended: Appended[];
  now: Millis;
  state(): EngineState;
  /** Commands since they were last taken. */
  take(): readonly Command[];
  /** Quotes `instrument` at `price` ∓ 1 bp, now. */
  quote(instrument: string, price: number): void;
  /** Closes a bar of the index now, at `close`: the ledger is marked. */
  bar(close?: number): void;
  /** Moves time by `ms` and attends. */
  pass(ms: number): void;
  tell(event: AccountEvent): void;
  /** The venue's answer to a query: what it holds by our own book, changed as told. */
  report(changes?: Partial<Extract<AccountEvent, { kind: 'report' }>>): void;
  operate(action: OperatorAction): void;
  outcomes(kind: EntryBody['kind']): readonly Outcome[];
}

/** A rig of a conductor that goes on from `from`; its lines are added to `lines`. */
export function rigFrom(from: Recovered, lines: string[], now: Millis, checkpointEvery = 1_000_000): Rig {
  const appended: Appended[] = [];
  const conductor = createConductor({
    ...{ ...from, hash, engine: ENGINE, checkpointEvery },
    append: (line) => lines.push(line),
    onAppended: (entry) => appended.push(entry),
  });
  const sent: Command[] = [];
  const rig: Rig = {
    ...{ conductor, lines, appended, now },
    take: () => sent.splice(0),
    state: () => conductor.state,
    quote: (instrument, price) => {
      const half = price * 0.0001;
      const quote = { bid: price - half, ask: price + half, bidSize: 0, askSize: 0 };
      conductor.observe({ kind: 'quote', instrument, at: rig.now, ...quote }, rig.now);
    },
    bar: (close = 60_000) => {
      const bar = { instrument: 'SPOT', start: later(rig.now, -MINUTE), volume: 1 };
      const bars = [{ ...bar, open: close, high: close, low: close, close }];
      conductor.observe({ kind: 'bars', at: rig.now, intervalMs: MINUTE, bars }, rig.now);
    },
    pass: (ms) => {
      rig.now = later(rig.now, ms);
      sent.push(...conductor.attend(rig.now));
    },
    tell: (event) => sent.push(...conductor.account({ at: rig.now, event })),
    report: (changes = {}) => {
      const { book, instruments } = conductor.state;
      const venue = changes.venue ?? 'v';
      const here = Object.values(book.positions).filter(
        (held) => instruments[held.instrument]?.venue === venue,
      );
      const positions = Object.fromEntries(here.map((held) => [held.instrument, held.lots]));
      const cash = book.cash[venue] ?? {};
      rig.tell({ kind: 'report', venue, at: rig.now, orders: [], positions, cash, ...changes });
    },
    operate: (action) => sent.push(...conductor.operate(action, rig.now)),
    outcomes: (kind) => appended.filter(({ body }) => body.kind === kind).map(({ outcome }) => outcome),
  };
  return rig;
}

/** A rig of a book that has just been configured and knows its prices. No venue has reported. */
export function started(config: EngineConfig = CONFIG, checkpointEvery?: number): Rig {
  const rig = rigFrom({ state: null, head: '' }, [], T0, checkpointEvery);
  rig.conductor.configure(configured(config), T0);
  for (const { id, base, kind } of config.instruments) {
    if (kind !== 'option') rig.quote(id, base === 'BTC' ? 60_000 : 3_000);
  }
  return rig;
}

/** A rig whose venues have reported, so that it trades: its first decision has been taken. */
export function trading(config: EngineConfig = CONFIG, checkpointEvery?: number): Rig {
  const rig = started(config, checkpointEvery);
  for (const { id } of config.venues) rig.report({ venue: id });
  rig.pass(0);
  return rig;
}

/** What a new process makes of `rig`'s journal. It has not been configured anew. */
export function recovered(rig: Rig): Rig {
  const lines = [...rig.lines];
  return rigFrom(
    recover(lines.length, (from) => lines.slice(from), hash, ENGINE),
    lines,
    rig.now,
  );
}

/** A start from `rig`'s journal. No venue has reported since. */
export function restarted(rig: Rig, config: EngineConfig = CONFIG): Rig {
  const next = recovered(rig);
  next.conductor.configure(configured(config), next.now);
  return next;
}

/** The one order placed by the commands since they were last taken. */
export function onlyOrder(rig: Rig): OrderRequest {
  const orders = rig.take().flatMap((command) => (command.kind === 'place' ? [command.order] : []));
  const [order] = orders;
  if (order === undefined || orders.length > 1) throw new Error(`${orders.length} orders, expected one`);
  return order;
}

/** An execution of `count` lots, without sign, of `order` at 60,000, for a fee of one dollar. */
export function fillOf(order: OrderRequest, count: number, fill = `${order.id}/${count}`): Fill {
  const signed = lots(Math.sign(order.lots) * count);
  return { fill, lots: signed, price: 60_000, fee: atoms(1_00000000n), feeCurrency: 'USD' };
}

export function filled(order: OrderRequest, count: number, fill?: string): AccountEvent {
  return { kind: 'fill', order: order.id, instrument: order.instrument, ...fillOf(order, count, fill) };
}

export function closed(order: OrderRequest, reason: ClosedReason, count: number): AccountEvent {
  return { kind: 'closed', order: order.id, reason, filled: lots(count) };
}

/** A trading rig whose first hedge, 900 lots sold, has been filled: the delta is at the band's edge. */
export function hedged(config: EngineConfig = CONFIG, checkpointEvery?: number): Rig {
  const rig = trading(config, checkpointEvery);
  const order = onlyOrder(rig);
  rig.tell(filled(order, Math.abs(order.lots)));
  rig.tell(closed(order, 'filled', Math.abs(order.lots)));
  return rig;
}

export function decisionsOf(rig: Rig): readonly HedgeDecision[] {
  return rig.outcomes('decisionDue').flatMap(({ decisions }) => decisions ?? []);
}

export function lastDecision(rig: Rig): HedgeDecision | undefined {
  return decisionsOf(rig).at(-1);
}

/** What the alarms of `outcome` say. */
export function textsOf(outcome: Outcome | undefined): readonly string[] {
  return (outcome?.alarms ?? []).map(({ text }) => text);
}
