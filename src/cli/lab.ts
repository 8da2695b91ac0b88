import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { defaultData } from '../lab/data/default-data.ts';
import { experiments, type LabDocument, type Listed, runExperiment } from '../lab/lab.ts';
import type { AppConfig } from '../shell/config/config.ts';
import { loadConfig } from '../shell/config/load.ts';
import { sha256 } from '../shell/hash.ts';
import { commitAt } from './commit.ts';
import { EXIT, UsageError } from './exit.ts';
import { refusingInput } from './input-refusals.ts';
import { jsonLine, type Output, refuseConfig, terminal } from './output.ts';
import { createProgress } from './progress.ts';
import { projectRoot } from './project-root.ts';
import type { LabOptions } from './verbs.ts';

function listedAs(name: string): Listed {
  const listed = experiments[name];
  if (listed !== undefined) return listed;
  const all = Object.entries(experiments).map(([known, { about }]) => `${known} (${about})`);
  throw new UsageError(`there is no experiment ${name}`, `there is ${all.join(', ')}`);
}

/** The files to run on: those given, or all the default ones. Funding that is not given is not paid. */
function filesOf(
  listed: Listed,
  options: LabOptions,
  root: string,
): { data: readonly string[]; funding: readonly string[] } {
  if (options.data.length > 0) return { data: options.data, funding: options.funding };
  const stated = process.env.EVENKEEL_DATA;
  const funding = options.funding.length > 0 ? options.funding : defaultData(listed.funding, stated, root);
  return { data: defaultData(listed.data, stated, root), funding };
}

async function run(listed: Listed, config: AppConfig, options: LabOptions): Promise<LabDocument> {
  const root = projectRoot();
  const progress = createProgress();
  try {
    return await runExperiment(options.name, listed, {
      engine: config.engine,
      paper: config.paper,
      ...filesOf(listed, options, root),
      hash: sha256,
      code: manifest.version,
      commit: commitAt(root),
      onProgress: progress.show,
    });
  } finally {
    progress.end();
  }
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

/** `evenkeel lab NAME`: runs one experiment and answers with its goals. */
export async function main(options: LabOptions, output: Output = terminal): Promise<number> {
  const listed = listedAs(options.name);
  const path = join(projectRoot(), listed.config);
  const read = await loadConfig(path);
  if (read.kind === 'refused') return refuseConfig(read.errors, options.json, output);
  const document = await refusingInput(() => run(listed, read.value, options));
  if (options.json) output.out(jsonLine(document));
  else for (const line of tell(document)) output.out(line);
  return document.rowsRefused > 0 ? EXIT.rowsRefused : EXIT.ok;
}
