import { MINUTE } from '../../units/time.ts';
import type { Desk } from './desk.ts';
import type { HyperliquidOrders } from './orders.ts';

/** The venue's dead-man switch: it cancels all orders of the account unless it is put off again and again. */
export interface DeadMan {
  /** Puts it off, to be called every `REFRESH_MS`; disarms it while orders rest that are not ours. */
  refresh(): Promise<void>;
  /** At the end: disarms it unless an order of ours still rests, which nobody else would end. */
  leave(): Promise<void>;
  /** For `doctor`: how it stands. */
  readonly state: string;
}

/** How often, and for how long. Each costs one of the requests that an account must earn by trading. */
export const REFRESH_MS: number = 2 * MINUTE;
const AHEAD_MS = 5 * MINUTE;
const TURN_MS = 10_000;

export interface DeadManOptions {
  readonly desk: Desk;
  readonly orders: Pick<HyperliquidOrders, 'foreign' | 'isResting'>;
  /** The venue's time. */
  readonly time: () => number;
  readonly notice: (text: string) => void;
}

/**
 * `scheduleCancel` cancels whatever rests, also what a client placed by hand, so it is armed only where nobody else's
 * orders rest. The venue grants it to accounts that have traded a million. Without it what of ours rests when we die
 * stays until we are back: orders have no end of their own there.
 */
export function createDeadMan({ desk, orders, time, notice }: DeadManOptions): DeadMan {
  let isArmed = false;
  let state = 'not armed yet';
  const schedule = async (action: object): Promise<string | undefined> => {
    const acted = await desk.act(action, { urgent: false, until: performance.now() + TURN_MS });
    return acted.kind === 'done' ? undefined : acted.detail;
  };
  const become = (next: string): void => {
    if (next !== state) notice(`dead-man switch: ${next}`);
    state = next;
  };
  const disarm = async (): Promise<void> => {
    if (!isArmed) return;
    const why = await schedule({ type: 'scheduleCancel' });
    isArmed = why !== undefined;
  };
  return {
    get state() {
      return state;
    },
    refresh: async () => {
      const others = await orders.foreign();
      if (others.length > 0) {
        await disarm();
        become(`not armed, for it would cancel orders that are not ours: ${others.join(', ')}`);
        return;
      }
      const why = await schedule({ type: 'scheduleCancel', time: Math.floor(time() + AHEAD_MS) });
      isArmed = why === undefined;
      if (isArmed) state = 'armed';
      else become(`not armed: ${why}`);
    },
    leave: async () => {
      if (isArmed && !(await orders.isResting())) await disarm();
    },
  };
}
