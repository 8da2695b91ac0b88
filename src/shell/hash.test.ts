import { describe, expect, it } from 'vitest';
import { newJournalId, sha256 } from './hash.ts';

describe('sha256', () => {
  it.each([
    // FIPS 180-2, appendix B.
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ])('of %j', (text, digest) => {
    expect(sha256(text)).toBe(digest);
  });

  it('is of the UTF-8 bytes', () => {
    expect(sha256('é')).not.toBe(sha256('e'));
  });
});

describe('newJournalId', () => {
  it('is ten hexadecimal digits that an order id can hold, and another each time', () => {
    const ids = Array.from({ length: 50 }, newJournalId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{10}$/);
    expect(new Set(ids).size).toBe(50);
  });
});
