import { join } from 'node:path';
import type { AppConfig } from '../shell/config/config.ts';
import { loadConfig } from '../shell/config/load.ts';
import { openJournal } from '../shell/journals.ts';
import { kernelFor } from '../shell/kernel.ts';
import { ForeignJournal } from '../shell/start.ts';
import { refusalOf } from '../shell/start-live.ts';
import { statusOf } from '../shell/status.ts';
import { createTally, type Tally } from '../shell/tally.ts';
import { picture } from '../shell/view.ts';
import { EXIT, UsageError } from './exit.ts';
import { jsonLine, type Output, refuseConfig, terminal } from './output.ts';
import { projectRoot } from './project-root.ts';
import { CLEAR, createView, painter, stopSignal } from './session-view.ts';
import { type Ran, runConnected, runSynthetic } from './stages.ts';
import type { RunOptions } from './verbs.ts';

function report(started: Ran, tally: Tally, path: string): object {
  const { state, head } = started.conductor;
  const { openingEquity, attribution, turnover } = state.ledger;
  const { accounts, carry } = statusOf(started.conductor);
  // The parts and not the equity of the last marks: they know what was booked since, such as a fee.
  const explained = Object.values(attribution).reduce((sum, part) => sum + part, 0);
  return {
    hedges: tally.hedges,
    decisions: tally.decisions,
    fills: tally.fills,
    standing: state.standing.mode,
    pnl: openingEquity === null ? null : explained,
    turnover,
    attribution,
    accounts,
    carry,
    alarms: tally.alarms,
    journal: { path, entries: state.seq + 1, head, resumedFrom: started.resumedFrom },
  };
}

/** A simulated exchange begins anew each time, and so does a book on it. */
function journalOf({ journal, exchange }: AppConfig): string {
  if (exchange === undefined) return journal;
  return `${journal}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`;
}

/** `evenkeel run [CONFIG]`: hedges until stopped; the next run on the same journal goes on from there. */
export async function main(options: RunOptions, output: Output = terminal): Promise<number> {
  const file = options.config ?? join(projectRoot(), 'examples', 'demo.yaml');
  const read = await loadConfig(file);
  if (read.kind === 'refused') return refuseConfig(read.errors, options.json, output);
  const config = read.value;
  const { market } = config;
  if (market === undefined && config.connections.length === 0) {
    const remedy = 'add a market section, connect its venues, or give recorded prices to evenkeel backtest';
    throw new UsageError(`${file} has no market to run on`, remedy);
  }
  const path = options.journal ?? journalOf(config);
  const { signal, release } = stopSignal(options.forMs);
  const journal = openJournal(path);
  for (const text of journal.recovered) output.err(`${path}: ${text}`);
  const kernel = await kernelFor(journal);
  const [tally, view, paint] = [createTally(), createView(output), painter()];
  const stage = { config, options, journal, kernel, signal, view, paint, tally, path };
  try {
    const ran = await (market === undefined ? runConnected(stage, output) : runSynthetic(stage, market));
    const last = picture(ran.conductor, tally, paint);
    output.err((view.isLive ? CLEAR : '') + last.join('\n'));
    if (options.json) output.out(jsonLine(report(ran, tally, path)));
    else output.err(`journal ${path}: evenkeel replay ${path} re-runs every decision in it`);
    return EXIT.ok;
  } catch (error) {
    throw asUsage(error);
  } finally {
    release();
    await journal.close();
  }
}

/** What the user can mend, as that. */
function asUsage(error: unknown): unknown {
  if (error instanceof ForeignJournal)
    return new UsageError(error.message, 'name another folder with --journal');
  const refusal = refusalOf(error);
  return refusal === undefined ? error : new UsageError(refusal.message, refusal.remedy);
}
