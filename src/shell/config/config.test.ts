import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

const example = (name: string): string =>
  readFileSync(new URL(`../../../examples/${name}.yaml`, import.meta.url), 'utf8');

describe('parseConfig', () => {
  it('answers a config that is complete', () => {
    const config = accepted(FULL);
    expect(config.engine).toMatchObject({ name: 'full', reporting: 'USD' });
    expect(config.engine.instruments).toHaveLength(5);
    expect(config.paper.map(({ venue }) => venue)).toEqual(['paper', 'other']);
    expect(config).toMatchObject({ journal: 'journals/full', barMs: 300_000, speed: 600 });
  });

  it('keeps the journal where the config says', () => {
    expect(accepted(`${FULL}journal: /var/lib/evenkeel/full\n`).journal).toBe('/var/lib/evenkeel/full');
  });

  it('is free of numbers that are none', () => {
    const numbers: number[] = [];
    JSON.stringify(accepted(FULL), (_key, value: unknown) => {
      if (typeof value === 'number') numbers.push(value);
      return typeof value === 'bigint' ? '' : value;
    });
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([]);
  });

  it('answers the same for the same text', () => {
    expect(accepted(FULL)).toEqual(accepted(FULL));
  });

  it('puts the path as it was given into every error', () => {
    const parsed = parseConfig('name: [', '../my book.yaml');
    expect(parsed).toMatchObject({ kind: 'refused', errors: [{ file: '../my book.yaml' }] });
  });

  it('does not throw whatever is cut off the end', () => {
    for (let length = 0; length < FULL.length; length += 7) {
      const parsed = parseConfig(FULL.slice(0, length), 'cut.yaml');
      if (parsed.kind === 'refused') expect(parsed.errors.length).toBeGreaterThan(0);
    }
  });

  it('does not throw whatever line is missing, and refuses every line that is there twice', () => {
    const lines = FULL.split('\n');
    for (const [index, line] of lines.entries()) {
      expect(() => parseConfig(lines.toSpliced(index, 1).join('\n'), 'x')).not.toThrow();
      if (line.trim() !== '' && !line.includes('- {'))
        expect(parseConfig(lines.toSpliced(index, 0, line).join('\n'), 'x').kind).toBe('refused');
    }
  });
});

describe('the errors of a config', () => {
  it('are all told, in the order of the file', () => {
    const text = FULL.replace('name: full', 'name: a b')
      .replace('takerFee: 5bp', 'takerFee: 5')
      .replace('tick: 0.1,', 'tick: -1,')
      .replace('2.5 BTC @ 60000', '2.5')
      .replace('with: BTC-PERP', 'with: SOL-PERP')
      .replace('maxOrder: 100000 USD', 'maxOrder: 0 USD')
      .replace('bar: 5m', 'bar: 5')
      .replace('calmVol: 40%', 'calmVol: 0.4')
      .concat('colour: red\n');
    expect(refusals(text).map((error) => error.replace(/ — .*/, ''))).toEqual([
      '1:7: name is a b',
      '4:22: venues.paper.takerFee is 5, which has no unit',
      '7:71: instruments.BTC-PERP.tick is -1',
      '15:15: book.positions.BTC-SPOT is 2.5, without an entry price',
      '21:33: hedge.BTC.with is SOL-PERP, which is not listed under instruments',
      '22:21: limits.maxOrder is 0 USD',
      '25:16: timing.bar is 5, which has no unit',
      '30:37: market.synthetic.assets.BTC.calmVol is 0.4, which has no unit',
      '31:1: colour is not known',
    ]);
  });

  it.each([
    ['takerFee: 5bp', 'takerFee: 5'],
    ['latency: 50ms', 'latency: 5min'],
    ['kind: spot', 'kind: spotty'],
    ['contract: 100 USD', 'contract: 100'],
    ['expiry: 2026-12-25T08:00Z', 'expiry: 2026-12-25'],
    ['250000.5 USDT', '250000.5'],
    ['-5000 USD @ 61000', '-5050 USD @ 61000'],
    ['size: -0.5', 'size: -0.505'],
    ['riskAversion: 0.002 per USD', 'riskAversion: 0.002'],
    ['maxDailyLoss: 20000 USD', 'maxDailyLoss: 20000'],
    ['halfLife: 12h', 'halfLife: 12'],
    ['stressVol: 120%', 'stressVol: 1.2'],
  ])('stand where the value does that they quote: %s → %s', (from, to) => {
    const text = edited(from, to);
    const parsed = parseConfig(text, 'x');
    if (parsed.kind === 'config') throw new Error('not refused');
    for (const { line, column, message } of parsed.errors) {
      const quoted = / is ([^,]*)/.exec(message)?.[1] ?? '';
      expect(text.split('\n')[line - 1]?.slice(column - 1)).toMatch(new RegExp(`^${quoted}`));
    }
  });

  it.each([
    [
      'name: full\n',
      '',
      '1:1: the config has no name — write name: a name of letters, digits, "-" and "_", such as demo',
    ],
    [
      'name: full',
      'name:',
      '1:1: name has no value — write a name of letters, digits, "-" and "_", such as demo',
    ],
    [
      'name: full',
      'name: ../full',
      '1:7: name is ../full — write a name of letters, digits, "-" and "_", such as demo: ' +
        "the journal's folder is named so",
    ],
    ['reporting: USD', 'reporting: usd', '2:12: reporting is usd, which is no ticker — write USD'],
    ['hedge:\n', 'hedges:\n', '20:1: hedges is not known — did you mean hedge?'],
  ])('%j → %j', (from, to, error) => {
    expect(refusals(edited(from, to))).toContain(error);
  });
});

