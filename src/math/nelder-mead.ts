/**
 * The downhill simplex of Nelder & Mead, Computer Journal 7 (1965) 308–313, with the coefficients that Gao & Han,
 * Computational Optimization and Applications 51 (2012) 259–277, adapt to the number of variables. It needs no
 * slopes, bears walls of Infinity, and takes the same path from the same start.
 */

interface Limits {
  /** At most so many calls of the function, the first simplex included. */
  readonly evaluations: number;
  /** Stop when the simplex is smaller than this share of the first steps, in every variable. */
  readonly tolerance: number;
}

export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  readonly evaluations: number;
}

interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

/** `from` + `share` · (`to` − `from`). */
function along(from: readonly number[], to: readonly number[], share: number): number[] {
  return from.map((x, i) => x + share * ((to[i] as number) - x));
}

/** Whether every vertex lies within `tolerance` first steps of the best. */
function isSmall(simplex: readonly Vertex[], step: readonly number[], tolerance: number): boolean {
  const [best, ...others] = simplex as [Vertex, ...Vertex[]];
  return others.every((vertex) =>
    vertex.at.every(
      (x, i) => Math.abs(x - (best.at[i] as number)) <= tolerance * Math.abs(step[i] as number),
    ),
  );
}

/** In place: every vertex but the best is drawn towards it. */
function shrink(simplex: Vertex[], share: number, tried: (at: readonly number[]) => Vertex): void {
  const best = simplex[0] as Vertex;
  for (let i = 1; i < simplex.length; i++) {
    simplex[i] = tried(along(best.at, (simplex[i] as Vertex).at, share));
  }
}

/**
 * A local minimum of `f` near `start`, whose first simplex reaches one `step` along each variable. `f` may answer
 * Infinity (or NaN, taken for it) where it has no value, except at `start`. Never throws; always ends.
 */
export function nelderMead(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  step: readonly number[],
  limits: Limits,
): Minimum {
  const n = start.length;
  let evaluations = 0;
  const tried = (at: readonly number[]): Vertex => {
    evaluations += 1;
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const expansion = 1 + 2 / n;
  const contraction = 0.75 - 0.5 / n;
  const simplex = [tried(start)];
  for (let i = 0; i < n; i++) {
    simplex.push(tried(start.map((x, j) => (i === j ? x + (step[j] as number) : x))));
  }
  for (;;) {
    // A sort that keeps the order of equals, so that the path is the same everywhere.
    simplex.sort((a, b) => (a.value < b.value ? -1 : Number(a.value > b.value)));
    const best = simplex[0] as Vertex;
    if (evaluations >= limits.evaluations || isSmall(simplex, step, limits.tolerance)) {
      return { at: best.at, value: best.value, evaluations };
    }
    const worst = simplex[n] as Vertex;
    const second = simplex[n - 1] as Vertex;
    const centre = start.map((_, i) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += (simplex[j] as Vertex).at[i] as number;
      return sum / n;
    });
    const reflected = tried(along(centre, worst.at, -1));
    if (reflected.value < best.value) {
      const expanded = tried(along(centre, worst.at, -expansion));
      simplex[n] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < second.value) {
      simplex[n] = reflected;
    } else {
      const isOutside = reflected.value < worst.value;
      const contracted = tried(along(centre, worst.at, isOutside ? -contraction : contraction));
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[n] = contracted;
      else shrink(simplex, n === 1 ? 0.5 : 1 - 1 / n, tried);
    }
  }
}
