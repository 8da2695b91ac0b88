/**
 * How far published rules and the default policy are from the best that can be done, in a model where that is
 * known: one sold call, proportional costs, exponential utility. The optimum is solved exactly; what a policy
 * needs above it is simulated. Beside it stands Hull's table of delta hedging, which has neither costs nor
 * utility. Reads no files.
 */
import { createRandom } from '../../math/random.ts';
import type { Chart, Goal, Peer, Series, Study, StudySetting } from '../experiment.ts';
import { CASES, MARKETS } from './cases.ts';
import { contest, OPTIMUM, type PolicyRow, type Simulated, type Solved } from './contest.ts';
import { type HullCell, hullTable } from './hull.ts';
import { type Fineness, solveOptimum } from './optimum.ts';
import { policyMaker } from './policies.ts';
import type { Regions } from './regions.ts';

/** How much is simulated, and how finely it is solved. */
export interface Effort extends Simulated {
  readonly hullPaths: number;
  readonly fineness?: Fineness;
}

const FULL: Effort = { pairs: 200_000, prices: 641, hullPaths: 200_000 };
const SEED = 'dp';
/** Share of the work that solving is. */
const SOLVING = 0.2;

interface OptimumRow {
  readonly part: 'optimum';
  readonly market: string;
  readonly riskAversion: number;
  readonly price: number;
  readonly stated: number;
}

interface HullRow extends HullCell {
  readonly part: 'hull';
}

const OPTIMUM_WITHIN = 1e-5;
const EXCESS_AT_MOST = 0.5;
const HULL_WITHIN = 0.003;
/** Risk aversion of the cases whose regions are drawn. */
const DRAWN = 10;

/** The largest of `values`, or null where one of them is not known. */
function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length || known.length === 0 ? null : Math.max(...known);
}

function worstGap(rows: readonly { readonly stated: number; readonly reached: number }[]): number | null {
  return worst(rows.map(({ stated, reached }) => Math.abs(reached - stated)));
}

function goal(id: string, target: number, reached: number | null, what: string): Goal {
  return { id, target, reached, met: reached !== null && reached <= target, what };
}

function excessOf(rows: readonly PolicyRow[], policy: string): number | null {
  return worst(rows.filter((row) => row.policy === policy).map(({ excess }) => excess));
}

function goalsOf(
  optima: readonly OptimumRow[],
  policies: readonly PolicyRow[],
  hull: readonly HullRow[],
): readonly Goal[] {
  const optimumGap = worstGap(optima.map(({ stated, price }) => ({ stated, reached: price })));
  const excess = (id: string, policy: string): Goal => {
    const rows = policies.filter((row) => row.policy === policy && row.excessError !== null);
    const error = Math.max(...rows.map(({ excessError }) => excessError ?? 0));
    const of = `${policy}: worst excess over the optimum in % of the Black-Scholes price, at most`;
    const what = `${of}; standard error ${error.toFixed(3)}`;
    return goal(id, EXCESS_AT_MOST, excessOf(policies, policy), what);
  };
  return [
    goal('dp.optimum', OPTIMUM_WITHIN, optimumGap, 'largest |optimal price − the stated one|, at most'),
    excess('dp.zakamouline', 'Zakamouline'),
    excess('dp.utility', 'default, utility'),
    goal('dp.hull', HULL_WITHIN, worstGap(hull), 'largest |cell of Hull’s table − the stated one|, at most'),
  ];
}

const PEERS = ['no hedge', 'Black-Scholes each step', 'Leland', 'Whalley-Wilmott'];

function peersOf(rows: readonly PolicyRow[]): readonly Peer[] {
  return PEERS.map((policy) => ({
    name: `${policy}: worst excess, %`,
    reached: excessOf(rows, policy),
  }));
}

