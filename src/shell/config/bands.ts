import { strikeEvery } from '../../decide/clock.ts';
import type { Policy, Profile, RegimeBands } from '../../domain/config.ts';
import { REGIME_MODEL } from '../../forecast/regime-hours.ts';
import { durationText } from './duration.ts';
import { fraction, percentText } from './fraction.ts';
import type { Section } from './section.ts';

const EXAMPLE = '{ calm: 120%, stress: 60% }';
const NAMES = ['calm', 'normal', 'stress'] as const;
const factor = fraction('%', { atLeast: 0.1, atMost: 5 });

/** How much wider than its policy's a band is in each regime; nothing where the hedge does not say so. */
export function readBands(
  section: Section,
  policy: Policy | undefined,
  barMs: number,
): Pick<Profile, 'bands'> {
  const value = section.value('bands');
  if (value === undefined) return {};
  const told = value.section(EXAMPLE);
  const [calm, normal, stress] = NAMES.map((name) => told.value(name)?.read(factor) ?? 1);
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
  return { bands: { calm: calm ?? 1, normal: normal ?? 1, stress: stress ?? 1 } };
}

/** The bands as `check` says them. */
export function bandsText(bands: RegimeBands): string {
  const each = NAMES.map((name) => `${percentText(bands[name])} in ${name === 'calm' ? 'a calm' : name}`);
  return (
    `of that band, ${each.join(', ')}, in between as each is likely; ` +
    `all of it until bars of ${durationText(REGIME_MODEL.warmUpMs)} were seen, or while bars are missing`
  );
}
