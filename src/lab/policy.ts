import { POLICY_KINDS, POLICY_NUMBERS } from '../decide/policies.ts';
import type { EngineConfig, Policy } from '../domain/config.ts';
import type { Currency } from '../domain/instrument.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../units/time.ts';
import { InputRefused } from './data/input-refused.ts';

type Kind = Policy['kind'];

const EXAMPLES =
  'optimal:0.003, whalley-wilmott:0.003, zakamouline:0.003, ' +
  'fixed-band:0.05, fixed-percentage:0.01, clock:1h or leland:1h';
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** Per underlying, the policies that a config has the numbers of. */
export type KnownPolicies = Readonly<Record<Currency, readonly Policy[]>>;

function kindOf(word: string, text: string): Kind {
  const kind = POLICY_KINDS.find((one) => one === word);
  if (kind === undefined) throw new InputRefused(`there is no policy ${text}`, `write ${EXAMPLES}`);
  return kind;
}

/** A number above 0, in the unit that `kind` takes. */
function stated(kind: Kind, number: string, text: string): Policy {
  const [, digits = '', unit = ''] = /^(\d+\.?\d*|\.\d+)([a-z]*)$/.exec(number) ?? [];
  const value = Number(digits);
  const isClock = POLICY_NUMBERS[kind] === 'every';
  const scale = isClock ? UNITS[unit] : 1;
  const isPlain = digits !== '' && value > 0 && scale !== undefined && (isClock || unit === '');
  const everyMs = Math.round(value * (scale ?? 0));
  if (!isPlain || (isClock && everyMs < 1))
    throw new InputRefused(`${number} in ${text} is no number for ${kind}`, `write ${EXAMPLES}`);
  switch (kind) {
    case 'optimal':
      return { kind, riskAversion: value, objective: 'tracking' };
    case 'whalley-wilmott':
    case 'zakamouline':
      return { kind, riskAversion: value };
    case 'fixed-band':
      return { kind, halfWidth: value };
    case 'fixed-percentage':
      return { kind, move: value };
    case 'clock':
    case 'leland':
      return { kind, everyMs };
  }
}

/** `policy` as one of another kind that takes the same number. */
function renamed(policy: Policy, kind: Kind): Policy {
  if (policy.kind === kind || !('riskAversion' in policy)) return { ...policy, kind } as Policy;
  const { riskAversion } = policy;
  return (
    kind === 'optimal' ? { kind, riskAversion, objective: 'tracking' } : { kind, riskAversion }
  ) as Policy;
}

/** The config's own numbers for a policy named without any. */
function configured(kind: Kind, underlying: Currency, known: KnownPolicies): Policy {
  // Rules that take the same number are told it once.
  const policy = known[underlying]?.find((one) => POLICY_NUMBERS[one.kind] === POLICY_NUMBERS[kind]);
  if (policy !== undefined) return renamed(policy, kind);
  const remedy = `write ${POLICY_NUMBERS[kind]} under hedge.${underlying}, or a number, as in ${EXAMPLES}`;
  throw new InputRefused(`the config has no ${POLICY_NUMBERS[kind]} for ${kind} on ${underlying}`, remedy);
}

/**
 * `config` with the policy that `text` says for every profile: `fixed-band:0.05` (in base units of delta),
 * `clock:1h`, `whalley-wilmott:0.003` (risk aversion per unit of quote), or a kind alone, with the config's
 * numbers for it. Throws `InputRefused`.
 */
export function withPolicy(config: EngineConfig, text: string, known: KnownPolicies): EngineConfig {
  const [word = '', number, ...rest] = text.split(':');
  const kind = kindOf(word, text);
  if (rest.length > 0) throw new InputRefused(`${text} has more than one number`, `write ${EXAMPLES}`);
  const one = number === undefined ? undefined : stated(kind, number, text);
  const profiles = config.profiles.map((profile) => ({
    ...profile,
    policy: one ?? configured(kind, profile.underlying, known),
  }));
  return { ...config, profiles };
}
