/**
 * Experiments: claims about hedging put to recorded data, each with a number that was to be reached. An
 * experiment drives the same engine as everything else, through `backtest.ts`; `data/` reads the recordings.
 */
import type { PaperSettings } from '../adapters/paper/settings.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { Hasher } from '../record/chain.ts';
import type { Millis } from '../units/units.ts';
import { attribution } from './attribution.ts';
import { runBacktest } from './backtest.ts';
import type { Experiment, Findings } from './experiment.ts';
import { type FileReport, readRecording } from './recording.ts';

/** An experiment and what it runs on where nothing else is given. */
export interface Listed {
  readonly about: string;
  /** Path of a config, from the project's root. */
  readonly config: string;
  /** Files of bars and of funding, from the data folder. */
  readonly data: readonly string[];
  readonly funding: readonly string[];
  readonly run: Experiment;
}

export const experiments: Readonly<Record<string, Listed>> = {
  attribution: {
    about: 'what the attribution of a hedged straddle leaves unexplained',
    config: 'examples/btc-straddle.yaml',
    data: ['ohlcv/BTCUSDT_perp_5m_2023_202405.csv.gz'],
    funding: [
      'funding/funding_7venues_2020_2023.csv.gz',
      'funding/funding_binance_2024_2025H1_2026Jan_Apr.csv.gz',
    ],
    run: attribution,
  },
};

export interface LabOptions {
  readonly engine: EngineConfig;
  readonly paper: readonly PaperSettings[];
  readonly data: readonly string[];
  readonly funding: readonly string[];
  readonly hash: Hasher;
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
export async function runExperiment(name: string, listed: Listed, options: LabOptions): Promise<LabDocument> {
  const { engine, commit, data, funding, ...rest } = options;
  const files = data.map((file) => ({ file }));
  const recording = await readRecording(engine, files, funding);
  const warnings = [...recording.warnings];
  const findings = await listed.run({
    config: engine,
    recording,
    backtest: async (onAppended) => {
      const result = await runBacktest({ ...rest, engine, recording, onAppended });
      warnings.push(...result.warnings.filter((text) => !warnings.includes(text)));
      return result;
    },
  });
  return {
    name,
    commit,
    node: process.version,
    data: recording.files,
    rowsRefused: recording.files.reduce((sum, { refused }) => sum + refused.count, 0),
    warnings,
    ...findings,
  };
}
