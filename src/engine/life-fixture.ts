/** Moves that a book may live through, and a venue that answers for its orders, for property tests. */
import type { EngineConfig } from '../domain/config.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { AccountEvent, ClosedReason, OrderRequest } from '../domain/order.ts';
import { isLive } from '../execute/order.ts';
import { atoms, lots } from '../units/units.ts';
import {
  CALL,
  CONFIG,
  configOf,
  ETH_PERP,
  INVERSE,
  PERP,
  type Rig,
  SPOT,
  trading,
} from './engine-fixture.ts';

export type Move =
  | { readonly kind: 'price'; readonly of: 'BTC' | 'ETH' | 'EUR'; readonly factor: number }
  | { readonly kind: 'vol'; readonly vol: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'bar' }
  | { readonly kind: 'fill'; readonly which: number; readonly share: number; readonly slip: number }
  | { readonly kind: 'close'; readonly which: number; readonly reason: ClosedReason }
  | { readonly kind: 'doubt'; readonly which: number }
  | { readonly kind: 'deal'; readonly in: number; readonly lots: number; readonly slip: number }
  | {
      readonly kind: 'pay';
      readonly by: 'funding' | 'gas';
      readonly currency: string;
      readonly amount: number;
    }
  | { readonly kind: 'settle' }
  | { readonly kind: 'report'; readonly more: number }
  | { readonly kind: 'operate'; readonly action: 'pause' | 'resume' | 'kill' | 'rearm' | 'flatten' }
  /** The last account event once more. */
  | { readonly kind: 'again' };

const eth: Instrument = { ...SPOT, id: 'ETH-SPOT', base: 'ETH', quote: 'EUR', settle: 'EUR' };
const ethPerp: Instrument = { ...ETH_PERP, venue: 'v', quote: 'EUR', settle: 'EUR' };
const traded: readonly Instrument[] = [SPOT, PERP, INVERSE, CALL, eth, ethPerp];

const [btcProfile] = configOf({
  markVol: { kind: 'market' },
  hedgeVol: 'forecast',
  policy: { kind: 'fixed-band', halfWidth: 0.02 },
}).profiles;
if (btcProfile === undefined) throw new Error('the fixture has a profile');

/** Two underlyings, one of them quoted in another currency; options, an inverse perp, cash in three currencies. */
export const LIVELY: EngineConfig = {
  ...CONFIG,
  instruments: traded,
  opening: {
    ...CONFIG.opening,
    cash: { v: { USD: atoms(1_000_000_00000000n), EUR: atoms(50_000_00000000n), BTC: atoms(2_00000000n) } },
  },
  profiles: [
    btcProfile,
    { ...btcProfile, underlying: 'ETH', index: 'ETH-SPOT', hedge: 'ETH-PERP', hedgeVol: 'mark' },
  ],
  // Narrow enough that lives run into them.
  limits: { maxOrderNotional: 20_000, maxPositionNotional: 60_000, maxDailyLoss: 5_000 },
  forecastHalfLifeMs: 180_000,
};

/** A life in progress: what the market is at, and the venue's running numbers. */
export interface Life {
  readonly rig: Rig;
  readonly prices: Record<'BTC' | 'ETH' | 'EUR', number>;
  readonly executions: Map<string, number>;
  count: number;
  last: AccountEvent | null;
}

function priceOf({ prices }: Life, instrument: Instrument): number {
  return instrument.kind === 'option' ? 2_000 : prices[instrument.base === 'BTC' ? 'BTC' : 'ETH'];
}

function quoteAll(life: Life): void {
  for (const instrument of traded) {
    if (instrument.kind !== 'option') life.rig.quote(instrument.id, priceOf(life, instrument));
  }
  const { rig, prices } = life;
  rig.conductor.observe({ kind: 'rate', currency: 'EUR', at: rig.now, rate: prices.EUR }, rig.now);
}

export function livelyStart(checkpointEvery?: number): Life {
  const rig = trading(LIVELY, checkpointEvery);
  const life: Life = {
    rig,
    prices: { BTC: 60_000, ETH: 3_000, EUR: 1.1 },
    executions: new Map(),
    count: 0,
    last: null,
  };
  quoteAll(life);
  rig.conductor.observe({ kind: 'vol', underlying: 'BTC', at: rig.now, vol: 0.5 }, rig.now);
  rig.conductor.observe({ kind: 'vol', underlying: 'ETH', at: rig.now, vol: 0.7 }, rig.now);
  rig.pass(1);
  rig.bar();
  return life;
}

