import { createReadStream } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { answerRows, type Job, type Sink } from '../shell/rows/rows.ts';
import { EXIT, UsageError } from './exit.ts';
import { jsonLine, type Output } from './output.ts';
import type { TableOptions } from './verbs.ts';

/** The streams of a process. */
export interface Pipes {
  readonly input: Readable;
  readonly output: Writable;
}

export function processPipes(): Pipes {
  return { input: process.stdin, output: process.stdout };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** Writes to `stream` as fast as it is read, until its reader leaves. */
function sinkOf(stream: Writable): Sink {
  // Standard output does not say afterwards that it failed: Node revives it.
  let isGone = !stream.writable;
  let resume = (): void => undefined;
  stream.on('drain', () => resume());
  for (const event of ['error', 'close'])
    stream.on(event, () => {
      isGone = true;
      resume();
    });
  return {
    write: async (text) => {
      if (!isGone && !stream.write(text))
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
      return !isGone;
    },
  };
}

/** Answers the rows of the file, or of stdin, on stdout, tells how many, and answers the exit status. */
export async function answerTable(
  job: Job,
  options: TableOptions,
  output: Output,
  pipes: Pipes,
): Promise<number> {
  const { file, json } = options;
  const isFile = file !== undefined && file !== '-';
  const source: Readable = isFile ? createReadStream(file) : pipes.input;
  const read = async () => {
    try {
      return await answerRows(job, source, sinkOf(pipes.output));
    } catch (error) {
      const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
      if (!isFile || reason === undefined) throw error;
      throw new UsageError(`cannot read ${file}: ${reason}`, 'check the path');
    }
  };
  const answered = await read();
  if (answered.kind === 'refused')
    throw new UsageError(`${isFile ? file : 'stdin'}: ${answered.message}`, answered.remedy);
  const { rows, refused, isCutShort } = answered;
  const status = refused > 0 ? EXIT.rowsRefused : EXIT.ok;
  // Whoever has stopped reading wants to hear no more.
  if (isCutShort) return status;
  output.err(`${rows} rows, ${refused} refused`);
  if (json) output.out(jsonLine({ rows, refused }));
  return status;
}
