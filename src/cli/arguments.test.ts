import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseCount, parseDataFile, parseDuration, parseSeed, parseSpeed, parseSweep } from './arguments.ts';

describe('durations, speeds, counts and seeds', () => {
  it('are written as in a config', () => {
    expect(parseDuration('60s')).toBe(60_000);
    expect(parseDuration('1.5h')).toBe(5_400_000);
    expect([parseSpeed('600'), parseSpeed('600x'), parseSpeed('0.5')]).toEqual([600, 600, 0.5]);
    expect(parseCount('200')).toBe(200);
    expect([parseSeed('0'), parseSeed('42')]).toEqual([0, 42]);
  });

  it.each([
    [() => parseDuration('60'), 'It is 60, which has no unit: write 60s, 60m or 60h.'],
    [() => parseDuration('0s'), 'It is 0s: it must be more than 0s.'],
    [() => parseSpeed('fast'), 'It is fast, which is no number: write a multiple of real time, such as 600.'],
    [() => parseSpeed('0'), 'It is 0: it must be more than 0.'],
    [() => parseCount('0'), 'It is 0: it must be 1 or more.'],
    [() => parseCount('1.5'), 'It is 1.5, which is not whole: write a whole number.'],
    [() => parseSeed('-1'), 'It is -1: it must be 0 or more.'],
  ])('are refused with what to write instead', (parse, message) => {
    expect(parse).toThrow(InvalidArgumentError);
    expect(parse).toThrow(message);
  });
});

describe('data files', () => {
  it.each([
    ['bars.csv.gz', { file: 'bars.csv.gz' }],
    ['BTCUSDT=data/bars.csv.gz', { instrument: 'BTCUSDT', file: 'data/bars.csv.gz' }],
    ['BTC-PERP=/a=b.csv', { instrument: 'BTC-PERP', file: '/a=b.csv' }],
    ['./a=b.csv', { file: './a=b.csv' }],
    ['C:\\data\\a=b.csv', { file: 'C:\\data\\a=b.csv' }],
    ['=x.csv', { file: '=x.csv' }],
  ])('may name their instrument: %s', (text, file) => {
    expect(parseDataFile(text)).toEqual([file]);
  });

  it('add up', () => {
    expect(parseDataFile('b.csv', parseDataFile('X=a.csv'))).toEqual([
      { instrument: 'X', file: 'a.csv' },
      { file: 'b.csv' },
    ]);
  });
});

describe('swept values', () => {
  it.each([
    ['hedge.BTC.every=1h,4h', { key: 'hedge.BTC.every', values: ['1h', '4h'] }],
    ['a.b = 0.05 BTC , 0.1 BTC', { key: 'a.b', values: ['0.05 BTC', '0.1 BTC'] }],
    ['policy=clock:1h', { key: 'policy', values: ['clock:1h'] }],
    ['a=b=c', { key: 'a', values: ['b=c'] }],
  ])('%s', (text, swept) => {
    expect(parseSweep(text)).toEqual([swept]);
  });

  it('add up', () => {
    expect(parseSweep('b=2', parseSweep('a=1')).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it.each(['a', '=1', 'a=', 'a=1,,2', ''])('are refused with how to write them: "%s"', (text) => {
    expect(() => parseSweep(text)).toThrow('write it as in hedge.BTC.halfWidth=0.05 BTC,0.1 BTC.');
  });
});
