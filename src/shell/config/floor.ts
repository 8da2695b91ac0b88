/** The most that a holding may lose, and until when. */
import type { Floor, Policy, Profile } from '../../domain/config.ts';
import type { Currency } from '../../domain/instrument.ts';
import type { Millis } from '../../units/units.ts';
import { fraction, percentText } from './fraction.ts';
import { moment, momentText } from './moment.ts';
import { money } from './money.ts';
import { decimal, isWrong, type Outcome, type Reader } from './reader.ts';
import type { Section } from './section.ts';

const EXAMPLE = '{ loss: 10%, until: 2026-12-25T08:00Z }';
const share = fraction('%', { above: 0 });

/** A share of the holding, or an amount of money. */
function loss(reporting: Currency): Reader<Floor['loss']> {
  const amount = money(reporting);
  const wanted = `${share.wanted.replace('50%', '10%')}, or ${amount.wanted}`;
  return {
    wanted,
    standIn: { kind: 'share', share: Number.NaN },
    read: (text): Outcome<Floor['loss']> => {
      if (/[a-z]\s*$/i.test(text) && !/bp\s*$/.test(text)) {
        const told = amount.read(text);
        return isWrong(told) ? told : { value: { kind: 'amount', amount: told.value } };
      }
      const told = share.read(text);
      if (isWrong(told)) return told;
      if (told.value >= 1)
        return { message: `is ${text}`, remedy: 'it must be less than 100%, which is all there is' };
      return { value: { kind: 'share', share: told.value } };
    },
  };
}

interface Around {
  readonly policy: Policy | undefined;
  readonly reporting: Currency;
  readonly when: When;
}

/** What a config knows of time; undefined where it does not. */
export interface When {
  /** When its market begins, from which a duration counts. */
  readonly start: Millis | undefined;
  /** That, or when it is read. */
  readonly now: Millis | undefined;
}

/** What says itself what is kept of delta, gamma or vega, and so cannot stand beside a floor. */
const RIVALS = ['target', 'hedgeRatio', 'gammaBand', 'vegaBand', 'stances'] as const;

/** The floor of a hedge; nothing where it has none. */
export function readFloor(section: Section, { policy, reporting, when }: Around): Pick<Profile, 'floor'> {
  const told = section.value('floor');
  if (told === undefined) return {};
  for (const key of RIVALS)
    section
      .value(key)
      ?.wrong('stands beside a floor, which says what is kept of delta', 'remove one of them');
  if (policy !== undefined && policy.kind !== 'optimal')
    told.wrong(`stands beside policy ${policy.kind}`, 'remove it, or write policy: optimal');
  const inner = told.section(EXAMPLE);
  const floor = {
    loss: inner.required('loss', loss(reporting)),
    until: inner.required('until', moment(when.start)),
  };
  inner.refuseUnknown();
  if (when.now !== undefined && floor.until <= when.now)
    inner.value('until')?.wrong('is over', `write a date after ${momentText(when.now)}`);
  return { floor };
}

/** The floor as `check` says it; nothing where there is none. */
export function floorText(
  { floor, underlying, alsoHedge, hedge }: Profile,
  reporting: Currency,
): readonly string[] {
  if (floor === undefined) return [];
  const { until, loss: most } = floor;
  const much = most.kind === 'share' ? percentText(most.share) : `${decimal(most.amount)} ${reporting}`;
  const followed = `by trading ${hedge} as a put would move`;
  const by =
    alsoHedge === undefined
      ? followed
      : `by puts or a collar of ${alsoHedge.join(', ')}, or ${followed}: whichever costs least`;
  return [`what is held of ${underlying} may lose ${much} until ${momentText(until)}, ${by}`];
}
