/**
 * The command line. One file per verb, each loaded only when it is called, so that `--help` answers at once.
 */
import { runProgram } from './program.ts';

// A reader that has left, as `head` does, is no reason to stop hedging: what it does not read is dropped.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

process.exitCode = await runProgram(process.argv.slice(2));
