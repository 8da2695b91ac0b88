// Prints biome.json; with --write, writes it. The import law is a table here, because Biome wants it spelled
// out: where two overrides set the same rule the later one silently replaces the earlier, so every folder
// needs one complete list of what it may not import. test/house/lint-rules.test.ts plants what each forbids.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const base = ['units', 'math', 'domain', 'pricing'];
const stages = ['observe', 'value', 'forecast', 'decide', 'route', 'guard', 'execute', 'record', 'prove'];
const paper = ['adapters/paper', 'adapters/memory'];
const worlds = [...base, ...stages, 'engine', 'ports', 'exchange', ...paper];

/** What is the same bits on every machine and every replay: no clock, no sockets, no packages. */
const core = [...base, ...stages, 'engine'];

/**
 * Folder of src/ -> what it may import. `all`: anything of these folders; `types`: PascalCase names only;
 * `never`: an exception to `all`; `packages`: whether npm packages and node:* are open to it.
 */
const law = {
  units: { all: [] },
  math: { all: ['units'] },
  domain: { all: ['units', 'math'] },
  pricing: { all: ['units', 'math', 'domain'] },
  ...Object.fromEntries(stages.map((stage, i) => [stage, { all: base, types: stages.slice(0, i) }])),
  engine: { all: [...base, ...stages] },
  ports: { all: ['units', 'domain'], types: ['guard'] },
  wire: { all: ['units', 'math', 'domain', 'pricing', 'ports'], types: ['guard'], packages: true },
  'adapters/*': {
    all: ['units', 'math', 'domain', 'pricing', 'ports', 'wire'],
    types: ['guard'],
    packages: true,
  },
  shell: {
    all: [...base, ...stages, 'engine', 'ports', 'wire', 'adapters', '../package.json'],
    packages: true,
  },
  exchange: { all: base, never: ['pricing/margin'], packages: true },
  sim: { all: worlds, packages: true },
  lab: { all: [...worlds, 'sim'], packages: true },
  cli: {
    all: ['shell', 'lab', 'sim', 'exchange', '../bench', '../package.json'],
    types: base,
    packages: true,
  },
};

const docs = 'The import law is in CONTRIBUTING.md.';
const clock = 'The core must replay to the same bits: take it as an input, or do it in shell or an adapter.';
const impure = [
  ...['fetch', 'Date', 'process', 'performance', 'crypto', 'console', 'Buffer', 'globalThis'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
];

/** The patterns that hold in files `depth` folders below `folder`; relative paths differ with the depth. */
function patterns(folder, depth, { all, types = [], never = [], packages = false }) {
  const outside = '../'.repeat(depth + 1);
  const src = '../'.repeat(depth + folder.split('/').length);
  const inside = (name) => (name.endsWith('.json') ? [src + name] : [`${src + name}/**`]);
  const allowed = [...all, ...types].flatMap(inside).map((glob) => `!${glob}`);
  const exceptions = never.flatMap((name) => [`${src + name}*`, `${src + name}*/**`]);
  const found = [
    {
      group: [`${outside}**`, ...allowed, ...exceptions],
      message: `${folder} must not import this. ${docs}`,
    },
  ];
  if (types.length > 0)
    found.push({
      group: types.flatMap(inside),
      // Biome cannot see whether a name is a type; here types are PascalCase and functions camelCase.
      importNamePattern: '[A-Z].*',
      invertImportNamePattern: true,
      message: `${folder} may import only types from here. ${docs}`,
    });
  if (!packages)
    found.push({ group: ['**', '!./**', '!../**'], message: `${folder} imports no packages. ${docs}` });
  return found;
}

const rule = (options) => ({ level: 'error', options });

const lawOverrides = Object.entries(law).flatMap(([folder, may]) =>
  [0, 1].map((depth) => ({
    includes: [`src/${folder}/${'*/'.repeat(depth)}*.ts`],
    linter: {
      rules: { style: { noRestrictedImports: rule({ patterns: patterns(folder, depth, may) }) } },
    },
  })),
);

const coreOverride = {
  includes: core.map((folder) => `src/${folder}/**`),
  linter: {
    rules: {
      style: {
        noRestrictedGlobals: rule({ deniedGlobals: Object.fromEntries(impure.map((name) => [name, clock])) }),
      },
    },
  },
};

// Last, so that it wins: a test may import whatever it checks.
const testOverride = {
  includes: ['**/*.test.ts', 'test/**'],
  linter: {
    rules: { style: { noRestrictedImports: 'off', noRestrictedGlobals: 'off', noNonNullAssertion: 'off' } },
  },
};

/** Beyond the recommended rules. Each has a planted violation in the test. */
const strict = {
  complexity: { noUselessCatch: 'error' },
  correctness: {
    noUnusedFunctionParameters: 'error',
    noUnusedImports: 'error',
    noUnusedVariables: 'error',
    useImportExtensions: 'error',
    // Published coefficients and test vectors are kept digit for digit.
    noPrecisionLoss: 'off',
  },
  nursery: { noFloatingPromises: 'error', noMisusedPromises: 'error', useExhaustiveSwitchCases: 'error' },
  performance: { noBarrelFile: 'error', noReExportAll: 'error' },
  style: {
    noDefaultExport: 'error',
    noNonNullAssertion: 'error',
    noParameterAssign: 'error',
    useConsistentArrayType: 'error',
    useConst: 'error',
    useImportType: 'error',
    useNodejsImportProtocol: 'error',
    useThrowOnlyError: 'error',
  },
  suspicious: {
    noEmptyBlockStatements: 'error',
    noExplicitAny: 'error',
    noImportCycles: 'error',
    noSkippedTests: 'error',
    useErrorMessage: 'error',
  },
};

const config = {
  $schema: './node_modules/@biomejs/biome/configuration_schema.json',
  root: true,
  // assembly/ is AssemblyScript, whose operators and decorators Biome would take for mistakes.
  files: { includes: ['**/*.ts', '**/*.js', '**/*.mjs', '**/*.mts', '!**/dist', '!coverage', '!assembly'] },
  formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 110 },
  javascript: { formatter: { quoteStyle: 'single', semicolons: 'always' } },
  json: { formatter: { enabled: false } },
  linter: { rules: { preset: 'recommended', ...strict } },
  overrides: [
    ...lawOverrides,
    coreOverride,
    { includes: ['*.config.ts'], linter: { rules: { style: { noDefaultExport: 'off' } } } },
    // The library's one public face is the only file that re-exports.
    { includes: ['src/index.ts'], linter: { rules: { performance: { noBarrelFile: 'off' } } } },
    testOverride,
  ],
};

/** One line an override, so that a change of the law shows as the lines it changes. */
function print({ overrides, ...rest }) {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  const lines = overrides.map((override) => `    ${JSON.stringify(override)}`);
  return `${head},\n  "overrides": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

if (process.argv.includes('--write')) writeFileSync(new URL('../biome.json', import.meta.url), print(config));
else if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(print(config));
