import { describe, expect, it } from 'vitest';
import { DAY } from '../../units/time.ts';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

const DEAL = '{ underlying: BTC, size: -0.5, tenor: 7d, strikeStep: 100, vol: market, venue: paper }';

describe('a straddle programme', () => {
  it('is dealt by its venue, with what the hedge of its underlying says', () => {
    expect(accepted(FULL).paper.map(({ programmes }) => programmes)).toEqual([
      [
        {
          kind: 'straddle',
          underlying: 'BTC',
          index: 'BTC-SPOT',
          lots: -50,
          tenorMs: 7 * DAY,
          strikeStep: 100,
          vol: { kind: 'market' },
          rate: 0,
          template: {
            venue: 'paper',
            base: 'BTC',
            quote: 'USD',
            settle: 'USD',
            tick: 0.01,
            lot: 0.01,
            multiplier: 1,
            inverse: false,
          },
        },
      ],
      [],
    ]);
  });

  it('takes the rate of the hedge, and may be paid in coin', () => {
    const text = edited(DEAL, DEAL.replace('venue: paper', 'venue: other, inverse: true, lot: 0.1')).replace(
      'markVol: market',
      'markVol: market, rate: 3%',
    );
    expect(accepted(text).paper[1]?.programmes[0]).toMatchObject({
      lots: -5,
      rate: 0.03,
      template: { venue: 'other', settle: 'BTC', tick: 0.0001, lot: 0.1, inverse: true },
    });
  });

  it('is at the only venue where there is one', () => {
    const text = FULL.replace(/ {2}other: \{.*\n/, '')
      .replace('venue: other', 'venue: paper')
      .replace(', other: 1_000 USD', '')
      .replace(', venue: paper }\nhedge', ' }\nhedge');
    const config = accepted(text);
    expect(config.paper[0]?.programmes[0]?.template.venue).toBe('paper');
    expect(config.assumed).toContain('book.straddles[0].venue: paper');
  });

  it.each([
    [
      'underlying: BTC',
      'underlying: ETH',
      '19:21: book.straddles[0].underlying is ETH, which is not listed under hedge — ' +
        'list it there or take one of BTC',
    ],
    [
      'size: -0.5',
      'size: -0.505',
      '19:32: book.straddles[0].size is -0.505, which is not a whole number of lots of 0.01 BTC — ' +
        'write -0.51, the nearest that is',
    ],
    ['size: -0.5', 'size: 0', '19:32: book.straddles[0].size is 0 — leave it out'],
    [
      'size: -0.5',
      'size: 5 USD',
      '19:32: book.straddles[0].size is in USD, but is counted in BTC — write the size in BTC',
    ],
    ['tenor: 7d', 'tenor: 7', '19:45: book.straddles[0].tenor is 7, which has no unit — write 7s, 7m or 7h'],
    [
      'tenor: 7d, ',
      '',
      '19:7: book.straddles[0] has no tenor — write tenor: a duration, such as 500ms, 30s, 5m, 8h or 7d',
    ],
    ['strikeStep: 100', 'strikeStep: 0', '19:61: book.straddles[0].strikeStep is 0 — it must be more than 0'],
    ['vol: market, ', '', '19:7: book.straddles[0] has no vol — write vol: a vol, such as 55%, or market'],
    ['vol: market', 'vol: 50', '19:71: book.straddles[0].vol is 50, which has no unit — write 50%'],
    [
      ', venue: paper',
      '',
      '19:7: book.straddles[0] has no venue — write venue: the name of a venue under venues',
    ],
    ['venue: paper', 'venue: paper, kind: x', '19:93: book.straddles[0].kind is not known — known here: '],
  ])('%s → %s is refused', (from, to, error) => {
    const errors = refusals(edited(DEAL, DEAL.replace(from, to)));
    expect(errors.map((one) => one.slice(0, error.length))).toEqual([error]);
  });

  it('cannot be dealt at the vol of a market that there is not', () => {
    const text = edited('expiry: 30d', 'expiry: 2026-02-05T08:00Z')
      .replace(/market:\n[\s\S]*/, '')
      .replace('markVol: market', 'markVol: 50%');
    expect(refusals(text)).toEqual([
      '19:71: book.straddles[0].vol is market, but this config has no market section to tell a vol — ' +
        'write a vol, such as 55%',
    ]);
  });

  it('is an item of a list', () => {
    expect(refusals(edited(`straddles:\n    - ${DEAL}`, `straddles: ${DEAL}`))[0]).toBe(
      '18:14: book.straddles is a section — write a list, such as ' +
        '[{ underlying: BTC, size: -1, tenor: 7d, strikeStep: 100, vol: 55% }]',
    );
  });
});
