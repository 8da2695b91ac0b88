import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { defaultData } from '../lab/data/default-data.ts';
import { InputRefused } from '../lab/data/input-refused.ts';
import { experiments, type ListedExperiment, type ListedStudy } from '../lab/lab.ts';
import { labReport } from '../lab/report/lab-report.ts';
import { type LabDocument, runExperiment, runStudy } from '../lab/run-lab.ts';
import { loadConfig } from '../shell/config/load.ts';
import type { ConfigError } from '../shell/config/report.ts';
import { sha256 } from '../shell/hash.ts';
import { loadKernel } from '../shell/kernel.ts';
import { commitAt } from './commit.ts';
import { EXIT, UsageError } from './exit.ts';
import { refusingInput } from './input-refusals.ts';
import { jsonLine, type Output, refuseConfig, terminal } from './output.ts';
import { createProgress } from './progress.ts';
import { projectRoot } from './project-root.ts';
import { checkReport, madeBy, writeReport } from './report-file.ts';
import type { LabOptions } from './verbs.ts';

type Listed = ListedExperiment | ListedStudy;

function listedAs(name: string): Listed {
  const listed = experiments[name];
  if (listed !== undefined) return listed;
  const all = Object.entries(experiments).map(([known, { about }]) => `${known} (${about})`);
  throw new UsageError(`there is no experiment ${name}`, `there is ${all.join(', ')}`);
}

interface Files {
  readonly data: readonly string[];
  readonly funding: readonly string[];
  readonly chains: readonly string[];
  readonly isDefault: boolean;
}

/** What `find` finds, or nothing where the data folder is not there. */
function orNone(find: () => readonly string[]): readonly string[] {
  try {
    return find();
  } catch (error) {
    if (error instanceof InputRefused) return [];
    throw error;
  }
}

/** The files to run on: those given, or all the default ones. Funding that is not given is not paid. */
function filesOf(listed: Listed, options: LabOptions, root: string): Files {
  const { data, funding, chains } = options;
  const stated = process.env.EVENKEEL_DATA;
  const found = (files: readonly string[]): readonly string[] =>
    files.length === 0 ? [] : defaultData(files, stated, root);
  const references = listed.kind === 'study' ? (listed.references ?? []) : [];
  if (data.length > 0 || chains.length > 0) {
    return { data, funding, chains: [...chains, ...orNone(() => found(references))], isDefault: false };
  }
  return {
    data: found(listed.data),
    funding: funding.length > 0 ? funding : found(listed.funding),
    chains: listed.kind === 'study' ? found([...listed.chains, ...references]) : [],
    isDefault: funding.length === 0,
  };
}

function tell({ goals, peers, warnings, rowsRefused }: LabDocument): readonly string[] {
  const shown = (value: number | null): string => (value === null ? 'too little data' : value.toPrecision(4));
  return [
    ...goals.map(({ id, target, reached, met, what }) => {
      const verdict = met ? 'met' : 'NOT MET';
      return `${verdict.padEnd(7)}  ${id}  ${shown(reached)}  (target ${target}; ${what})`;
    }),
    ...peers.map(({ name, reached }) => `peer     ${name}: ${shown(reached)}`),
    ...warnings.map((text) => `warning: ${text}`),
    ...(rowsRefused > 0 ? [`${rowsRefused} rows were refused`] : []),
  ];
}

type Run = (show: (share: number, at?: number) => void) => Promise<LabDocument>;

/** What is to be run, or what is wrong with the config that it would be run on. */
async function prepared(listed: Listed, options: LabOptions): Promise<Run | ConfigError[]> {
  const { name } = options;
  const root = projectRoot();
  const commit = commitAt(root);
  const files = filesOf(listed, options, root);
  if (listed.kind === 'study') {
    return (show) => runStudy(name, listed, commit, { ...files, onProgress: (share) => show(share) });
  }
  const read = await loadConfig(join(root, listed.config));
  if (read.kind === 'refused') return [...read.errors];
  const { engine, paper } = read.value;
  const code = manifest.version;
  const kernel = await loadKernel();
  return (onProgress) =>
    runExperiment(name, listed, { engine, paper, ...files, hash: sha256, kernel, code, commit, onProgress });
}

/** `evenkeel lab NAME`: runs one experiment and answers with its goals. */
export async function main(options: LabOptions, output: Output = terminal): Promise<number> {
  checkReport(options.report);
  const run = await refusingInput(() => prepared(listedAs(options.name), options));
  if (Array.isArray(run)) return refuseConfig(run, options.json, output);
  const progress = createProgress();
  try {
    const found = await refusingInput(() => run(progress.show));
    progress.end();
    if (options.report !== undefined) await writeReport(options.report, labReport(found, madeBy()), output);
    const { charts: _, ...document } = found;
    if (options.json) output.out(jsonLine(document));
    else for (const line of tell(document)) output.out(line);
    return document.rowsRefused > 0 ? EXIT.rowsRefused : EXIT.ok;
  } finally {
    progress.end();
  }
}
