/** The smiles of all expiries, each the best for its own quotes that does not cross the one before. */
import { type Refused, refused } from '../refused.ts';
import { fitPoints, type SliceFit } from './fit-slice.ts';
import { type SmilePoints, type SmileQuotes, smilePoints } from './smile-quotes.ts';
import { type Surface, surfaceOf } from './surface.ts';

export interface FittedSurface extends Surface {
  /** The slices with their kinds, reasons and errors. */
  readonly slices: readonly SliceFit[];
}

/** The quotes of all expiries, checked, by rising time to expiry; a refusal names the place of its smile. */
export function pointsOf(smiles: readonly SmileQuotes[]): SmilePoints[] | Refused {
  if (smiles.length === 0) return refused('smiles', 0, 'the quotes of at least one expiry');
  const all: SmilePoints[] = [];
  for (const [i, smile] of smiles.entries()) {
    const points = smilePoints(smile);
    if ('kind' in points) return { ...points, field: `smiles[${i}].${points.field}` };
    all.push(points);
  }
  all.sort((x, y) => x.years - y.years);
  const twin = all.find(({ years }, i) => years === all[i + 1]?.years);
  return twin === undefined ? all : refused('years', twin.years, 'one smile for each expiry');
}

/**
 * The surface fitted to the quotes of all expiries, in any order: each smile as `fitSlice` fits it, and where it
 * crosses the one before within four standard deviations, fitted again so that it does not. `calendar` says what
 * crossing is left where no such smile was found. Refuses what `fitSlice` refuses, the field with the place of its
 * smile before it, no smiles at all, and two of one expiry.
 */
export function fitSurface(smiles: readonly SmileQuotes[]): FittedSurface | Refused {
  const all = pointsOf(smiles);
  if ('kind' in all) return all;
  const slices: SliceFit[] = [];
  for (const points of all) slices.push(fitPoints(points, slices.at(-1)));
  const surface = surfaceOf(slices);
  return 'kind' in surface ? surface : { ...surface, slices };
}
