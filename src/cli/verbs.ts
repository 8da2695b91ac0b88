import type { SweptKey } from '../lab/sweep.ts';

/** What the command line was read as, per verb, and the module that does it. */
export interface RunOptions {
  /** The demo that comes with us when absent. */
  readonly config?: string;
  /** Until stopped when absent. */
  readonly forMs?: number;
  /** The config's when absent. */
  readonly speed?: number;
  readonly journal?: string;
  /** Lifts a halt that an earlier session ended in. */
  readonly rearm: boolean;
  /** Lets orders go to accounts with real money, where the config says so too. */
  readonly live: boolean;
  readonly json: boolean;
}

/** A file of prices; its name says what of, unless an instrument is given. */
export interface DataFile {
  readonly instrument?: string;
  readonly file: string;
}

export interface BacktestOptions {
  readonly config: string;
  readonly data: readonly DataFile[];
  readonly funding: readonly string[];
  /** Option chains: options are marked at their vol. */
  readonly chains: readonly string[];
  readonly policy?: string;
  /** Runs a backtest for each combination of values. */
  readonly sweep?: readonly SweptKey[];
  /** How many of them at once; as many as there are cores when absent. */
  readonly workers?: number;
  readonly journal?: string;
  /** The HTML file to write. */
  readonly report?: string;
  readonly json: boolean;
}

export interface ReplayOptions {
  readonly journal: string;
  readonly json: boolean;
}

/** One of the words of `shell/control.ts`. */
export interface ControlOptions {
  readonly word: 'status' | 'pause' | 'resume' | 'flatten' | 'kill' | 'rearm';
  /** Of the book whose engine is meant; the demo that comes with us when absent. */
  readonly config?: string;
  /** The config's when absent. */
  readonly journal?: string;
  /** Does not ask whether a flatten is meant. */
  readonly yes?: boolean;
  /** How long a flatten is waited for. */
  readonly waitMs?: number;
  readonly json: boolean;
}

export interface SimulateOptions {
  /** How many, from `seed` on; without it `seed` alone is run and told. */
  readonly seeds?: number;
  readonly seed?: number;
  readonly json: boolean;
}

export interface CheckOptions {
  readonly config: string;
  readonly json: boolean;
}

export interface LabOptions {
  readonly name: string;
  readonly data: readonly string[];
  readonly funding: readonly string[];
  readonly chains: readonly string[];
  /** The HTML file to write. */
  readonly report?: string;
  readonly json: boolean;
}

export interface ExchangeOptions {
  /** Names with commas between; all when absent. */
  readonly protocols?: string;
  readonly port?: number;
  /** The loopback address when absent. */
  readonly host?: string;
  /** Recorded bars or depth for prices to follow. */
  readonly data?: string;
  /** Hours of market in one of the clock's. */
  readonly pace?: number;
  readonly seed?: number;
  readonly forMs?: number;
  readonly json: boolean;
}

export interface TableOptions {
  /** Standard input when absent, or "-". */
  readonly file?: string;
  readonly json: boolean;
}

export interface BenchOptions {
  readonly name: string;
  readonly json: boolean;
}

/** Loads a verb's module, which answers the exit status. Called only when the verb is. */
export type Load<Options> = () => Promise<{ readonly main: (options: Options) => Promise<number> }>;

export interface Verbs {
  readonly run: Load<RunOptions>;
  readonly control: Load<ControlOptions>;
  readonly backtest: Load<BacktestOptions>;
  readonly replay: Load<ReplayOptions>;
  readonly simulate: Load<SimulateOptions>;
  readonly check: Load<CheckOptions>;
  readonly doctor: Load<CheckOptions>;
  readonly value: Load<TableOptions>;
  readonly iv: Load<TableOptions>;
  readonly exchange: Load<ExchangeOptions>;
  readonly lab: Load<LabOptions>;
  readonly bench: Load<BenchOptions>;
}

export const verbs: Verbs = {
  run: () => import('./run.ts'),
  control: () => import('./control.ts'),
  backtest: () => import('./backtest.ts'),
  replay: () => import('./replay.ts'),
  simulate: () => import('./simulate.ts'),
  check: () => import('./check.ts'),
  doctor: () => import('./doctor.ts'),
  value: () => import('./value.ts'),
  iv: () => import('./iv.ts'),
  exchange: () => import('./exchange.ts'),
  lab: () => import('./lab.ts'),
  bench: () => import('./bench.ts'),
};
