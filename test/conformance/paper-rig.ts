/**
 * The conformance table's rig for a venue on paper. Its market is a few quotes made by hand, and what is true there is
 * read from the venue itself, past the delay with which it tells us.
 */
import { createPaperVenue, type PaperVenue } from '../../src/adapters/paper/paper.ts';
import type { Level } from '../../src/domain/depth.ts';
import { type Instrument, type Option, type Perp, sizeOf } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market.ts';
import type { AccountEvent } from '../../src/domain/order.ts';
import type { FundingPayment, LevelView } from '../../src/exchange/told.ts';
import { paperOn } from '../../src/shell/paper-on.ts';
import { later, SECOND } from '../../src/units/time.ts';
import { atoms, lots, type Millis, millis } from '../../src/units/units.ts';
import {
  LEVELS,
  LOTS_PER_LEVEL,
  PRICES,
  type Rig,
  rigOf,
  type Traits,
  type Truth,
  type Wire,
} from './rig.ts';

export const PAPER: Traits = {
  ...{ name: 'paper', isOnPaper: true, tooFew: null, tellsWithdrawal: false, hasChanges: false },
  hasOptions: true,
  tellsMargin: { adl: false, tiers: false },
  // No message is ever matched: there are none.
  marks: { book: '', account: '', place: '' },
  labelOf: (order) => order,
};

const COMMON = { venue: 'paper', base: 'BTC', quote: 'USD', settle: 'BTC', inverse: true, lot: 1 } as const;
const PERP: Perp = { ...COMMON, kind: 'perp', id: 'BTC-PERPETUAL', tick: 0.5, multiplier: 10 };
/** Long enough that an option can be bought before it expires. */
const TO_EXPIRY_MS = 2.5 * SECOND;
/** What rests longer than this is nobody's: orders here rest until their deadlines. */
const LIFE_MS = 400;
const CASH = atoms(10n * 10n ** 8n);

function callAt(start: Millis): Option {
  const terms = { type: 'call', strike: 60_000, expiry: later(start, TO_EXPIRY_MS) } as const;
  return { ...COMMON, ...terms, kind: 'option', id: 'BTC-CALL', tick: 0.0001, multiplier: 1 };
}

/** Levels of one side from `best` ticks outwards. */
function levelsOf(instrument: Instrument, best: number, step: 1 | -1): readonly Level[] {
  const size = Math.abs(sizeOf(instrument, lots(LOTS_PER_LEVEL)));
  return Array.from({ length: LEVELS }, (_, i) => ({ price: (best + step * i) * instrument.tick, size }));
}

/** The best price of each side in ticks. */
interface Tops {
  readonly bid: number;
  readonly ask: number;
}

