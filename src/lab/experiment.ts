import type { EngineConfig } from '../domain/config.ts';
import type { Appended } from '../engine/scribe.ts';
import type { EngineState } from '../engine/state.ts';
import type { BacktestResult } from './backtest.ts';
import type { FileReport, Recording } from './recording.ts';

/** A number that was asked for, and what was reached; `reached` is null where the data did not suffice. */
export interface Goal {
  readonly id: string;
  readonly target: number;
  readonly reached: number | null;
  readonly met: boolean;
  /** What the number is, and which way it is wanted. */
  readonly what: string;
}

/** Another way of doing the same, measured in the same run. */
export interface Peer {
  readonly name: string;
  readonly reached: number | null;
}

/** A line or a cloud of points; a line may have a band around it. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Edges around the line, at the same x. */
  readonly band?: readonly (readonly [lower: number, upper: number])[];
}

/** What a report draws. `time`: x is epoch milliseconds. */
export interface Chart {
  readonly title: string;
  readonly kind: 'line' | 'points' | 'bars';
  readonly x: string;
  readonly y: string;
  readonly time?: boolean;
  readonly series: readonly Series[];
}

/** What an experiment answers. `rows` hold enough to compute every goal again. */
export interface Findings {
  readonly goals: readonly Goal[];
  readonly peers: readonly Peer[];
  readonly rows: readonly object[];
  /** For the report alone. */
  readonly charts?: readonly Chart[];
}

/** What an experiment is given: the config, what was recorded, and a way to run the one over the other. */
export interface Setting {
  readonly config: EngineConfig;
  readonly recording: Recording;
  readonly backtest: (watch: (appended: Appended, state: EngineState) => void) => Promise<BacktestResult>;
}

/** Runs the engine, through `backtest`. */
export type Experiment = (setting: Setting) => Promise<Findings>;

/** What a study is given: paths of files, in no order. Any list may be empty; the study says what it then does. */
export interface StudySetting {
  /** Bars. */
  readonly data: readonly string[];
  readonly funding: readonly string[];
  /** Option chains. */
  readonly chains: readonly string[];
  /** Whether these are the default files. On others, fitted parameters stay as they were committed. */
  readonly isDefault: boolean;
  /** Told now and then what share is done. */
  readonly onProgress: (share: number) => void;
}

/** Measures formulas, forecasts or policies on data or on nothing but a seed, without an engine. */
export type Study = (
  setting: StudySetting,
) => Promise<Findings & { readonly files: readonly FileReport[]; readonly warnings: readonly string[] }>;
