import { strikeEvery } from '../../decide/clock.ts';
import type { Policy, Profile, RegimeBands, RegimeStances, Stance } from '../../domain/config.ts';
import { REGIME_MODEL } from '../../forecast/regime-hours.ts';
import { durationText } from './duration.ts';
import { fraction, percentText } from './fraction.ts';
import { readRange } from './range.ts';
import type { Section, Value } from './section.ts';

const EXAMPLE = '{ calm: 120%, stress: 60% }';
const STANCE = '60%, or { width: 60%, gamma: [-0.001, 0.001], vega: [0, 5000] }';
const NAMES = ['calm', 'normal', 'stress'] as const;
const factor = fraction('%', { atLeast: 0.1, atMost: 5 });

/** What one regime is told: its width, and a stance on gamma and vega where it has one. */
function readRegime(value: Value | undefined): {
  readonly width: number;
  readonly stance: Stance | undefined;
} {
  if (value === undefined) return { width: 1, stance: undefined };
  if (value.keys.length === 0) return { width: value.read(factor), stance: undefined };
  const told = value.section(STANCE);
  const width = told.value('width')?.read(factor) ?? 1;
  const gamma = readRange(told.value('gamma'));
  const vega = readRange(told.value('vega'));
  told.refuseUnknown();
  const stance = { ...(gamma !== undefined && { gamma }), ...(vega !== undefined && { vega }) };
  return { width, stance: gamma === undefined && vega === undefined ? undefined : stance };
}

/** How much wider than its policy's a band is in each regime, and the stance; nothing where the hedge says nothing. */
export function readBands(
  section: Section,
  policy: Policy | undefined,
  barMs: number,
): Pick<Profile, 'bands' | 'stances'> {
  const value = section.value('bands');
  if (value === undefined) return {};
  const told = value.section(EXAMPLE);
  const [calm, normal, stress] = NAMES.map((name) => readRegime(told.value(name)));
  told.refuseUnknown();
  if (value.keys.length === 0) told.wrong('lists nothing', `write ${EXAMPLE}, or remove it`);
  if (policy !== undefined && strikeEvery(policy) !== null)
    value.wrong(
      `stands beside policy ${policy.kind}, which has no band`,
      'remove it, or take a policy with a band, such as whalley-wilmott',
    );
  if (barMs > REGIME_MODEL.intervalMs)
    value.wrong(
      `stands beside bars of ${durationText(barMs)}, which are too long to tell regimes by`,
      `remove it, or write timing: { bar: ${durationText(REGIME_MODEL.intervalMs)} } or less`,
    );
  const bands = { calm: calm?.width ?? 1, normal: normal?.width ?? 1, stress: stress?.width ?? 1 };
  const stances: RegimeStances = {
    ...(calm?.stance !== undefined && { calm: calm.stance }),
    ...(normal?.stance !== undefined && { normal: normal.stance }),
    ...(stress?.stance !== undefined && { stress: stress.stance }),
  };
  if (Object.keys(stances).length === 0) return { bands };
  checkStances(value, section, stances);
  return { bands, stances };
}

/** A regime's stance needs the profile's own beside it: what holds as far as other regimes are likely. */
function checkStances(value: Value, section: Section, stances: RegimeStances): void {
  for (const name of NAMES)
    for (const of of ['gamma', 'vega'] as const)
      if (stances[name]?.[of] !== undefined && section.value(`${of}Band`) === undefined)
        value.wrong(
          `asks for a stance on ${of} in ${name}, but there is no ${of}Band for the other regimes`,
          `write ${of}Band: [-1000, 1000] beside it`,
        );
}

/** The bands as `check` says them. */
export function bandsText(bands: RegimeBands): string {
  const each = NAMES.map((name) => `${percentText(bands[name])} in ${name === 'calm' ? 'a calm' : name}`);
  return (
    `of that band, ${each.join(', ')}, in between as each is likely; ` +
    `all of it until bars of ${durationText(REGIME_MODEL.warmUpMs)} were seen, or while bars are missing`
  );
}
