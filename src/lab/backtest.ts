import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { createHost } from '../adapters/paper/host.ts';
import { createPaperVenue } from '../adapters/paper/paper.ts';
import type { PaperSettings } from '../adapters/paper/settings.ts';
import type { EngineConfig, Policy } from '../domain/config.ts';
import type { Currency } from '../domain/instrument.ts';
import { type CarryStatus, carryStatuses } from '../engine/carry/status.ts';
import { type Conductor, createConductor } from '../engine/conductor.ts';
import { createEngine } from '../engine/engine.ts';
import { equityAtMarks } from '../engine/ledger.ts';
import { type AccountStatus, accountStatuses } from '../engine/protection/status.ts';
import type { Appended } from '../engine/scribe.ts';
import type { EngineState } from '../engine/state.ts';
import { standardDeviation } from '../math/statistics.ts';
import type { Journal } from '../ports/journal.ts';
import type { Kernel } from '../pricing/kernel/kernel.ts';
import { type Attribution, totalOf } from '../record/attribution.ts';
import { encode } from '../record/canonical.ts';
import { GENESIS, type Hasher } from '../record/chain.ts';

import type { Millis } from '../units/units.ts';
import { assumedOf, keptOut } from './assumed.ts';
import { dealtByChains, markedByChains } from './chain-vols.ts';
import { InputRefused } from './data/input-refused.ts';
import { pegsOf } from './pegs.ts';
import type { FileReport, Recording } from './recording.ts';
import { createRollBook, type Roll } from './rolls.ts';
import { createTally, type Tally } from './tally.ts';
import { openingQuotes, playTape, type Tape } from './tape.ts';
import { unhurried } from './unhurried.ts';

export interface BacktestOptions {
  readonly engine: EngineConfig;
  readonly paper: readonly PaperSettings[];
  readonly recording: Recording;
  /** Empty: a backtest begins with its book. Without one, entries are made and hashed but not kept. */
  readonly journal?: Journal;
  readonly hash: Hasher;
  readonly kernel: Kernel;
  readonly code: string;
  /** Told now and then how much of the time has been played, and where it is. */
  readonly onProgress?: (share: number, at: Millis) => void;
  readonly onAppended?: (appended: Appended, state: EngineState) => void;
}

/** What a backtest found; money is in the reporting currency. Per roll: of those that finished. */
export interface BacktestResult {
  readonly name: string;
  readonly policies: Readonly<Record<Currency, Policy>>;
  readonly from: Millis;
  readonly to: Millis;
  readonly bars: number;
  /** Journal entries by kind. */
  readonly events: Tally['events'];
  /** Orders that were filled, be it in part. */
  readonly hedges: number;
  readonly orders: Tally['orders'];
  /** Decisions not carried out: refused by the guard, and held for want of a price or a clear account. */
  readonly refused: number;
  readonly held: Tally['held'];
  readonly turnover: number;
  /** Fees and slippage over the notionals of the rolls. */
  readonly costBpOfNotional: number | null;
  /** Standard deviations over rolls, in bp of notional. */
  readonly hedgedSdBp: number | null;
  readonly unhedgedSdBp: number | null;
  /** Root mean square over rolls, in bp of notional. */
  readonly hedgingErrorBp: number | null;
  /** Share of bars that closed with delta outside the band of the last decision. */
  readonly outsideBand: number | null;
  readonly pnl: number;
  readonly attribution: Attribution;
  /** At the end: margin by account, how far liquidation is, and what was carried. */
  readonly accounts: readonly AccountStatus[];
  readonly carry: readonly CarryStatus[];
  /** |sum of the parts − P&L| / turnover. */
  readonly partsError: number;
  readonly rolls: { readonly finished: number; readonly open: number; readonly rows: readonly Roll[] };
  readonly files: readonly FileReport[];
  readonly rowsRefused: number;
  readonly alarms: Tally['alarms'];
  readonly journal: { readonly id: string; readonly entries: number; readonly head: string };
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
}

const CHECKPOINT_EVERY = 10_000;
const BP = 1e4;
/** Progress is told this often in a run. */
const STEPS = 200;

/** A programme or a mark at the market's vol has none to go by: bars tell no implied vol. */
function refuseMarketVol(engine: EngineConfig, paper: readonly PaperSettings[], { vols }: Recording): void {
  const told = new Set(vols.map(({ underlying }) => underlying));
  const programmes = paper.flatMap((venue) => venue.programmes);
  const listed = engine.instruments.filter(({ kind }) => kind === 'option').map(({ base }) => base);
  const optioned = new Set([...listed, ...programmes.map(({ underlying }) => underlying)]);
  for (const { underlying, markVol } of engine.profiles) {
    if (markVol.kind === 'market' && optioned.has(underlying) && !told.has(underlying))
      throw new InputRefused(
        `${underlying} is marked at the market's vol, and recorded bars tell none`,
        `write hedge.${underlying}.markVol: a vol, such as 55%`,
      );
  }
  const dealt = programmes.find(({ vol, underlying }) => vol.kind === 'market' && !told.has(underlying));
  if (dealt !== undefined)
    throw new InputRefused(
      `straddles of ${dealt.underlying} are dealt at the market's vol, and recorded bars tell none`,
      'write book.straddles vol: a vol, such as 55%',
    );
}

function tapeOf(recording: Recording, paper: readonly PaperSettings[]): Tape {
  const halves = new Map(paper.map(({ venue, models }) => [venue, models.spread.half]));
  return { ...recording, halfSpread: ({ venue }) => halves.get(venue) ?? 0 };
}

