import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { configOn, KEYS, type Served, serveDeribit, wall } from '../../test/support/live-exchange.ts';
import type { AppConfig } from './config/config.ts';
import { type Diagnosis, diagnose } from './doctor.ts';

let served: Served;
beforeEach(async () => {
  served = await serveDeribit();
});
afterEach(async () => {
  vi.useRealTimers();
  await served.serving.close();
});

function look(config: AppConfig, env: NodeJS.ProcessEnv = KEYS): Promise<readonly Diagnosis[]> {
  return diagnose({ config, now: wall, env, simulated: undefined, notice: () => undefined });
}

const verdicts = ([first]: readonly Diagnosis[]): Readonly<Record<string, string>> =>
  Object.fromEntries((first?.findings ?? []).map(({ what, verdict }) => [what, verdict]));

it('looks at the venues that are connected to, changes nothing, and lets go of them', async () => {
  const found = await look(configOn(served.serving.port));
  expect(found.map(({ venue }) => venue)).toEqual(['deribit']);
  expect(verdicts(found)).toEqual({
    ...{ connection: 'good', latency: 'good', clock: 'good', key: 'good', 'BTC-PERPETUAL': 'good' },
  });
  expect(served.exchange.orders('demo', 'all')).toEqual([]);
  await expect.poll(() => served.serving.connections).toBe(0);
});

it('says of what is on paper that it has no key', async () => {
  const config = configOn(served.serving.port, ['account: live, key: env HELD', 'account: paper']);
  expect(verdicts(await look(config, {}))).toMatchObject({ connection: 'good', key: 'warning' });
});

it('says what a venue will not have, and what it would', async () => {
  const [found] = await look(configOn(served.serving.port, ['tick: 0.5', 'tick: 0.3']));
  expect(found?.findings).toEqual([
    {
      what: 'connection',
      verdict: 'bad',
      detail: expect.stringMatching(/tick is 0\.3 .* multiple of its 0\.5/),
    },
  ]);
  const [refused] = await look(configOn(served.serving.port), { ...KEYS, HELD_SECRET: 'wrong' });
  expect(refused?.findings).toEqual([
    { what: 'connection', verdict: 'bad', detail: expect.stringContaining('invalid_credentials') },
  ]);
});

it('gives a venue up that does not answer', async () => {
  served.serving.faults({ refuse: true });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const looking = look(configOn(served.serving.port));
  await vi.advanceTimersByTimeAsync(15_000);
  vi.useRealTimers();
  const [found] = await looking;
  expect(found?.findings).toEqual([
    { what: 'connection', verdict: 'bad', detail: 'it could not be reached within 15 s' },
  ]);
});
