import { isUnanswered, NoAnswer, VenueRefused, WireDown } from '../../wire/protocol.ts';
import { isLoss, Refusal, textOf } from './fault.ts';

/**
 * Whether the exchange can be heard, told from streams and questions that are kept up: one that breaks off takes the
 * link down, and it is up again when everything has been caught up with while nothing broke off.
 */
export interface Link {
  /** Resolves when first up; rejects with `VenueRefused` where trying again is no use. */
  start(): Promise<void>;
  /** Takes `turn` again and again until the link is closed. */
  keep(name: string, turn: () => Promise<void>): void;
  lose(reason: string): void;
  /** Resolves after `ms`, and never where the link is closed before. */
  sleep(ms: number): Promise<void>;
  close(): void;
}

export interface LinkTerms {
  /** All that must have been done before the link is up. */
  readonly attempt: () => Promise<void>;
  readonly up: () => void;
  readonly down: (reason: string) => void;
  readonly notice: (text: string) => void;
  readonly retryMs: number;
  readonly retryMaxMs: number;
}

/** A stream that has not broken off for so long, or has told something, is taken to be there. */
const CALM_MS = 250;
/** How long all of them are waited for. */
const CALM_BY_MS = 5_000;

interface Keeper {
  /** When it will have been quiet for long enough, in the time of `performance.now`. */
  calmAt: number;
  pause: number;
  last: string;
}

function isBroken(error: unknown): boolean {
  if (error instanceof Refusal) return false;
  if (error instanceof NoAnswer) return error.cause === undefined || isLoss(error.cause);
  return error instanceof WireDown || isLoss(error);
}

export function createLink(terms: LinkTerms): Link {
  const { attempt, up, down, notice, retryMs, retryMaxMs } = terms;
  const keepers = new Set<Keeper>();
  const sleepers = new Set<NodeJS.Timeout>();
  let [isUp, isClosed, isRecovering] = [false, false, false];
  let losses = 0;
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (isClosed) return;
      const timer = setTimeout(() => {
        sleepers.delete(timer);
        resolve();
      }, ms);
      sleepers.add(timer);
    });
  const calm = async (): Promise<boolean> => {
    const by = performance.now() + CALM_BY_MS;
    while (!isClosed && performance.now() < by) {
      if ([...keepers].every(({ calmAt }) => calmAt <= performance.now())) return true;
      await sleep(CALM_MS / 10);
    }
    return false;
  };
  const recover = async (): Promise<void> => {
    let pause = retryMs;
    let said = '';
    while (!isClosed && !isUp) {
      const before = losses;
      try {
        await attempt();
        if ((await calm()) && losses === before) {
          isUp = true;
          up();
          settle?.resolve();
          return;
        }
      } catch (error) {
        if (error instanceof VenueRefused && settle !== undefined) settle.reject(error);
        if (!(error instanceof VenueRefused || isUnanswered(error))) throw error;
        if (said !== error.message) notice(`not yet: ${error.message}`);
        said = error.message;
      }
      await sleep(pause);
      pause = Math.min(retryMaxMs, 2 * pause);
    }
  };
  const restart = (): void => {
    if (isRecovering || isClosed) return;
    isRecovering = true;
    recover()
      .catch((error: unknown) => {
        // A bug must not pass for an exchange that is away.
        process.nextTick(() => {
          throw error;
        });
      })
      .finally(() => {
        isRecovering = false;
        if (!isUp) restart();
      });
  };
  const lose = (reason: string): void => {
    if (isClosed) return;
    losses += 1;
    if (isUp) {
      isUp = false;
      down(reason);
    }
    restart();
  };
  const keepUp = async (keeper: Keeper, name: string, turn: () => Promise<void>): Promise<void> => {
    while (!isClosed) {
      try {
        await turn();
        keeper.calmAt = Math.min(keeper.calmAt, performance.now());
        keeper.pause = retryMs;
      } catch (error) {
        if (isClosed) return;
        const said = `${name}: ${textOf(error)}`;
        // What is refused says nothing of the connection, and may be refused for ever.
        if (isBroken(error)) {
          keeper.calmAt = Infinity;
          lose(said);
        } else if (said !== keeper.last) notice(said);
        keeper.last = said;
        await sleep(keeper.pause * (0.5 + 0.5 * Math.random()));
        keeper.pause = Math.min(retryMaxMs, 2 * keeper.pause);
        if (keeper.calmAt === Infinity) keeper.calmAt = performance.now() + CALM_MS;
      }
    }
  };

  return {
    start: () =>
      new Promise((resolve, reject) => {
        settle = {
          resolve: () => {
            settle = undefined;
            resolve();
          },
          reject: (error) => {
            settle = undefined;
            isClosed = true;
            reject(error);
          },
        };
        restart();
      }),
    keep: (name, turn) => {
      const keeper = { calmAt: performance.now() + CALM_MS, pause: retryMs, last: '' };
      keepers.add(keeper);
      void keepUp(keeper, name, turn);
    },
    lose,
    sleep,
    close: () => {
      isClosed = true;
      for (const timer of sleepers) clearTimeout(timer);
    },
  };
}
