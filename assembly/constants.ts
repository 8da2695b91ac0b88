/**
 * Constants, loaded into both lanes from memory, which costs less than building them each time. The names are
 * places in the table below; a polynomial's name is the place of its first coefficient.
 */

/** Of e^r: from r³ on, and of the tail and of the logarithm: by rising power. */
export const EXP: usize = 0;
export const LOG: usize = 9;
export const TOP: usize = 16;
export const BOTTOM: usize = 25;

export const LOG2_E: usize = 34;
export const LN2_HIGH: usize = 35;
export const LN2_LOW: usize = 36;
/** 1.5 · 2^52 + 1023: added to a number it rounds it, and leaves its exponent field in the last bits. */
export const ROUNDING: usize = 37;
/** 2^52 + 1023: what is taken from an exponent field that was written below 2^52. */
export const EXPONENT_OFFSET: usize = 38;
export const SQRT2: usize = 39;
export const INVERSE_SQRT_2PI: usize = 40;
export const HALF: usize = 41;
export const ONE: usize = 42;
export const TWO: usize = 43;
export const MINUS_HALF: usize = 44;
/** The sign bit alone. */
export const MINUS_ZERO: usize = 45;

/** What an ordinary row is: see `src/pricing/kernel/row.ts`. */
export const PRICE_MIN: usize = 46;
export const PRICE_MAX: usize = 47;
export const YEARS_MIN: usize = 48;
export const YEARS_MAX: usize = 49;
export const GROWTH_MAX: usize = 50;
export const DEVIATION_MIN: usize = 51;
export const DEVIATION_MAX: usize = 52;
export const DEVIATION_FINE: usize = 53;
export const NEAR_MAX: usize = 54;
export const OUT_MAX: usize = 55;
export const MINUS_ONE: usize = 56;

const TABLE: usize = memory.data<f64>(
  [
    0.16666666666666433, 0.04166666666660396, 0.008333333333500004, 0.0013888888926798248,
    0.00019841269466271954, 2.48015086788016e-5, 2.7557640822736216e-6, 2.76251887758136e-7,
    2.4978394815144685e-8,

    0.6666666666666734, 0.3999999999941397, 0.2857142874256133, 0.22222198553860975, 0.18183565403548732,
    0.15314021210028916, 0.14796260278095452,

    96516.0610663455, 131769.38729303575, 89327.0900672378, 38032.57678361303, 10988.152725305132,
    2195.354751396973, 296.312109376013, 24.82733730098933, 1.0000000029046143,

    77008.67499434362, 166580.79253344017, 165680.61101762205, 99730.55538760529, 40178.43873855499,
    11282.454901039497, 2220.182547003272, 297.3120944726396, 24.82733760466663,

    1.4426950408889634, 0.6931471805592082, 7.371002565167799e-13, 6755399441056767.0, 4503599627371519.0,
    1.4142135623730951, 0.3989422804014327, 0.5, 1.0, 2.0, -0.5, -0.0,

    1e-60, 1e60, 1e-14, 1000.0, 32.0, 1e-9, 16.0, 0.01, 0.29, 37.5, -1.0,
  ],
  64,
);

/** The constant at `place` in both lanes. */
// @ts-ignore: decorator
@inline
export function constant(place: usize): v128 {
  return v128.load64_splat(TABLE + (place << 3));
}
