import { describe, expect, it } from 'vitest';
import { main } from './simulate.ts';

async function run(options: { seeds?: number; seed?: number; json: boolean }) {
  const [out, err]: [string[], string[]] = [[], []];
  const output = { out: (text: string) => out.push(text), err: (text: string) => err.push(text) };
  return { status: await main(options, output), out, err };
}

describe('evenkeel simulate', () => {
  it('runs worlds from a seed on, and ends with one document', async () => {
    const { status, out, err } = await run({ seeds: 3, seed: 11, json: true });
    expect(status).toBe(0);
    expect(err.join('\n')).toMatch(/^3 worlds from seed 11: all well\n/);
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      ...{ seeds: 3, from: 11, failures: [], ticks: expect.any(Number), orders: expect.any(Number) },
      ...{ crashes: expect.any(Number), faults: { lostFill: expect.any(Number) } },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('tells the story of one seed, and the same document last', async () => {
    const { status, out } = await run({ seed: 11, json: true });
    expect(status).toBe(0);
    expect(out[0]).toMatch(/^= world 11: /);
    expect(JSON.parse(out.at(-1) ?? '')).toMatchObject({ seeds: 1, from: 11, failures: [] });
    const told = await run({ seed: 11, json: false });
    expect(told.out).toEqual(out.slice(0, -1));
  });
});
