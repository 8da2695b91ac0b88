import { DAY, HOUR, MINUTE } from '../../units/time.ts';

/** A mark on an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

const THIN_SPACE = '\u2009';

/** `text`, a whole number's digits, with thousands apart. */
function grouped(text: string): string {
  return text.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
}

/** `value` with so many decimals, thousands apart. */
function fixed(value: number, decimals: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const isZero = Number(`${whole}.${fraction ?? 0}`) === 0;
  const digits = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  return value < 0 && !isZero ? `−${digits}` : digits;
}

function exponential(value: number, decimals: number): string {
  if (value === 0) return '0';
  return value
    .toExponential(decimals)
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e')
    .replaceAll('-', '−');
}

/** A number as a person reads it: five digits that count, thousands apart. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e12 || size < 1e-4) return exponential(value, 4);
  const decimals = Math.min(8, Math.max(0, 4 - Math.floor(Math.log10(size))));
  const text = fixed(value, size >= 1e4 ? 0 : decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A time to the minute. */
export function minute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

/** The largest of 1, 2 and 5 times powers of ten of which at least four are between `low` and `high`. */
function niceStep(low: number, high: number): number {
  const power = Number(`1e${Math.floor(Math.log10(high - low))}`);
  const steps = [power, power / 2, power / 5, power / 10];
  return steps.find((step) => Math.floor(high / step) - Math.ceil(low / step) >= 3) ?? power / 20;
}

/** The label of a tick: with as many decimals as tell it from its neighbours, thousands and millions short. */
function tickLabel(value: number, step: number, largest: number): string {
  if (largest >= 1e13 || step < 1e-9) return exponential(value, 1);
  const [unit, suffix] = largest >= 1e6 ? [1e6, 'M'] : largest >= 1e5 && step >= 1e3 ? [1e3, 'k'] : [1, ''];
  const decimals = Math.max(0, -Math.floor(Math.log10((step / unit) * 1.0001)));
  return `${fixed(value / unit, decimals)}${suffix}`;
}

/** Round numbers from `low` to `high`, which must be apart. */
export function numberTicks(low: number, high: number): readonly Tick[] {
  const step = niceStep(low, high);
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.max(0, Math.floor(high / step + 1e-9) - first + 1);
  return Array.from({ length: count }, (_, i) => (first + i) * step).map((value) => ({
    value,
    label: tickLabel(value, step, largest),
  }));
}

const SPANS = [1, 5, 15, 30]
  .map((minutes) => minutes * MINUTE)
  .concat([1, 3, 6, 12].map((hours) => hours * HOUR))
  .concat([1, 2, 7, 14].map((days) => days * DAY));
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];
const MONTH = 30.5 * DAY;

/** The first of months from `low` to `high`, about `wanted` of them. */
function monthTicks(low: number, high: number, wanted: number): readonly Tick[] {
  const every = MONTHS.find((months) => (high - low) / (months * MONTH) <= wanted) ?? 120;
  const start = new Date(low);
  const ticks: Tick[] = [];
  let month = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / every) * every;
  for (; ; month += every) {
    const value = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (value > high) return ticks;
    const label = new Date(value).toISOString().slice(0, every >= 12 ? 4 : 7);
    if (value >= low) ticks.push({ value, label });
  }
}

/** Round UTC times from `low` to `high`, epoch milliseconds that must be apart. */
export function timeTicks(low: number, high: number, wanted = 5): readonly Tick[] {
  const step = SPANS.find((span) => (high - low) / span <= wanted);
  if (step === undefined) return monthTicks(low, high, wanted);
  const ticks: Tick[] = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
    const text = new Date(value).toISOString();
    ticks.push({ value, label: value % DAY === 0 ? text.slice(5, 10) : text.slice(11, 16) });
  }
  return ticks;
}
