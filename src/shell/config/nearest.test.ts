import { describe, expect, it } from 'vitest';
import { nearest, suggestion, unlisted } from './nearest.ts';

const KEYS = ['takerFee', 'makerFee', 'halfSpread', 'latency', 'jitter'];

describe('nearest', () => {
  it.each([
    ['takerFees', 'takerFee'],
    ['tkerFee', 'takerFee'],
    ['takreFee', 'takerFee'],
    ['taker_fee', 'takerFee'],
    ['TAKERFEE', 'takerFee'],
    ['makeFee', 'makerFee'],
    ['half-spread', 'halfSpread'],
    ['spread', undefined],
    ['participation', undefined],
    ['', undefined],
  ])('takes %s for %s', (written, meant) => {
    expect(nearest(written, KEYS)).toBe(meant);
  });

  it('forgives one slip in a short name and no more', () => {
    expect(nearest('BTX', ['BTC', 'ETH'])).toBe('BTC');
    expect(nearest('BXX', ['BTC', 'ETH'])).toBeUndefined();
  });

  it('has nothing to offer where nothing is known', () => {
    expect(nearest('x', [])).toBeUndefined();
  });
});

describe('suggestion', () => {
  it('names the one that is near, or all that there are', () => {
    expect(suggestion('takerfees', KEYS)).toBe('did you mean takerFee?');
    expect(suggestion('colour', ['a', 'b'])).toBe('known here: a, b');
    expect(suggestion('colour', [])).toBe('remove it');
  });
});

describe('unlisted', () => {
  it('lists the names that there are, the nearest first', () => {
    expect(unlisted('BTC-PRP', ['BTC-PERP', 'ETH-PERP'])).toBe(
      'did you mean BTC-PERP? If not, list it there or take one of BTC-PERP, ETH-PERP',
    );
    expect(unlisted('SOL', ['BTC-PERP'])).toBe('list it there or take one of BTC-PERP');
    expect(unlisted('SOL', [])).toBe('list it there');
  });
});
