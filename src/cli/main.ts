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

// Node 20 can hang for ever on its way out: it joins V8's compiler thread, which may be waiting for the main thread
// to collect garbage (CollectionBarrier against WorkerThreadsTaskRunner::Shutdown). The event loop lets it through,
// so whoever has run long enough to have something compiled gives it a moment before leaving.
const COMPILES_AFTER_MS = 300;
const MOMENT_MS = 150;
await Promise.all([drained(process.stdout), drained(process.stderr)]);
if (performance.now() > COMPILES_AFTER_MS) await new Promise((resolve) => setTimeout(resolve, MOMENT_MS));
process.exit(status);
