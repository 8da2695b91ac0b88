/** Channels of the order book: changes level by level, and the best levels in groups. */
import type { Exchange, Side } from '../exchange.ts';
import type { Listing } from '../listing.ts';
import type { ExchangeEvent, LevelChange, LevelView } from '../told.ts';
import type { Feed } from './feed.ts';
import { amountOf, priceOf, rounded } from './quantities.ts';

type Tuple = readonly [action: 'new' | 'change' | 'delete', price: number, amount: number];

/** What has become of a level since the last telling. */
interface Changed {
  readonly side: Side;
  readonly ticks: number;
  readonly wasThere: boolean;
  lots: number;
}

function tuples(listing: Listing, changed: Iterable<Changed>, side: Side): readonly Tuple[] {
  const found: Tuple[] = [];
  for (const { ticks, lots, wasThere, side: on } of changed) {
    if (on !== side || (lots === 0 && !wasThere)) continue;
    const action = lots === 0 ? 'delete' : wasThere ? 'change' : 'new';
    found.push([action, priceOf(listing, ticks), amountOf(listing, lots)]);
  }
  return found;
}

/**
 * `book.{instrument}.{interval}`: the whole book to whoever is new, then what has changed since. A change says after
 * which other it comes (`prev_change_id`), so who misses one can know.
 */
export function bookFeed(exchange: Exchange, listing: Listing, pace: number): Feed {
  const symbol = listing.instrument.id;
  const changed = new Map<string, Changed>();
  let told = exchange.depth(symbol, 0).changeId;
  let current = told;
  let at: number = exchange.now;
  const note = (change: LevelChange): void => {
    const key = `${change.side} ${change.ticks}`;
    const known = changed.get(key);
    if (known !== undefined) known.lots = change.lots;
    else
      changed.set(key, {
        side: change.side,
        ticks: change.ticks,
        wasThere: !change.isNew,
        lots: change.lots,
      });
  };
  const all = (levels: readonly LevelView[]): readonly Tuple[] =>
    levels.map(({ ticks, lots }) => ['new', priceOf(listing, ticks), amountOf(listing, lots)]);
  return {
    keys: [`book ${symbol}`],
    pace,
    greet: () => {
      const { bids, asks, changeId } = exchange.depth(symbol, Number.MAX_SAFE_INTEGER);
      const snapshot = {
        type: 'snapshot',
        timestamp: exchange.now,
        instrument_name: symbol,
        change_id: changeId,
        bids: all(bids),
        asks: all(asks),
      };
      return [snapshot];
    },
    on: (event) => {
      if (event.kind !== 'book' || event.changeId <= current) return;
      current = event.changeId;
      at = event.at;
      for (const change of event.changes) note(change);
    },
    take: () => {
      if (current === told) return [];
      const data = {
        type: 'change',
        timestamp: at,
        prev_change_id: told,
        instrument_name: symbol,
        change_id: current,
        bids: tuples(listing, changed.values(), 'buy'),
        asks: tuples(listing, changed.values(), 'sell'),
      };
      changed.clear();
      told = current;
      return [data];
    },
  };
}

/** Levels put together on a grid of `group` price units, bids rounded down and asks up. */
function grouped(
  listing: Listing,
  levels: readonly LevelView[],
  group: number,
  depth: number,
  rounding: 'down' | 'up',
): readonly (readonly [number, number])[] {
  const sums = new Map<number, number>();
  for (const { ticks, lots } of levels) {
    const price = priceOf(listing, ticks);
    const steps = price / group;
    const step = Math.round(steps);
    const isOn = Math.abs(steps - step) < 1e-9;
    const bound = isOn ? step : rounding === 'down' ? Math.floor(steps) : Math.ceil(steps);
    const at = rounded(bound * group, 8);
    sums.set(at, (sums.get(at) ?? 0) + lots);
    if (sums.size > depth) sums.delete(at);
  }
  return [...sums].map(([price, lots]) => [price, amountOf(listing, lots)]);
}

/** `book.{instrument}.{group}.{depth}.{interval}`: the best levels whole each time. `group` null: as they are. */
export function groupedFeed(
  exchange: Exchange,
  listing: Listing,
  { group, depth, pace }: { readonly group: number | null; readonly depth: number; readonly pace: number },
): Feed {
  const symbol = listing.instrument.id;
  let isChanged = false;
  const data = (): object => {
    const deepest = group === null ? depth : 1000;
    const { bids, asks, changeId } = exchange.depth(symbol, deepest);
    const step = group ?? listing.instrument.tick;
    return {
      timestamp: exchange.now,
      instrument_name: symbol,
      change_id: changeId,
      bids: grouped(listing, bids, step, depth, 'down'),
      asks: grouped(listing, asks, step, depth, 'up'),
    };
  };
  return {
    keys: [`book ${symbol}`],
    pace,
    greet: () => [data()],
    on: (event: ExchangeEvent) => {
      isChanged ||= event.kind === 'book';
    },
    take: () => {
      if (!isChanged) return [];
      isChanged = false;
      return [data()];
    },
  };
}
