/** How near an account is to being liquidated, and what that asks for. */
import { HOUR, MINUTE, YEAR } from '../../units/time.ts';

/** What protection does, from nothing to everything closed; each stage also does what those before it do. */
export type Stage = 'calm' | 'warn' | 'noNewRisk' | 'moveCollateral' | 'shift' | 'reduce' | 'flatten';

export const STAGES: readonly [Stage, ...Stage[]] = [
  ...(['calm', 'warn', 'noNewRisk', 'moveCollateral', 'shift', 'reduce', 'flatten'] as const),
];

/** 0 for calm, rising. */
export function gravityOf(stage: Stage): number {
  return STAGES.indexOf(stage);
}

export function graverStage(one: Stage, other: Stage): Stage {
  return gravityOf(one) >= gravityOf(other) ? one : other;
}

/** Where a stage begins: at this chance or more, or at this share of the least distance or less. */
export interface Threshold {
  /** Of being liquidated by diffusion alone within the horizon. */
  readonly chance: number;
  readonly share: number;
}

export interface ProtectionRule {
  /** Over which liquidation is forecast. */
  readonly horizonMs: number;
  /** Relative move within one step, either way, that an account must survive, since diffusion knows no gaps. */
  readonly gap: number;
  /** By how much of themselves vols rise with a price that moves by all of itself. */
  readonly volPerMove: number;
  /**
   * For how long nothing may be possible after it, how many deviations of the price then are allowed for, and at which
   * vol at least: what was forecast before a gap does not know of it.
   */
  readonly blindMs: number;
  readonly volAfter: number;
  readonly deviations: number;
  readonly thresholds: Readonly<Record<Exclude<Stage, 'calm'>, Threshold>>;
  /**
   * Of the least distance: how far an account that is brought back is brought. Collateral costs next to nothing, so
   * more of it is sent than is lacking; every lot that is closed costs, and is wanted back.
   */
  readonly wanted: { readonly byMoves: number; readonly byOrders: number };
  /** How long nothing must ask for a stage before it is left for the one below; a minute at least. */
  readonly cooldownMs: number;
  /** Older than this, what a venue says of an account counts as not said. */
  readonly staleMs: number;
  /** Relative difference of own and venue's margin above which one of the two is wrong. */
  readonly disagreement: number;
  /** Of what a route takes: after this many times as long, a transfer is overdue and counts as not there. */
  readonly overdue: number;
  /** A queue's rank, 0 to 4, from which a re-hedge is planned ahead. */
  readonly adlRank: number;
}

/**
 * Decided by reasoning, before any crash was simulated, but for `volAfter`, which came of crashes on seeds that
 * judge no more. Most transfers and a payment of funding fit within eight hours. A quarter is the largest one-step
 * gap that books here are asked to survive, twice what Bitcoin fell within five minutes in March 2020; with it
 * vols rise by 60 %, as in Derive's scenarios. Exchanges that stop in a crash come back within the hour as a rule,
 * and three deviations, at the 200 % a year of a crash, leave one such hour in several hundred. Chances rise by
 * about three from stage to stage: one in a thousand is worth a word, and at even odds all goes.
 */
export const PROTECTION_RULE: ProtectionRule = {
  horizonMs: 8 * HOUR,
  gap: 0.25,
  volPerMove: 2.4,
  blindMs: HOUR,
  volAfter: 2,
  deviations: 3,
  thresholds: {
    warn: { chance: 0.001, share: 1.15 },
    noNewRisk: { chance: 0.003, share: 1.05 },
    moveCollateral: { chance: 0.01, share: 1 },
    shift: { chance: 0.03, share: 0.8 },
    reduce: { chance: 0.1, share: 0.6 },
    flatten: { chance: 0.5, share: 0.1 },
  },
  wanted: { byMoves: 1.25, byOrders: 1.1 },
  cooldownMs: 30 * MINUTE,
  staleMs: 2 * MINUTE,
  disagreement: 0.01,
  overdue: 2,
  adlRank: 3,
};

/** What is known of an account's nearness to liquidation. */
export interface Danger {
  /** Relative move of the price that begins it, the nearer way; 0 where it is due, null where no move does. */
  readonly distance: number | null;
  /** That it is liquidated within the horizon, by diffusion alone. */
  readonly chance: number;
  /** What the distance must be for a gap and a blind time after it to be survived. */
  readonly least: number;
}

/** The distance below which one gap, and what may come while nothing can be done, liquidates. `vol`: a year's. */
export function leastDistance({ gap, blindMs, volAfter, deviations }: ProtectionRule, vol: number): number {
  return gap + deviations * Math.max(vol, volAfter) * Math.sqrt(blindMs / YEAR);
}

/** It takes less to stay than it took to enter, so that what hovers about a threshold does not come and go. */
const KEEPS_CHANCE = 0.8;
const KEEPS_SHARE = 1.05;

function reaches({ distance, chance, least }: Danger, threshold: Threshold, isNear: boolean): boolean {
  const share = threshold.share * (isNear ? KEEPS_SHARE : 1);
  if (distance !== null && !(distance > share * least)) return true;
  return !(chance < threshold.chance * (isNear ? KEEPS_CHANCE : 1));
}

/** The gravest stage that `danger` asks for, or that it keeps (`near`) once entered. NaN asks for the gravest. */
export function stageAsked(
  rule: ProtectionRule,
  danger: Danger,
): { readonly asked: Stage; readonly near: Stage } {
  let [asked, near]: [Stage, Stage] = ['calm', 'calm'];
  for (const stage of STAGES) {
    if (stage === 'calm') continue;
    const threshold = rule.thresholds[stage];
    if (reaches(danger, threshold, false)) asked = stage;
    if (reaches(danger, threshold, true)) near = stage;
  }
  return { asked, near };
}
