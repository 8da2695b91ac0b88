/** What a formula beyond the plain European option answers. */
import type { Greeks } from '../domain/greeks.ts';

/** Price in quote currency per base unit, or as its formula says, with its Greeks in the units of `Greeks`. */
export interface Priced extends Greeks {
  readonly price: number;
}
