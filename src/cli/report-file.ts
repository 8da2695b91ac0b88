import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Made } from '../lab/report/report.ts';
import { commitAt } from './commit.ts';
import { UsageError } from './exit.ts';
import type { Output } from './output.ts';
import { projectRoot } from './project-root.ts';

/** Refuses a report that could not be written, before the work that it is to report on. */
export function checkReport(path: string | undefined): void {
  if (path === undefined) return;
  // A slip in the order of options must not overwrite a config or data.
  if (!/\.html?$/i.test(path))
    throw new UsageError(`the report ${path} is HTML`, 'name it so that it ends in .html');
  if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`there is no folder ${dirname(path)}`, 'make it first, or name another');
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UsageError(`${path} is a folder`, 'name a file');
}

/** An argument as a shell would have to be given it. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** How this process was called, and from which source. */
export function madeBy(args: readonly string[] = process.argv.slice(2)): Made {
  return { command: ['evenkeel', ...args].map(quoted).join(' '), commit: commitAt(projectRoot()) };
}

/** Writes a report and says where it is. */
export async function writeReport(path: string, text: string, output: Output): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(
      `cannot write ${path}: ${(error as Error).message}`,
      'name a file that can be written',
    );
  }
  output.err(`report: ${path}`);
}
