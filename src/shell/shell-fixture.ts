import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SyntheticMarket } from '../adapters/paper/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { type Millis, millis } from '../units/units.ts';
import { type AppConfig, parseConfig } from './config/config.ts';
import { runSession } from './session.ts';
import { type Started, start } from './start.ts';
import { count, createTally, type Tally } from './tally.ts';

const DEMO = fileURLToPath(new URL('../../examples/demo.yaml', import.meta.url));

/** The demo's config and its market. */
export function demoConfig(): { config: AppConfig; market: SyntheticMarket } {
  const read = parseConfig(readFileSync(DEMO, 'utf8'), DEMO);
  if (read.kind === 'refused' || read.value.market === undefined) throw new Error('the demo is refused');
  return { config: read.value, market: read.value.market };
}

/** A clock that is always `strideMs` ahead of the last time it was asked to wait for, until `end`. */
function strider(from: Millis, end: Millis, strideMs: number): Clock {
  let now: number = from;
  return {
    now: () => millis(Math.min(now, end)),
    until: (at) => {
      now = Math.max(now, at) + strideMs;
      return Promise.resolve();
    },
  };
}

export interface Hedged {
  readonly started: Started;
  readonly tally: Tally;
}

/** Hedges the demo book for `ms` of its own time, as fast as it goes. */
export async function hedgeDemo(journal: Journal, ms: number): Promise<Hedged> {
  const { config, market } = demoConfig();
  const tally = createTally();
  const started = start(config, market, journal, 'test', typescriptKernel(), (appended) =>
    count(tally, appended),
  );
  const from = started.conductor.state.at;
  const end = millis(from + ms);
  const controller = new AbortController();
  const clock = strider(from, end, 60_000);
  const onProgress = (): void => {
    if (clock.now() >= end) controller.abort();
  };
  await runSession({ ...started, journal, clock, signal: controller.signal, onProgress });
  return { started, tally };
}
