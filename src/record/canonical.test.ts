import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, NotCanonical } from './canonical.ts';

/** Strings of every kind: escapes, emoji, lone surrogates, long ones; but none that reads like a bigint. */
const text = fc
  .oneof(fc.string({ unit: 'binary' }), fc.string(), fc.string({ minLength: 60, maxLength: 200 }))
  .map((given) => (/^-?\d+n$/.test(given) ? `${given}!` : given));
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MIN_VALUE, Number.MAX_VALUE, Number.EPSILON, 1e21, 1e-7, 0.1 + 0.2),
);
const leaf = fc.oneof(fc.constant(null), fc.boolean(), number, fc.bigInt(), text);
const key = fc.oneof(text, fc.constantFrom('__proto__', '', '10', '9', 'constructor', 'é', '\u{1f600}'));

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 6 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 8 }).map(objectOf),
  ),
}));

function objectOf(pairs: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(pairs);
}

/** The same value with every object's keys written the other way round. */
function turned(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(turned);
  if (typeof given !== 'object' || given === null) return given;
  const pairs = Object.entries(given).map(([name, inner]) => [name, turned(inner)] as const);
  return objectOf(pairs.reverse());
}

/** What encode must agree with: the obvious way, at ten times the cost. */
function plainly(given: unknown): string {
  if (typeof given === 'bigint') return `"${given}n"`;
  if (Array.isArray(given)) return `[${given.map(plainly).join(',')}]`;
  if (typeof given !== 'object' || given === null) return JSON.stringify(given);
  const record = given as Record<string, unknown>;
  const names = Object.keys(record).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${plainly(record[name])}`).join(',')}}`;
}

describe('encode', () => {
  it('sorts keys and writes no white space', () => {
    expect(encode({ seq: 1, at: 2, body: { b: [1, 'x', null, true], a: -3n } })).toBe(
      '{"at":2,"body":{"a":"-3n","b":[1,"x",null,true]},"seq":1}',
    );
    expect(encode({ 10: 'a', 9: 'b', Z: 1, a: 2, '': 3 })).toBe('{"":3,"10":"a","9":"b","Z":1,"a":2}');
    expect([encode({}), encode([]), encode(''), encode(Object.create(null))]).toEqual([
      '{}',
      '[]',
      '""',
      '{}',
    ]);
  });

  it('leaves out undefined properties, whatever their place', () => {
    expect(encode({ a: undefined, b: 1 })).toBe('{"b":1}');
    expect(encode({ a: 1, b: undefined, c: 2 })).toBe('{"a":1,"c":2}');
    expect(encode({ a: undefined })).toBe('{}');
  });

  it('writes -0 as 0, the one float that does not come back', () => {
    expect(encode([-0, 0])).toBe('[0,0]');
  });

  it('escapes what would not survive UTF-8', () => {
    expect(encode('\ud800 and é')).toBe('"\\ud800 and é"');
    expect(encode({ '"': '\n\u0000\\' })).toBe('{"\\"":"\\n\\u0000\\\\"}');
  });

  it('is the obvious text, for any value', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(encode(given)).toBe(plainly(given));
      }),
    );
  });

  it('does not depend on the order in which keys were written', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(encode(turned(given))).toBe(encode(given));
      }),
    );
  });

  it('keeps its memory of key orders small and right when ids are keys', () => {
    const first = encode({ b: 1, a: 2 });
    for (let i = 0; i < 2_000; i += 1) {
      expect(encode({ [`order-${i}`]: 1, a: i })).toBe(`{"a":${i},"order-${i}":1}`);
      expect(encode({ z: 1, [`order-${i}`]: i })).toBe(`{"order-${i}":${i},"z":1}`);
    }
    expect(encode({ b: 1, a: 2 })).toBe(first);
  });
});

