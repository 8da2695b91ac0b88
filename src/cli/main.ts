/**
 * The command line. One file per verb, each loaded only when it is called, so that `--help` answers at once.
 */
import { runProgram } from './program.ts';

// A reader that has left, as `head` does, is no reason to stop hedging: what it does not read is dropped.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const status = await runProgram(process.argv.slice(2));

/** Resolves when all that was written to `stream` has left. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

// A verb that is done has closed what it opened. The store's threads have been seen to outlive it, idle, and whoever
// waits for the process would wait with them.
await Promise.all([drained(process.stdout), drained(process.stderr)]);
process.exit(status);
