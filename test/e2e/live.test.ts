import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { binanceGateway } from '../../src/exchange/binance/binance.ts';
import { createExchange } from '../../src/exchange/create-exchange.ts';
import { deribitGateway } from '../../src/exchange/deribit/deribit.ts';
import { createMarket } from '../../src/exchange/market/create-market.ts';
import { type Protocol, standardListings } from '../../src/exchange/market/listings.ts';
import { COINS, randomPrices } from '../../src/exchange/market/random-prices.ts';
import { type Serving, startServer } from '../../src/exchange/server/server.ts';
import { DAY } from '../../src/units/time.ts';
import { atoms, millis } from '../../src/units/units.ts';
import { evenkeel, heard, lastJson, startEvenkeel } from './evenkeel.ts';
import { childrenOf, gone } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-live-'));
afterAll(() => rmSync(folder, { recursive: true }));

const EXAMPLE = readFileSync('examples/exchange.yaml', 'utf8');
const journalOf = (name: string): string => join(folder, name);

/** The example with some of its text replaced; each must be there. */
function configOf(name: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  let text = EXAMPLE;
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the example has no ${from}`);
    text = text.replaceAll(from, to);
  }
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, text);
  return path;
}

interface RunReport {
  readonly hedges: number;
  readonly fills: number;
  readonly standing: string;
  readonly attribution: Readonly<Record<string, number>>;
  readonly journal: { readonly entries: number; readonly head: string };
}

function expectsReplay(journal: string, { entries, head }: RunReport['journal']): void {
  expect(lastJson(evenkeel(['replay', journal, '--json']))).toMatchObject({
    kind: 'identical',
    entries,
    head,
  });
}

describe('run on the simulated exchange', () => {
  it('hedges over real sockets, explains it, replays it, and leaves no process behind', async () => {
    const journal = journalOf('example');
    const args = ['run', 'examples/exchange.yaml', '--for', '8s', '--json', '--journal', journal];
    const { child, ended } = startEvenkeel(args);
    await heard(child, /a simulated exchange listens/);
    const children = childrenOf(child.pid);
    expect(children).toHaveLength(1);
    const finished = await ended;
    expect(finished.status, finished.err).toBe(0);
    const report = lastJson(finished) as unknown as RunReport;
    expect(report.hedges).toBeGreaterThanOrEqual(2);
    expect(report.fills).toBeGreaterThanOrEqual(2);
    expect(report.standing).toBe('running');
    // An atom of a coin is a tenth of a cent, and a venue rounds each of its sums.
    expect(Math.abs(report.attribution.residual ?? Number.NaN)).toBeLessThan(0.05);
    expectsReplay(journal, report.journal);
    await gone(...children);
  });

  it('takes the exchange with it when it is killed', async () => {
    const { child, ended } = startEvenkeel([
      'run',
      'examples/exchange.yaml',
      '--journal',
      journalOf('killed'),
    ]);
    await heard(child, /a simulated exchange listens/);
    const children = childrenOf(child.pid);
    expect(children).toHaveLength(1);
    child.kill('SIGKILL');
    await ended;
    await gone(...children);
  });
});

const SECRET = 'hush-4f1c0b7e9d';

/** Deribit and Binance with an account whose secret is no other's, served by this process. */
function serveWith(secret: string): Promise<Serving> {
  const start = millis(Date.now());
  const prices = randomPrices({ coins: COINS, pace: 60 });
  const coin = 10n ** 8n;
  const open = (name: Protocol, deposits: Readonly<Record<string, bigint>>) =>
    createExchange({
      ...{ name, seed: 7, start, listings: standardListings(name, start), market: createMarket({ prices }) },
      accounts: [
        {
          ...{ id: 'own', key: 'own', secret, canTrade: true, canWithdraw: false },
          deposits: Object.fromEntries(Object.entries(deposits).map(([of, sum]) => [of, atoms(sum * coin)])),
        },
      ],
    });
  const deribit = open('deribit', { BTC: 5n });
  const binance = open('binance', { USDT: 2_000_000n });
  const hosted = [
    { exchange: deribit, gateway: deribitGateway(deribit) },
    { exchange: binance, gateway: binanceGateway(binance) },
  ];
  return startServer({ hosted, port: 0, seed: 7 });
}

/** Everything that the files of a folder say. */
function textOf(path: string): string {
  return readdirSync(path)
    .map((name) => readFileSync(join(path, name), 'latin1'))
    .join();
}

/** A key file that only its owner may read, unless `mode` says otherwise. */
function keyFile(name: string, secret: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ key: 'own', secret }));
  chmodSync(path, mode);
  return path;
}

const LIVE = (protocol: string): string => `protocol: ${protocol}, to: simulated, account: live`;
/** Without an exchange of its own there is no start for an expiry to count from. */
const BY_ITSELF = [
  ['market:\n  exchange: { seed: 7, pace: 60x }', ''],
  ['expiry: 14d', `expiry: ${new Date(Date.now() + 14 * DAY).toISOString().slice(0, 16)}Z`],
] as const;

describe('keys', () => {
  it('open accounts, and are told nowhere', async () => {
    const serving = await serveWith(SECRET);
    try {
      const to = `to: 127.0.0.1:${serving.port}, account: live`;
      const config = configOf(
        'keys',
        [LIVE('deribit'), `protocol: deribit, ${to}, key: env EVENKEEL_TEST`],
        [LIVE('binance'), `protocol: binance, ${to}, key: file ${keyFile('binance.json', SECRET)}`],
        ...BY_ITSELF,
      );
      const env = { EVENKEEL_TEST_KEY: 'own', EVENKEEL_TEST_SECRET: SECRET };
      const journal = journalOf('keys');
      const { ended } = startEvenkeel(['run', config, '--for', '5s', '--json', '--journal', journal], env);
      const { status, out, err } = await ended;
      expect(status, err).toBe(0);
      const report = lastJson({ status, out, err }) as unknown as RunReport;
      expect(report.hedges).toBeGreaterThanOrEqual(2);
      expectsReplay(journal, report.journal);
      const kept = textOf(journal);
      expect(kept).toContain('"kind":"configured"');
      expect(out + err + kept).not.toContain(SECRET);
    } finally {
      await serving.close();
    }
  });

  it.each(['deribit', 'binance'])('that %s does not take are refused, and told nowhere', async (protocol) => {
    const serving = await serveWith('another');
    try {
      const to = `to: 127.0.0.1:${serving.port}, account: live`;
      const config = configOf(
        `wrong-${protocol}`,
        [LIVE(protocol), `protocol: ${protocol}, ${to}, key: file ${keyFile(`${protocol}.json`, SECRET)}`],
        ...BY_ITSELF,
        [`, to: simulated, account: live`, `, ${to}, key: file ${keyFile('another.json', 'another')}`],
      );
      const journal = journalOf(`wrong-${protocol}`);
      const { status, out, err } = await startEvenkeel(['run', config, '--journal', journal]).ended;
      expect(status, err).toBe(2);
      expect(err).toMatch(/ — evenkeel doctor tells more/);
      expect(out + err + textOf(journal)).not.toContain(SECRET);
      expect(err).not.toContain('    at ');
    } finally {
      await serving.close();
    }
  });

  const testnet = (key: string, name: string): string =>
    configOf(
      name,
      [LIVE('deribit'), `protocol: deribit, to: testnet, account: live, key: ${key}`],
      [LIVE('binance'), 'protocol: binance, to: testnet, account: live, key: env EVENKEEL_NONE'],
      ...BY_ITSELF,
    );

  it.each([
    ['an account elsewhere without --live', [], 'env EVENKEEL_NONE', 'say --live'],
    ['a key that is not set', ['--live'], 'env EVENKEEL_NONE', 'EVENKEEL_NONE_KEY or EVENKEEL_NONE_SECRET'],
    ['a key file that is not there', ['--live'], `file ${join(folder, 'none.json')}`, 'cannot be read'],
    [
      'a key file that others may read',
      ['--live'],
      `file ${keyFile('open.json', SECRET, 0o644)}`,
      'chmod 600',
    ],
  ])('refuses %s before it connects anywhere, and says what to do', (name, more, key, says) => {
    const config = testnet(key, name.replaceAll(' ', '-'));
    const journal = journalOf(name.replaceAll(' ', '-'));
    const { status, out, err } = evenkeel(['run', config, '--for', '1s', '--journal', journal, ...more]);
    expect(status, err).toBe(2);
    expect(err).toContain(says);
    expect(out + err).not.toContain(SECRET);
    expect(err).not.toContain('    at ');
  });
});

describe('doctor', () => {
  it('finds the example well, and trades nothing', () => {
    const finished = evenkeel(['doctor', 'examples/exchange.yaml', '--json']);
    expect(finished.status, finished.out + finished.err).toBe(0);
    const { venues } = lastJson(finished) as { venues: { venue: string; findings: { what: string }[] }[] };
    expect(venues.map(({ venue }) => venue)).toEqual(['deribit', 'binance']);
    for (const { findings } of venues)
      expect(findings.map(({ what }) => what)).toEqual(
        expect.arrayContaining(['connection', 'latency', 'clock', 'key']),
      );
  });

  it('says which tick is wrong, and what it should be', () => {
    const config = configOf('tick', ['contract: 10 USD, tick: 0.5', 'contract: 10 USD, tick: 0.3']);
    const { status, out } = evenkeel(['doctor', config]);
    expect(status, out).toBe(1);
    expect(out).toMatch(
      /BAD .*BTC-PERPETUAL.*: tick is 0\.3 in the config, which is no multiple of its 0\.5/,
    );
    expect(out).toContain('ok   ETHUSDT');
  });
});
