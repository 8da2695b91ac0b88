import { readFile } from 'node:fs/promises';
import { millis } from '../../units/units.ts';
import { type ParsedConfig, parseConfig } from './config.ts';

/** Why a file could not be read, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** The config in the file at `path`, as errors name it. A file that cannot be read is refused as well. */
export async function loadConfig(path: string): Promise<ParsedConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const message = `cannot read the config: ${reasons[code] ?? (error as Error).message}`;
    const remedy = 'check the path, or try examples/demo.yaml';
    return { kind: 'refused', errors: [{ file: path, line: 1, column: 1, message, remedy }] };
  }
  return parseConfig(text, path, millis(Date.now()));
}