describe('the examples', () => {
  it('demo has calm, stress and jumps, and something to hedge at once', () => {
    const config = accepted(example('demo'));
    expect(config.engine.profiles.map(({ underlying }) => underlying)).toEqual(['BTC', 'ETH']);
    expect(config.market?.assets.map(({ underlying }) => underlying)).toEqual(['BTC', 'ETH']);
    expect(config.market?.assets.every(({ calmVol, stressVol }) => stressVol > calmVol)).toBe(true);
    expect(config.market?.jumpSize).toBeGreaterThan(0);
    expect(config.speed).toBeGreaterThanOrEqual(600);
    expect(config.paper[0]?.programmes).toMatchObject([{ underlying: 'BTC', lots: -1000 }]);
    const held = config.engine.opening.positions.map(({ instrument }) => instrument);
    expect(held).toContain('BTC-SPOT');
    expect(held.filter((id) => /CALL|PUT/.test(id))).toEqual(['ETH-CALL', 'ETH-PUT']);
  });

  it('btc-straddle is short one straddle at a stated vol, over data', () => {
    const config = accepted(example('btc-straddle'));
    expect(config.market).toBeUndefined();
    expect(config.engine.instruments).toMatchObject([
      { id: 'BTCUSDT', kind: 'perp', quote: 'USDT', tick: 0.1, lot: 0.001 },
    ]);
    expect(config.engine.profiles).toMatchObject([
      { index: 'BTCUSDT', hedge: 'BTCUSDT', policy: { kind: 'optimal' }, markVol: { vol: 0.5 } },
    ]);
    const [paper] = config.paper;
    expect(paper?.models).toMatchObject({ fee: { taker: 0.0005 }, spread: { half: 0.0001 } });
    expect(paper?.programmes).toMatchObject([{ lots: -100, template: { lot: 0.01 }, vol: { vol: 0.5 } }]);
    expect(config.barMs).toBe(300_000);
    expect(config.engine.limits.maxPositionNotional).toBeGreaterThan(2 * 73_000);
  });

  it.each(['demo', 'btc-straddle'])('%s can be tried with every policy', (name) => {
    const { policies } = accepted(example(name));
    for (const found of Object.values(policies))
      expect(found.map(({ kind }) => kind)).toEqual(['optimal', 'fixed-band', 'clock']);
  });
});
