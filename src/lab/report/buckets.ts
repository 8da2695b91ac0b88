import type { Point } from './figure.ts';

/**
 * A curve followed while it is made, in room that does not grow: of every part of the time the lowest and the
 * highest value are kept, or the last alone. Times before the first part or after the last fall into those.
 */
export interface Buckets {
  add(at: number, value: number): void;
  /** In order of time. */
  points(): readonly Point[];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Which of `count` parts of the span a time falls into. */
export function partOf({ from, to }: Span, count: number, at: number): number {
  if (!(to > from)) return 0;
  return Math.min(count - 1, Math.max(0, Math.floor(((at - from) / (to - from)) * count)));
}

/** Keeps the lowest and the highest of each of `count` parts. */
export function createExtremes(span: Span, count: number): Buckets {
  const [lowAt, low] = [new Float64Array(count).fill(Number.NaN), new Float64Array(count)];
  const [highAt, high] = [new Float64Array(count).fill(Number.NaN), new Float64Array(count)];
  return {
    add(at, value) {
      if (!Number.isFinite(value)) return;
      const i = partOf(span, count, at);
      const isNew = Number.isNaN(lowAt[i]);
      if (isNew || value < (low[i] as number)) [lowAt[i], low[i]] = [at, value];
      if (isNew || value > (high[i] as number)) [highAt[i], high[i]] = [at, value];
    },
    points: () =>
      Array.from(lowAt, (at, i): readonly Point[] => {
        if (Number.isNaN(at)) return [];
        const [least, most] = [[at, low[i]] as Point, [highAt[i], high[i]] as Point];
        if (least[1] === most[1]) return [least];
        return least[0] <= most[0] ? [least, most] : [most, least];
      }).flat(),
  };
}

/** Keeps the last of each of `count` parts. */
export function createLasts(span: Span, count: number): Buckets {
  const [lastAt, last] = [new Float64Array(count).fill(Number.NaN), new Float64Array(count)];
  return {
    add(at, value) {
      if (!Number.isFinite(value)) return;
      const i = partOf(span, count, at);
      [lastAt[i], last[i]] = [at, value];
    },
    points: () =>
      Array.from(lastAt, (at, i): Point => [at, last[i] as number]).filter(([at]) => !Number.isNaN(at)),
  };
}
