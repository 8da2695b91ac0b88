import type { UserConfig } from 'tsdown';

const config: UserConfig = {
  // Workers are files of their own, because a thread is started from one.
  entry: {
    main: 'src/cli/main.ts',
    index: 'src/index.ts',
    'sweep-worker': 'src/cli/sweep-worker.ts',
    'liquidation-worker': 'src/lab/liquidation/worker.ts',
  },
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
  hash: false,
  dts: true,
  // All but kernel.wasm, which is built by itself when assembly/ changes.
  clean: ['dist/*', '!dist/kernel.wasm'],
  logLevel: 'warn',
  // Packages are bundled in, because resolving them one file at a time is most of a command's start-up.
  // lmdb stays outside: it is native code that finds its binary beside itself.
  deps: { alwaysBundle: [/^(?!lmdb$|node:)/], neverBundle: ['lmdb'] },
};

export default config;
