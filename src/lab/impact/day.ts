import type { Change } from '../breakers/drive.ts';
import { type Book, type Hedger, hedgeOf } from './hedger.ts';
import { AgentMarket, type Scene } from './market.ts';

/** Seconds before anything is hedged or counted, in which the book takes its shape. */
export const WARM_UP = 7_200;
const MINUTE = 60;

/** A day of the agent market. */
export interface DayRun {
  /** Mid at the end of each minute, beginning with that of the warm-up. */
  readonly prices: Float64Array;
  /** What was lacking of a whole hedge then, in base units, before anything was done about it. */
  readonly residuals: Float64Array;
  readonly liquidations: number;
  readonly liquidated: number;
  /** Base units that the hedger traded, and all together. */
  readonly took: number;
  readonly rested: number;
  readonly traded: number;
  readonly changes: readonly Change[];
}

/** `scene`, second by second, with `hedger` of `book` in it; null for none. */
export function runDay(scene: Scene, book: Book, hedger: Hedger | null): DayRun {
  const market = new AgentMarket(scene);
  const seconds = scene.weather.news.length;
  const minutes = Math.floor((seconds - WARM_UP) / MINUTE);
  const prices = new Float64Array(minutes + 1);
  const residuals = new Float64Array(minutes + 1);
  for (let t = 0; t < WARM_UP; t += 1) market.second(t);
  const before = { ...market.look() };
  for (let t = WARM_UP; ; t += 1) {
    const late = t - WARM_UP;
    if (late % MINUTE === 0) {
      const { price, held } = market.view;
      prices[late / MINUTE] = price;
      residuals[late / MINUTE] = hedger === null ? 0 : hedgeOf(book, price) - held;
    }
    if (t >= seconds) break;
    if (hedger !== null && late % hedger.every === 0) {
      const { take, rest, limit } = hedger.decide(market.look());
      market.rest(rest, limit);
      if (take !== 0) market.take(take);
    }
    market.second(t);
  }
  const { liquidations, liquidated, took, rested, traded } = market.look();
  return {
    ...{ prices, residuals, took, rested, traded: traded - before.traded, changes: hedger?.changes ?? [] },
    ...{ liquidations: liquidations - before.liquidations, liquidated: liquidated - before.liquidated },
  };
}
