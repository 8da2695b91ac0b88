/** How a binomial tree moves in one step. */
import { type Refused, refused } from '../refused.ts';
import type { Moves } from './roll-back.ts';
import type { Terms } from './value.ts';

export type Design = (terms: Terms, steps: number) => Moves | Refused;

/** Of Cox, Ross & Rubinstein; refuses steps too few for the drift. */
export const crrMoves: Design = ({ years, vol, rate, carryYield }, steps) => {
  const time = years / steps;
  const up = Math.exp(vol * Math.sqrt(time));
  const down = 1 / up;
  const probability = (Math.exp((rate - carryYield) * time) - down) / (up - down);
  return probability > 0 && probability < 1
    ? { up, down, probability, complement: 1 - probability }
    : refused('steps', steps, 'more steps: the drift of one must be within its move of vol · √time');
};

/** Peizer & Pratt's second inversion of the normal distribution to a binomial of `steps`, and 1 − it. */
function inverted(z: number, steps: number): readonly [number, number] {
  const share = z / (steps + 1 / 3 + 0.1 / (steps + 1));
  const rest = Math.exp(-share * share * (steps + 1 / 6));
  const large = 0.5 + 0.5 * Math.sqrt(1 - rest);
  const small = (0.25 * rest) / large;
  return z < 0 ? [small, large] : [large, small];
}

/** Of Leisen & Reimer; of an odd number of steps. */
export const leisenReimerMoves: Design = ({ spot, strike, years, vol, rate, carryYield }, steps) => {
  const deviation = vol * Math.sqrt(years);
  const drift = (rate - carryYield) * years;
  const d2 = (Math.log(spot / strike) + drift) / deviation - 0.5 * deviation;
  // A strike that is further out than the tree can lean is left out of the centre.
  const most = 0.5 * Math.sqrt(steps);
  const lean = Math.min(most, Math.max(-most, d2));
  const [probability, complement] = inverted(lean, steps);
  const [upShare, downShare] = inverted(lean + deviation, steps);
  const growth = Math.exp(drift / steps);
  return {
    up: (growth * upShare) / probability,
    down: (growth * downShare) / complement,
    probability,
    complement,
  };
};
