/** A short straddle, its config and recorded bars to run it on, for the tests of this folder. */

import { createHash } from 'node:crypto';
import type { PaperSettings } from '../adapters/paper/settings.ts';
import type { EngineConfig, Profile } from '../domain/config.ts';
import type { Perp, Spot } from '../domain/instrument.ts';
import { createRandom } from '../math/random.ts';
import { typescriptKernel } from '../pricing/kernel/typescript.ts';
import { toTick } from '../units/rounding.ts';
import { DAY, HOUR, MINUTE, YEAR } from '../units/time.ts';
import { atoms, type Millis, millis } from '../units/units.ts';
import type { BacktestOptions } from './backtest.ts';
import { BAR_HEADER, tableOf } from './data/data-fixture.ts';
import { readRecording } from './recording.ts';

/** 2023-01-01T00:00Z. */
export const START: Millis = millis(1_672_531_200_000);

const linear = { venue: 'paper', base: 'BTC', quote: 'USDT', settle: 'USDT', inverse: false } as const;

export const SPOT: Spot = { kind: 'spot', id: 'BTC-USDT', ...linear, tick: 0.01, lot: 0.001, multiplier: 1 };
export const PERP: Perp = { kind: 'perp', id: 'BTCUSDT', ...linear, tick: 0.1, lot: 0.001, multiplier: 1 };

export const PROFILE: Profile = {
  underlying: 'BTC',
  index: PERP.id,
  hedge: PERP.id,
  targetDelta: 0,
  policy: { kind: 'fixed-band', halfWidth: 0.05 },
  markVol: { kind: 'stated', vol: 0.5 },
  hedgeVol: 'mark',
  rate: 0,
};
export const ETH_PROFILE: Profile = { ...PROFILE, underlying: 'ETH', index: 'ETH-PERP', hedge: 'ETH-PERP' };

const CASH = { USDT: atoms(250_000_00000000n) };

export function engineConfig(change: Partial<EngineConfig> = {}): EngineConfig {
  return {
    name: 'test',
    reporting: 'USD',
    instruments: [PERP],
    venues: [{ id: 'paper', takerFee: 5e-4, makerFee: 2e-4 }],
    opening: { cash: { paper: CASH }, positions: [] },
    profiles: [PROFILE],
    limits: { maxOrderNotional: 200_000, maxPositionNotional: 400_000, maxDailyLoss: 100_000 },
    execution: { maxSlippage: 2e-3, orderLifeMs: 5 * MINUTE, ackWithinMs: MINUTE },
    forecastHalfLifeMs: 12 * HOUR,
    staleAfterMs: 2 * HOUR,
    reviewEveryMs: 4 * HOUR,
    ...change,
  };
}

/** A venue that deals one straddle short, every day anew. */
export function paperSettings(change: Partial<PaperSettings> = {}): PaperSettings {
  return {
    venue: 'paper',
    seed: 1,
    models: {
      fee: { taker: 5e-4, maker: 2e-4 },
      latency: { ms: 0, jitterMs: 0 },
      spread: { half: 1e-4, impact: 0 },
      participation: 1,
    },
    instruments: [PERP],
    opening: { cash: CASH, positions: [] },
    programmes: [
      {
        kind: 'straddle',
        underlying: 'BTC',
        index: PERP.id,
        lots: -100,
        tenorMs: DAY,
        strikeStep: 100,
        vol: { kind: 'stated', vol: 0.5 },
        rate: 0,
        template: { ...linear, tick: 0.01, lot: 0.01, multiplier: 1 },
      },
    ],
    ...change,
  };
}

/** `count` bars of a market that diffuses at 60 % from 20000, as lines of a table. */
export function diffusion(
  count: number,
  intervalMs: number = HOUR,
  seed = 1,
  start: Millis = START,
): string[] {
  const random = createRandom(seed);
  const deviation = 0.6 * Math.sqrt(intervalMs / YEAR);
  let price = 20_000;
  return Array.from({ length: count }, (_, i) => {
    const open = price;
    price = toTick(open * Math.exp(deviation * random.normal()), 0.1, 'nearest');
    const [low, high] = [Math.min(open, price), Math.max(open, price)];
    return [start + i * intervalMs, open, high, low, price, 100].join(',');
  });
}

export function barTable(lines: readonly string[]): string {
  return tableOf(BAR_HEADER, lines);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a backtest of the fixture's book over the bars in `file` is given. */
export async function backtestOf(
  file: string,
  change: Partial<BacktestOptions> = {},
  funding: readonly string[] = [],
): Promise<BacktestOptions> {
  const engine = change.engine ?? engineConfig();
  const recording = await readRecording(engine, [{ file }], funding);
  return {
    engine,
    paper: [paperSettings()],
    recording,
    hash: sha256,
    kernel: typescriptKernel(),
    code: '1',
    ...change,
  };
}
