/** Chains cut into snapshots, and in each the options that a move can be measured from. */
import { black76, type OptionValue } from '../../pricing/black-scholes.ts';
import { DAY, MINUTE, YEAR } from '../../units/time.ts';
import type { Chains, Contract } from './chain-file.ts';

/** Rows of one snapshot may be read so far apart. */
const APART = 10 * MINUTE;
/** Nearer to its end an option's price is all gamma, and the exchange settles on an average. */
const LEAST_TO_EXPIRY = 2 * DAY;
/** Beyond, an option is worth a few ticks more than nothing, or than the underlying. */
const DELTAS = [0.05, 0.95] as const;
/** Bid to ask, as a share of the underlying. */
const WIDEST = 0.02;
/** The mark against Black-Scholes at its own vol, of the underlying: more, and they are of different moments. */
const STALE = 5e-4;

/** One option at one time. */
export interface Quote {
  readonly contract: number;
  readonly at: number;
  readonly spot: number;
  /** In US dollars. */
  readonly price: number;
}

/** A quote that a move may be measured from. Greeks of Black (1976) at the mark's vol, undiscounted. */
export interface Start extends Quote {
  readonly terms: Contract;
  readonly years: number;
  readonly delta: number;
  readonly vega: number;
  /** ∂σ/∂K. */
  readonly perStrike: number;
}

export interface Snapshot {
  readonly at: number;
  readonly quotes: readonly Quote[];
  /** By place in `quotes`; undefined where a move should not be measured from there. */
  starts(): readonly (Start | undefined)[];
}

/** Slope at `here` of the parabola through three neighbours. */
function slopeAt(
  before: readonly [number, number],
  here: readonly [number, number],
  after: typeof before,
): number {
  const [left, right] = [here[0] - before[0], after[0] - here[0]];
  const [fall, rise] = [(here[1] - before[1]) / left, (after[1] - here[1]) / right];
  return (fall * right + rise * left) / (left + right);
}

/** ∂σ/∂K of each row from the marks of its neighbours by strike; NaN where it has not two. */
function slopesOf(chains: Chains, rows: readonly number[]): ReadonlyMap<number, number> {
  const { contracts, contract, underlying, vol } = chains;
  const smiles = new Map<string, number[]>();
  const termsOf = (row: number): Contract => contracts[contract[row] as number] as Contract;
  for (const row of rows) {
    if (!((vol[row] as number) > 0)) continue;
    const { ccy, type, expiry } = termsOf(row);
    const key = `${ccy} ${type} ${expiry}`;
    const smile = smiles.get(key);
    if (smile === undefined) smiles.set(key, [row]);
    else smile.push(row);
  }
  const slopes = new Map<number, number>();
  for (const smile of smiles.values()) {
    smile.sort((x, y) => termsOf(x).strike - termsOf(y).strike);
    const points = smile.map((row): [number, number] => {
      return [Math.log(termsOf(row).strike / (underlying[row] as number)), vol[row] as number];
    });
    for (let i = 1; i + 1 < smile.length; i += 1) {
      const [before, here, after] = [points[i - 1], points[i], points[i + 1]];
      if (before === undefined || here === undefined || after === undefined) continue;
      const row = smile[i] as number;
      slopes.set(row, slopeAt(before, here, after) / termsOf(row).strike);
    }
  }
  return slopes;
}

/** Whether the row's quotes are two-sided, close together and around a mark that is of the same moment. */
function isSound(chains: Chains, row: number, value: OptionValue): boolean {
  const [bid, ask, mark] = [chains.bid[row] as number, chains.ask[row] as number, chains.mark[row] as number];
  const spot = chains.underlying[row] as number;
  const isQuoted = bid <= mark && mark <= ask && ask - bid <= WIDEST;
  return isQuoted && Math.abs(mark - value.price / spot) <= STALE;
}

function startOf(chains: Chains, row: number, quote: Quote, perStrike: number): Start | undefined {
  const terms = chains.contracts[quote.contract] as Contract;
  const vol = chains.vol[row] as number;
  const left = terms.expiry - quote.at;
  if (!(vol > 0 && left >= LEAST_TO_EXPIRY && Number.isFinite(perStrike))) return undefined;
  const years = left / YEAR;
  const { type, strike } = terms;
  const value = black76({ type, forward: quote.spot, strike, years, vol, rate: 0 });
  if ('kind' in value || !isSound(chains, row, value)) return undefined;
  const { delta, vega } = value;
  if (!(Math.abs(delta) >= DELTAS[0] && Math.abs(delta) <= DELTAS[1])) return undefined;
  return { ...quote, terms, years, delta, vega, perStrike };
}

function snapshotOf(chains: Chains, rows: readonly number[]): Snapshot {
  const quotes = rows.map((row): Quote => {
    const spot = chains.underlying[row] as number;
    const price = (chains.mark[row] as number) * spot;
    return { contract: chains.contract[row] as number, at: chains.at[row] as number, spot, price };
  });
  return {
    at: quotes.at(-1)?.at ?? 0,
    quotes,
    starts() {
      const slopes = slopesOf(chains, rows);
      return quotes.map((quote, i) => {
        const row = rows[i] as number;
        return startOf(chains, row, quote, slopes.get(row) ?? Number.NaN);
      });
    },
  };
}

/**
 * The snapshots in `chains` by time, whatever the order of the rows. A row belongs to the snapshot whose first row is
 * less than ten minutes before it; of two rows of one option in one snapshot the first counts.
 */
export function* snapshotsOf(chains: Chains): Generator<Snapshot> {
  const order = Array.from(chains.at, (_, row) => row);
  order.sort((x, y) => (chains.at[x] as number) - (chains.at[y] as number) || x - y);
  let rows: number[] = [];
  let seen = new Set<number>();
  let first = -Infinity;
  for (const row of order) {
    const at = chains.at[row] as number;
    if (rows.length > 0 && at - first >= APART) {
      yield snapshotOf(chains, rows);
      rows = [];
      seen = new Set();
    }
    if (rows.length === 0) first = at;
    const contract = chains.contract[row] as number;
    if (seen.has(contract)) continue;
    seen.add(contract);
    rows.push(row);
  }
  if (rows.length > 0) yield snapshotOf(chains, rows);
}
