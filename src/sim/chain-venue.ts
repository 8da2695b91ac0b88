import { enter, obey } from '../adapters/paper/commands.ts';
import { drive, latest } from '../adapters/paper/drive.ts';
import type { Take } from '../adapters/paper/fill.ts';
import { payFunding } from '../adapters/paper/funding.ts';
import { end, fill, room } from '../adapters/paper/orders.ts';
import type { PaperVenue } from '../adapters/paper/paper.ts';
import type { PaperSettings } from '../adapters/paper/settings.ts';
import { openState, type PaperOrder, type State } from '../adapters/paper/state.ts';
import { see, seenOf } from '../adapters/paper/view.ts';
import { addCash } from '../domain/book.ts';
import type { OrderRequest, VenueCommand } from '../domain/order.ts';
import { toAtoms, toTick } from '../units/rounding.ts';
import { later } from '../units/time.ts';
import { atoms, lots } from '../units/units.ts';
import type { Chain } from './chain.ts';
import { logBetween, whole } from './draws.ts';
import type { Faults } from './faults.ts';
import { type Pool, poolAt, swapIn } from './pool.ts';
import { createSpells } from './spells.ts';

/** An order as a transaction. */
interface Swap {
  readonly order: PaperOrder;
  /** No miner will ever take it. */
  readonly isStuck: boolean;
  /** In which block it is, at what price of gas, and what it traded there: nothing where it reverted. */
  mined: { readonly height: number; readonly gasPrice: number; readonly take: Take | null } | null;
}

/** A transaction is bid for up to so many times the usual price of gas, and waits while it is dearer. */
const HIGHEST_BID = 8;

/** What one transaction does to the pool as it now is; null where it reverts. */
function execute(
  state: State,
  { instrument }: Chain,
  pool: Pool,
  order: PaperOrder,
): { readonly pool: Pool; readonly take: Take } | null {
  const { limit, lots: wanted } = order.request;
  const count = room(state, order, instrument, limit);
  if (count === 0) return null;
  const swapped = swapIn(pool, Math.sign(wanted) * count * instrument.lot * instrument.multiplier, limit);
  if (swapped === null) return null;
  // What falls between two ticks is the pool's.
  const price = toTick(swapped.price, instrument.tick, wanted > 0 ? 'up' : 'down');
  return { pool: swapped.pool, take: { lots: count, price } };
}

/** Books and tells what a transaction has come to that can no longer be undone. Gas is owed whatever that is. */
function settle(state: State, chain: Chain, { order, mined }: Swap): void {
  if (mined === null) return;
  const { instrument, venue } = chain;
  const amount = toAtoms(chain.gas * mined.gasPrice, 'nearest');
  state.book = addCash(state.book, venue, instrument.settle, atoms(-amount));
  state.tell({ kind: 'gas', id: `${order.request.id}/gas`, venue, amount, currency: instrument.settle });
  if (!state.open.has(order)) return;
  const most =
    mined.take === null ? 0 : Math.min(mined.take.lots, room(state, order, instrument, mined.take.price));
  if (mined.take !== null && most > 0) {
    const take = { ...mined.take, lots: lots(most) };
    fill(state, order, instrument, take, state.settings.models.fee.taker);
  }
  if (state.open.has(order)) end(state, order, 'cancelled', most > 0 ? 'nothing more to reduce' : 'reverted');
}

