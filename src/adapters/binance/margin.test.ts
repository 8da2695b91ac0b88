import { describe, expect, it } from 'vitest';
import { NoAnswer } from '../../wire/protocol.ts';
import { PERPETUAL, SYMBOLS } from './binance-fixture.ts';
import { Refusal } from './fault.ts';
import { createMargin } from './margin.ts';
import type { Asking } from './rest.ts';

const BRACKETS = [
  { bracket: 2, initialLeverage: 100, notionalFloor: 50_000, notionalCap: 6e5, maintMarginRatio: 0.005 },
  {
    bracket: 1,
    initialLeverage: 125,
    notionalFloor: 0,
    notionalCap: 50_000,
    maintMarginRatio: 0.004,
    cum: 0,
  },
];
const ROW = { symbol: 'BTCUSDT', brackets: BRACKETS };
const TIERS = [
  { fromNotional: 0, initial: 0.008, maintenance: 0.004 },
  { fromNotional: 50_000, initial: 0.01, maintenance: 0.005 },
];
const ACCOUNT = {
  ...{ totalInitialMargin: '9', totalMaintMargin: '4', totalMarginBalance: '1000.5' },
  assets: [
    { asset: 'USDT', marginBalance: '12.25', initialMargin: '0.5', maintMargin: '0.25' },
    { asset: 'BNB', marginBalance: '0.00000000', initialMargin: '0', maintMargin: '0' },
  ],
};
const USDT = { equity: 12.25, initial: 0.5, maintenance: 0.25 };

function margin(mode: unknown, brackets: unknown = [ROW]) {
  const asked: Asking[] = [];
  const answer = (told: unknown): unknown => {
    if (told instanceof Error) throw told;
    return told;
  };
  const made = createMargin(
    {
      ask: async (asking) => {
        asked.push(asking);
        return answer(asking.path === '/fapi/v1/leverageBracket' ? brackets : mode);
      },
      close: async () => undefined,
    },
    SYMBOLS,
  );
  return { made, asked };
}

const refused = new Refusal('GET', { code: -2015, message: 'm', status: 401, retryMs: 0 });

describe('createMargin', () => {
  it('tells assets by themselves, or in USD together, as the account is set', async () => {
    const [alone, joined] = [
      margin({ multiAssetsMargin: false }).made,
      margin({ multiAssetsMargin: true }).made,
    ];
    await alone.learn();
    await joined.learn();
    expect(alone.of(ACCOUNT)).toEqual({ margin: { USDT } });
    expect(joined.of(ACCOUNT)).toEqual({ margin: { USD: { equity: 1_000.5, initial: 9, maintenance: 4 } } });
  });

  it('knows nothing before it has learnt how assets are counted, or where that is not told', async () => {
    const unlearnt = margin({ multiAssetsMargin: false });
    expect(unlearnt.made.of(ACCOUNT)).toEqual({});
    for (const mode of [{}, { multiAssetsMargin: 'maybe' }, null, refused]) {
      const { made } = margin(mode);
      await made.learn();
      expect(made.of(ACCOUNT)).toEqual({});
    }
  });

  it('reads the brackets of our instruments alone, in the order of size', async () => {
    const { made, asked } = margin({ multiAssetsMargin: false }, [{ ...ROW, symbol: 'XRPUSDT' }, ROW]);
    await made.learn();
    expect(made.tiers()).toEqual({ [PERPETUAL.id]: TIERS });
    expect(asked.reduce((sum, { weight }) => sum + weight, 0)).toBe(31);
  });

  it('knows no brackets that make no sense, are multiplied by nobody says what, or are refused', async () => {
    for (const brackets of [
      ...[refused, {}, [{ ...ROW, notionalCoef: 1.5 }], [{ ...ROW, brackets: BRACKETS.slice(0, 1) }]],
      [{ ...ROW, brackets: [...BRACKETS, {}] }],
    ]) {
      const { made } = margin({ multiAssetsMargin: false }, brackets);
      await made.learn();
      expect([made.tiers(), made.of(ACCOUNT)]).toEqual([{}, { margin: { USDT } }]);
    }
    const { made } = margin({ multiAssetsMargin: false }, [{ ...ROW, notionalCoef: '1.00' }]);
    await made.learn();
    expect(made.tiers()).toEqual({ [PERPETUAL.id]: TIERS });
  });

  it('leaves it to who asks to try again where there was no answer', async () => {
    await expect(margin(new NoAnswer('silence')).made.learn()).rejects.toThrow(NoAnswer);
  });
});
