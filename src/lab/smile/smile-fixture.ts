/** Option chains made up for the tests of this folder: vols follow the underlying by a rule that is known. */
import { createRandom } from '../../math/random.ts';
import { black76 } from '../../pricing/black-scholes.ts';
import type { VolResponse } from '../../pricing/surface/vol-response.ts';
import { DAY, HOUR, YEAR } from '../../units/time.ts';
import type { Chains, Contract } from './chain-file.ts';

export interface World {
  readonly seed: string;
  readonly days: number;
  /** Per six hours, relative. */
  readonly jump: number;
  /** Of every vol, each six hours, besides what follows the underlying. */
  readonly volNoise: number;
  readonly response: VolResponse;
}

export const START = 1_767_225_600_000;
const EXPIRIES = [20, 45, 80, 150];
const STRIKES = Array.from({ length: 15 }, (_, i) => 60 + 6 * i);

export const CHAIN_HEADER: string =
  'ts_ms,ccy,instrument,expiry_ms,strike,type,underlying,index,bid,ask,mark,mark_iv,delta,vega,' +
  'open_interest,volume_24h';

function contractsOf(): readonly Contract[] {
  return EXPIRIES.flatMap((days) =>
    STRIKES.flatMap((strike) =>
      (['call', 'put'] as const).map((type) => ({
        name: `BTC-${days}-${strike}-${type === 'call' ? 'C' : 'P'}`,
        ccy: 'BTC',
        type,
        strike,
        expiry: START + days * DAY,
      })),
    ),
  );
}

/** A chain of one coin that stands at 100 at first, a snapshot each six hours. */
export function chainsOf({ seed, days, jump, volNoise, response }: World): Chains {
  const random = createRandom(seed);
  const contracts = contractsOf();
  const vols = new Map<string, number>();
  const columns = { contract: [], at: [], underlying: [], bid: [], ask: [], mark: [], vol: [] } as {
    [K in Exclude<keyof Chains, 'contracts'>]: number[];
  };
  let spot = 100;
  for (let at = START; at < START + days * DAY; at += 6 * HOUR) {
    const move = jump * random.normal();
    spot *= 1 + move;
    for (const [i, { type, strike, expiry }] of contracts.entries()) {
      const years = (expiry - at) / YEAR;
      if (years <= 0) continue;
      const key = `${strike} ${expiry}`;
      let vol = vols.get(key) ?? 0.6;
      const before = { type: 'call', forward: spot / (1 + move), strike, years, vol, rate: 0 } as const;
      const call = black76(before);
      if (type === 'call' && !('kind' in call)) {
        const pull = response.level + response.tilt * (call.delta - 0.5);
        vol += (pull * move) / Math.sqrt(years) + volNoise * random.normal();
        vol = Math.min(1.5, Math.max(0.2, vol));
        vols.set(key, vol);
      }
      const value = black76({ type, forward: spot, strike, years, vol, rate: 0 });
      const mark = 'kind' in value ? 0 : value.price / spot;
      columns.contract.push(i);
      columns.at.push(at);
      columns.underlying.push(spot);
      columns.bid.push(0.99 * mark);
      columns.ask.push(1.01 * mark);
      columns.mark.push(mark);
      columns.vol.push(vol);
    }
  }
  return { contracts, ...columns };
}

/** `chains` as the lines of a file, without its header. */
export function linesOf(chains: Chains): string[] {
  return chains.at.map((at, row) => {
    const { name, ccy, expiry, strike, type } = chains.contracts[chains.contract[row] as number] as Contract;
    const [spot, mark] = [chains.underlying[row], chains.mark[row]];
    const letter = type === 'call' ? 'C' : 'P';
    const quotes = `${chains.bid[row]},${chains.ask[row]},${mark},${chains.vol[row]}`;
    return `${at},${ccy},${name},${expiry},${strike},${letter},${spot},${spot},${quotes},0,0,1,1`;
  });
}
