import { describe, expect, it } from 'vitest';
import { overridden } from './override.ts';

const TEXT = `# a book
name: b
hedge:
  BTC: { policy: clock, every: 1h } # flow
  ETH:
    riskAversion: 0.002 per USD   # as it is
    markVol: '50%'
book:
  straddles:
    - { size: -1, tenor: 7d }
    - { size: -2, tenor: 1d }
empty:
`;

describe('overridden', () => {
  it.each([
    ['hedge.BTC.every', '4h', 'every: 1h', 'every: 4h'],
    ['hedge.ETH.riskAversion', '1e-3 per USD', '0.002 per USD', '1e-3 per USD'],
    ['hedge.ETH.markVol', '60%', "'50%'", '60%'],
    ['book.straddles.1.tenor', '14d', 'tenor: 1d', 'tenor: 14d'],
    ['name', 'other', 'name: b', 'name: other'],
  ])('changes %s and nothing else', (path, value, from, to) => {
    expect(overridden(TEXT, [{ path, value }])).toEqual({ kind: 'text', text: TEXT.replace(from, to) });
  });

  it('changes several', () => {
    const changes = [
      { path: 'name', value: 'a-much-longer-name' },
      { path: 'hedge.BTC.policy', value: 'fixed-band' },
    ];
    const text = TEXT.replace('name: b', 'name: a-much-longer-name').replace(
      'policy: clock',
      'policy: fixed-band',
    );
    expect(overridden(TEXT, changes)).toEqual({ kind: 'text', text });
  });

  it.each([
    'hedge.BTC.riskAversion',
    'hedge.BTC',
    'nothing',
    'empty',
    'book.straddles.7.size',
    'name.more',
    '',
  ])('names a path that has no value: %s', (path) => {
    expect(overridden(TEXT, [{ path, value: '1' }])).toEqual({ kind: 'absent', path });
  });
});
