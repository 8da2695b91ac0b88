/**
 * Experiments: claims about hedging put to recorded data, each with a number that was to be reached. An
 * experiment drives the same engine as everything else, through `backtest.ts`; `data/` reads the recordings.
 */
import type { PaperSettings } from '../adapters/paper/settings.ts';
import type { EngineConfig } from '../domain/config.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import type { Hasher } from '../record/chain.ts';
import type { Millis } from '../units/units.ts';
import { runBacktest } from './backtest.ts';
import type { Experiment, Findings, Study, StudySetting } from './experiment.ts';
import { type FileReport, readRecording } from './recording.ts';

/** What an experiment runs on where nothing else is given: files in the data folder. */
interface Defaults {
  readonly about: string;
  /** Bars. */
  readonly data: readonly string[];
  readonly funding: readonly string[];
}

/** An experiment that lets the engine hedge what a config says. */
export interface ListedExperiment extends Defaults {
  readonly kind: 'experiment';
  /** Path of a config, from the project's root. */
  readonly config: string;
  readonly load: () => Promise<Experiment>;
}

/** An experiment without an engine. */
export interface ListedStudy extends Defaults {
  readonly kind: 'study';
  /** Option chains. */
  readonly chains: readonly string[];
  /** What comes with the chains whatever data is given, where it is to be found: published series, other recordings. */
  readonly references?: readonly string[];
  readonly load: () => Promise<Study>;
}

/** Perpetuals of two coins, of five minutes as long as there are such bars, and the vol that options on one implied. */
const STRADDLE_DATA: readonly string[] = [
  ...['BTC', 'ETH'].flatMap((coin) =>
    ['5m_2023_202405', '15m_to_2025H1'].map((bars) => `ohlcv/${coin}USDT_perp_${bars}.csv.gz`),
  ),
  'options/dvol_btc_daily_202211_2025H1.csv.gz',
];

/** Minutes, calm and not: the days that `lab breakers` knows are in them. */
const MINUTE_DATA: readonly string[] = [
  'ohlcv/BTCUSDT_spot_5m_201911_20200312.csv.gz',
  'ohlcv/BTC-PERP_ftx_1m_2022_01.csv.gz',
  ...['BTC', 'ETH'].flatMap((coin) => [
    ...['2021_0420_0520', '2021_0917_1017', '2023_0316_0501', '2024_0726_0825'].map(
      (span) => `ohlcv/${coin}USDT_spot_1m_${span}.csv.gz`,
    ),
    ...['1m_2023_07_0817', '5m_2023_202405', '1m_2025_0504_0624'].map(
      (span) => `ohlcv/${coin}USDT_perp_${span}.csv.gz`,
    ),
  ]),
];

export const experiments: Readonly<Record<string, ListedExperiment | ListedStudy>> = {
  attribution: {
    kind: 'experiment',
    about: 'what the attribution of a hedged straddle leaves unexplained',
    config: 'examples/btc-straddle.yaml',
    data: ['ohlcv/BTCUSDT_perp_5m_2023_202405.csv.gz'],
    funding: [
      'funding/funding_7venues_2020_2023.csv.gz',
      'funding/funding_binance_2024_2025H1_2026Jan_Apr.csv.gz',
    ],
    load: async () => (await import('./attribution.ts')).attribution,
  },
  dp: {
    kind: 'study',
    about: 'how far policies are from the exact optimum of one sold call; reads no files',
    data: [],
    funding: [],
    chains: [],
    load: async () => (await import('./dp/dp.ts')).dp,
  },
  margin: {
    kind: 'study',
    about: 'whether margin is what the exchange says, and what netting saves; reads no files',
    data: [],
    funding: [],
    chains: [],
    load: async () => (await import('./margin/margin.ts')).margin,
  },
  forecast: {
    kind: 'study',
    about: 'what forecasts of volatility lose, walk-forward, against each other',
    data: ['BTC', 'ETH', 'SOL'].map((base) => `ohlcv/${base}USDT_perp_15m_to_2025H1.csv.gz`),
    funding: [],
    chains: ['options/dvol_btc_daily_202211_2025H1.csv.gz'],
    references: ['reference/dmbp_bollerslev_ghysels.csv.gz', 'reference/hamilton_rgnp.json'],
    load: async () => (await import('./forecast/forecast.ts')).forecast,
  },
  regimes: {
    kind: 'study',
    about: 'how soon shifts of volatility are seen, how often in vain, and on the days everybody remembers',
    data: ['BTC', 'ETH', 'SOL'].map((base) => `ohlcv/${base}USDT_spot_1h_2018_2025H1.csv.gz`),
    funding: [],
    chains: [],
    load: async () => (await import('./regimes/regimes.ts')).regimes,
  },
  smile: {
    kind: 'study',
    about: 'what deltas that know the smile save in hedging error on real option chains',
    data: [],
    funding: [],
    chains: ['2025-12', '2026-01', '2026-02', '2026-03', '2026-04'].map(
      (month) => `options/deribit_chain_${month}.csv.gz`,
    ),
    load: async () => (await import('./smile/smile.ts')).smile,
  },
  adaptive: {
    kind: 'study',
    about: 'what forecasts and regimes save in hedging error in volatile hours at equal cost',
    data: STRADDLE_DATA,
    funding: [],
    chains: [],
    load: async () => (await import('./adaptive/adaptive.ts')).adaptive,
  },
  frontier: {
    kind: 'study',
    about: 'what every hedging rule costs at the same hedging error, on straddles and on a book',
    data: STRADDLE_DATA,
    funding: [
      'funding/funding_7venues_2020_2023.csv.gz',
      'funding/funding_binance_2024_2025H1_2026Jan_Apr.csv.gz',
    ],
    chains: [],
    load: async () => (await import('./frontier/frontier.ts')).frontier,
  },
  breakers: {
    kind: 'study',
    about: 'how often the price breaker trips in vain, and how soon on the days everybody remembers',
    data: MINUTE_DATA,
    funding: [],
    chains: [],
    references: [
      'liquidations/bitmex_liquidations_201911.csv.gz',
      'l2/binance_spot_btcusdt_20240808.txt.gz',
      'l2/binance_usdm_btcusdt_20240808.txt.gz',
    ],
    load: async () => (await import('./breakers/breakers.ts')).breakers,
  },
  impact: {
    kind: 'study',
    about:
      'what hedging adds to the volatility of a market that listens, naive and guarded, and on crash days',
    data: MINUTE_DATA,
    funding: [],
    chains: [],
    load: async () => (await import('./impact/impact.ts')).impact,
  },
  liquidation: {
    kind: 'study',
    about: 'how many hedged books a crash takes away, with protection and without, and what protection costs',
    data: [...['BTC', 'ETH'].map((base) => `ohlcv/${base}USDT_spot_1h_2018_2025H1.csv.gz`), ...MINUTE_DATA],
    funding: [],
    chains: [],
    load: async () => (await import('./liquidation/liquidation.ts')).liquidation,
  },
};

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
