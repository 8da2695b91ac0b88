/** What happens to the market whoever hedges in it: drawn once from a seed, so that all hedgers meet the same. */
import type { Random } from '../../math/random.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../units/time.ts';

/** One value a second. */
export interface Weather {
  /** Changes of the fair value, in quote units. */
  readonly news: Float64Array;
  /** Base units that others bought and sold with orders that take. */
  readonly bought: Float64Array;
  readonly sold: Float64Array;
}

export interface Climate {
  /** Standard deviation of what news does to the fair value in a day, in quote units, jumps apart. */
  readonly dailyNews: number;
  /** How often news comes at once, a day, and how large such news is on average, in quote units. */
  readonly jumps: number;
  readonly jump: number;
  /** Base units that all take in a day. */
  readonly dailyVolume: number;
  /** Standard deviation of (bought − sold) / (bought + sold) within a second, and of its mean over many minutes. */
  readonly imbalance: number;
  readonly leaning: number;
}

const DAY_SECONDS = DAY / SECOND;
/** Of the logarithm of activity, on which vol and volume both depend. */
const ACTIVITY_SD = 0.4;
const ACTIVITY_LIFE = HOUR / SECOND;
/** How long others lean to one side, who work large orders. */
const LEANING_LIFE = (10 * MINUTE) / SECOND;

/** The weather of `seconds` seconds. Activity is redrawn once a minute, which is often enough for its life. */
export function drawWeather(climate: Climate, seconds: number, random: Random): Weather {
  const [news, bought, sold] = [0, 0, 0].map(() => new Float64Array(seconds)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const perSecond = climate.dailyNews / Math.sqrt(DAY_SECONDS);
  const volume = climate.dailyVolume / DAY_SECONDS;
  const [keepActivity, keepLeaning] = [Math.exp(-60 / ACTIVITY_LIFE), Math.exp(-60 / LEANING_LIFE)];
  let log = ACTIVITY_SD * random.normal();
  let leaning = climate.leaning * random.normal();
  let activity = 1;
  for (let t = 0; t < seconds; t += 1) {
    if (t % 60 === 0) {
      log = keepActivity * log + ACTIVITY_SD * Math.sqrt(1 - keepActivity * keepActivity) * random.normal();
      leaning =
        keepLeaning * leaning + climate.leaning * Math.sqrt(1 - keepLeaning * keepLeaning) * random.normal();
      activity = Math.exp(log - ACTIVITY_SD * ACTIVITY_SD);
    }
    const hasJump = random.next() < climate.jumps / DAY_SECONDS;
    const jump = hasJump ? -climate.jump * Math.log(1 - random.next()) * (random.next() < 0.5 ? -1 : 1) : 0;
    news[t] = perSecond * activity * random.normal() + jump;
    const traded = volume * activity * (0.5 - 0.5 * Math.log(1 - random.next()));
    const excess = Math.max(-1, Math.min(1, leaning + climate.imbalance * random.normal()));
    bought[t] = 0.5 * traded * (1 + excess);
    sold[t] = 0.5 * traded * (1 - excess);
  }
  return { news, bought, sold };
}
