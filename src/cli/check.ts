import { bandExample } from '../shell/config/band-example.ts';
import { describeConfig } from '../shell/config/describe.ts';
import { loadConfig } from '../shell/config/load.ts';
import { EXIT } from './exit.ts';
import { jsonLine, type Output, refuseConfig, terminal } from './output.ts';
import type { CheckOptions } from './verbs.ts';

/** `evenkeel check CONFIG`: whether a config is valid, and what it means. */
export async function main(options: CheckOptions, output: Output = terminal): Promise<number> {
  const read = await loadConfig(options.config);
  if (read.kind === 'refused') return refuseConfig(read.errors, options.json, output);
  const config = read.value;
  for (const { title, lines } of describeConfig(config))
    output.out(`${title}\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
  if (!options.json) return EXIT.ok;
  const bands = config.engine.profiles.map((profile) => ({
    underlying: profile.underlying,
    policy: profile.policy.kind,
    ...bandExample(config, profile, profile.policy),
  }));
  output.out(jsonLine({ valid: true, errors: [], config, bands }));
  return EXIT.ok;
}
