import { describe, expect, it } from 'vitest';
import { ENGINE } from '../../test/support/engine.ts';
import type { Because } from '../decide/decide.ts';
import type { RegimeScale } from '../decide/regime-scale.ts';
import type { EngineConfig, Profile } from '../domain/config.ts';
import { createRandom } from '../math/random.ts';
import { encode } from '../record/canonical.ts';
import { DAY, HOUR, later, SECOND } from '../units/time.ts';
import {
  CONFIG,
  closed,
  configOf,
  configured,
  decisionsOf,
  ETH_PERP,
  filled,
  hash,
  hedged,
  lastDecision,
  PROFILE,
  type Rig,
  recovered,
  restarted,
} from './engine-fixture.ts';
import { replay } from './replay.ts';

const BANDS = { calm: 1.2, normal: 1, stress: 0.6 };
/** So that nothing but the band raises a decision. */
const QUIETLY = { staleAfterMs: 3 * HOUR, reviewEveryMs: 1_000 * DAY };
const WARM = 30 * 24;

function banded(more: Partial<EngineConfig> = {}): EngineConfig {
  return configOf({ bands: BANDS }, { ...QUIETLY, ...more });
}

/**
 * `hours` bars of the index that end where they began: the price never jumps, its range is `wild` times as wide.
 * Orders are filled at once; answers them, in lots.
 */
function hear(rig: Rig, hours: number, wild = 1, seed = 'hear'): readonly number[] {
  const random = createRandom(seed);
  const ordered: number[] = [];
  rig.take();
  for (let i = 0; i < hours; i += 1) {
    rig.pass(HOUR);
    for (const id of ['SPOT', 'PERP']) rig.quote(id, 60_000);
    const half = Math.exp(0.5 * wild * Math.exp(-5 + 0.3 * random.normal()));
    const [high, low] = [60_000 * half, 60_000 / half];
    const bar = { instrument: 'SPOT', start: later(rig.now, -HOUR), open: 60_000, high, low, close: 60_000 };
    const bars = [{ ...bar, volume: 1 }];
    rig.conductor.observe({ kind: 'bars', at: rig.now, intervalMs: HOUR, bars }, rig.now);
    rig.pass(0);
    for (const command of rig.take()) {
      if (command.kind !== 'place') continue;
      const { order } = command;
      ordered.push(order.lots);
      rig.tell(filled(order, Math.abs(order.lots)));
      rig.tell(closed(order, 'filled', Math.abs(order.lots)));
    }
  }
  return ordered;
}

/** A rig at the upper edge of its band, delta 0.1, that has heard of a month of the usual. */
function warm(config: EngineConfig = banded(), checkpointEvery?: number): Rig {
  const rig = hedged(config, checkpointEvery);
  expect(hear(rig, WARM)).toEqual([]);
  return rig;
}

type Entry = Rig['appended'][number];

/** The decisions that were orders, with why each was due. */
function hedgesOf(entries: readonly Entry[]): readonly { readonly why: string; readonly because: Because }[] {
  return entries.flatMap(({ body, outcome }) => {
    const [decision] = outcome.decisions ?? [];
    return body.kind === 'decisionDue' && decision?.kind === 'hedge'
      ? [{ why: body.why, because: decision.because }]
      : [];
  });
}

function scaleOf(rig: Rig): RegimeScale | undefined {
  return rig.state().decisions.watched.BTC?.anchor?.curve.scale;
}

