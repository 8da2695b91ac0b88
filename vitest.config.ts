import type { ViteUserConfig } from 'vitest/config';

const isLong = process.env.EVENKEEL_LONG === '1';
const timeout = isLong ? 600_000 : 30_000;

const config: ViteUserConfig = {
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Not in the short run at all, rather than skipped in it.
    exclude: isLong ? [] : ['**/*.long.test.ts'],
    // Processes, not threads: lmdb is native code and keeps state per process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: timeout,
    hookTimeout: timeout,
  },
};

export default config;
