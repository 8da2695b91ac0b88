import { describe, expect, it } from 'vitest';
import { Fault } from './fault.ts';
import { Params } from './params.ts';

describe('Params', () => {
  it('reads forms in the order sent, escapes and all', () => {
    const params = Params.fromForms('a=1&b=x%2By', 'c=two+words&d=');
    expect(params.entries).toEqual([
      ['a', '1'],
      ['b', 'x+y'],
      ['c', 'two words'],
      ['d', ''],
    ]);
    expect(params.fault).toBeUndefined();
    expect(params.integer('a')).toBe(1);
    expect(params.text('nothing')).toBeUndefined();
    expect(params.fault).toBeUndefined();
  });

  it.each([
    ['a=%E0%A4%A', -1100],
    ['a=1&a=2', -1101],
  ])('refuses the form %s', (form, code) => {
    expect(Params.fromForms(form).fault?.code).toBe(code);
  });

  it('prefers the query where the body has the same', () => {
    const params = Params.fromForms('a=query', 'a=body&b=1');
    expect(params.fault).toBeUndefined();
    expect(params.text('a')).toBe('query');
    expect(Params.fromForms('', 'a=1&a=1').fault?.code).toBe(-1101);
  });

  it('reads objects of texts, numbers, switches and lists, and nothing deeper', () => {
    const params = Params.fromObject({ a: 'x', b: 0.1, c: true, d: [1, 2] });
    expect(params.entries.map(([, value]) => value)).toEqual(['x', '0.1', 'true', '[1,2]']);
    for (const value of [null, {}, Number.NaN])
      expect(Params.fromObject({ value }).fault?.code, String(value)).toBe(-1100);
  });

  it.each<[string, (params: Params) => unknown, number]>([
    ['', (params) => params.need('a'), -1102],
    ['a=', (params) => params.need('a'), -1102],
    ['a=', (params) => params.text('a'), -1105],
    ['a=1.5', (params) => params.integer('a'), -1100],
    ['a=12345678901234567890', (params) => params.integer('a'), -1100],
    ['a=maybe', (params) => params.flag('a'), -1102],
    ['a=C', (params) => params.choice('a', ['A', 'B'], new Fault(-7, 'own')), -7],
    ['limit=0', (params) => params.limit(5, 10), -1130],
    ['limit=11', (params) => params.limit(5, 10), -1130],
    ['startTime=2&endTime=1', (params) => params.period(), -1023],
  ])('remembers what it could not read of %s', (form, read, code) => {
    const params = Params.fromForms(form);
    read(params);
    expect(params.fault?.code).toBe(code);
  });

  it('remembers the first fault only', () => {
    const params = Params.fromForms('a=');
    params.need('first');
    params.text('a');
    expect(params.fault).toMatchObject({ code: -1102, msg: expect.stringContaining("'first'") });
  });
});