/** Regions half-way to expiry, where the holding matters. */
function regionSeries(name: string, { grid, lower, upper }: Regions, step: number): Series {
  const at = Array.from(grid.prices.keys()).filter((i) => Math.abs(Math.log(grid.prices[i] ?? 1)) < 0.4);
  const edges = at.map((i) => {
    const place = step * grid.size + i;
    return [Math.max(0, lower[place] ?? 0), Math.min(1, upper[place] ?? 0)] as const;
  });
  return {
    name,
    points: at.map((i, k) => [grid.prices[i] ?? 0, 0.5 * ((edges[k]?.[0] ?? 0) + (edges[k]?.[1] ?? 0))]),
    band: edges,
  };
}

function chartsOf(solved: readonly Solved[], rows: readonly PolicyRow[]): readonly Chart[] {
  const drawn = solved.filter(({ riskAversion }) => riskAversion === DRAWN);
  const regions = drawn.map(({ market, riskAversion, optimum }): Chart => {
    const { grid } = optimum.regions;
    const half = market.steps / 2;
    const { Zakamouline, 'Whalley-Wilmott': whalleyWilmott } = policyMaker(market, grid).averse(riskAversion);
    const all = { [OPTIMUM]: optimum.regions, Zakamouline, 'Whalley-Wilmott': whalleyWilmott };
    const series = Object.entries(all).flatMap(([name, each]) =>
      each === undefined ? [] : [regionSeries(name, each, half)],
    );
    const title = `Where to hold still half-way to expiry, ${market.name}, risk aversion ${riskAversion}`;
    return { title, kind: 'line', x: 'price', y: 'holding', series };
  });
  const shown = ['Black-Scholes each step', 'Leland', 'Whalley-Wilmott', 'Zakamouline', 'default, utility'];
  const series = shown.map((name) => {
    const own = rows.filter(({ policy, excess }) => policy === name && excess !== null);
    return { name, points: own.map(({ excess }, k) => [k + 1, excess ?? 0] as const) };
  });
  const x = `case: ${CASES.map(({ market, riskAversion }) => `${market.name}/${riskAversion}`).join(', ')}`;
  const title = 'Excess over the optimum';
  return [{ title, kind: 'bars', x, y: '% of the Black-Scholes price', series }, ...regions];
}

type Found = Awaited<ReturnType<Study>>;

/** The study at a chosen effort. Files have nothing to tell it. */
export function runDp(effort: Effort, { data, funding, chains, onProgress }: StudySetting): Found {
  const random = createRandom(SEED);
  const all = CASES.reduce((sum, { market }) => sum + market.steps, 0);
  let done = 0;
  const solved = CASES.map((each): Solved => {
    const { market, riskAversion } = each;
    const optimum = solveOptimum(market, riskAversion, effort.fineness);
    done += market.steps;
    onProgress((SOLVING * done) / all);
    return { ...each, optimum };
  });
  const policies = MARKETS.flatMap((market, m) => {
    const cases = solved.filter((each) => each.market === market);
    const tell = (share: number): void =>
      onProgress(SOLVING + ((1 - SOLVING) * (m + share)) / MARKETS.length);
    return contest(market, cases, effort, random.fork(market.name), tell);
  });
  const table = hullTable(effort.hullPaths, random.fork('hull'));
  const hull = table.map((cell): HullRow => ({ part: 'hull', ...cell }));
  const optima = solved.map(({ market, riskAversion, stated, optimum }): OptimumRow => {
    return { part: 'optimum', market: market.name, riskAversion, price: optimum.price, stated };
  });
  const isGiven = data.length + funding.length + chains.length > 0;
  return {
    goals: goalsOf(optima, policies, hull),
    peers: peersOf(policies),
    rows: [...optima, ...policies, ...hull],
    charts: chartsOf(solved, policies),
    files: [],
    warnings: isGiven ? ['dp reads no files: those that were given had no effect'] : [],
  };
}

/** The study at full effort. */
export const dp: Study = async (setting) => runDp(FULL, setting);