/** A feed that says what it is told to say. */
function createFeed(now: () => Millis) {
  let watcher: ((event: MarketEvent) => void) | undefined;
  const tell = (event: MarketEvent): void => watcher?.(event);
  const show = (instrument: Instrument, { bid, ask }: Tops): void => {
    const depth = { bids: levelsOf(instrument, bid, -1), asks: levelsOf(instrument, ask, 1) };
    tell({ kind: 'depth', instrument: instrument.id, at: now(), depth });
  };
  const feed = {
    watch: (to: (event: MarketEvent) => void): void => {
      watcher = to;
    },
    open: () => Promise.resolve(),
    examine: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
  return { feed, tell, show };
}

function never(what: string): () => never {
  return () => {
    throw new Error(`there is no ${what} on paper`);
  };
}

interface Facade {
  readonly paper: PaperVenue;
  readonly feed: ReturnType<typeof createFeed>;
  readonly tops: ReadonlyMap<string, Tops>;
  readonly told: readonly AccountEvent[];
  readonly option: Option;
  readonly now: () => Millis;
}

/** The venue as the table knows an exchange. */
function truthOf({ paper, feed, tops, told, option, now }: Facade): Truth {
  const paid: Pick<FundingPayment, 'amount' | 'currency'>[] = [];
  const cash = (): bigint => paper.truth().cash[PERP.settle] ?? 0n;
  const level = (ticks: number): LevelView => ({ ticks, lots: LOTS_PER_LEVEL });
  return {
    positions: () =>
      Object.entries(paper.truth().positions).map(([symbol, count]) => ({ symbol, lots: count })),
    balances: () =>
      Object.entries(paper.truth().cash).map(([currency, amount]) => ({ currency, cash: amount })),
    orders: (_account, which) => {
      const open = paper.truth().orders.map(({ request }) => request.id);
      const taken = told.flatMap((event) => (event.kind === 'ack' ? [event.order] : []));
      return (which === 'open' ? open : taken).map((label) => ({ ticket: { label } }));
    },
    funding: () => paid,
    ticker: (symbol) => {
      const top = tops.get(symbol);
      if (top === undefined) throw new Error(`${symbol} is not quoted`);
      return { bid: level(top.bid), ask: level(top.ask) };
    },
    control: {
      payFunding: (instrument, rate) => {
        const before = cash();
        const at = now();
        // What an interval owes is paid when the next one's rate is told.
        for (const told of [at - 1, at])
          feed.tell({ kind: 'funding', instrument, at: millis(told), rate, intervalMs: 1 });
        paid.push({ amount: atoms(cash() - before), currency: PERP.settle });
      },
      // An option ends at its own time, at the first price from then on.
      ...{ delist: never('delisting'), jump: never('index of its own') },
      settle: (_symbol, delivery) => {
        const quote = (): void =>
          feed.tell({
            ...{ kind: 'quote', instrument: PERP.id, at: now(), bid: delivery, ask: delivery },
            ...{ bidSize: 0, askSize: 0 },
          });
        setTimeout(quote, option.expiry - now() + 1);
      },
      // What is shown then is what was left to sell, or to buy, once all of the best level was gone.
      takeFrom: (_symbol, side, count) => {
        const top = tops.get(PERP.id);
        if (top === undefined) throw new Error('nothing is quoted yet');
        const size = Math.abs(sizeOf(PERP, lots(count - LOTS_PER_LEVEL)));
        const [near, step] = side === 'sell' ? [top.bid, -1] : [top.ask, 1];
        const left = [{ price: (near + step) * PERP.tick, size }];
        const beyond = [{ price: (near + 3 * step) * PERP.tick, size }];
        const depth = side === 'sell' ? { bids: beyond, asks: left } : { bids: left, asks: beyond };
        feed.tell({ kind: 'depth', instrument: PERP.id, at: now(), depth });
      },
      ...{ halt: never('halt'), resume: never('halt') },
      ...{ maintenance: never('maintenance'), deleverage: never('deleveraging') },
    },
  };
}

/** A venue on paper with some cash, not yet open. */
export async function createPaperRig(): Promise<Rig> {
  let last = 0;
  const now = (): Millis => {
    last = Math.max(last, Date.now());
    return millis(last);
  };
  const option = callAt(now());
  // Read anew by the venue for every message, so that a case may change it.
  const latency = { ms: 5, jitterMs: 5 };
  const paper = createPaperVenue({
    ...{ venue: 'paper', seed: 1, instruments: [PERP, option], programmes: [] },
    models: {
      ...{ fee: { taker: 0.0005, maker: 0 }, latency, participation: 1 },
      spread: { half: 0.0001, impact: 0 },
    },
    opening: { cash: { BTC: CASH }, positions: [] },
  });
  const feed = createFeed(now);
  const venue = paperOn({ paper, feed: feed.feed, now });
  const [told, market]: [AccountEvent[], MarketEvent[]] = [[], []];
  venue.listen(({ event }) => told.push(event));
  venue.watch((event) => market.push(event));
  const middle = PRICES.BTC / PERP.tick;
  const tops = new Map<string, Tops>([
    [PERP.id, { bid: middle - 1, ask: middle + 1 }],
    [option.id, { bid: 290, ask: 300 }],
  ]);
  const serving: Wire = {
    faults: ({ latencyMs: ms = latency.ms, jitterMs = latency.jitterMs }) => {
      Object.assign(latency, { ms, jitterMs });
    },
    ...{
      port: 0,
      hosted: [],
      disconnect: never('connection'),
      inject: never('connection'),
      close: () => Promise.resolve(),
    },
  };
  const exchange = truthOf({ paper, feed, tops, told, option, now });
  const rig = rigOf({
    ...{ spec: PAPER, exchange, serving, venue, perp: PERP, option, told, market, notices: [], now },
    ...{ byHand: never('other client'), lifeMs: LIFE_MS },
  });
  const open = async (): Promise<void> => {
    await venue.open();
    for (const instrument of [PERP, option])
      feed.show(instrument, tops.get(instrument.id) ?? never(instrument.id)());
    await rig.report();
  };
  return { ...rig, open };
}
