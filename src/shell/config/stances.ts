/** What a hedge may trade beside its instrument for delta, and between what it keeps gamma and vega. */
import type { Policy, Profile, Stance } from '../../domain/config.ts';
import type { Instrument, InstrumentId } from '../../domain/instrument.ts';
import { rangeText, readRange } from './range.ts';
import type { Section } from './section.ts';

type Also = Pick<Profile, 'alsoHedge' | 'gammaBand' | 'vegaBand'>;

const KEYS = ['gammaBand', 'vegaBand'] as const;

/** The further instruments of a hedge and its bands on gamma and vega, which `optimal` alone can keep. */
export function readAlso(
  section: Section,
  policy: Policy | undefined,
  also: readonly { readonly id: InstrumentId; readonly instrument: Instrument | undefined }[],
): Also {
  const [gammaBand, vegaBand] = KEYS.map((key) => readRange(section.value(key)));
  const isOptimal = policy === undefined || policy.kind === 'optimal';
  const remedy = 'remove it, or write policy: optimal';
  if (!isOptimal && also.length > 0)
    section
      .value('with')
      ?.wrong(
        `lists ${also.map(({ id }) => id).join(', ')} beside policy ${policy.kind}, which trades no options`,
        remedy,
      );
  const canKeep = also.some(({ instrument }) => instrument === undefined || instrument.kind === 'option');
  for (const key of KEYS) {
    const told = section.value(key);
    if (!isOptimal) told?.wrong(`stands beside policy ${policy.kind}, which keeps delta alone`, remedy);
    else if (!canKeep)
      told?.wrong('stands beside no option that could keep it', 'list one, as in with: [BTC-PERP, BTC-CALL]');
  }
  return {
    ...(also.length > 0 && { alsoHedge: also.map(({ id }) => id) }),
    ...(gammaBand !== undefined && { gammaBand }),
    ...(vegaBand !== undefined && { vegaBand }),
  };
}

function stanceText({ gamma, vega }: Stance): string {
  const told = [
    ...(gamma === undefined ? [] : [`gamma at ${rangeText(gamma)}`]),
    ...(vega === undefined ? [] : [`vega at ${rangeText(vega)}`]),
  ];
  return told.join(' and ');
}

/** The further instruments and the bands as `check` says them; nothing where there are none. */
export function alsoText(profile: Profile, quote: string): readonly string[] {
  const { alsoHedge, gammaBand: gamma, vegaBand: vega, stances } = profile;
  if (alsoHedge === undefined) return [];
  const lines = [`${alsoHedge.join(', ')} may be traded too, where that lowers risk by more than it costs`];
  const band = stanceText({ ...(gamma !== undefined && { gamma }), ...(vega !== undefined && { vega }) });
  if (band !== '') lines.push(`keep ${band} (per 1.00 of price; ${quote} per 1.00 of vol)`);
  for (const [regime, stance] of Object.entries(stances ?? {}))
    lines.push(`as far as ${regime} is likely, keep ${stanceText(stance)}`);
  return lines;
}
