/** How much a pass leaves on the heap. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const PASSES = 12;
const TRIES = 7;

/** Bytes on the heap and in buffers outside it. Asking costs some itself, always the same. */
function bytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes that `work` leaves behind, with those of asking. Few enough that nothing is collected meanwhile. */
function left(work: () => void): number {
  const before = bytes();
  work();
  return bytes() - before;
}

/**
 * Bytes that one call of `pass`, which has been called often enough to be compiled, allocates, garbage
 * included: the least over some tries, since what else goes on in the process can only add. A try that ends
 * with less than it began with does not count, as something was collected. Throws where none counts.
 */
export function allocatedBy(pass: () => unknown): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const repeat = (times: number) => (): void => {
    for (let i = 0; i < times; i += 1) pass();
  };
  const found: number[] = [];
  for (let i = 0; i < TRIES; i += 1) {
    collect();
    const once = left(repeat(1));
    collect();
    const often = left(repeat(1 + PASSES));
    found.push((often - once) / PASSES);
  }
  const counted = found.filter((bytes) => bytes >= 0);
  if (counted.length === 0) throw new Error('what a pass allocates was collected before it could be counted');
  return Math.min(...counted);
}
