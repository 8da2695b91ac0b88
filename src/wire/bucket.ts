/** A venue's rate limit as we keep to it: tokens that come back with time, and a share kept for what lowers risk. */

export interface BucketTerms {
  /** Tokens when full. */
  readonly capacity: number;
  /** Tokens per second. */
  readonly refill: number;
  /** Of the capacity: only urgent requests may use the last of it. */
  readonly reserve: number;
}

export interface Bucket {
  /**
   * Resolves to true when `cost` tokens have been taken, or to false where they could not be by `until` (in the
   * time of `now`), in which case nothing is taken. Urgent requests go before others; both in turn.
   */
  take(cost: number, urgent: boolean, until: number): Promise<boolean>;
  /** The venue says that there is nothing left: nothing is taken for `ms`. */
  drain(ms: number): void;
  /** Tokens left. */
  level(): number;
  /** All that wait are refused. */
  close(): void;
}

interface Waiter {
  readonly cost: number;
  readonly urgent: boolean;
  readonly until: number;
  readonly settle: (taken: boolean) => void;
}

/** A full bucket. `now` is in ms and never goes back. */
export function createBucket(terms: BucketTerms, now: () => number = () => performance.now()): Bucket {
  const { capacity, refill, reserve } = terms;
  let tokens = capacity;
  let at = now();
  let silentUntil = at;
  let timer: NodeJS.Timeout | undefined;
  const queues: { readonly urgent: Waiter[]; readonly other: Waiter[] } = { urgent: [], other: [] };

  const fill = (): void => {
    const time = now();
    tokens = Math.min(
      capacity,
      tokens + ((time - Math.max(at, silentUntil)) / 1_000) * refill * Number(time > silentUntil),
    );
    at = time;
  };
  /** In how many ms `waiter` could be served, as things stand. */
  const waitOf = ({ cost, urgent }: Waiter): number => {
    const short = cost + (urgent ? 0 : reserve * capacity) - tokens;
    const quiet = Math.max(0, silentUntil - now());
    return quiet + (short <= 0 ? 0 : (short / refill) * 1_000);
  };
  const serve = (queue: Waiter[]): boolean => {
    const first = queue[0];
    if (first === undefined) return false;
    const wait = waitOf(first);
    if (wait > 0 && now() + wait <= first.until) return false;
    queue.shift();
    if (wait <= 0) tokens -= first.cost;
    first.settle(wait <= 0);
    return true;
  };
  const turn = (): void => {
    clearTimeout(timer);
    timer = undefined;
    fill();
    while (serve(queues.urgent));
    while (queues.urgent.length === 0 && serve(queues.other));
    const next = queues.urgent[0] ?? queues.other[0];
    if (next !== undefined) timer = setTimeout(turn, Math.max(1, Math.ceil(waitOf(next))));
  };
  return {
    take: (cost, urgent, until) =>
      new Promise((resolve) => {
        (urgent ? queues.urgent : queues.other).push({ cost, urgent, until, settle: resolve });
        turn();
      }),
    drain: (ms) => {
      fill();
      tokens = 0;
      silentUntil = Math.max(silentUntil, now() + ms);
    },
    level: () => {
      fill();
      return tokens;
    },
    close: () => {
      clearTimeout(timer);
      for (const waiter of [...queues.urgent.splice(0), ...queues.other.splice(0)]) waiter.settle(false);
    },
  };
}
