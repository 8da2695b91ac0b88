import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BookSettings, LatentBook } from './latent-book.ts';
import { WORLD } from './world.ts';

const LASTING: BookSettings = {
  ...{ density: 0, slope: 0.02, parts: [{ weight: 1, life: Infinity }] },
  ...{ reach: 100, refill: 0, halfSpread: 1 },
};

describe('a latent book', () => {
  it('is displaced by √(2Q / slope)', () => {
    for (const quantity of [1, 4, 100, -25]) {
      const book = new LatentBook(LASTING);
      book.take(quantity);
      expect(book.displacement).toBeCloseTo(Math.sign(quantity) * Math.sqrt(100 * Math.abs(quantity)), 9);
    }
  });

  it('is displaced by Q / density where it does not grow denser', () => {
    const book = new LatentBook({ ...LASTING, density: 0.5, slope: 0 });
    book.take(3);
    book.take(-1);
    expect(book.displacement).toBeCloseTo(4, 12);
  });

  it('comes to the same in one order or many, and back where all is given back, while nothing decays', () => {
    const quantities = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(quantities, (all) => {
        const settings = { ...LASTING, density: 0.05 };
        const [one, many] = [new LatentBook(settings), new LatentBook(settings)];
        for (const quantity of all) many.take(quantity);
        const sum = all.reduce((total, quantity) => total + quantity, 0);
        one.take(sum);
        expect(many.displacement).toBeCloseTo(one.displacement, 6);
        many.take(-sum);
        expect(Math.abs(many.displacement)).toBeLessThan(1e-6);
      }),
    );
  });

  it('forgets, sooner at first than later', () => {
    const book = new LatentBook(WORLD.book);
    book.take(100);
    const first = book.displacement;
    const left = (seconds: number): number => {
      for (let t = 0; t < seconds; t += 1) book.pass();
      return book.displacement / first;
    };
    const [minute, quarter, day] = [left(60), left(840), left(85_500)];
    expect(minute).toBeGreaterThan(0.6);
    expect(quarter).toBeLessThan(0.4);
    expect(quarter).toBeGreaterThan(0.2);
    expect(day).toBeLessThan(0.02);
  });

  it('shows less on the side that was taken from, and more again', () => {
    const book = new LatentBook({ ...WORLD.book, parts: [{ weight: 1, life: 1 }] });
    const [depth, spread] = [book.depth(), book.halfSpread()];
    book.take(50);
    for (let t = 0; t < 20; t += 1) book.pass();
    expect(book.depth()).toBeLessThan(0.7 * depth);
    expect(book.halfSpread()).toBeGreaterThan(1.3 * spread);
    expect(book.queue(100, 101)).toBeLessThan(0.7 * book.queue(100, 99));
    for (let t = 0; t < 1_200; t += 1) book.pass();
    expect(book.depth()).toBeCloseTo(depth, 2);
  });

  it('is walked further where less is shown', () => {
    const book = new LatentBook({ ...WORLD.book, parts: [{ weight: 1, life: 1 }] });
    book.take(50);
    for (let t = 0; t < 30; t += 1) book.pass();
    const fresh = new LatentBook(WORLD.book);
    book.take(50);
    fresh.take(50);
    expect(book.displacement).toBeGreaterThan(1.15 * fresh.displacement);
  });
});
