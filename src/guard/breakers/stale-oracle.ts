import type { Millis } from '../../units/units.ts';
import { graded, isPositive, type Signal, type Thresholds } from './signal.ts';

/** What an oracle or a feed last said of itself. `updatedAt` is its own time. */
export interface OracleUpdate {
  readonly at: Millis;
  readonly updatedAt: number;
  /** How long it promises to be silent at most. */
  readonly heartbeatMs: number;
}

export interface OracleAge {
  readonly at: Millis;
  readonly updatedAt: number;
  readonly heartbeatMs: number;
}

/**
 * Ages in heartbeats. Chainlink's hourly feeds were late by 3 % at most in ten months of recorded rounds, so
 * a tenth is not usual; at 2 a whole update has not come; at 3 it is three hours for such a feed, which is
 * when Lyra v1 took its Greeks for stale.
 */
const HEARTBEATS: Thresholds = [1.1, 2, 3];

/** An oracle that is silent for longer than it promised. Its age grows without readings too. */
export const staleOracle: Signal<OracleAge, OracleUpdate> = {
  fold(state, { at, updatedAt, heartbeatMs }) {
    if (!Number.isFinite(updatedAt) || !isPositive(heartbeatMs)) return state;
    if (state !== undefined && at < state.at) return state;
    // A clock ahead of ours would make the oracle look young for too long, and one that goes back is not
    // believed.
    return { at, updatedAt: Math.max(state?.updatedAt ?? -Infinity, Math.min(at, updatedAt)), heartbeatMs };
  },
  severity(state, at) {
    return graded((at - state.updatedAt) / state.heartbeatMs, HEARTBEATS, 'age in heartbeats');
  },
};
