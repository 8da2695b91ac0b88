/** Which orders meet the market, and at what price. */
import type { Instrument } from '../../domain/instrument.ts';
import type { Bar, MarketEvent } from '../../domain/market.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { lots } from '../../units/units.ts';
import { isWithin, takeTop, type Want, walk } from './fill.ts';
import { fill, room } from './orders.ts';
import type { PaperOrder, State } from './state.ts';
import { type Seen, seenOf } from './view.ts';

function wantOf(state: State, order: PaperOrder, instrument: Instrument): Want {
  const { lots: signed, limit } = order.request;
  return {
    instrument,
    side: signed > 0 ? 'buy' : 'sell',
    lots: room(state, order, instrument, limit),
    price: limit,
  };
}

/** Walks the ladder for `want` and takes what it finds off it: that is gone until the ladder is told anew. */
function takeFromLadder(seen: Seen, want: Want): ReturnType<typeof walk>['takes'] {
  const { liquidity } = seen;
  if (liquidity?.kind !== 'ladder') return [];
  const side = want.side === 'buy' ? 'asks' : 'bids';
  const { takes, rest } = walk(want, liquidity.depth[side]);
  seen.liquidity = { ...liquidity, depth: { ...liquidity.depth, [side]: rest } };
  return takes;
}

/** Whether an order that arrives now would take, as one must be taken to that comes before any price is known. */
export function wouldTake(state: State, { lots: signed, instrument, limit }: OrderRequest): boolean {
  const { liquidity } = seenOf(state.view, instrument);
  if (liquidity === undefined) return true;
  const [bid, ask] =
    liquidity.kind === 'top'
      ? [liquidity.bid, liquidity.ask]
      : [liquidity.depth.bids[0]?.price, liquidity.depth.asks[0]?.price];
  const far = signed > 0 ? ask : bid;
  return far !== undefined && isWithin(signed > 0 ? 'buy' : 'sell', far, limit);
}

/** Lets an order that has just arrived take what is there within its limit; the rest of it rests. */
export function takeNow(state: State, order: PaperOrder, instrument: Instrument): void {
  const seen = seenOf(state.view, instrument.id);
  const { liquidity } = seen;
  if (liquidity === undefined) return;
  const want = wantOf(state, order, instrument);
  if (want.lots === 0) return;
  const { spread, fee } = state.settings.models;
  const takes =
    liquidity.kind === 'ladder'
      ? takeFromLadder(seen, want)
      : [takeTop(want, liquidity, spread, seen.activity)].filter((take) => take.lots > 0);
  for (const take of takes) fill(state, order, instrument, take, fee.taker);
}

/** Fills a resting order at its limit, as maker. */
function make(state: State, order: PaperOrder, instrument: Instrument, most: number): void {
  const { limit } = order.request;
  const count = Math.min(most, room(state, order, instrument, limit));
  if (count > 0) {
    const take = { lots: lots(count), price: limit };
    fill(state, order, instrument, take, state.settings.models.fee.maker);
  }
}

/** Resting orders on `instrument`, oldest first; one that ends meanwhile is passed over. */
function* resting(state: State, instrument: Instrument): Generator<readonly [PaperOrder, Want['side']]> {
  for (const order of state.open) {
    if (order.request.instrument === instrument.id) yield [order, order.request.lots > 0 ? 'buy' : 'sell'];
  }
}

function meetBar(state: State, bar: Bar): void {
  const instrument = state.instruments.get(bar.instrument);
  if (instrument === undefined) return;
  for (const [order, side] of resting(state, instrument)) {
    const { limit } = order.request;
    const extreme = side === 'buy' ? bar.low : bar.high;
    // A bar that began before the order came may owe its extreme to that time; its close it does not.
    const reached = order.since <= bar.start ? extreme : bar.close;
    // At the limit itself others may have been served first; beyond it, we were.
    if (reached !== limit && isWithin(side, reached, limit)) make(state, order, instrument, Infinity);
  }
}

/**
 * The price from which on the market has reached a resting order. One that waits to be taken is not reached at its own
 * price, where others may have been first and what is shown may be gone: half a tick on there is no doubt.
 */
function reachOf({ request }: PaperOrder, { tick }: Instrument): number {
  return request.postOnly === true ? request.limit - (Math.sign(request.lots) * tick) / 2 : request.limit;
}

/** Fills the resting orders that `event` shows to have been reached. */
export function meet(state: State, event: MarketEvent): void {
  if (event.kind === 'bars') for (const bar of event.bars) meetBar(state, bar);
  if (event.kind !== 'quote' && event.kind !== 'depth') return;
  const instrument = state.instruments.get(event.instrument);
  if (instrument === undefined) return;
  for (const [order, side] of resting(state, instrument)) {
    if (event.kind === 'quote') {
      const far = side === 'buy' ? event.ask : event.bid;
      if (isWithin(side, far, reachOf(order, instrument))) make(state, order, instrument, Infinity);
    } else {
      const want = { ...wantOf(state, order, instrument), price: reachOf(order, instrument) };
      const takes = takeFromLadder(seenOf(state.view, instrument.id), want);
      make(
        state,
        order,
        instrument,
        takes.reduce((sum, take) => sum + take.lots, 0),
      );
    }
  }
}
