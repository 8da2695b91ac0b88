/**
 * How far a venue's clock is ahead of ours, from requests that it stamped: the one that came back fastest knows
 * best.
 */

export interface ClockOffset {
  /** A request left at `sent` and its answer, stamped `theirs`, came at `received`; all in epoch ms. */
  sample(sent: number, theirs: number, received: number): void;
  /** To be added to our time to get theirs; 0 before the first sample. */
  readonly ms: number;
  /** How wrong that may be: half of the fastest round trip. Infinite before the first sample. */
  readonly within: number;
}

/**
 * Of the last so many samples the fastest counts: clocks drift, so the best of a day ago is not believed for ever.
 */
const REMEMBERED = 16;

interface Sample {
  readonly ms: number;
  readonly within: number;
}

function contradict(a: Sample, b: Sample): boolean {
  return Math.abs(a.ms - b.ms) > a.within + b.within;
}

export function createClockOffset(): ClockOffset {
  const samples: Sample[] = [];
  const best = () => samples.reduce((a, b) => (b.within < a.within ? b : a), { ms: 0, within: Infinity });
  return {
    sample: (sent, theirs, received) => {
      samples.push({ ms: theirs - (sent + received) / 2, within: (received - sent) / 2 });
      if (samples.length > REMEMBERED) samples.shift();
      const [known, latest] = [best(), samples.slice(-2)];
      // One may have been stamped wrongly. Twice in a row means that a clock was set: what was before is of no use.
      if (samples.length > 2 && latest.every((one) => contradict(one, known)))
        samples.splice(0, samples.length - 2);
    },
    get ms() {
      return best().ms;
    },
    get within() {
      return best().within;
    },
  };
}
