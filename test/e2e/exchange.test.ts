import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Line, linesOf, TextBook } from '../conformance/recorded.ts';
import { describeWithShared, sharedPath } from '../support/shared-data.ts';
import { evenkeel, type Finished, heard, lastJson, startEvenkeel } from './evenkeel.ts';
import { gone } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-exchange-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What an exchange answers to a GET. */
type Ask = (path: string) => Promise<Record<string, unknown>>;

/** Serves an exchange on a free port for as long as `use` takes, and ends it as a service is ended. */
async function served(
  args: readonly string[],
  use: (ask: Ask, port: number) => Promise<void>,
): Promise<Finished> {
  const { child, ended } = startEvenkeel(['exchange', '--port', '0', '--json', ...args]);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  try {
    await heard(child, /\/control/);
    const port = Number(/listens on 127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
    const ask: Ask = async (path) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return (await answer.json()) as Record<string, unknown>;
    };
    await use(ask, port);
  } finally {
    child.kill('SIGTERM');
  }
  return ended;
}

type Rows = readonly (readonly [string, string])[];

/** The middle of a symbol's book on Binance. */
async function midOf(ask: Ask, symbol: string): Promise<number> {
  const { bids, asks } = await ask(`/fapi/v1/depth?symbol=${symbol}&limit=5`);
  const best = (rows: unknown): number => Number((rows as Rows)[0]?.[0]);
  return (best(bids) + best(asks)) / 2;
}

describe('the exchange', () => {
  it('serves all its protocols on one port, on this machine alone, and ends on SIGTERM', async () => {
    const finished = await served([], async (ask, port) => {
      expect(await ask('/api/v2/public/test')).toMatchObject({ result: { version: expect.any(String) } });
      expect(await ask('/fapi/v1/time')).toMatchObject({ serverTime: expect.any(Number) });
      const answer = await fetch(`http://127.0.0.1:${port}/info`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'allMids' }),
      });
      expect(await answer.json()).toMatchObject({ BTC: expect.any(String) });
      const taken = evenkeel(['exchange', '--port', String(port)]);
      expect(taken.status).toBe(2);
      expect(taken.err).toContain('it is taken — name another with --port');
      expect(taken.err).not.toContain('    at ');
    });
    expect(finished.status, finished.err).toBe(0);
    expect(lastJson(finished)).toMatchObject({ host: '127.0.0.1', rowsRefused: 0 });
  });

  it('serves only the protocols that are named', async () => {
    await served(['--protocols', 'binance'], async (ask) => {
      expect(await ask('/fapi/v1/time')).toMatchObject({ serverTime: expect.any(Number) });
      expect(await ask('/api/v2/public/test')).toEqual({ error: expect.stringContaining('no protocol') });
    });
  });

  it('is gone with the process that started it, however that ends', async () => {
    const bin = fileURLToPath(new URL('../../bin/evenkeel.js', import.meta.url));
    const starter = `
      const { fork } = require('node:child_process');
      const child = fork(${JSON.stringify(bin)}, ['exchange', '--port', '0'], { stdio: 'ignore' });
      child.on('message', ({ port }) => console.log(JSON.stringify({ port, pid: child.pid })));`;
    const parent = spawn(process.execPath, ['-e', starter], { stdio: ['ignore', 'pipe', 'inherit'] });
    const text = await new Promise<string>((resolve) => {
      parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    const { port, pid } = JSON.parse(text) as { port: number; pid: number };
    expect((await fetch(`http://127.0.0.1:${port}/fapi/v1/time`)).ok).toBe(true);
    parent.kill('SIGKILL');
    await gone(pid);
  });

  it.each([
    ['a port that is none', ['--port', '99999'], 'ports end at 65535', '--port'],
    [
      'a protocol that it does not speak',
      ['--protocols', 'deribit,kraken'],
      'no protocol kraken',
      'deribit, binance, hyperliquid',
    ],
    ['an address of another machine', ['--host', '203.0.113.9'], 'not of this machine', '--host'],
    ['a file that is not there', ['--data', 'nowhere_5m.csv'], 'there is no such file', 'check the path'],
    [
      'a file of it knows not what',
      ['--data', 'package.json'],
      'does not say of what it is',
      'BTCUSDT_perp_5m.csv',
    ],
    [
      'bars of a coin that is not listed',
      ['--data', fileOf('DOGEUSDT_perp_5m.csv', '')],
      'is of DOGE, which is not listed',
      'BTC, ETH, SOL',
    ],
    [
      'a table without bars',
      ['--data', fileOf('BTCUSDT_perp_5m.csv', 'a,b\n1,2\n')],
      'BTCUSDT_perp_5m.csv',
      '—',
    ],
    [
      'depth with a line that is cut',
      ['--data', fileOf('binance_usdm_btcusdt_1.txt', '12 {"data"\n')],
      'no message of Binance',
      'snapshot',
    ],
    [
      'depth without a snapshot',
      ['--data', fileOf('binance_usdm_btcusdt_2.txt', '')],
      'has no snapshot',
      'lines of',
    ],
  ])('refuses %s, and says what to do', (_name, args, why, remedy) => {
    const { status, err } = evenkeel(['exchange', '--for', '1s', ...args]);
    expect(status, err).toBe(2);
    expect(err).toContain(why);
    expect(err).toContain(remedy);
    expect(err).not.toContain('    at ');
  });

  it('plays bars of one coin while the others go their own ways, and tells of rows that it cannot use', async () => {
    const bars = [
      'ts_ms,open,high,low,close,volume',
      '0,1500,1500,1500,1500,1',
      '60000,1500,1400,1500,1500,1',
    ];
    const file = fileOf('ETHUSDT_perp_1m.csv', `${bars.join('\n')}\n`);
    const finished = await served(['--data', file], async (ask) => {
      expect(Math.abs((await midOf(ask, 'ETHUSDT')) - 1_500)).toBeLessThan(15);
      expect(await midOf(ask, 'BTCUSDT')).toBeGreaterThan(50_000);
    });
    expect(finished.status, finished.err).toBe(3);
    expect(finished.err).toContain('1 rows refused');
    expect(lastJson(finished)).toMatchObject({ rowsRefused: 1 });
  });
});

