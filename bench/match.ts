/**
 * Matching by price and time: our ladder beside npm `nodejs-order-book` on the same stream of limit orders and
 * cancellations. Every fill and what is left in the book at the end are compared before anything is timed.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../src/cli/project-root.ts';
import { Ladder } from '../src/exchange/matching/ladder.ts';
import { type BenchResult, interleaved, type Row, resultOf } from './bench.ts';
import { agree, peersOf, speedGoal, speedOf } from './contest.ts';
import { fanout } from './fanout.ts';
import { type OrderStream, orderStream, type StreamShape } from './order-stream.ts';

const ROUNDS = 7;
/** Passes of ours for one of the peer's. */
const PASSES = 20;
const ALL_LEVELS = 1_000_000;

/** Most orders rest and few are cancelled, so that the book grows to tens of thousands; and one that stays small. */
const SHAPES: Readonly<Record<'growing' | 'steady', StreamShape>> = {
  growing: { requests: 200_000, crossing: 0.1, cancels: 0.3, reach: 100 },
  steady: { requests: 200_000, crossing: 0.15, cancels: 0.42, reach: 100 },
};

const LABELS = {
  peer: 'npm nodejs-order-book 10.1.1, a book that grows: M requests/s of CPU',
  ours: 'ours, a book that grows: M requests/s of CPU',
  steadyPeer: 'npm nodejs-order-book 10.1.1, a book that stays small: M requests/s of CPU',
  steady: 'ours, a book that stays small: M requests/s of CPU',
};

/** The part of `nodejs-order-book` used here. */
interface Peer {
  limit(order: { side: 'buy' | 'sell'; id: string; size: number; price: number }): PeerAnswer;
  cancel(id: string): unknown;
  /** Asks, the dearest first; bids, the dearest first. */
  depth(): readonly [readonly (readonly [number, number])[], readonly (readonly [number, number])[]];
}

interface PeerAnswer {
  readonly done: readonly PeerOrder[];
  readonly partial: PeerOrder | null;
  readonly partialQuantityProcessed: number;
  readonly err: unknown;
}

interface PeerOrder {
  readonly id: string;
  readonly size: number;
  readonly price: number;
}

async function peerClass(): Promise<new () => Peer> {
  const require = createRequire(join(projectRoot(), 'package.json'));
  const found = await import(pathToFileURL(require.resolve('nodejs-order-book')).href);
  return found.OrderBook;
}

type Tell = (taker: number, maker: number, ticks: number, lots: number) => void;

/** Runs the stream through a new ladder, which it answers with; `tell` is told of every fill. */
function onOurs(stream: OrderStream, tell?: Tell): Ladder {
  const ladder = new Ladder();
  const slots = new Int32Array(stream.requests);
  /** By order: lots that rest. */
  const open = new Int32Array(stream.requests);
  for (let at = 0; at < stream.requests; at += 1) {
    const cancelled = stream.cancels[at] ?? -1;
    if (cancelled >= 0) {
      if ((open[cancelled] ?? 0) > 0) ladder.remove(slots[cancelled] ?? 0);
      open[cancelled] = 0;
    } else {
      const isBuy = stream.isBuy[at] === 1;
      const ticks = stream.ticks[at] ?? 0;
      // The peer's orders have no owners, so each of ours has one of its own.
      const left = ladder.take(isBuy, ticks, stream.lots[at] ?? 0, at);
      const { count, refs, ticks: prices, lots } = ladder.fills;
      for (let i = 0; i < count; i += 1) {
        const maker = refs[i] ?? 0;
        open[maker] = (open[maker] ?? 0) - (lots[i] ?? 0);
        if (tell !== undefined) tell(at, maker, prices[i] ?? 0, lots[i] ?? 0);
      }
      if (left > 0) {
        slots[at] = ladder.rest(isBuy, ticks, left, at, at, false);
        open[at] = left;
      }
    }
    // What has changed would be told here; it is kept count of and forgotten.
    ladder.settle();
  }
  return ladder;
}

