import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { createClock } from '../shell/clock.ts';
import { loadConfig } from '../shell/config/load.ts';
import { openJournal } from '../shell/journals.ts';
import { kernelFor } from '../shell/kernel.ts';
import { runSession } from '../shell/session.ts';
import { ForeignJournal, type Started, start } from '../shell/start.ts';
import { count, createTally, type Tally } from '../shell/tally.ts';
import { ansi, notableLine, picture, plain } from '../shell/view.ts';
import { EXIT, UsageError } from './exit.ts';
import { jsonLine, type Output, refuseConfig, terminal } from './output.ts';
import { projectRoot } from './project-root.ts';
import type { RunOptions } from './verbs.ts';

/** Redraws no oftener than this. */
const FRAME_MS = 100;
const CLEAR = '\u001b[2J\u001b[H';

/** Draws the live picture, or, where there is no terminal to draw on, tells each hedge as a line. */
function createView(output: Output): {
  readonly tell: (lines: readonly string[]) => void;
  readonly draw: (lines: () => readonly string[]) => void;
  readonly isLive: boolean;
} {
  const isLive = process.stderr.isTTY === true;
  let drawnAt = 0;
  return {
    isLive,
    tell: (lines) => {
      if (!isLive) for (const line of lines) output.err(line);
    },
    draw: (lines) => {
      if (!isLive || performance.now() - drawnAt < FRAME_MS) return;
      drawnAt = performance.now();
      output.err(`${CLEAR}${lines().join('\n')}`);
    },
  };
}

function useColours(): boolean {
  return process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
}

/** Aborts on Ctrl-C, on a request to terminate, and after `forMs`. A second Ctrl-C does not wait. */
function stopSignal(forMs: number | undefined): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.failed);
    controller.abort();
  };
  const timer = forMs === undefined ? undefined : setTimeout(() => controller.abort(), forMs);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}

function report(started: Started, tally: Tally, path: string): object {
  const { state, head } = started.conductor;
  const { equity, openingEquity, attribution, turnover } = state.ledger;
  return {
    hedges: tally.hedges,
    decisions: tally.decisions,
    fills: tally.fills,
    standing: state.standing.mode,
    pnl: equity === null || openingEquity === null ? null : equity - openingEquity,
    turnover,
    attribution,
    alarms: tally.alarms,
    journal: { path, entries: state.seq + 1, head, resumedFrom: started.resumedFrom },
  };
}

/** `evenkeel run [CONFIG]`: hedges on paper until stopped; the next run on the same journal goes on from there. */
export async function main(options: RunOptions, output: Output = terminal): Promise<number> {
  const file = options.config ?? join(projectRoot(), 'examples', 'demo.yaml');
  const read = await loadConfig(file);
  if (read.kind === 'refused') return refuseConfig(read.errors, options.json, output);
  const config = read.value;
  const { market } = config;
  if (market === undefined) {
    const remedy = 'add a market section, or give recorded prices to evenkeel backtest';
    throw new UsageError(`${file} has no market to run on`, remedy);
  }
  const path = options.journal ?? config.journal;
  const { signal, release } = stopSignal(options.forMs);
  const journal = openJournal(path);
  for (const text of journal.recovered) output.err(`${path}: ${text}`);
  const kernel = await kernelFor(journal);
  const tally = createTally();
  const view = createView(output);
  const paint = useColours() ? ansi : plain;
  try {
    const started = start(config, market, journal, manifest.version, kernel, (appended) => {
      view.tell(count(tally, appended).map((notable) => notableLine(notable, paint)));
    });
    const { conductor } = started;
    if (started.resumedFrom > 0) view.tell([`going on from entry ${started.resumedFrom} of ${path}`]);
    if (options.rearm) conductor.operate('rearm', conductor.state.at);
    const clock = createClock(conductor.state.at, options.speed ?? config.speed);
    const onProgress = (): void => view.draw(() => picture(conductor, tally, paint));
    await runSession({ ...started, journal, clock, signal, onProgress });
    const last = picture(conductor, tally, paint);
    output.err((view.isLive ? CLEAR : '') + last.join('\n'));
    if (options.json) output.out(jsonLine(report(started, tally, path)));
    else output.err(`journal ${path}: evenkeel replay ${path} re-runs every decision in it`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ForeignJournal)) throw error;
    throw new UsageError(error.message, 'name another folder with --journal');
  } finally {
    release();
    await journal.close();
  }
}