describe('what encode refuses', () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  class Price {
    readonly value = 1;
  }
  const cases: readonly [string, unknown, string][] = [
    ['NaN', { body: { event: { price: Number.NaN } } }, 'body.event.price: NaN is not finite'],
    ['an infinity', { a: [1, Number.POSITIVE_INFINITY] }, 'a.1: Infinity is not finite'],
    ['undefined in an array', { bars: [undefined] }, 'bars.0: undefined has no JSON form'],
    ['a hole in an array', { bars: new Array(1) }, 'bars.0: undefined has no JSON form'],
    ['undefined itself', undefined, 'the value: undefined has no JSON form'],
    ['a function', { f: () => 1 }, 'f: function has no JSON form'],
    ['a symbol', { s: Symbol('s') }, 's: symbol has no JSON form'],
    ['a Map', { state: { orders: new Map() } }, 'state.orders: a Map is no plain data'],
    ['a Set', [new Set()], '0: a Set is no plain data'],
    ['a Date', { at: new Date(0) }, 'at: a Date is no plain data'],
    ['a typed array', { w: new Float64Array(1) }, 'w: a Float64Array is no plain data'],
    ['a class instance', new Price(), 'the value: a Price is no plain data'],
    ['an object of an unusual prototype', { x: Object.create({}) }, 'x: a Object is no plain data'],
    ['a string like a bigint', { id: '-123n' }, 'id: the string -123n would be read back as a bigint'],
    ['a cycle', cycle, 'is nested deeper than 100; is it a cycle?'],
  ];

  it.each(cases)('%s', (_, given, message) => {
    expect(() => encode(given)).toThrow(NotCanonical);
    expect(() => encode(given)).toThrow(message);
  });

  it('any value with one of these anywhere in it', () => {
    const bad = fc.constantFrom<unknown>(Number.NaN, new Map(), () => 0, Symbol.iterator, '0n', new Date(0));
    const place = fc.array(fc.oneof(key, fc.constant(0)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(value, bad, place, (beside, inner, path) => {
        const given = path.reduceRight<unknown>(
          (held, step) =>
            step === 0
              ? [held, beside]
              : objectOf([
                  ['beside', beside],
                  [step as string, held],
                ]),
          inner,
        );
        expect(() => encode(given)).toThrow(`${path.join('.')}: `);
      }),
    );
  });

  it('but not strings that only resemble a bigint', () => {
    for (const given of ['n', '-n', '1', '1n ', '1.5n', '+1n', 'n1', '1N', 'on']) {
      expect(decode(encode(given))).toBe(given);
    }
  });
});

describe('decode', () => {
  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(value, (given) => {
        // Not vitest's own: it takes a key `constructor` for a class.
        expect(isDeepStrictEqual(decode(encode(given)), zeroed(given))).toBe(true);
      }),
    );
  });

  it('gives back every float to the bit, but for -0', () => {
    const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    fc.assert(
      fc.property(bits, (pattern) => {
        const float = new Float64Array(BigUint64Array.of(pattern).buffer)[0] as number;
        fc.pre(Number.isFinite(float) && float !== 0);
        expect(decode(encode(float))).toBe(float);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds bigints wherever they are', () => {
    expect(decode('"7n"')).toBe(7n);
    expect(decode('{"a":["-12n",{"b":"3n"}],"reason":"open","x9n":1}')).toEqual({
      a: [-12n, { b: 3n }],
      reason: 'open',
      x9n: 1,
    });
    const odd = decode('{"__proto__":"5n"}') as object;
    expect(Object.entries(odd)).toEqual([['__proto__', 5n]]);
    expect(Object.getPrototypeOf(odd)).toBe(Object.prototype);
  });

  it('throws on what is no JSON', () => {
    for (const broken of ['', '{', '{"a":1}x', 'NaN', "{'a':1}"])
      expect(() => decode(broken)).toThrow(SyntaxError);
  });
});

/** `given` with each -0 as 0, and each object with the prototype that a parse gives it. */
function zeroed(given: unknown): unknown {
  if (typeof given === 'number') return given + 0;
  if (Array.isArray(given)) return given.map(zeroed);
  if (typeof given !== 'object' || given === null) return given;
  return objectOf(Object.entries(given).map(([name, inner]) => [name, zeroed(inner)]));
}
