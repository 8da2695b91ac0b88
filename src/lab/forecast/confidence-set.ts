import type { Random } from '../../math/random.ts';

interface Bootstrap {
  readonly draws: number;
  /** How many periods in a row a draw takes: longer than losses stay related. */
  readonly block: number;
  readonly random: Random;
}

/** Column sums of `losses` over periods drawn in blocks with replacement, wrapped around the end. */
function resampled(losses: readonly (readonly number[])[], { block, random }: Bootstrap): number[] {
  const n = losses[0]?.length ?? 0;
  const sums = losses.map(() => 0);
  for (let taken = 0; taken < n; taken += block) {
    const start = random.int(n);
    const length = Math.min(block, n - taken);
    for (let i = 0; i < length; i += 1) {
      const at = (start + i) % n;
      for (const [m, row] of losses.entries()) sums[m] = (sums[m] as number) + (row[at] as number);
    }
  }
  return sums.map((sum) => sum / n);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * p-value of each model, a row of `losses` each, over the same periods: the models with p of α or more are
 * those that hold the best with confidence 1 − α. Hansen, Lunde & Nason, Econometrica 79 (2011) 453–497: the
 * worst is put out while the largest t of a mean loss over the mean of all is too large for chance, by a
 * circular block bootstrap.
 */
export function confidenceSet(losses: readonly (readonly number[])[], bootstrap: Bootstrap): number[] {
  const means = losses.map(meanOf);
  const draws = Array.from({ length: bootstrap.draws }, () => resampled(losses, bootstrap));
  const p = losses.map(() => 1);
  let left = losses.map((_, m) => m);
  let largest = 0;
  while (left.length > 1) {
    const centre = meanOf(left.map((m) => means[m] as number));
    const over = left.map((m) => (means[m] as number) - centre);
    // How far each draw's excess lies from the excess found: what chance does.
    const noise = draws.map((draw) => {
      const middle = meanOf(left.map((m) => draw[m] as number));
      return left.map((m, i) => (draw[m] as number) - middle - (over[i] as number));
    });
    const errors = over.map((_, i) =>
      Math.sqrt(meanOf(noise.map((row) => (row[i] as number) * (row[i] as number)))),
    );
    const scores = over.map((value, i) => ((errors[i] as number) > 0 ? value / (errors[i] as number) : 0));
    const worst = Math.max(...scores);
    const beyond = noise.filter((row) => {
      const highest = Math.max(
        ...row.map((x, i) => ((errors[i] as number) > 0 ? x / (errors[i] as number) : 0)),
      );
      return highest >= worst;
    });
    largest = Math.max(largest, beyond.length / draws.length);
    const out = scores.indexOf(worst);
    p[left[out] as number] = largest;
    left = left.filter((_, i) => i !== out);
  }
  return p;
}
