import { wallClock } from '../shell/clock.ts';
import { loadConfig } from '../shell/config/load.ts';
import { type Diagnosis, diagnose } from '../shell/doctor.ts';
import { refusalOf } from '../shell/start-live.ts';
import { EXIT, UsageError } from './exit.ts';
import { jsonLine, type Output, refuseConfig, terminal } from './output.ts';
import { startExchange } from './simulated-exchange.ts';
import type { CheckOptions } from './verbs.ts';

const SIGNS = { good: 'ok  ', warning: 'warn', bad: 'BAD ' } as const;

function lines({ venue, findings }: Diagnosis): readonly string[] {
  return [venue, ...findings.map(({ what, verdict, detail }) => `  ${SIGNS[verdict]} ${what}: ${detail}`)];
}

/** `evenkeel doctor CONFIG`: whether the venues of a config can be reached, and are as the config says. */
export async function main(options: CheckOptions, output: Output = terminal): Promise<number> {
  const read = await loadConfig(options.config);
  if (read.kind === 'refused') return refuseConfig(read.errors, options.json, output);
  const config = read.value;
  if (config.connections.length === 0)
    throw new UsageError(
      `${options.config} connects to no venue`,
      'add connect to a venue, or use evenkeel check',
    );
  const exchange = config.exchange === undefined ? undefined : await startExchange(config.exchange);
  try {
    const now = wallClock();
    const found = await diagnose({
      config,
      now,
      env: process.env,
      simulated: exchange?.port,
      notice: output.err,
    });
    for (const diagnosis of found) for (const line of lines(diagnosis)) output.out(line);
    if (options.json) output.out(jsonLine({ venues: found }));
    const isWell = found.every(({ findings }) => findings.every(({ verdict }) => verdict !== 'bad'));
    return isWell ? EXIT.ok : EXIT.failed;
  } catch (error) {
    const refusal = refusalOf(error);
    throw refusal === undefined ? error : new UsageError(refusal.message, refusal.remedy);
  } finally {
    await exchange?.stop();
  }
}
