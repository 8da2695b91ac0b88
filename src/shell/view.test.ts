import { describe, expect, it } from 'vitest';
import { KERNEL } from '../../test/support/engine.ts';
import { createMemoryJournal } from '../adapters/memory/journal.ts';
import { HOUR } from '../units/time.ts';
import { demoConfig, hedgeDemo } from './shell-fixture.ts';
import { start } from './start.ts';
import { createTally } from './tally.ts';
import { ansi, figure, gauge, notableLine, picture, plain } from './view.ts';

describe('gauge', () => {
  it.each([
    [0, '··········[····●····]··········'],
    [1, '··········[····|····●··········'],
    [-1, '··········●····|····]··········'],
    [2, '··········[····|····]····●·····'],
    [100, '··········[····|····]·········●'],
    [-100, '●·········[····|····]··········'],
  ])('of a delta of %d in a band of ±1', (delta, drawn) => {
    expect(gauge(delta, 0, 1)).toBe(drawn);
  });

  it('is centred on the target', () => {
    expect(gauge(5, 5, 1)).toBe(gauge(0, 0, 1));
  });

  it('shows which side of a target without a band', () => {
    expect(gauge(0.1, 0, 0).endsWith('●')).toBe(true);
    expect(gauge(-0.1, 0, 0).startsWith('●')).toBe(true);
  });
});

describe('figure', () => {
  it.each([
    [0.00012, '0.0001'],
    [1.5, '1.500'],
    [-123.456, '-123.46'],
    [60_123.4, '60123'],
  ])('of %d', (value, text) => {
    expect(figure(value)).toBe(text);
  });
});

describe('picture', () => {
  it('shows each underlying, the P&L by cause, and why the last hedges were made', async () => {
    const { started, tally } = await hedgeDemo(createMemoryJournal(), 2 * HOUR);
    const lines = picture(started.conductor, tally, plain);
    expect(lines[0]).toMatch(/^evenkeel · demo · 2026-01-05 0\d:\d\d:\d\dZ · hedging$/);
    expect(lines.filter((line) => /^(BTC|ETH) /.test(line))).toHaveLength(2);
    expect(lines.join('\n')).toMatch(/theta/);
    expect(lines.some((line) => /(buy|sell) +\d+ lots (BTC|ETH)-PERP/.test(line))).toBe(true);
    for (const line of lines) expect(line).not.toContain('\u001b');
  });

  it('says that it waits before there is a price', () => {
    const { config, market } = demoConfig();
    const { conductor } = start(config, market, createMemoryJournal(), 'test', KERNEL, () => undefined);
    const lines = picture(conductor, createTally(), plain);
    expect(lines[0]).toContain('waiting for paper');
    expect(lines.join('\n')).toContain('BTC   waiting for a price');
  });

  it('paints only when asked to', () => {
    expect(ansi('red', 'x')).toBe('\u001b[31mx\u001b[0m');
    expect(plain('red', 'x')).toBe('x');
  });
});

describe('notableLine', () => {
  it('names the limit, the value and the remedy of a refusal', async () => {
    const { tally } = await hedgeDemo(createMemoryJournal(), HOUR);
    const [notable] = tally.notable;
    if (notable === undefined) throw new Error('the demo made no hedge');
    const refused = {
      kind: 'refused' as const,
      limit: 'maxOrderNotional',
      instrument: 'BTC-PERP',
      value: 250,
      allowed: 200,
      remedy: 'send smaller orders',
    };
    const line = notableLine({ ...notable, leg: null, refused }, plain);
    expect(line).toContain('refused by maxOrderNotional: 250.00 > 200.00 — send smaller orders');
  });

  it('bounds a buy from above and a sale from below', async () => {
    const { tally } = await hedgeDemo(createMemoryJournal(), 6 * HOUR);
    for (const notable of tally.notable) {
      const line = notableLine(notable, plain);
      if (notable.leg === null) continue;
      expect(line).toContain(notable.leg.lots > 0 ? `@ ≤${notable.leg.limit}` : `@ ≥${notable.leg.limit}`);
    }
  });
});
