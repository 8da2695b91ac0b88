import type { EngineConfig } from '../domain/config.ts';
import type { Appended } from '../engine/scribe.ts';
import type { EngineState } from '../engine/state.ts';
import type { BacktestResult } from './backtest.ts';
import type { Recording } from './recording.ts';

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

/** What an experiment answers. `rows` hold enough to compute every goal again. */
export interface Findings {
  readonly goals: readonly Goal[];
  readonly peers: readonly Peer[];
  readonly rows: readonly object[];
}

/** What an experiment is given: the config, what was recorded, and a way to run the one over the other. */
export interface Setting {
  readonly config: EngineConfig;
  readonly recording: Recording;
  readonly backtest: (watch: (appended: Appended, state: EngineState) => void) => Promise<BacktestResult>;
}

export type Experiment = (setting: Setting) => Promise<Findings>;
