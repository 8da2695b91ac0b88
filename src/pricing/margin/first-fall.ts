/** How a line is walked along: from 0 to `reach`, by `step` at first, each step `growth` times the one before. */
interface Walk {
  readonly reach: number;
  readonly step: number;
  readonly growth: number;
}

const GOLDEN = 0.6180339887498949;
const DIP_TURNS = 24;
const ROOT_TURNS = 110;
/** Of the root. */
const WITHIN = 1e-14;

/** The root between a point where `f` is 0 or more and one where it is less: by secants and by halves. */
function rootBetween(
  f: (x: number) => number,
  safe: number,
  fSafe: number,
  dead: number,
  fDead: number,
): number {
  let [a, fa, b, fb] = [safe, fSafe, dead, fDead];
  let side = 0;
  for (let turn = 0; turn < ROOT_TURNS && Math.abs(b - a) > WITHIN * Math.abs(b); turn += 1) {
    // Every other turn a half, so that no bent stretch is crept along.
    const secant = a + ((b - a) * fa) / (fa - fb);
    const x =
      turn % 2 === 1 || !(secant > Math.min(a, b) && secant < Math.max(a, b)) ? 0.5 * (a + b) : secant;
    const fx = f(x);
    if (fx >= 0) {
      [a, fa] = [x, fx];
      // The end that stays loses half of its weight (the Illinois rule).
      if (side === 1) fb *= 0.5;
      side = 1;
    } else {
      [b, fb] = [x, fx];
      if (side === -1) fa *= 0.5;
      side = -1;
    }
  }
  return b;
}

/** The lowest place of `f` between two points, if it is below 0 anywhere on the way there. */
function dipBetween(
  f: (x: number) => number,
  from: number,
  to: number,
): readonly [number, number] | undefined {
  let [low, high] = [from, to];
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let [fLeft, fRight] = [f(left), f(right)];
  for (let turn = 0; turn < DIP_TURNS; turn += 1) {
    if (fLeft < 0) return [left, fLeft];
    if (fRight < 0) return [right, fRight];
    if (fLeft < fRight) {
      [high, right, fRight] = [right, left, fLeft];
      left = high - GOLDEN * (high - low);
      fLeft = f(left);
    } else {
      [low, left, fLeft] = [left, right, fRight];
      right = low + GOLDEN * (high - low);
      fRight = f(right);
    }
  }
  return undefined;
}

/**
 * The least x above 0, up to the reach, at which a continuous `f` falls below 0; null where it does not, and 0 where it
 * begins below. It walks, and looks into every valley that it sees between three steps, so that what it can miss is a
 * valley narrower than a step that the steps beside it do not lead into. NaN counts as below 0.
 */
export function firstFall(f: (x: number) => number, { reach, step, growth }: Walk): number | null {
  let [at, value] = [0, f(0)];
  if (!(value >= 0)) return 0;
  let [before, valueBefore] = [at, value];
  for (let stride = step; at < reach; stride *= growth) {
    const next = Math.min(reach, at + stride);
    const valueNext = f(next);
    if (before < at && value < valueBefore && value <= valueNext) {
      const dip = dipBetween(f, before, next);
      if (dip !== undefined) return rootBetween(f, before, valueBefore, dip[0], dip[1]);
    }
    if (!(valueNext >= 0)) return rootBetween(f, at, value, next, valueNext);
    [before, valueBefore] = [at, value];
    [at, value] = [next, valueNext];
  }
  return null;
}
