/** The surface on recorded option chains of an exchange: that every smile of them is fitted, and how well. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { quantile } from '../../math/statistics.ts';
import { impliedVol } from '../implied-vol/implied-vol.ts';
import { butterflyViolation } from './arbitrage.ts';
import type { Slice, SliceFit } from './fit-slice.ts';
import { fitSsvi, type SsviExpiry } from './fit-ssvi.ts';
import { fitSurface } from './fit-surface.ts';
import type { SmileQuote, SmileQuotes } from './smile-quotes.ts';
import { surfaceOf } from './surface.ts';
import { sviVariance } from './svi.ts';

const isLong = process.env.EVENKEEL_LONG === '1';
const YEAR_MS = 365 * 86_400_000;

interface Option {
  readonly snapshot: string;
  readonly years: number;
  readonly type: 'call' | 'put';
  readonly strike: number;
  readonly forward: number;
}

type Sides = Omit<SmileQuote, 'logMoneyness'>;
type Reader = (cells: string[], option: Option) => Sides;

/** Sides that are there; an exchange's file has 0 or nothing for one that is not. */
function sidesOf(sides: { [side in keyof Sides]: number | undefined }): Sides {
  return Object.fromEntries(Object.entries(sides).filter(([, vol]) => vol !== undefined && vol > 0));
}

/** Bid and ask in coin, the mark as a vol: the files of 2025 and 2026. */
const inCoin: Reader = (cells, option) => {
  const vol = (coin: string | undefined) => {
    const found = impliedVol({ ...option, price: Number(coin) * option.forward });
    return 'kind' in found ? undefined : found.vol;
  };
  return sidesOf({ bid: vol(cells[8]), ask: vol(cells[9]), mark: Number(cells[11]) });
};

/** All in vol, in percent: the file of 2020. */
const inVol: Reader = (cells) =>
  sidesOf({ bid: Number(cells[14]) / 100, ask: Number(cells[15]) / 100, mark: Number(cells[13]) / 100 });

/**
 * The smiles of every `every`-th snapshot of a file, from five quotes out of the money up. A snapshot is all that
 * was read within five minutes of its first row.
 */
function smilesIn(file: string, every: number, read: Reader): SmileQuotes[][] {
  const text = gunzipSync(readFileSync(sharedPath('data', 'options', file))).toString();
  const snapshots = new Map<string, Map<string, { years: number; quotes: SmileQuote[] }>>();
  let [count, first] = [0, -Infinity];
  for (const line of text.split('\n').slice(1)) {
    const at = Number(line.slice(0, 13));
    if (at > first + 300_000) [count, first] = [count + 1, at];
    if (line === '' || count % every !== 1 % every) continue;
    const cells = line.split(',');
    const [, ccy, , expiry, strike, type, forward] = cells;
    const option: Option = {
      snapshot: `${first} ${ccy}`,
      years: (Number(expiry) - first) / YEAR_MS,
      type: type === 'C' ? 'call' : 'put',
      strike: Number(strike),
      forward: Number(forward),
    };
    const isOutside = (option.type === 'call') === option.strike >= option.forward;
    if (option.years <= 0 || !isOutside) continue;
    const smiles = snapshots.get(option.snapshot) ?? new Map();
    snapshots.set(option.snapshot, smiles);
    const smile = smiles.get(expiry) ?? { years: option.years, quotes: [] };
    smiles.set(expiry, smile);
    smile.quotes.push({ logMoneyness: Math.log(option.strike / option.forward), ...read(cells, option) });
  }
  return [...snapshots.values()].map((smiles) =>
    [...smiles.values()]
      .filter(({ quotes }) => quotes.length >= 5)
      .map((smile) => ({ ...smile, measure: 'vol' as const }))
      .sort((x, y) => x.years - y.years),
  );
}