/** The same through the peer. Ids are texts there, made beforehand. */
function onPeer(OrderBook: new () => Peer, stream: OrderStream, ids: readonly string[], tell?: Tell): Peer {
  const book = new OrderBook();
  for (let at = 0; at < stream.requests; at += 1) {
    const cancelled = stream.cancels[at] ?? -1;
    if (cancelled >= 0) {
      book.cancel(ids[cancelled] ?? '');
      continue;
    }
    const side = stream.isBuy[at] === 1 ? 'buy' : 'sell';
    const id = ids[at] ?? '';
    const answer = book.limit({ side, id, size: stream.lots[at] ?? 0, price: stream.ticks[at] ?? 0 });
    if (tell !== undefined) tellPeers(answer, id, at, tell);
  }
  return book;
}

/** The fills in an answer: orders that are done, in turn, and one that is done in part. The taker is among them. */
function tellPeers(
  { done, partial, partialQuantityProcessed, err }: PeerAnswer,
  id: string,
  at: number,
  tell: Tell,
): void {
  if (err !== null) throw new Error(`the peer refuses order ${id}: ${err}`);
  for (const maker of done) if (maker.id !== id) tell(at, Number(maker.id), maker.price, maker.size);
  if (partial !== null && partial.id !== id)
    tell(at, Number(partial.id), partial.price, partialQuantityProcessed);
}

/** Throws unless all fills, and the book that is left, are the same. Answers with how much there was of each. */
function compared(OrderBook: new () => Peer, name: string, stream: OrderStream, ids: readonly string[]): Row {
  const [ours, peers]: [number[], number[]] = [[], []];
  const ladder = onOurs(stream, (...fill) => ours.push(...fill));
  const peer = onPeer(OrderBook, stream, ids, (...fill) => peers.push(...fill));
  agree(`${name}: our fills`, ours, peers, 0, () => 0);
  const [asks, bids] = peer.depth();
  const bid = ladder.levels('buy', ALL_LEVELS).map(({ ticks, lots }) => [ticks, lots] as const);
  const ask = ladder.levels('sell', ALL_LEVELS).map(({ ticks, lots }) => [ticks, lots] as const);
  agree(`${name}: our bids`, rising(bid), rising(bids), 0, () => 0);
  agree(`${name}: our asks`, rising(ask), rising(asks), 0, () => 0);
  return { [`${name}Fills`]: ours.length / 4, [`${name}Levels`]: bid.length + ask.length };
}

function rising(levels: readonly (readonly [price: number, lots: number])[]): number[] {
  return levels.toSorted(([a], [b]) => a - b).flat();
}

/** Goals `match.peer` and `exchange.fanout`; throws if a fill differs. */
export async function run(): Promise<BenchResult> {
  const OrderBook = await peerClass();
  const growing = orderStream('match growing', SHAPES.growing);
  const steady = orderStream('match steady', SHAPES.steady);
  const ids = Array.from({ length: growing.requests }, (_, at) => String(at));
  const found = {
    ...compared(OrderBook, 'growing', growing, ids),
    ...compared(OrderBook, 'steady', steady, ids),
  };
  const { requests } = growing;
  const rows = await interleaved(ROUNDS, {
    ours: speedOf(requests, PASSES, () => onOurs(growing)),
    peer: speedOf(requests, 1, () => onPeer(OrderBook, growing, ids)),
    steady: speedOf(requests, PASSES, () => onOurs(steady)),
    steadyPeer: speedOf(requests, 1, () => onPeer(OrderBook, steady, ids)),
  });
  const shown = Object.entries(SHAPES).map(
    ([name, { crossing, cancels, reach }]) =>
      `${requests} seeded requests, ${name}: ${crossing} of them orders that cross, ${cancels} cancellations, ` +
      `the others up to ${reach} ticks behind the middle`,
  );
  const fan = await fanout();
  return resultOf('match', {
    data: [...shown, ...fan.data],
    peers: [...peersOf(rows, LABELS, {}), ...fan.peers],
    rows: [found, ...rows, ...fan.rows],
    goals: [
      speedGoal(rows, {
        id: 'match.peer',
        target: 100,
        ours: 'ours',
        peer: 'peer',
        what: 'times as fast as nodejs-order-book at equal fills, in a book that grows; at least',
      }),
      ...fan.goals,
    ],
  });
}
