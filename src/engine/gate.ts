import type { Gate } from '../decide/decide.ts';
import { isBarred } from '../guard/breakers/permits.ts';
import type { Standing } from '../guard/standing.ts';
import { levelOf } from './breakers.ts';
import type { EngineState } from './state.ts';

const GATE: Record<Standing['mode'], Gate> = {
  running: 'running',
  paused: 'paused',
  halted: 'halted',
  killed: 'paused',
  // A flatten decides for itself: nobody comes here.
  flattening: 'paused',
  flat: 'paused',
};

/** What the operator's word, the day's loss and the breakers together let decisions do. */
export function gateOf(state: EngineState): Gate {
  const gate = GATE[state.standing.mode];
  return gate === 'running' && isBarred(levelOf(state)) ? 'halted' : gate;
}
