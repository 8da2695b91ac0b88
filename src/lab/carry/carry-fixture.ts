/** Two coins and a third whose funding is rich for a while, drawn from a seed, as files. */
import { createRandom } from '../../math/random.ts';
import { DAY, HOUR } from '../../units/time.ts';
import { BAR_HEADER, type Folder, FUNDING_HEADER, tableOf } from '../data/data-fixture.ts';
import type { StudySetting } from '../experiment.ts';

export const START: number = Date.UTC(2026, 0, 1);

export interface Drawn {
  readonly days?: number;
  /** What funding is told multiplied by. */
  readonly sign?: number;
  /** From this day on, prices and funding are others. */
  readonly otherFrom?: number;
}

export interface DrawnFiles {
  readonly data: readonly string[];
  readonly funding: string;
}

/** Bars of an hour of spot and perp, and funding every eight hours: the premium an hour ahead, and the base rate. */
export function drawFiles(
  folder: Folder,
  name: string,
  coins: readonly string[],
  drawn: Drawn = {},
): DrawnFiles {
  const { days = 100, sign = 1, otherFrom = Infinity } = drawn;
  const data: string[] = [];
  const payments: string[] = [];
  for (const coin of coins) {
    const random = createRandom(coin);
    const [spots, perps]: [string[], string[]] = [[], []];
    let [price, premium, sum] = [100, 0, 0];
    for (let hour = 0; hour < 24 * days; hour += 1) {
      const isOther = hour >= 24 * otherFrom;
      const rich = hour % (60 * 24) < 30 * 24 ? 6e-4 : 0;
      price *= Math.exp(0.005 * random.normal() * (isOther ? 2 : 1));
      premium = rich + 0.9 * (premium - rich) + 4e-5 * random.normal() * (isOther ? 3 : 1);
      sum += premium;
      const at = START + hour * HOUR;
      const line = (value: number): string => [at, value, value, value, value, 1].join(',');
      spots.push(line(price));
      perps.push(line(price * Math.exp(premium)));
      const paid = START + (hour + 1) * HOUR;
      if (paid % (8 * HOUR) !== 0) continue;
      payments.push([paid, 'binance', coin, sign * (1e-4 + sum / 8), 8].join(','));
      sum = 0;
    }
    data.push(folder.write(`${coin}USDT_spot_1h_${name}.csv`, tableOf(BAR_HEADER, spots)));
    data.push(folder.write(`${coin}USDT_perp_1h_${name}.csv`, tableOf(BAR_HEADER, perps)));
  }
  payments.sort();
  return { data, funding: folder.write(`funding_${name}.csv`, tableOf(FUNDING_HEADER, payments)) };
}

export function settingOf({ data, funding }: DrawnFiles): StudySetting {
  return { data, funding: [funding], chains: [], isDefault: false, onProgress: () => undefined };
}

export function dayText(day: number): string {
  return new Date(START + day * DAY).toISOString().slice(0, 10);
}
