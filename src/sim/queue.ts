import type { Millis } from '../units/units.ts';

interface Parcel<T> {
  readonly due: Millis;
  readonly seq: number;
  readonly load: T;
}

/** Parcels on their way; `post` keeps their order unless one is sent late on purpose. */
export interface Queue<T> {
  post(due: Millis, load: T, isLate: boolean): void;
  take(now: Millis): readonly T[];
  clear(): void;
}

const NONE: readonly never[] = [];

export function createQueue<T>(): Queue<T> {
  let parcels: Parcel<T>[] = [];
  let seq = 0;
  let last: Millis | null = null;
  return {
    post(due, load, isLate) {
      const at = !isLate && last !== null && last > due ? last : due;
      if (!isLate) last = at;
      parcels.push({ due: at, seq: seq++, load });
    },
    take(now) {
      if (parcels.length === 0) return NONE;
      const due = parcels.filter((parcel) => parcel.due <= now);
      if (due.length === 0) return NONE;
      parcels = parcels.filter((parcel) => parcel.due > now);
      return due.sort((a, b) => a.due - b.due || a.seq - b.seq).map(({ load }) => load);
    },
    clear() {
      parcels = [];
    },
  };
}
