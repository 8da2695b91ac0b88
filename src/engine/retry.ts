import { later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import type { EngineState } from './state.ts';

/** When what could not be carried out now is tried again, if nothing else raises a decision before. */
export function retryAt(state: EngineState): Millis {
  return later(state.at, state.config.execution.orderLifeMs);
}
