/** `markov.gnp`: Hamilton's model of the growth of US output, against the published estimates. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fitMarkovSwitching } from '../../forecast/markov-switching.ts';
import { InputRefused } from '../data/input-refused.ts';
import { createRefusals } from '../data/refusals.ts';
import type { Goal } from '../experiment.ts';
import type { FileReport } from '../recording.ts';

interface Reference {
  /** Quarterly growth in per cent. */
  readonly series: readonly number[];
  readonly order4: {
    readonly p00: number;
    readonly p10: number;
    readonly mu0: number;
    readonly mu1: number;
    readonly sigma2: number;
    readonly phi: readonly number[];
    readonly loglik: number;
  };
}

/** One number of the model: as published, as found here, and how far they are apart. */
interface GnpRow {
  readonly study: 'markov.gnp';
  readonly parameter: string;
  readonly published: number;
  readonly reached: number;
  readonly difference: number;
}

interface GnpFindings {
  readonly goal: Goal;
  readonly rows: readonly GnpRow[];
  readonly file: FileReport;
}

const TOLERANCE = 1e-4;
/** Where the default file is in the data folder. */
export const GNP_FILE = 'reference/hamilton_rgnp.json';

function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null) return false;
  const { series, order4 } = value as Partial<Record<string, unknown>>;
  if (!Array.isArray(series) || typeof order4 !== 'object' || order4 === null) return false;
  const { p00, p10, mu0, mu1, sigma2, phi, loglik } = order4 as Partial<Record<string, unknown>>;
  if (!Array.isArray(phi)) return false;
  return [...series, p00, p10, mu0, mu1, sigma2, loglik, ...phi].every((x) => typeof x === 'number');
}

async function readReference(path: string): Promise<{ reference: Reference; sha256: string }> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new InputRefused(`cannot read ${path}: ${error.message}`, 'check the path');
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isReference(value))
    return { reference: value, sha256: createHash('sha256').update(text).digest('hex') };
  throw new InputRefused(`${path} is no reference of Hamilton's model`, `give the file ${GNP_FILE}`);
}

/**
 * Fits the autoregression of order four in the file at `path` and answers the goal: the greatest difference, in
 * units of each, of the nine parameters and the log-likelihood from the published ones. Throws `InputRefused`.
 */
export async function markovGnp(path: string): Promise<GnpFindings> {
  const { reference, sha256 } = await readReference(path);
  const { order4: published, series } = reference;
  const fit = fitMarkovSwitching(series, published.phi.length);
  const rows: GnpRow[] = [];
  if (!('kind' in fit)) {
    const pairs: readonly (readonly [string, number, number])[] = [
      ['p00', published.p00, fit.p00],
      ['p10', published.p10, fit.p10],
      ['mu0', published.mu0, fit.means[0]],
      ['mu1', published.mu1, fit.means[1]],
      ['sigma2', published.sigma2, fit.variance],
      ...published.phi.map((phi, i) => [`phi${i + 1}`, phi, fit.ar[i] as number] as const),
      ['logLikelihood', published.loglik, fit.logLikelihood],
    ];
    for (const [parameter, wanted, reached] of pairs)
      rows.push({
        study: 'markov.gnp',
        parameter,
        published: wanted,
        reached,
        difference: Math.abs(reached - wanted),
      });
  }
  const worst = rows.length === 0 ? null : Math.max(...rows.map(({ difference }) => difference));
  const what =
    "greatest difference from the published estimates of Hamilton's model of GNP; at most the target";
  return {
    goal: {
      id: 'markov.gnp',
      target: TOLERANCE,
      reached: worst,
      met: worst !== null && worst <= TOLERANCE,
      what,
    },
    rows,
    file: { file: path, instruments: [], rows: series.length, refused: createRefusals().rows(), sha256 },
  };
}