/** The order that `which` points to among those that are live. */
function liveOrder({ rig }: Life, which: number): OrderRequest | null {
  const live = Object.values(rig.state().orders).filter(isLive);
  return live[which % Math.max(1, live.length)]?.request ?? null;
}

function tell(life: Life, event: AccountEvent): void {
  life.last = event;
  life.rig.tell(event);
}

function trade(life: Life, instrument: Instrument, count: number, slip: number) {
  life.count += 1;
  const fee = { fee: atoms(BigInt(Math.round(Math.abs(slip) * 1e10))), feeCurrency: instrument.settle };
  return { lots: lots(count), price: priceOf(life, instrument) * (1 + slip), ...fee };
}

function fill(life: Life, order: OrderRequest, share: number, slip: number): void {
  const instrument = traded.find(({ id }) => id === order.instrument);
  const done = life.executions.get(order.id) ?? 0;
  const count = Math.round((Math.abs(order.lots) - done) * share);
  if (instrument === undefined || count === 0) return;
  life.executions.set(order.id, done + count);
  const made = trade(life, instrument, Math.sign(order.lots) * count, slip);
  tell(life, { kind: 'fill', order: order.id, instrument: instrument.id, fill: `x${life.count}`, ...made });
}

/** The venue's truth by our own book, with `more` lots of the perp. */
function report(life: Life, more: number): void {
  const { rig } = life;
  const held = Object.values(rig.state().book.positions).map((one) => [one.instrument, one.lots] as const);
  const positions = Object.fromEntries(held);
  rig.report({
    positions: more === 0 ? positions : { ...positions, PERP: lots((positions.PERP ?? 0) + more) },
  });
}

/** Lets `move` happen. */
export function live(life: Life, move: Move): void {
  const { rig } = life;
  switch (move.kind) {
    case 'price':
      life.prices[move.of] *= move.factor;
      quoteAll(life);
      break;
    case 'vol':
      rig.conductor.observe({ kind: 'vol', underlying: 'BTC', at: rig.now, vol: move.vol }, rig.now);
      break;
    case 'pass':
      rig.pass(move.ms);
      break;
    case 'bar':
      rig.bar(life.prices.BTC);
      break;
    case 'operate':
      rig.operate(move.action);
      break;
    case 'report':
      report(life, move.more);
      break;
    case 'again':
      if (life.last !== null) rig.tell(life.last);
      break;
    default:
      account(life, move);
  }
}

type AccountMove = Extract<Move, { kind: 'fill' | 'close' | 'doubt' | 'deal' | 'pay' | 'settle' }>;

function account(life: Life, move: AccountMove): void {
  const id = `e${life.count}`;
  const order = 'which' in move ? liveOrder(life, move.which) : null;
  if (move.kind === 'deal') {
    const instrument = traded[move.in % traded.length] ?? SPOT;
    tell(life, { kind: 'deal', id, instrument, ...trade(life, instrument, move.lots, move.slip) });
  } else if (move.kind === 'settle') {
    tell(life, { kind: 'settled', id, instrument: 'CALL', price: Math.max(0, life.prices.BTC - 60_000) });
  } else if (move.kind === 'pay') {
    const paid = { id, amount: atoms(BigInt(move.amount)), currency: move.currency };
    tell(
      life,
      move.by === 'gas'
        ? { kind: 'gas', venue: 'v', ...paid }
        : { kind: 'funding', instrument: 'PERP', ...paid },
    );
  } else if (order === null) {
    return;
  } else if (move.kind === 'fill') {
    fill(life, order, move.share, move.slip);
  } else if (move.kind === 'close') {
    const done = lots(life.executions.get(order.id) ?? 0);
    tell(life, { kind: 'closed', order: order.id, reason: move.reason, filled: done });
  } else {
    tell(life, { kind: 'unknown', order: order.id, detail: 'timed out' });
  }
  life.count += 1;
}
