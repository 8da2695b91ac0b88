import type { HedgeRatio } from '../../domain/config.ts';
import { type Millis, millis } from '../../units/units.ts';
import { fraction, percentText } from './fraction.ts';
import { date, momentText } from './moment.ts';
import { isWrong, type Outcome, type Reader } from './reader.ts';
import type { Value } from './section.ts';

type Point = HedgeRatio['points'][number];

const EXAMPLE =
  '75%, or { glide: [0% @ 2026-01-05T00:00Z, 100% @ 2026-02-05T00:00Z] }, or steps in place of glide';
const share = fraction('%', { atLeast: 0, atMost: 2 });

/** A ratio from a time on. */
const point: Reader<Point> = {
  wanted: 'a ratio and its time, such as 50% @ 2026-01-05T00:00Z',
  standIn: { at: Number.NaN as Millis, ratio: Number.NaN },
  read: (text): Outcome<Point> => {
    const [told = '', when, ...rest] = text.split('@').map((part) => part.trim());
    if (when === undefined || rest.length > 0)
      return { message: `is ${text}, which is no ratio at a time`, remedy: `write ${point.wanted}` };
    const ratio = share.read(told);
    if (isWrong(ratio)) return ratio;
    const at = date.read(when);
    return isWrong(at) ? at : { value: { at: at.value, ratio: ratio.value } };
  },
};

/** A share of the delta that is to be hedged, always the same or changing with time. */
export function readHedgeRatio(value: Value): HedgeRatio {
  const [first] = value.keys;
  if (first === undefined) {
    return {
      points: [{ at: millis(0), ratio: value.read({ ...share, wanted: EXAMPLE }) }],
      between: 'steps',
    };
  }
  const section = value.section(EXAMPLE);
  const between = first === 'glide' ? 'glide' : 'steps';
  const list = section.value(between);
  section.refuseUnknown();
  const points = list?.items(`${between}: [50% @ 2026-01-05T00:00Z]`).map((item) => item.read(point)) ?? [];
  if (list !== undefined && points.length === 0) list.wrong('lists nothing', `write ${EXAMPLE}`);
  const isForward = points.every(({ at }, i) => i === 0 || !((points[i - 1]?.at ?? at) >= at));
  if (!isForward) list?.wrong('goes back in time', 'list the points from the first to the last');
  return { points, between };
}

/** The ratio as `check` says it. */
export function hedgeRatioText({ points, between }: HedgeRatio): string {
  const [only, ...more] = points;
  if (only === undefined) return '100%';
  if (more.length === 0) return percentText(only.ratio);
  const path = points.map(({ at, ratio }) => `${percentText(ratio)} at ${momentText(at)}`).join(', ');
  return between === 'glide' ? `gliding from ${path}` : `stepping from ${path}`;
}
