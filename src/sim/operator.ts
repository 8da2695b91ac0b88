import type { EngineConfig } from '../domain/config.ts';
import { later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { logBetween, pick, whole } from './draws.ts';
import type { Faults } from './faults.ts';
import type { Host } from './host.ts';

/** Somebody at the controls, who pauses, kills, flattens, reloads and stops, and always comes back to undo it. */
export interface Operator {
  /** What the engine is configured with when it next starts. */
  readonly config: EngineConfig;
  /** Acts on the process, which is up. */
  act(host: Host, now: Millis): void;
  /** Lets everything trade again. */
  release(host: Host, now: Millis): void;
  /** Whether the process is being stopped: it then takes no more decisions; and when it has ended. */
  readonly stoppingUntil: Millis | null;
  stopped(): void;
}

const INTERVENTIONS = ['pause', 'kill', 'stop', 'reload', 'flatten'] as const;

function reloaded(config: EngineConfig, faults: Faults): EngineConfig {
  const random = faults.of('operator');
  const { maxOrderNotional, maxPositionNotional } = config.limits;
  const limits = {
    ...config.limits,
    maxOrderNotional: maxOrderNotional * logBetween(random, 0.7, 1.5),
    maxPositionNotional: maxPositionNotional * logBetween(random, 0.7, 1.5),
  };
  return { ...config, limits };
}

export function createOperator(initial: EngineConfig, faults: Faults, tickMs: number): Operator {
  let config = initial;
  let stoppingUntil: Millis | null = null;
  let undoAt: Millis | null = null;

  const soon = (now: Millis, most: number): Millis =>
    later(now, tickMs * whole(faults.of('operator'), 2, most));

  const release = (host: Host, now: Millis): void => {
    const { mode } = host.state.standing;
    if (mode === 'paused') host.operate('resume', now);
    else if (mode !== 'running') host.operate('rearm', now);
  };

  const intervene = (host: Host, now: Millis): void => {
    const action = pick(faults.of('operator'), INTERVENTIONS);
    if (action === 'reload') {
      config = reloaded(config, faults);
      host.reload(config, now);
      return;
    }
    host.operate(action, now);
    if (action === 'stop') stoppingUntil = soon(now, 20);
  };

  return {
    get config() {
      return config;
    },
    act(host, now) {
      if (stoppingUntil !== null) return;
      if (faults.strikes('operator')) intervene(host, now);
      const { mode } = host.state.standing;
      if (mode === 'running') undoAt = null;
      else undoAt ??= soon(now, mode === 'flattening' || mode === 'flat' ? 250 : 60);
      if (undoAt !== null && now >= undoAt) release(host, now);
    },
    release,
    get stoppingUntil() {
      return stoppingUntil;
    },
    stopped() {
      stoppingUntil = null;
    },
  };
}
