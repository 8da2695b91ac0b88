import type { ConfigError } from '../shell/config/report.ts';
import { EXIT } from './exit.ts';

/** Where a command writes: data to `out`, talk to `err`. A call is whole lines; the last newline is added. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export const terminal: Output = {
  out: (text) => {
    process.stdout.write(`${text}\n`);
  },
  err: (text) => {
    process.stderr.write(`${text}\n`);
  },
};

/** `value` as one line of JSON. Ledger integers that may not fit a JSON number are strings of digits. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) => (typeof held === 'bigint' ? held.toString() : held));
}

/** Tells why a config was refused, and answers the exit status. With `json`, the last line says it again. */
export function refuseConfig(errors: readonly ConfigError[], json: boolean, output: Output): number {
  for (const { file, line, column, message, remedy } of errors)
    output.err(`${file}:${line}:${column}: ${message} — ${remedy}`);
  if (json) output.out(jsonLine({ valid: false, errors }));
  return EXIT.usage;
}