describe('bands by regime', () => {
  it('narrow as stress grows likely, and raise a hedge before the price has jumped', () => {
    const rig = warm();
    const count = rig.appended.length;
    const [calmer, without] = [recovered(rig), warm(configOf({}, QUIETLY))];
    expect([hear(calmer, 6, 1, 'calm'), hear(without, 6, 4, 'storm')]).toEqual([[], []]);
    const orders = hear(rig, 6, 4, 'storm');
    const hedges = hedgesOf(rig.appended.slice(count));
    expect(hedges.length).toBeGreaterThan(0);
    expect(hedges).toHaveLength(orders.length);
    for (const [i, { why, because }] of hedges.entries()) {
      const { reason, scale, upper, price, delta } = because;
      expect({ why, reason, price }).toEqual({ why: 'band', reason: 'outside band', price: 60_000 });
      const { calm = 0, normal = 0, stress = 0 } = scale?.probabilities ?? {};
      const factor = scale?.factor ?? 1;
      expect(stress).toBeGreaterThan(0.1);
      expect(factor).toBeCloseTo(1.2 * calm + normal + 0.6 * stress, 12);
      expect(upper).toBeCloseTo(0.1 * factor, 12);
      const most = upper - delta;
      expect(orders[i]).toBe(Math.ceil(most / 0.001 - 1e-9));
    }
    expect(hedges.at(-1)?.because.scale?.probabilities?.stress).toBeGreaterThan(0.8);
    expect(hedges.at(-1)?.because.upper).toBeLessThan(0.07);
  });

  it('are as wide in what `due` asks as in what is decided', () => {
    const rig = warm();
    hear(rig, 6, 4, 'storm');
    const { upper, scale } = hedgesOf(rig.appended).at(-1)?.because ?? { upper: 0 };
    expect(upper).toBeCloseTo(0.1 * (scale?.factor ?? 0), 12);
    // At the edge of it now: no further decision is due while regimes stay.
    const decided = decisionsOf(rig).length;
    for (let i = 0; i < 5; i += 1) rig.pass(SECOND);
    expect(decisionsOf(rig)).toHaveLength(decided);
  });

  it('are the policy’s while regimes are not known, and say so', () => {
    const rig = hedged(banded());
    expect(hear(rig, 20)).toEqual([]);
    expect(hear(rig, 20, 4, 'early')).toEqual([]);
    expect(scaleOf(rig)).toEqual({ factor: 1, probabilities: null });
    const because = lastDecision(rig)?.because;
    expect(because).toMatchObject({ upper: 0.1, scale: { factor: 1, probabilities: null } });
  });

  it('widen again when the storm is over, and trade nothing for it', () => {
    const rig = warm();
    hear(rig, 12, 4, 'storm');
    const narrow = scaleOf(rig)?.factor;
    expect(narrow).toBeLessThan(0.7);
    expect(hear(rig, 200, 1, 'after')).toEqual([]);
    expect(scaleOf(rig)?.factor).toBeGreaterThan(0.9);
  });
});

describe('what is remembered of regimes', () => {
  it('is replayed to the byte over checkpoints, which a start can go on from', () => {
    const rig = warm(banded(), 150);
    hear(rig, 4, 4, 'storm');
    expect(rig.lines.filter((line) => line.includes('"kind":"checkpoint"')).length).toBeGreaterThan(3);
    expect(hedgesOf(rig.appended).some(({ because }) => (because.scale?.factor ?? 1) < 0.7)).toBe(true);
    expect(replay(rig.lines, hash, ENGINE).difference).toBeNull();
    const again = recovered(rig);
    expect(encode(again.state())).toBe(encode(rig.state()));
    for (const each of [rig, again]) hear(each, 30, 1, 'after');
    expect(encode(again.state().regimes)).toBe(encode(rig.state().regimes));
    expect(scaleOf(again)).toEqual(scaleOf(rig));
    expect(scaleOf(rig)?.probabilities).not.toBeNull();
  });

  it('is nothing without bands, in state and journal', () => {
    const rig = hedged(configOf({}, QUIETLY));
    hear(rig, 30);
    rig.conductor.checkpoint(rig.now);
    expect(Object.keys(rig.state())).not.toContain('regimes');
    for (const line of rig.lines) expect(line).not.toMatch(/regimes|bands|"scale"|probabilities/);
  });

  it('outlives another width, and is forgotten with the bands or the underlying', () => {
    const rig = hedged(banded());
    hear(rig, 30);
    const { regimes } = rig.state();
    expect(Object.keys(regimes ?? {})).toEqual(['BTC']);
    const wider = configOf({ bands: { ...BANDS, calm: 2 } }, QUIETLY);
    expect(restarted(rig, wider).state().regimes).toEqual(regimes);
    expect(Object.keys(restarted(rig).state())).not.toContain('regimes');
    const eth = { ...PROFILE, underlying: 'ETH', index: 'ETH-PERP', hedge: 'ETH-PERP', bands: BANDS };
    const instruments = [...CONFIG.instruments, ETH_PERP];
    const venues = [...CONFIG.venues, { id: 'w', takerFee: 0, makerFee: 0 }];
    const reloaded = (...profiles: readonly Profile[]): readonly string[] => {
      const config = { ...CONFIG, ...QUIETLY, instruments, venues, profiles };
      rig.conductor.configure(configured(config, false), rig.now);
      return Object.keys(rig.state().regimes ?? { none: 0 });
    };
    expect(reloaded({ ...PROFILE, bands: BANDS }, eth)).toEqual(['BTC']);
    expect(reloaded(PROFILE, eth)).toEqual([]);
    expect(reloaded(PROFILE)).toEqual(['none']);
  });
});
