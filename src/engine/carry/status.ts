/** What a book carries, for whoever looks: what it has earned, what is forecast of it, and why. */

import type { EngineState } from '../state.ts';
import { pairId } from './learning.ts';

export interface CarryStatus {
  readonly pair: string;
  /** Notional held, in quote units, signed in the pair's direction; null before it is known. What is aimed at. */
  readonly held: number | null;
  readonly aim: number;
  /** Funding that its legs were paid so far, less what they paid, in the reporting currency. */
  readonly earned: number;
  /** Of a unit of notional, over so many days: what is expected, and one deviation of that. Null where nothing is. */
  readonly forecast: { readonly days: number; readonly expected: number; readonly deviation: number } | null;
  /** What was last decided and why, or what is not known yet. */
  readonly because: string;
}

/** Every pair of the config, in its order. */
export function carryStatuses({ config, carry }: EngineState): readonly CarryStatus[] {
  return config.profiles.flatMap(({ carry: pairs = [] }) =>
    pairs.map((terms): CarryStatus => {
      const pair = pairId(terms);
      const last = carry?.last[pair];
      const earned = (carry?.earned[terms.bought] ?? 0) + (carry?.earned[terms.sold] ?? 0);
      const aim = carry?.memories[pair]?.aim ?? 0;
      if (last === undefined || typeof last === 'string')
        return { pair, held: null, aim, earned, forecast: null, because: last ?? 'not looked at yet' };
      const { outlook, reason, unsound, held } = last.because;
      const forecast =
        outlook === null
          ? null
          : { days: outlook.days, expected: outlook.expected, deviation: outlook.deviation };
      return { pair, held, aim, earned, forecast, because: `${last.kind}: ${unsound ?? reason}` };
    }),
  );
}
