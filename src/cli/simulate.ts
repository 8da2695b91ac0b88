import type { Failure, Run } from '../sim/sim.ts';
import { type Simulated, simulate, story } from '../sim/simulate.ts';
import { EXIT } from './exit.ts';
import { jsonLine, type Output, terminal } from './output.ts';

/** Worlds that are run when nobody says how many. */
const SEEDS = 200;
/** Worlds between two words of progress. */
const PROGRESS_EVERY = 100;

function describe({ seed, checker, detail, at }: Failure): string {
  const told = `seed ${seed}: ${checker}, after ${at / 1_000} s: ${detail}`;
  return `${told}\n  evenkeel simulate --seed ${seed} tells how it came to that`;
}

function summary({
  seeds,
  from,
  failures,
  ticks,
  entries,
  orders,
  crashes,
  faults,
  hash,
}: Simulated): string {
  const kinds = Object.entries(faults).map(([fault, count]) => `${fault} ${count}`);
  const verdict = failures.length === 0 ? 'all well' : `${failures.length} failed`;
  return [
    `${seeds} worlds from seed ${from}: ${verdict}`,
    `${ticks} ticks, ${entries} journal entries, ${orders} orders, ${crashes} crashes`,
    `faults: ${kinds.join(', ')}`,
    `hash ${hash}`,
  ].join('\n');
}

/** The document that `--json` ends with. */
function documentOf({ seed, failure, ticks, entries, orders, crashes, faults, hash }: Run): Simulated {
  const failures = failure === null ? [] : [failure];
  return { seeds: 1, from: seed, failures, ticks, entries, orders, crashes, faults, hash };
}

function runMany(seeds: number, from: number, output: Output): Simulated {
  let done = 0;
  const simulated = simulate({
    seeds,
    from,
    onSeed: ({ failure }) => {
      done += 1;
      if (failure !== null) output.err(describe(failure));
      if (done % PROGRESS_EVERY === 0 && done < seeds) output.err(`${done} of ${seeds} worlds`);
    },
  });
  output.err(summary(simulated));
  return simulated;
}

/** `evenkeel simulate [--seeds N] [--seed S]`: N worlds from seed S on, or the story of the one world S. */
export function main(
  options: { readonly seeds?: number; readonly seed?: number; readonly json: boolean },
  output: Output = terminal,
): Promise<number> {
  const { seeds, seed, json } = options;
  const simulated =
    seeds === undefined && seed !== undefined
      ? documentOf(story(seed, output.out))
      : runMany(seeds ?? SEEDS, seed ?? 1, output);
  if (json) output.out(jsonLine(simulated));
  return Promise.resolve(simulated.failures.length === 0 ? EXIT.ok : EXIT.failed);
}
