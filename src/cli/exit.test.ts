import { describe, expect, it } from 'vitest';
import { EXIT, UsageError } from './exit.ts';

describe('EXIT', () => {
  it('keeps the statuses that scripts rely on', () => {
    expect(EXIT).toEqual({ ok: 0, failed: 1, usage: 2, rowsRefused: 3 });
  });
});

describe('each status', () => {
  it('says something else', () => {
    expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length);
  });
});

describe('UsageError', () => {
  it('says what is wrong and what to do', () => {
    const error = new UsageError('there is no data', 'set EVENKEEL_DATA');
    expect(error).toBeInstanceOf(Error);
    expect([error.message, error.remedy]).toEqual(['there is no data', 'set EVENKEEL_DATA']);
  });
});
