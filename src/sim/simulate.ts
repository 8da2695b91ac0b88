import { FAULTS, type Fault } from './faults.ts';
import { sha256 } from './host.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { type Failure, type Run, runSeed } from './sim.ts';
import { LEGEND } from './story.ts';

export interface SimulateRequest {
  readonly seeds: number;
  readonly from: number;
  /** Told of each world when it has ended. */
  readonly onSeed?: (run: Run) => void;
}

/** What became of many worlds. */
export interface Simulated {
  readonly seeds: number;
  readonly from: number;
  readonly failures: readonly Failure[];
  readonly ticks: number;
  readonly entries: number;
  readonly orders: number;
  readonly crashes: number;
  /** How often each kind of fault struck. */
  readonly faults: Readonly<Record<Fault, number>>;
  /** Over the hashes of all journals: the same seeds of the same program have the same. */
  readonly hash: string;
}

/** Runs the worlds of `seeds` seeds from `from` on. */
export function simulate({ seeds, from, onSeed }: SimulateRequest): Simulated {
  const failures: Failure[] = [];
  const faults = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  let [ticks, entries, orders, crashes, hash] = [0, 0, 0, 0, ''];
  for (let seed = from; seed < from + seeds; seed += 1) {
    const run = runSeed(seed);
    ticks += run.ticks;
    entries += run.entries;
    orders += run.orders;
    crashes += run.crashes;
    for (const fault of FAULTS) faults[fault] += run.faults[fault];
    hash = sha256(`${hash} ${run.hash}`);
    if (run.failure !== null) failures.push(run.failure);
    onSeed?.(run);
  }
  return { seeds, from, failures, ticks, entries, orders, crashes, faults, hash };
}

function introduction({ seed, mix, tickMs, safetyTicks, engine, venues }: Scenario): string[] {
  const hedges = engine.profiles.map(
    ({ underlying, hedge, policy }) => `${underlying} with ${hedge}, ${policy.kind}`,
  );
  const rates = FAULTS.filter((fault) => mix[fault] > 0).map(
    (fault) => `${fault} ${(100 * mix[fault]).toPrecision(2)} %`,
  );
  return [
    `= world ${seed}: ${hedges.join('; ')}; at ${venues.map(({ venue }) => venue).join(' and ')}`,
    `= ${safetyTicks} ticks of ${tickMs} ms with ${rates.join(', ') || 'no faults'}`,
    ...LEGEND,
  ];
}

/** Seconds into the world, before a line of its story. */
const COLUMN = 9;

/** Runs the world of `seed` and tells its story, line by line. */
export function story(seed: number, tell: (line: string) => void): Run {
  const scenario = drawScenario(seed);
  for (const line of introduction(scenario)) tell(line);
  const run = runSeed(seed, {
    log: (at, text) => tell(`${((at - scenario.start) / 1_000).toFixed(1).padStart(COLUMN)}  ${text}`),
  });
  const { failure, ticks, entries, orders, crashes } = run;
  if (failure !== null) tell(`= ${failure.checker}: ${failure.detail}`);
  tell(`= ${ticks} ticks, ${entries} entries, ${orders} orders, ${crashes} crashes; journal ${run.hash}`);
  return run;
}