/** The same for the same config, data and code, so that the same run has the same journal. */
function journalIdOf(options: BacktestOptions): string {
  const { engine, paper, recording, hash } = options;
  const data = recording.files.map(({ instruments, sha256 }) => ({ instruments, sha256 }));
  return hash(encode({ engine, paper, data })).slice(0, 10);
}

function inBp(rolls: readonly Roll[], of: (roll: Roll) => number): readonly number[] {
  return rolls.map((roll) => (BP * of(roll)) / roll.notional);
}

function sdBp(rolls: readonly Roll[], of: (roll: Roll) => number): number | null {
  return rolls.length < 2 ? null : standardDeviation(inBp(rolls, of));
}

function perRoll(
  rolls: readonly Roll[],
): Pick<BacktestResult, 'costBpOfNotional' | 'hedgedSdBp' | 'unhedgedSdBp' | 'hedgingErrorBp'> {
  const sum = (of: (roll: Roll) => number): number => rolls.reduce((total, roll) => total + of(roll), 0);
  const squares = inBp(rolls, ({ hedgingError }) => hedgingError).reduce(
    (total, error) => total + error * error,
    0,
  );
  const isEmpty = rolls.length === 0;
  return {
    costBpOfNotional: isEmpty ? null : (BP * sum(({ cost }) => cost)) / sum(({ notional }) => notional),
    hedgedSdBp: sdBp(rolls, ({ hedged }) => hedged),
    unhedgedSdBp: sdBp(rolls, ({ unhedged }) => unhedged),
    hedgingErrorBp: isEmpty ? null : Math.sqrt(squares / rolls.length),
  };
}

function accounted(
  state: EngineState,
  kernel: Kernel,
): Pick<BacktestResult, 'pnl' | 'attribution' | 'partsError' | 'turnover' | 'accounts' | 'carry'> {
  const { attribution, openingEquity, turnover } = state.ledger;
  const equity = equityAtMarks(state, state.book, kernel);
  const pnl = equity === null || openingEquity === null ? 0 : equity - openingEquity;
  const error = Math.abs(totalOf(attribution) - pnl);
  const partsError = turnover === 0 ? error : error / turnover;
  const [accounts, carry] = [accountStatuses(state), carryStatuses(state)];
  return { pnl, attribution, partsError, turnover, accounts, carry };
}

/**
 * Lets the engine hedge its book over recorded bars, on paper: the same `step` as live, its entries in
 * `journal`. The journal, and so its head, depends only on the config, the data and the code. Throws
 * `InputRefused` on what cannot be run.
 */
export async function runBacktest(options: BacktestOptions): Promise<BacktestResult> {
  const { recording, hash, code } = options;
  const engine = markedByChains(options.engine, recording.vols);
  const paper = dealtByChains(options.paper, recording.vols);
  const journal = options.journal ?? createMemoryJournal({ retain: false });
  if (journal.length > 0)
    throw new InputRefused('the journal already has entries', 'give a backtest a folder of its own');
  refuseMarketVol(engine, paper, recording);
  const { from, to } = recording;
  const [tally, rolls] = [createTally(), createRollBook()];
  const conductor: Conductor = createConductor({
    state: null,
    head: GENESIS,
    hash,
    engine: createEngine(options.kernel),
    append: (line) => journal.append(line),
    checkpointEvery: CHECKPOINT_EVERY,
    onAppended: (appended) => {
      const { state } = conductor;
      tally.take(appended, state);
      rolls.take(appended, state);
      options.onAppended?.(appended, state);
    },
  });
  const id = journalIdOf(options);
  conductor.configure({ journal: id, code, config: engine, starting: true }, from);
  const venues = paper.map((settings) => createPaperVenue(settings));
  const host = createHost({ driven: conductor, venues, journal: unhurried(journal), start: from });
  const pegs = pegsOf(engine, from);
  const tape = tapeOf(recording, paper);
  // The venues report before the first price comes, so that the first decision is not taken in doubt.
  await host.play(from, pegs.events);
  await host.play(from, openingQuotes(tape, from));
  let bars = 0;
  let tellAt: number = from;
  for (const moment of playTape(tape)) {
    await host.play(moment.at, moment.events);
    bars += moment.bars;
    if (moment.at < tellAt) continue;
    options.onProgress?.((moment.at - from) / (to - from), moment.at);
    tellAt = moment.at + (to - from) / STEPS;
  }
  await host.stop();
  await journal.flushed();
  const { state } = conductor;
  return {
    name: engine.name,
    policies: Object.fromEntries(engine.profiles.map(({ underlying, policy }) => [underlying, policy])),
    from,
    to,
    bars,
    events: tally.events,
    hedges: tally.hedges(),
    orders: tally.orders,
    refused: tally.refused,
    held: tally.held,
    ...perRoll(rolls.finished),
    outsideBand: tally.outsideBand(),
    ...accounted(state, options.kernel),
    rolls: { finished: rolls.finished.length, open: rolls.open, rows: rolls.finished },
    files: recording.files,
    rowsRefused: recording.files.reduce((sum, { refused }) => sum + refused.count, 0),
    alarms: tally.alarms,
    journal: { id, entries: state.seq + 1, head: conductor.head },
    assumptions: [...pegs.assumptions, ...assumedOf(paper, recording)],
    warnings: [...recording.warnings, ...pegs.warnings, ...keptOut(conductor.market)],
  };
}
