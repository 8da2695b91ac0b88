import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from './check.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/${name}.yaml`, import.meta.url));

async function check(
  config: string,
  json = false,
): Promise<{ status: number; out: readonly string[]; err: readonly string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await main(
    { config, json },
    { out: (text) => out.push(...text.split('\n')), err: (text) => err.push(...text.split('\n')) },
  );
  return { status, out, err };
}

describe('check', () => {
  it.each(['demo', 'btc-straddle', 'carry'])('says on stdout what examples/%s.yaml means', async (name) => {
    const { status, out, err } = await check(example(name));
    expect(status).toBe(0);
    expect(err).toEqual([]);
    expect(out[0]).toBe(`${name}, on paper, in USD`);
    expect(out).toContain('Limits');
    expect(out.some((line) => line.startsWith('  example: with BTC at'))).toBe(true);
  });

  it('ends with one line of JSON that holds the effective config', async () => {
    const { status, out } = await check(example('btc-straddle'), true);
    expect(status).toBe(0);
    const told = JSON.parse(out.at(-1) ?? '');
    expect(told).toMatchObject({
      valid: true,
      errors: [],
      config: {
        journal: 'journals/btc-straddle',
        barMs: 300_000,
        engine: { name: 'btc-straddle', opening: { cash: { paper: { USDT: '25000000000000' } } } },
      },
      bands: [{ underlying: 'BTC', policy: 'optimal', price: 50_000, vol: 0.5 }],
    });
    expect(told.bands[0].halfWidth).toBeCloseTo(0.106, 3);
  });

  it('refuses with file, line and column on stderr, and nothing on stdout', async () => {
    const path = join(folder, 'bad.yaml');
    writeFileSync(path, 'name: bad\nlimits: { maxOrder: 5 }\n');
    const { status, out, err } = await check(path);
    expect(status).toBe(2);
    expect(out).toEqual([]);
    expect(err).toContain(`${path}:2:21: limits.maxOrder is 5, which has no currency — write 5 USD`);
    expect(err).toContain(
      `${path}:1:1: the config has no venues — ` +
        'write venues: { paper: { takerFee: 5bp, makerFee: 2bp, halfSpread: 1bp } }',
    );
  });

  it('refuses as JSON too', async () => {
    const { status, out, err } = await check(join(folder, 'none.yaml'), true);
    expect(status).toBe(2);
    expect(err).toHaveLength(1);
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({
      valid: false,
      errors: [{ line: 1, column: 1, message: 'cannot read the config: there is no such file' }],
    });
  });
});