describeWithShared('the exchange on recorded data', () => {
  it('plays bars', async () => {
    const file = sharedPath('data', 'ohlcv', 'BTCUSDT_perp_5m_2023_202405.csv.gz');
    const finished = await served(['--data', file, '--pace', '60'], async (ask) => {
      // Where 2023 began.
      expect(Math.abs((await midOf(ask, 'BTCUSDT')) - 16_540)).toBeLessThan(100);
    });
    expect(finished.status, finished.err).toBe(0);
  });

  it('plays depth, level by level', async () => {
    const name = 'binance_usdm_btcusdt_20240808.txt.gz';
    const book = new TextBook();
    const early: Line[] = [];
    for (const line of linesOf(name)) {
      if (line.text.includes('"depthUpdate"')) early.push(line);
      if (!line.text.startsWith('{"lastUpdateId"')) continue;
      const { lastUpdateId, bids, asks } = JSON.parse(line.text);
      book.tell(bids, asks);
      const events = early.map(({ text }) => JSON.parse(text).data).filter(({ u }) => u >= lastUpdateId);
      for (const { b, a } of events) book.tell(b, a);
      break;
    }
    // As good as standing still, so that it is the book of the recording's beginning.
    const args = ['--data', sharedPath('data', 'l2', name), '--pace', '0.000001'];
    await served(args, async (ask) => {
      const { bids, asks } = await ask('/fapi/v1/depth?symbol=BTCUSDT&limit=20');
      const levels = (rows: unknown): object[] =>
        (rows as Rows).map(([price, size]) => ({ price: Number(price), size: Number(size) }));
      const recorded = book.depth();
      expect(levels(bids)).toEqual(recorded.bids.slice(0, 20));
      expect(levels(asks)).toEqual(recorded.asks.slice(0, 20));
    });
  });
});
