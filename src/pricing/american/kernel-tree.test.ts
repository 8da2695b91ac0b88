/** The kernel's tree: its plain body against the general tree, and its WebAssembly body bit for bit. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWasmKernel } from '../../adapters/wasm/kernel.ts';
import { STATUS, type Tree } from '../kernel/kernel.ts';
import { american } from './american.ts';
import { plainTree } from './plain-tree.ts';
import { crr } from './tree.ts';
import type { Terms } from './value.ts';

const path = fileURLToPath(new URL('../../../dist/kernel.wasm', import.meta.url));
const wasm = createWasmKernel(new Uint8Array(readFileSync(path))).tree;
const plain = plainTree();

function answer(tree: Tree, terms: Terms, steps: number): { status: string | undefined; out: Float64Array } {
  const { type, spot, strike, years, vol, rate, carryYield } = terms;
  const out = new Float64Array(4).fill(Number.NaN);
  const sign = type === 'call' ? 1 : -1;
  const status = STATUS[tree(sign, spot, strike, years, vol, rate, carryYield, steps, out)];
  return { status, out };
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const type = fc.constantFrom('call' as const, 'put' as const);
const anyTerms: fc.Arbitrary<Terms> = fc.record({
  type,
  spot: between(50, 200),
  strike: between(50, 200),
  years: between(0.01, 3),
  vol: between(0.1, 2),
  rate: between(-0.1, 0.2),
  carryYield: between(-0.1, 0.2),
});
const wild = fc.oneof(fc.double(), between(-1, 3), fc.constantFrom(0, -0, 1e-320, 5e-324, 1e308));
const wildTerms: fc.Arbitrary<Terms> = fc.record({
  type,
  spot: wild,
  strike: wild,
  years: wild,
  vol: wild,
  rate: wild,
  carryYield: wild,
});
const put: Terms = {
  type: 'put',
  spot: 100,
  strike: 105,
  years: 0.7,
  vol: 0.3,
  rate: 0.05,
  carryYield: 0.02,
};

describe("the kernel's tree", () => {
  it('is the tree of crr, of which it leaves out only what counts for nothing', () => {
    fc.assert(
      fc.property(anyTerms, fc.integer({ min: 3, max: 700 }), (terms, steps) => {
        const { status, out } = answer(plain, terms, steps);
        const tree = crr(terms, steps);
        if ('kind' in tree) {
          expect(status).toBe('vol');
          return;
        }
        const [price = 0, , gamma = 0, theta = 0] = out;
        expect(Math.abs(price - tree.price) / terms.strike).toBeLessThan(1e-11);
        const step = (terms.vol * terms.vol * terms.years) / steps;
        expect(Math.abs(gamma - tree.gamma) * terms.spot * step).toBeLessThan(1e-10);
        expect((Math.abs(theta - tree.theta) * terms.years) / steps / terms.strike).toBeLessThan(1e-10);
      }),
    );
  });

  it('is near the value of the exercise boundary', () => {
    const value = american(put);
    if ('kind' in value) throw new Error('refused');
    const [price = 0, delta = 0, gamma = 0, theta = 0] = answer(plain, put, 501).out;
    expect(Math.abs(price - value.price)).toBeLessThan(5e-3);
    expect(Math.abs(delta - value.delta)).toBeLessThan(1e-3);
    expect(Math.abs(gamma / value.gamma - 1)).toBeLessThan(5e-3);
    expect(Math.abs(theta / value.theta - 1)).toBeLessThan(5e-3);
  });

  it('refuses what has no answer, naming the field, and writes zeros', () => {
    const zeros = new Float64Array(4);
    for (const field of ['spot', 'strike', 'years', 'vol', 'rate', 'carryYield'] as const) {
      for (const value of [Number.NaN, Infinity, -Infinity]) {
        expect(answer(plain, { ...put, [field]: value }, 100)).toEqual({ status: field, out: zeros });
      }
    }
    expect(answer(plain, { ...put, vol: 1e-4 }, 100)).toEqual({ status: 'vol', out: zeros });
    expect(answer(plain, { ...put, type: 'call', vol: 1e3 }, 700).status).toBe('result');
    expect(() => answer(plain, put, 2)).toThrow(RangeError);
    expect(() => answer(plain, put, 100.5)).toThrow(RangeError);
  });

  it('is the payoff at expiry', () => {
    const { status, out } = answer(plain, { ...put, years: 0 }, 100);
    expect(status).toBe('');
    expect([...out]).toEqual([5, -1, 0, 0]);
  });

  it('gives the same bits in WebAssembly', () => {
    const steps = fc.integer({ min: 3, max: 600 });
    fc.assert(
      fc.property(fc.oneof(anyTerms, wildTerms), steps, (terms, count) => {
        const a = answer(plain, terms, count);
        const b = answer(wasm, terms, count);
        expect(b.status).toBe(a.status);
        expect(new BigUint64Array(b.out.buffer)).toEqual(new BigUint64Array(a.out.buffer));
      }),
      { numRuns: 500 },
    );
    expect(answer(wasm, put, 20_001)).toEqual(answer(plain, put, 20_001));
  });
});
