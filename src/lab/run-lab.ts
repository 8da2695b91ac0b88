import type { PaperSettings } from '../adapters/paper/settings.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import type { Hasher } from '../record/chain.ts';
import type { Millis } from '../units/units.ts';
import { runBacktest } from './backtest.ts';
import type { Findings, StudySetting } from './experiment.ts';
import type { ListedExperiment, ListedStudy } from './lab.ts';
import { type FileReport, readRecording } from './recording.ts';

export interface LabOptions {
  readonly engine: EngineConfig;
  readonly paper: readonly PaperSettings[];
  readonly data: readonly string[];
  readonly funding: readonly string[];
  readonly hash: Hasher;
  readonly kernel: Kernel;
  readonly code: string;
  /** What the source was at. */
  readonly commit: string;
  readonly onProgress?: (share: number, at: Millis) => void;
}

/** What `lab` answers, whatever the experiment. */
export interface LabDocument extends Findings {
  readonly name: string;
  readonly commit: string;
  readonly node: string;
  readonly data: readonly FileReport[];
  readonly rowsRefused: number;
  readonly warnings: readonly string[];
}

/** Runs one experiment. Throws `InputRefused` where the config or the data do not allow it. */
export async function runExperiment(
  name: string,
  listed: ListedExperiment,
  options: LabOptions,
): Promise<LabDocument> {
  const { engine, commit, data, funding, ...rest } = options;
  const files = data.map((file) => ({ file }));
  const recording = await readRecording(engine, files, funding);
  const warnings = [...recording.warnings];
  const experiment = await listed.load();
  const findings = await experiment({
    config: engine,
    recording,
    backtest: async (onAppended) => {
      const result = await runBacktest({ ...rest, engine, recording, onAppended });
      warnings.push(...result.warnings.filter((text) => !warnings.includes(text)));
      return result;
    },
  });
  return documentOf(name, commit, recording.files, warnings, findings);
}

/** Runs one study. Throws `InputRefused` where the data do not allow it. */
export async function runStudy(
  name: string,
  listed: ListedStudy,
  commit: string,
  setting: StudySetting,
): Promise<LabDocument> {
  const study = await listed.load();
  const { files, warnings, ...findings } = await study(setting);
  return documentOf(name, commit, files, warnings, findings);
}

function documentOf(
  name: string,
  commit: string,
  files: readonly FileReport[],
  warnings: readonly string[],
  findings: Findings,
): LabDocument {
  return {
    name,
    commit,
    node: process.version,
    data: files,
    rowsRefused: files.reduce((sum, { refused }) => sum + refused.count, 0),
    warnings,
    ...findings,
  };
}
