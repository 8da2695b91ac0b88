/** What an operator should hear of, and the numbers in words. */
import type { Alarm } from '../../domain/alarm.ts';
import { HOUR } from '../../units/time.ts';
import type { Millis } from '../../units/units.ts';
import type { Draft } from './danger.ts';
import { isOverdue } from './moves.ts';
import type { Protection } from './protection.ts';
import { gravityOf, type ProtectionRule, type Stage } from './stage.ts';

function percent(share: number): string {
  return `${(100 * share).toPrecision(3)} %`;
}

/** Distance, chance and margin of an account, as they are. */
export function explained(rule: ProtectionRule, { danger, nearness, account, doubt }: Draft): string {
  const { distance, chance, least } = danger;
  const parts = [
    distance === null ? 'no move of the price liquidates' : `liquidation is ${percent(distance)} away`,
    `at least ${percent(least)} is to be kept, of which ${percent(rule.gap)} for a gap`,
    `chance ${percent(chance)} within ${rule.horizonMs / HOUR} h`,
  ];
  if (nearness !== null)
    parts.push(
      `${nearness.room.toPrecision(6)} ${account.unit} above maintenance, ${nearness.gross.toPrecision(6)} held`,
    );
  if (doubt !== null) parts.push(`not known well enough: ${doubt}`);
  return parts.join('; ');
}

function severityOf(stage: Stage): Alarm['severity'] {
  if (gravityOf(stage) >= gravityOf('shift')) return 'critical';
  return gravityOf(stage) >= gravityOf('warn') ? 'warning' : 'info';
}

/** Each matter by its state, so that the same is not raised twice. */
export function alarmsOf({ accounts, transit }: Protection, at: Millis): readonly Alarm[] {
  const alarms: Alarm[] = [];
  for (const [id, { ladder, because, doubt, rehedges }] of Object.entries(accounts)) {
    const { stage } = ladder;
    const state = stage === 'calm' ? null : stage;
    alarms.push({
      key: `protection/${id}`,
      severity: severityOf(stage),
      text: `${stage}: ${because}`,
      state,
    });
    const severity = doubt === null ? 'info' : 'critical';
    const text = doubt ?? 'known again';
    alarms.push({ key: `margin/${id}`, severity, text, state: doubt === null ? null : 'doubt' });
    for (const each of rehedges)
      alarms.push({
        ...{ key: `adl/${id}/${each.instrument}`, severity: 'warning', text: each.because },
        state: `rank ${each.rank}`,
      });
  }
  for (const each of transit)
    if (isOverdue(each, at))
      alarms.push({
        ...{ key: `transfer/${each.id}`, severity: 'critical', state: 'overdue' },
        text: `${each.amount} ${each.currency} by ${each.route} is overdue: it counts as not there, its route as shut`,
      });
  return alarms;
}
