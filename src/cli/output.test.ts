import { afterEach, describe, expect, it, vi } from 'vitest';
import { jsonLine, refuseConfig, terminal } from './output.ts';

const ERRORS = [
  { file: 'a.yaml', line: 4, column: 22, message: 'fee is 5', remedy: 'write 5bp' },
  { file: 'a.yaml', line: 9, column: 1, message: 'x is not known', remedy: 'did you mean y?' },
];

function recorder(): { out: string[]; err: string[]; output: typeof terminal } {
  const out: string[] = [];
  const err: string[] = [];
  return { out, err, output: { out: (text) => out.push(text), err: (text) => err.push(text) } };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('jsonLine', () => {
  it('is one line, with atoms as digits', () => {
    const line = jsonLine({ cash: { USDT: 25_000_050_000_000n }, text: 'two\nlines', list: [1, null] });
    expect(line).toBe('{"cash":{"USDT":"25000050000000"},"text":"two\\nlines","list":[1,null]}');
  });
});

describe('refuseConfig', () => {
  it('tells each error where editors look for it', () => {
    const { out, err, output } = recorder();
    expect(refuseConfig(ERRORS, false, output)).toBe(2);
    expect(err).toEqual([
      'a.yaml:4:22: fee is 5 — write 5bp',
      'a.yaml:9:1: x is not known — did you mean y?',
    ]);
    expect(out).toEqual([]);
  });

  it('says it again as JSON when asked', () => {
    const { out, err, output } = recorder();
    expect(refuseConfig(ERRORS, true, output)).toBe(2);
    expect(err).toHaveLength(2);
    expect(out.map((line) => JSON.parse(line))).toEqual([{ valid: false, errors: ERRORS }]);
  });
});

describe('terminal', () => {
  it('writes data to stdout and talk to stderr, a line each', () => {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    terminal.out('data');
    terminal.err('talk');
    expect(out.mock.calls).toEqual([['data\n']]);
    expect(err.mock.calls).toEqual([['talk\n']]);
  });
});
