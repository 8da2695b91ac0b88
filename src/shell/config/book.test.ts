import { describe, expect, it } from 'vitest';
import { accepted, edited, FULL, refusals } from './config-fixture.ts';

const LISTED = 'BTC-PERP, BTC-SPOT, BTC-COIN, BTC-DEC, BTC-CALL';

describe('the opening book', () => {
  it('holds cash to the atom and positions in lots', () => {
    expect(accepted(FULL).engine.opening).toEqual({
      cash: {
        paper: { USDT: 25_000_050_000_000n, BTC: 150_000_000n },
        other: { USD: 100_000_000_000n },
      },
      positions: [
        { instrument: 'BTC-SPOT', lots: 250_000, averageEntry: 60000 },
        { instrument: 'BTC-COIN', lots: -50, averageEntry: 61000 },
        { instrument: 'BTC-CALL', lots: -12, averageEntry: 1500 },
      ],
    });
  });

  it('is told to each venue in its part', () => {
    const [paper, other] = accepted(FULL).paper;
    expect(paper?.opening.positions.map(({ instrument }) => instrument)).toEqual(['BTC-COIN', 'BTC-CALL']);
    expect(other?.opening).toEqual({
      cash: { USD: 100_000_000_000n },
      positions: [{ instrument: 'BTC-SPOT', lots: 250_000, averageEntry: 60000 }],
    });
    expect(other?.instruments.map(({ id }) => id)).toEqual(['BTC-SPOT']);
  });

  it('may be empty', () => {
    const config = accepted(FULL.replace(/book:\n[\s\S]*(?=hedge:)/, ''));
    expect(config.engine.opening).toEqual({ cash: {}, positions: [] });
    expect(config.paper.map(({ opening }) => opening)).toEqual([
      { cash: {}, positions: [] },
      { cash: {}, positions: [] },
    ]);
  });
});

describe('a book that is refused', () => {
  it.each([
    [
      '250000.5 USDT',
      '250000.5',
      '13:19: book.cash.paper[0] is 250000.5, which has no currency — write 250000.5 USDT',
    ],
    [
      '1.5 BTC]',
      '1.5 DOGE]',
      '13:34: book.cash.paper[1] is in DOGE, and nothing tells what one is worth in USD — ' +
        'list a spot or perp of DOGE, or hold USD or a stablecoin',
    ],
    [
      '1.5 BTC]',
      '1.5 USDT]',
      '13:34: book.cash.paper[1] is in USDT, which is there already — write the sum once',
    ],
    [
      'other: 1_000 USD',
      'othr: 1_000 USD',
      '13:50: book.cash.othr is not listed under venues — ' +
        'did you mean other? If not, list it there or take one of paper, other',
    ],
    [
      'other: 1_000 USD',
      'other: -1 USD',
      '13:51: book.cash.other is -1 USD — cash is 0 or more: debts are not modelled yet',
    ],
    [
      'BTC-SPOT: 2.5 BTC',
      'BTC-SPTO: 2.5 BTC',
      '15:15: book.positions.BTC-SPTO is not listed under instruments — ' +
        `did you mean BTC-SPOT? If not, list it there or take one of ${LISTED}`,
    ],
    [
      '2.5 BTC @ 60000',
      '2.500001 @ 60000',
      '15:15: book.positions.BTC-SPOT is 2.500001, which is not a whole number of lots of 0.00001 BTC — ' +
        'write 2.5, the nearest that is',
    ],
    [
      '2.5 BTC @ 60000',
      '2.5',
      '15:15: book.positions.BTC-SPOT is 2.5, without an entry price — write 2.5 @ PRICE',
    ],
    [
      '2.5 BTC @ 60000',
      '2.5 ETH @ 60000',
      '15:15: book.positions.BTC-SPOT is in ETH, but is counted in BTC — write the size in BTC',
    ],
    ['2.5 BTC @ 60000', '0 @ 60000', '15:15: book.positions.BTC-SPOT is 0 — leave it out'],
    [
      '-5000 USD @ 61000',
      '-0.08 @ 61000',
      '16:15: book.positions.BTC-COIN is -0.08, which has no currency — ' +
        'write it with USD: an inverse perp is counted in USD',
    ],
    [
      '-5000 USD @ 61000',
      '-5050 USD @ 61000',
      '16:15: book.positions.BTC-COIN is -5050 USD, which is not a whole number of lots of 100 USD — ' +
        'write -5100, the nearest that is',
    ],
    ['  positions:\n', '  postions:\n', '14:3: book.postions is not known — did you mean positions?'],
    [
      'BTC-CALL: -1.2 @ 1500',
      'BTC-SPOT: -1.2 @ 1500',
      '17:5: book.positions.BTC-SPOT is there twice, first on line 15 — remove or rename one of them',
    ],
  ])('%j → %j', (from, to, error) => {
    expect(refusals(edited(from, to))).toEqual([error]);
  });

  it('may hold coins that an instrument prices', () => {
    expect(refusals(edited('1.5 BTC]', '1.5 USDC, 0.1 BTC]'))).toEqual([]);
  });
});
