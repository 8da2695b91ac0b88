import { type Lots, lots } from '../../units/units.ts';
import { parcel } from './parcel.ts';

/** A larger order of which only a part is shown. Signed lots, but for `display` and `least`. */
interface Iceberg {
  /** Still to be had, what rests now included. */
  readonly left: Lots;
  /** In the market, or perhaps: until that has ended, nothing is added to it. */
  readonly live: Lots;
  /** The most to show. */
  readonly display: Lots;
  /** The fewest lots that the venue takes. */
  readonly least: Lots;
}

/**
 * Signed lots to show next: `display`, or what is left; 0 while something is live, and where what is left is too
 * little. A last part that would be too small to trade makes the one before it smaller, or is shown along with it: then
 * up to `display` + `least` − 1 are shown.
 */
export function trancheOf({ left, live, display, least }: Iceberg): Lots {
  if (live !== 0) return lots(0);
  const size = Math.abs(left);
  return lots(Math.sign(left) * parcel(size, Math.max(display, least, 1), size, least));
}
