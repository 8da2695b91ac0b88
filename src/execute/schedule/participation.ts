/** What a market is taken to bear: a share of its volume, less of it the wilder its price. */
interface Participation {
  /** The share of the volume that may be ours: 0.1 is a tenth. */
  readonly share: number;
  /** Base units traded by everybody in the interval that is asked about, measured or expected. */
  readonly volume: number;
  /** Volatility now, and the one at which `share` was chosen: in any unit, as long as it is the same. */
  readonly vol: number;
  readonly referenceVol: number;
}

/**
 * Base units that may be traded within the interval that `volume` is of: share · volume · min(1, referenceVol / vol).
 * A wilder market is traded in less, a calmer one never in more.
 *
 * Nothing may be traded on what is not known: 0 where any of the four is below zero, infinite or no number, and where
 * `referenceVol` is 0. A share above 1 counts as 1: nobody can be more than the whole market. A `vol` of 0 is calm.
 */
export function participationLimit({ share, volume, vol, referenceVol }: Participation): number {
  const isKnown = [share, volume, vol, referenceVol].every((each) => each >= 0 && each < Infinity);
  if (!isKnown || referenceVol === 0) return 0;
  const calm = vol <= referenceVol ? 1 : referenceVol / vol;
  return Math.min(share, 1) * volume * calm;
}
