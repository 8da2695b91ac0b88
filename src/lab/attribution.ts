/**
 * How much of an option book's P&L the ledger leaves unexplained, bar by bar, on recorded prices at a
 * constant mark vol. The ledger's residual is not taken at its word: it is computed again from the options'
 * values.
 */
import type { Profile } from '../domain/config.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import { mid } from '../domain/market.ts';
import type { Appended } from '../engine/scribe.ts';
import { DAY, later } from '../units/time.ts';
import type { Millis } from '../units/units.ts';
import { InputRefused } from './data/input-refused.ts';
import type { Experiment, Findings, Goal } from './experiment.ts';
import { type Explained, explainOptions, type Held, type MarkPoint, NOTHING, sumOf } from './recompute.ts';

/** Sums over the counted bars of one roll, in quote currency: enough to compute every figure again. */
interface RollRow {
  readonly from: Millis;
  bars: number;
  /** Of |gamma| and of |theta| P&L per bar. */
  grossGamma: number;
  grossTheta: number;
  residual: number;
  residualSquares: number;
  taylor: number;
  taylorSquares: number;
  startTheta: number;
  startThetaSquares: number;
  /** Of squares of the book's delta P&L per bar. */
  deltaSquares: number;
  /** Largest |the ledger's residual − ours| of a bar. */
  disagreement: number;
}

type Measure = 'residual' | 'taylor' | 'startTheta';

const WARM_UP = 30 * DAY;
const RESIDUAL_AT_MOST = 0.05;
const SUM_AT_MOST = 1e-9;
/** What two ways of adding the same floats may differ by, of the mean gross P&L of a bar. */
const AGREEMENT_WITHIN = 1e-6;

function newRow(from: Millis): RollRow {
  const nothing = { bars: 0, grossGamma: 0, grossTheta: 0, deltaSquares: 0, disagreement: 0 };
  const sums = { residual: 0, taylor: 0, startTheta: 0 };
  return { from, ...nothing, ...sums, residualSquares: 0, taylorSquares: 0, startThetaSquares: 0 };
}

/** What the ledger said of one bar. */
interface Told {
  readonly residual: number;
  readonly delta: number;
}

function addBar(row: RollRow, ours: Explained, told: Told): void {
  row.bars += 1;
  row.grossGamma += Math.abs(ours.gamma);
  row.grossTheta += Math.abs(ours.theta);
  for (const measure of ['residual', 'taylor', 'startTheta'] as const) {
    row[measure] += ours[measure];
    row[`${measure}Squares`] += ours[measure] * ours[measure];
  }
  row.deltaSquares += told.delta * told.delta;
  row.disagreement = Math.max(row.disagreement, Math.abs(told.residual - ours.residual));
}

const SILENCE: Told = { residual: 0, delta: 0 };

interface Watcher {
  take(appended: Appended): void;
  /** Rolls with a counted bar. */
  readonly rows: readonly RollRow[];
}

/** Follows the options of `profile` with a book of its own; bars count from `countFrom` on. */
function createWatcher(profile: Profile, countFrom: Millis): Watcher {
  const rows: RollRow[] = [];
  const held = new Map<InstrumentId, Held>();
  const vol = profile.markVol.kind === 'stated' ? profile.markVol.vol : 0;
  let row: RollRow | null = null;
  let mark: MarkPoint | null = null;
  let ours = NOTHING;
  let told = SILENCE;

  const trade = ({ at, body }: Appended): void => {
    if (body.kind !== 'account') return;
    const { event } = body;
    if (event.kind === 'settled') held.delete(event.instrument);
    if (event.kind !== 'deal' || event.instrument.kind !== 'option') return;
    if (held.size === 0) row = newRow(at);
    held.set(event.instrument.id, { option: event.instrument, lots: event.lots });
  };

  const close = (at: Millis): void => {
    if (row !== null && held.size > 0 && at >= countFrom) {
      if (row.bars === 0) rows.push(row);
      addBar(row, ours, told);
    }
    ours = NOTHING;
    told = SILENCE;
  };

  return {
    rows,
    take(appended) {
      const { body, outcome } = appended;
      if (body.kind !== 'bar' && body.kind !== 'decisionDue') return trade(appended);
      const quote = body.snapshot.quotes[profile.index];
      if (quote === undefined) return;
      const now = { at: body.snapshot.at, price: mid(quote), vol, rate: profile.rate };
      if (mark !== null) ours = sumOf(ours, explainOptions([...held.values()], mark, now));
      mark = now;
      const { residual = 0, delta = 0 } = outcome.explained ?? {};
      told = { residual: told.residual + residual, delta: told.delta + delta };
      if (body.kind === 'bar') close(now.at);
    },
  };
}

function total(rows: readonly RollRow[], key: Exclude<keyof RollRow, 'from'>): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}

/** Mean |gamma| + |theta| P&L of a bar. */
function grossOf(rows: readonly RollRow[]): number {
  return (total(rows, 'grossGamma') + total(rows, 'grossTheta')) / total(rows, 'bars');
}

/** Standard deviation of a measure per bar over the mean gross P&L of a bar; null where there are too few. */
function ratio(rows: readonly RollRow[], measure: Measure): number | null {
  const bars = total(rows, 'bars');
  if (bars < 2) return null;
  const sum = total(rows, measure);
  const variance = (total(rows, `${measure}Squares`) - (sum * sum) / bars) / (bars - 1);
  return Math.sqrt(variance) / grossOf(rows);
}

function goal(id: string, target: number, reached: number | null, what: string): Goal {
  return { id, target, reached, met: reached !== null && reached <= target, what };
}

function goalsOf(rows: readonly RollRow[], partsError: number): readonly Goal[] {
  const disagreement = Math.max(...rows.map((row) => row.disagreement)) / grossOf(rows);
  return [
    goal(
      'attribution.residual',
      RESIDUAL_AT_MOST,
      ratio(rows, 'residual'),
      'sd of the residual per bar / mean |gamma| + |theta| P&L per bar, at most',
    ),
    goal('attribution.sum', SUM_AT_MOST, partsError, '|sum of the parts − P&L| / turnover, at most'),
    goal(
      'attribution.recomputed',
      AGREEMENT_WITHIN,
      rows.length === 0 ? null : disagreement,
      'largest |residual − the ledger’s| of a bar / mean |gamma| + |theta| P&L per bar, at most',
    ),
  ];
}

/** The one underlying whose options the experiment follows. */
function profileOf(profiles: readonly Profile[]): Profile {
  const [profile, ...others] = profiles;
  if (profile === undefined || others.length > 0 || profile.markVol.kind !== 'stated')
    throw new InputRefused(
      'attribution follows one underlying at a stated mark vol',
      'run it on a config like examples/btc-straddle.yaml',
    );
  return profile;
}

/** Runs the config over the recording; the first 30 days only warm state up, and every later bar counts. */
export const attribution: Experiment = async ({ config, recording, backtest }): Promise<Findings> => {
  const watcher = createWatcher(profileOf(config.profiles), later(recording.from, WARM_UP));
  const result = await backtest((appended) => watcher.take(appended));
  const { rows } = watcher;
  return {
    goals: goalsOf(rows, result.partsError),
    peers: [
      { name: 'curvature by valuation, theta of the first mark alone', reached: ratio(rows, 'startTheta') },
      { name: 'second-order Taylor: Δ·dS + ½Γ·dS² + Θ·dt', reached: ratio(rows, 'taylor') },
    ],
    rows,
  };
};
