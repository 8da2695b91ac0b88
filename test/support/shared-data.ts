/**
 * Recorded market data is too large to commit and lies beside the checkout. A test that needs it skips with a
 * warning where it is absent; in CI its absence is a failure, so that a green run has seen the data.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A path in the shared folder: the parent of EVENKEEL_DATA, or `../shared` from the repository root. */
export function sharedPath(...parts: string[]): string {
  const data = process.env.EVENKEEL_DATA;
  return join(data ? dirname(resolve(data)) : resolve(root, '..', 'shared'), ...parts);
}

/** `describe`, for tests that read the shared folder. */
export function describeWithShared(name: string, tests: () => void): void {
  const shared = sharedPath();
  if (existsSync(shared)) {
    describe(name, tests);
    return;
  }
  const missing = `no shared data at ${shared}; set EVENKEEL_DATA to its data folder`;
  const inCi = process.env.CI === 'true';
  if (!inCi) console.warn(`SKIPPED "${name}": ${missing}`);
  describe(name, () => {
    it('has its shared data', (context) => {
      if (inCi) throw new Error(missing);
      context.skip(missing);
    });
  });
}