function answered<T extends object>(result: T): Exclude<T, { kind: 'refused' }> {
  if ('kind' in result && result.kind === 'refused') throw new Error(JSON.stringify(result));
  return result as Exclude<T, { kind: 'refused' }>;
}

/** |model − mark| in vol points of the quotes within two standard deviations of the money. */
function missesOf({ svi, years }: Slice, { quotes }: SmileQuotes): number[] {
  return quotes
    .filter(({ logMoneyness, mark = 0 }) => Math.abs(logMoneyness) < 2 * mark * Math.sqrt(years))
    .map(({ logMoneyness, mark = 0 }) =>
      Math.abs(100 * (Math.sqrt(sviVariance(svi, logMoneyness) / years) - mark)),
    );
}

/** What a fit of many smiles came to. */
function summaryOf(slices: readonly (SliceFit | SsviExpiry)[], smiles: readonly SmileQuotes[]) {
  const misses = slices.flatMap((slice, i) => missesOf(slice, smiles[i]!));
  const quotes = slices.reduce((sum, { targets }) => sum + targets, 0);
  const inside = slices.reduce((sum, { insideShare, targets }) => sum + insideShare * targets, 0);
  return {
    median: quantile(misses, 0.5),
    p95: quantile(misses, 0.95),
    inside: inside / quotes,
  };
}

/** What no file of four months, 11,000 smiles in all, is beyond; 2020 has wider markets and gets its own. */
const RECENT = { median: 0.15, p95: 0.9, inside: 0.93, jointMedian: 0.7, jointP95: 4 };
const IN_2020 = { median: 0.4, p95: 2, inside: 0.95, jointMedian: 2.3, jointP95: 7 };

describeWithShared('the surface on recorded chains', () => {
  const chains: readonly [string, number, Reader, number, typeof RECENT][] = [
    ['deribit_btc_chain_fullgreeks_20200521.csv.gz', 1, inVol, 7, IN_2020],
    ['deribit_chain_2025-12.csv.gz', 2, inCoin, 40, RECENT],
    ['deribit_chain_2026-02.csv.gz', 60, inCoin, 40, RECENT],
    ['deribit_chain_2026-04.csv.gz', 60, inCoin, 40, RECENT],
  ];
  const rest = ['deribit_chain_2026-01.csv.gz', 'deribit_chain_2026-03.csv.gz'];
  const all = isLong ? [...chains, ...rest.map((file) => [file, 1, inCoin, 2000, RECENT] as const)] : chains;

  it.each(all)('is fitted to %s', (file, every, read, least, bound) => {
    const snapshots = smilesIn(file, isLong ? 1 : every, read);
    const smiles = snapshots.flat();
    expect(smiles.length).toBeGreaterThanOrEqual(least);

    const surfaces = snapshots.map((each) => answered(fitSurface(each)));
    const slices = surfaces.flatMap((surface) => surface.slices);
    for (const { kind, svi } of slices) {
      expect(kind).toBe('svi');
      expect(butterflyViolation(svi)).toBeUndefined();
    }
    // Of some 960 surfaces in all the files one keeps a crossing.
    const crossed = surfaces.filter(({ calendar }) => calendar !== undefined).length;
    expect(crossed).toBeLessThanOrEqual(surfaces.length > 200 ? 1 : 0);
    const own = summaryOf(slices, smiles);

    const joint = snapshots.map((each) => answered(fitSsvi(each)).expiries);
    for (const expiries of joint) expect(answered(surfaceOf(expiries)).calendar).toBeUndefined();
    const together = summaryOf(joint.flat(), smiles);

    if (isLong) console.info(file, { smiles: smiles.length, crossed, own, together });
    expect(own.median).toBeLessThan(bound.median);
    expect(own.p95).toBeLessThan(bound.p95);
    expect(own.inside).toBeGreaterThan(bound.inside);
    expect(together.median).toBeLessThan(bound.jointMedian);
    expect(together.p95).toBeLessThan(bound.jointP95);
  });
});
