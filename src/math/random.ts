/**
 * Seeded random numbers, the same on every platform: integer operations only, and for `normal` also
 * log and sqrt. Whatever must be repeatable draws from here.
 */

/** A stream of random numbers. Each draw moves it on; `fork` neither moves it nor depends on its place. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  next(): number;
  /** Uniform integer in [0, n). Throws `RangeError` unless `n` is a positive safe integer. */
  int(n: number): number;
  /** Standard normal. */
  normal(): number;
  /**
   * An independent stream, told apart by `label` and by the seed and labels that led here. Forking a part's
   * own stream keeps its draws in place when another part begins to draw more.
   */
  fork(label: string): Random;
}

/** 128 bits that stand for a seed and the labels forked by since. */
type Key = readonly [number, number, number, number];

const ROOT: Key = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x85a308d3];

/** The finaliser of MurmurHash3 (Appleby): every bit of the result depends on every bit of `h`. */
function mix(h: number): number {
  const a = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b ^ (b >>> 16)) >>> 0;
}

/** `key` with `text` absorbed; its length too, so that "a" then "b" is not "ab". */
function absorb(key: Key, text: string): Key {
  let [a, b, c, d] = key;
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : text.length ^ 0x5bd1e995;
    a = mix(a ^ unit) ^ b;
    b = mix(b + unit) ^ c;
    c = mix(c ^ (unit << 16)) ^ d;
    d = mix(d + Math.imul(unit, 0x9e3779b1)) ^ a;
  }
  return [mix(a + c), mix(b + d), mix(c ^ b), mix(d ^ a)];
}

/** sfc32, Chris Doty-Humphrey's chaotic generator with a counter (PractRand): period at least 2³². */
class Sfc32 implements Random {
  readonly #key: Key;
  #a: number;
  #b: number;
  #c: number;
  #counter: number;
  /** The polar method makes two at a time. */
  #spare: number | undefined;

  constructor(key: Key) {
    this.#key = key;
    [this.#a, this.#b, this.#c, this.#counter] = key;
    for (let i = 0; i < 15; i++) this.#word();
  }

  /** The next 32 bits, as a signed integer. */
  #word(): number {
    const word = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + word) | 0;
    return word;
  }

  next(): number {
    const high = this.#word() >>> 5;
    const low = this.#word() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  int(n: number): number {
    if (!(Number.isSafeInteger(n) && n > 0))
      throw new RangeError(`int(n) needs a positive integer, got ${n}`);
    return Math.floor(this.next() * n);
  }

  /** Marsaglia's polar method, SIAM Review 6 (1964) 260–264: no sine or cosine. */
  normal(): number {
    const spare = this.#spare;
    if (spare !== undefined) {
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.next() - 1;
      const v = 2 * this.next() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * scale;
      return u * scale;
    }
  }

  fork(label: string): Random {
    return new Sfc32(absorb(this.#key, label));
  }
}

/** The stream of `seed`. A number and its decimal text are the same seed. */
export function createRandom(seed: number | string): Random {
  return new Sfc32(absorb(ROOT, String(seed)));
}
