import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perpGain } from './perpetual.ts';

const price = fc.double({ min: 100, max: 1e5, noNaN: true });
const size = fc.integer({ min: -1e6, max: 1e6 });

function gain(terms: Parameters<typeof perpGain>[0]) {
  const result = perpGain(terms);
  if ('kind' in result) throw new Error(`refused ${result.field}`);
  return result;
}

describe('perpGain', () => {
  it('is what the contracts pay, with N/P² and −2N/P³ as the slopes in coin', () => {
    fc.assert(
      fc.property(size, price, price, (n, entry, mark) => {
        const { coin, quote, quoteDelta, coinDelta, coinGamma } = gain({
          size: n,
          inverse: true,
          entry,
          mark,
        });
        const near = (x: number, y: number, scale: number) =>
          expect(Math.abs(x - y)).toBeLessThanOrEqual(1e-13 * Math.abs(scale));
        near(coin, n * (1 / entry - 1 / mark), n / entry + n / mark);
        near(quote, coin * mark, n + (n * mark) / entry);
        near(quoteDelta, n / entry, n / entry);
        near(coinDelta, n / (mark * mark), n / (mark * mark));
        near(coinGamma, (-2 * n) / (mark * mark * mark), n / (mark * mark * mark));
        const q = n / 1e4;
        const linear = gain({ size: q, inverse: false, entry, mark });
        near(linear.quote, q * (mark - entry), q * mark);
        expect(linear).toMatchObject({ quoteDelta: q, quoteGamma: 0 });
      }),
    );
  });

  it('has slopes that are slopes in coin too', () => {
    fc.assert(
      fc.property(fc.boolean(), price, price, (inverse, entry, mark) => {
        const terms = { size: inverse ? entry : 1, inverse, entry };
        const h = 1e-4 * mark;
        const [down, here, up] = [mark - h, mark, mark + h].map((m) => gain({ ...terms, mark: m }));
        if (down === undefined || here === undefined || up === undefined) throw new Error('no gain');
        const delta = (up.coin - down.coin) / (2 * h);
        const gamma = (up.coinDelta - down.coinDelta) / (2 * h);
        expect(Math.abs(delta / here.coinDelta - 1)).toBeLessThan(1e-7);
        expect(Math.abs(gamma / here.coinGamma - 1)).toBeLessThan(1e-7);
      }),
    );
  });

  it('leaves a coin with a short of its price worth the same at every price', () => {
    fc.assert(
      fc.property(price, price, (entry, mark) => {
        const short = gain({ size: -entry, inverse: true, entry, mark });
        expect(Math.abs((1 + short.coin) * mark - entry)).toBeLessThan(1e-9);
        expect(short.quoteDelta).toBe(-1);
      }),
    );
  });

  it('refuses by field', () => {
    const terms = { size: 1, inverse: true, entry: 1, mark: 1 };
    for (const value of [Number.NaN, Infinity, 0, -1]) {
      expect(perpGain({ ...terms, entry: value })).toMatchObject({ kind: 'refused', field: 'entry', value });
      expect(perpGain({ ...terms, mark: value })).toMatchObject({ kind: 'refused', field: 'mark', value });
    }
    expect(perpGain({ ...terms, size: Number.NaN })).toMatchObject({ field: 'size' });
    expect(perpGain({ ...terms, size: 1e308, entry: 1e-5 })).toMatchObject({ field: 'result' });
  });
});