/** The chain itself: transactions that wait, blocks that take them, and blocks that are replaced by others. */
function createBlocks(state: State, chain: Chain, faults: Faults) {
  const { blockMs, confirmations, instrument } = chain;
  const spikes = createSpells(faults, 'gasSpike', {
    least: 2 * blockMs,
    most: 40 * blockMs,
    stepMs: blockMs,
  });
  let swaps: Swap[] = [];
  let height = 0;
  let gasPrice = 1;

  const expire = (swap: Swap): void => {
    if (swap.mined === null && state.open.has(swap.order)) end(state, swap.order, 'expired');
  };

  const reorganise = (): void => {
    if (swaps.every(({ mined }) => mined === null) || !faults.strikes('reorg')) return;
    const depth = whole(faults.of('reorg'), 1, confirmations);
    for (const swap of swaps) {
      if (swap.mined === null || swap.mined.height <= height - depth) continue;
      swap.mined = null;
      if (swap.order.request.deadline <= state.now) expire(swap);
    }
  };

  const price = (): void => {
    if (spikes.begins('gas', state.now)) gasPrice = logBetween(faults.of('gasSpike'), 2, 40);
    else if (!spikes.isOn('gas', state.now)) gasPrice = 1;
  };

  const mine = (): void => {
    const market = seenOf(state.view, instrument.id).price?.price;
    if (market === undefined || gasPrice > HIGHEST_BID) return;
    // Between two blocks others have traded the pool back to the market.
    let pool = poolAt(market, chain.reserve);
    for (const swap of swaps) {
      const { order, isStuck, mined } = swap;
      const isLate = order.request.deadline <= state.now;
      if (isStuck || mined !== null || isLate || !state.open.has(order)) continue;
      const done = execute(state, chain, pool, order);
      pool = done?.pool ?? pool;
      swap.mined = { height, gasPrice, take: done?.take ?? null };
    }
  };

  const block = (): void => {
    reorganise();
    height += 1;
    price();
    const isFinal = ({ mined }: Swap): boolean => mined !== null && height - mined.height >= confirmations;
    for (const swap of swaps) if (isFinal(swap)) settle(state, chain, swap);
    swaps = swaps.filter((swap) => !isFinal(swap) && (swap.mined !== null || state.open.has(swap.order)));
    mine();
    state.agenda.add(later(state.now, blockMs), block);
  };

  return {
    start: (): void => state.agenda.add(later(state.now, blockMs), block),
    submit(order: PaperOrder): void {
      const swap: Swap = { order, isStuck: faults.strikes('stuckTransaction'), mined: null };
      swaps.push(swap);
      state.agenda.add(order.request.deadline, () => expire(swap));
    },
    /** Whether it is in a block. */
    isMined: (id: string): boolean =>
      swaps.some(({ order, mined }) => order.request.id === id && mined !== null),
  };
}

type Blocks = ReturnType<typeof createBlocks>;

function place(state: State, blocks: Blocks, request: OrderRequest): void {
  const entered = enter(state, request);
  if (entered === null) return;
  const { order } = entered;
  state.tell({ kind: 'ack', order: request.id });
  if (request.postOnly === true) end(state, order, 'cancelled', 'post-only: a swap cannot rest');
  else blocks.submit(order);
}

function act(state: State, blocks: Blocks, command: VenueCommand): void {
  if (command.kind === 'place' && !state.orders.has(command.order.id)) place(state, blocks, command.order);
  else if (command.kind === 'cancel' && blocks.isMined(command.order))
    state.tell({ kind: 'unknown', order: command.order, detail: 'cancel: it is in a block' });
  else obey(state, command);
}

/**
 * A venue on a chain: its orders are transactions that wait for blocks, and swaps along the curve of a pool about the
 * market's price, done whole within their limit or reverted. Nothing is told of one, nor shown in a report, before so
 * many blocks have followed that it cannot be undone any more; until then it is open. One that is in no block by its
 * deadline never will be.
 */
export function createChainVenue(settings: PaperSettings, chain: Chain, faults: Faults): PaperVenue {
  let listener: Parameters<PaperVenue['listen']>[0] | undefined;
  const state: State = openState(settings, (event, at = state.now) => {
    state.agenda.add(state.now, () => listener?.({ at, event }, state.now));
  });
  const blocks = createBlocks(state, chain, faults);
  let isStarted = false;
  const driven = drive(state);

  return {
    ...driven,
    id: settings.venue,
    listen(to) {
      listener = to;
    },
    send(command) {
      state.agenda.add(state.now, () => act(state, blocks, command));
    },
    market(event) {
      state.agenda.add(latest(event.at, state.now), () => {
        see(state.view, event, settings.models.participation);
        if (event.kind === 'funding') payFunding(state, event);
      });
    },
    advance(to) {
      if (!isStarted) {
        isStarted = true;
        state.now = to;
        blocks.start();
      }
      driven.advance(to);
    },
    close() {
      state.agenda.clear();
      listener = undefined;
      return Promise.resolve();
    },
  };
}
