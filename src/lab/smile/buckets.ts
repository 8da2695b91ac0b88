/** Buckets of options by delta and by time to expiry. */

/** Lower edges of |delta| and of days to expiry; the first takes all below, the last all above. */
export const DELTA_EDGES = [0.05, 0.2, 0.4, 0.6, 0.8] as const;
export const DAY_EDGES = [2, 7, 30, 90] as const;

function placeIn(edges: readonly number[], value: number): number {
  let place = 0;
  while (place + 1 < edges.length && value >= (edges[place + 1] as number)) place += 1;
  return place;
}

export const BUCKETS: number = DELTA_EDGES.length * DAY_EDGES.length;

/** The bucket of a delta, its sign left out, and a time to expiry: 0 to `BUCKETS` − 1, by delta first. */
export function bucketOf(delta: number, years: number): number {
  return placeIn(DELTA_EDGES, Math.abs(delta)) * DAY_EDGES.length + placeIn(DAY_EDGES, years * 365);
}

function named(edges: readonly number[], place: number, last: string): string {
  return `${edges[place]}-${edges[place + 1] ?? last}`;
}

/** What a bucket holds, in words: |delta| and days. */
export function bucketName(bucket: number): { readonly delta: string; readonly days: string } {
  const delta = Math.floor(bucket / DAY_EDGES.length);
  return {
    delta: named(DELTA_EDGES, delta, '0.95'),
    days: named(DAY_EDGES, bucket % DAY_EDGES.length, ''),
  };
}
