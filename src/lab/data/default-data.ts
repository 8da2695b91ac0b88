import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputRefused } from './input-refused.ts';

/**
 * Paths of `files` in the data folder: the one that `stated` names (EVENKEEL_DATA), else `../shared/data`
 * from the project's root. Throws `InputRefused`, naming both, where there is none.
 */
export function defaultData(
  files: readonly string[],
  stated: string | undefined,
  root: string,
): readonly string[] {
  const beside = resolve(root, '..', 'shared', 'data');
  const folder = stated ? resolve(stated) : beside;
  const missing = [folder, ...files.map((file) => join(folder, file))].find((path) => !existsSync(path));
  if (missing === undefined) return files.map((file) => join(folder, file));
  const looked = stated
    ? `EVENKEEL_DATA is ${stated}`
    : `EVENKEEL_DATA is not set, and ${beside} is looked at instead`;
  throw new InputRefused(
    `the default data is not there: no ${missing} (${looked})`,
    `set EVENKEEL_DATA to the data folder, put it at ${beside}, or give files with --data`,
  );
}
