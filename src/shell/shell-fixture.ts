import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SyntheticMarket } from '../adapters/paper/settings.ts';
import type { Appended } from '../engine/scribe.ts';
import type { Clock } from '../ports/clock.ts';
import type { Journal } from '../ports/journal.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { type Millis, millis } from '../units/units.ts';
import { type AppConfig, parseConfig } from './config/config.ts';
import { runSession } from './session.ts';
import { type Started, start } from './start.ts';
import { count, createTally, type Tally } from './tally.ts';

/** The config of an example, the demo's unless another is named, and its market. */
export function demoConfig(name = 'demo'): { config: AppConfig; market: SyntheticMarket } {
  const path = fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url));
  const read = parseConfig(readFileSync(path, 'utf8'), path);
  if (read.kind === 'refused' || read.value.market === undefined) throw new Error(`${name} is refused`);
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

/** Hedges the book of an example for `ms` of its own time, as fast as it goes. */
export async function hedgeDemo(
  journal: Journal,
  ms: number,
  name = 'demo',
  onAppended: (appended: Appended) => void = () => undefined,
): Promise<Hedged> {
  const { config, market } = demoConfig(name);
  const tally = createTally();
  const started = start(config, market, journal, 'test', typescriptKernel(), (appended) => {
    count(tally, appended);
    onAppended(appended);
  });
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
