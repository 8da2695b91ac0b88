import type { Policy } from '../domain/config.ts';

type Kind = Policy['kind'];
type PolicyNumber = 'riskAversion' | 'halfWidth' | 'move' | 'every';

/** The number that each policy is told, by the name that a config gives it. Those with one name are told it once. */
export const POLICY_NUMBERS: Readonly<Record<Kind, PolicyNumber>> = {
  optimal: 'riskAversion',
  'whalley-wilmott': 'riskAversion',
  zakamouline: 'riskAversion',
  'fixed-band': 'halfWidth',
  'fixed-percentage': 'move',
  clock: 'every',
  leland: 'every',
};

export const POLICY_KINDS: readonly [Kind, ...Kind[]] = Object.keys(POLICY_NUMBERS) as [Kind, ...Kind[]];
