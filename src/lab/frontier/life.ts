/** One short straddle from its deal to its expiry, bar by bar, as multiples of its strike. */
import type { Kernel, OptionTable } from '../../pricing/kernel/kernel.ts';
import { YEAR } from '../../units/time.ts';
import type { CoinPath } from './market.ts';

/**
 * Columns over the closes from deal to expiry, `bars` + 1 of them filled. Prices are multiples of the strike, the
 * straddle is on one unit: so all money is a fraction of its notional, and risk aversion is per notional.
 */
export interface Life {
  /** Hours, or minutes, or however long the bars are: how many there are. */
  bars: number;
  readonly at: Float64Array;
  readonly price: Float64Array;
  readonly vol: Float64Array;
  readonly years: Float64Array;
  /** ln(price). */
  readonly logPrice: Float64Array;
  /** What of the underlying is to be held against the straddle, and how it changes with the price. */
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly funding: Float64Array;
}

export interface LifeReader {
  /** Fills the one `life` with the straddle dealt at close `from` and settled at close `to` of `path`. */
  read(path: CoinPath, from: number, to: number, vol?: Float64Array): Life;
}

function column(capacity: number): Float64Array {
  return new Float64Array(capacity);
}

/** A straddle is a call and a put: at no carry its delta is 2Δ − 1 and its gamma 2Γ of the call's. */
function fill(life: Life, kernel: Kernel, table: OptionTable): void {
  const { bars, price, vol, years } = life;
  for (let i = 0; i < bars; i += 1) {
    table.sign[i] = 1;
    table.strike[i] = 1;
    table.rate[i] = 0;
    table.carryYield[i] = 0;
    table.spot[i] = price[i] as number;
    table.vol[i] = vol[i] as number;
    table.years[i] = years[i] as number;
  }
  kernel.prepare(table, 0, bars);
  kernel.value(table, 0, bars);
  for (let i = 0; i < bars; i += 1) {
    life.delta[i] = 2 * (table.delta[i] as number) - 1;
    life.gamma[i] = 2 * (table.gamma[i] as number);
  }
}

/** A reader with room for `capacity` bars, in which each straddle overwrites the one before. */
export function lifeReader(kernel: Kernel, capacity: number): LifeReader {
  const table = kernel.table(capacity);
  const life: Life = {
    bars: 0,
    at: column(capacity + 1),
    price: column(capacity + 1),
    vol: column(capacity + 1),
    years: column(capacity + 1),
    logPrice: column(capacity + 1),
    delta: column(capacity + 1),
    gamma: column(capacity + 1),
    funding: column(capacity + 1),
  };
  return {
    read(path, from, to, vol = path.vol) {
      if (to - from > capacity) throw new RangeError(`no room for ${to - from} bars`);
      const strike = path.close[from] as number;
      const expiry = path.at[to] as number;
      life.bars = to - from;
      for (let i = 0; i <= to - from; i += 1) {
        const price = (path.close[from + i] as number) / strike;
        life.at[i] = path.at[from + i] as number;
        life.price[i] = price;
        life.logPrice[i] = Math.log(price);
        life.vol[i] = vol[from + i] as number;
        life.years[i] = (expiry - (path.at[from + i] as number)) / YEAR;
        life.funding[i] = path.funding[from + i] as number;
      }
      fill(life, kernel, table);
      return life;
    },
  };
}
