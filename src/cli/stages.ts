import manifest from '../../package.json' with { type: 'json' };
import { alertsOf, lineAlerts } from '../shell/alerts.ts';
import { createClock, wallClock } from '../shell/clock.ts';
import type { AppConfig } from '../shell/config/config.ts';
import { isHarmless } from '../shell/connect.ts';
import { type Operate, openControl } from '../shell/control.ts';
import type { openJournal } from '../shell/journals.ts';
import type { kernelFor } from '../shell/kernel.ts';
import { runLive } from '../shell/live.ts';
import { runSession } from '../shell/session.ts';
import { type Started, start } from '../shell/start.ts';
import { startLive } from '../shell/start-live.ts';
import { count, type Tally } from '../shell/tally.ts';
import { notableLine, picture } from '../shell/view.ts';
import { UsageError } from './exit.ts';
import type { Output } from './output.ts';
import type { painter, SessionView } from './session-view.ts';
import { startExchange } from './simulated-exchange.ts';
import type { RunOptions } from './verbs.ts';

/** What a session is run with, whatever it runs on. */
export interface Stage {
  readonly config: AppConfig;
  readonly options: RunOptions;
  readonly journal: ReturnType<typeof openJournal>;
  readonly kernel: Awaited<ReturnType<typeof kernelFor>>;
  readonly signal: AbortSignal;
  readonly view: SessionView;
  readonly paint: ReturnType<typeof painter>;
  /** Folder of the journal. */
  readonly path: string;
  readonly tally: Tally;
}

/** What became of a session, and how its last picture looks. */
export type Ran = Pick<Started, 'conductor' | 'resumedFrom'>;

/** A synthetic market, as fast as its clock runs. */
export async function runSynthetic(stage: Stage, market: NonNullable<AppConfig['market']>): Promise<Ran> {
  const { config, options, journal, kernel, signal, view, paint, tally } = stage;
  const started = start(config, market, journal, manifest.version, kernel, tellerOf(stage));
  const { conductor } = started;
  begun(stage, started);
  const clock = createClock(conductor.state.at, options.speed ?? config.speed);
  const onProgress = (): void => view.draw(() => picture(conductor, tally, paint));
  await controlled(stage, conductor, (onReady) =>
    runSession({ ...started, journal, clock, signal, onProgress, onReady }),
  );
  return started;
}

/** Venues that are connected to, in real time. */
export async function runConnected(stage: Stage, output: Output): Promise<Ran> {
  const { config, options, journal, kernel, signal, view, paint, tally } = stage;
  const earnest = config.connections.find((connection) => !isHarmless(connection));
  if (earnest !== undefined && !options.live)
    throw new UsageError(`${earnest.venue} would trade with real money`, 'say --live if that is meant');
  const exchange = config.exchange === undefined ? undefined : await startExchange(config.exchange);
  if (exchange !== undefined) output.err(`a simulated exchange listens on 127.0.0.1:${exchange.port}`);
  try {
    const now = wallClock();
    const started = await startLive({
      ...{ config, journal, kernel, now, env: process.env, simulated: exchange?.port, signal },
      code: manifest.version,
      onAppended: tellerOf(stage),
      notice: (text) => view.tell([text]),
    });
    const { conductor } = started;
    begun(stage, started);
    const onProgress = (): void => view.draw(() => picture(conductor, tally, paint));
    await controlled(stage, conductor, (onReady) =>
      runLive({ ...started, journal, now, barMs: config.barMs, signal, onProgress, onReady }),
    );
    return started;
  } finally {
    await exchange?.stop();
  }
}

/** Runs `session` with its control socket open. */
async function controlled(
  { path, view }: Stage,
  conductor: Ran['conductor'],
  session: (onReady: (operate: Operate) => void) => Promise<void>,
): Promise<void> {
  const control = await openControl({ folder: path, conductor, notice: (text) => view.tell([text]) });
  try {
    await session(control.attach);
  } finally {
    await control.close();
  }
}

function tellerOf({ view, tally, paint, config }: Stage): (appended: Parameters<typeof count>[1]) => void {
  const alerts = lineAlerts((line) => view.tell([line]));
  return (appended) => {
    for (const alert of alertsOf(config.engine.name, appended)) alerts.raise(alert);
    view.tell(count(tally, appended).map((notable) => notableLine(notable, paint)));
  };
}

function begun({ view, options, path }: Stage, { conductor, resumedFrom }: Ran): void {
  if (resumedFrom > 0) view.tell([`going on from entry ${resumedFrom} of ${path}`]);
  if (options.rearm) conductor.operate('rearm', conductor.state.at);
}
