/** Made-up markets for the tests of this folder. */
import { createRandom } from '../../math/random.ts';
import { DAY, HOUR, YEAR } from '../../units/time.ts';
import type { CoinPath } from './market.ts';

/** 2023-01-01T00:00Z. */
const START = 1_672_531_200_000;

/** `days` of a market that diffuses at `vol` from 100, marked at that vol; each bar `intervalMs` long. */
export function walk(
  coin: string,
  days: number,
  seed: number,
  intervalMs: number = HOUR,
  vol = 0.6,
): CoinPath {
  const random = createRandom(seed);
  const bars = (days * DAY) / intervalMs;
  const deviation = vol * Math.sqrt(intervalMs / YEAR);
  const close = new Float64Array(bars);
  let price = 100;
  for (let i = 0; i < bars; i += 1) {
    price *= Math.exp(deviation * random.normal());
    close[i] = price;
  }
  return {
    coin,
    at: Float64Array.from({ length: bars }, (_, i) => START + (i + 1) * intervalMs),
    close,
    high: close.map((price) => price * (1 + deviation)),
    low: close.map((price) => price / (1 + deviation)),
    vol: new Float64Array(bars).fill(vol),
    realised: new Float64Array(bars).fill(vol),
    funding: new Float64Array(bars).fill(1e-6),
  };
}

/** `path` with every figure after the close at `after` made wrong. */
export function corrupted(path: CoinPath, after: number): CoinPath {
  const wrong = (values: Float64Array, factor: number): Float64Array =>
    values.map((value, i) => ((path.at[i] as number) > after ? value * factor * (1 + 0.2 * (i % 3)) : value));
  return {
    ...path,
    close: wrong(path.close, 2),
    high: wrong(path.high, 3),
    low: wrong(path.low, 1.5),
    vol: wrong(path.vol, 3),
    realised: wrong(path.realised, 3),
    funding: wrong(path.funding, -50),
  };
}
