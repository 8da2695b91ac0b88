import type { Appended } from '../engine/scribe.ts';
import type { Alert, Alerts } from '../ports/alerts.ts';

/** The alerts that an entry of the book `name` raises: the engine has left out what was raised before. */
export function alertsOf(name: string, { at, outcome }: Appended): readonly Alert[] {
  return (outcome.alarms ?? []).map((alarm) => ({ ...alarm, at, book: name }));
}

/** Alerts as lines, such as on stderr. */
export function lineAlerts(say: (line: string) => void): Alerts {
  return {
    raise: ({ at, severity, text }) => say(`${new Date(at).toISOString()} ${severity.toUpperCase()} ${text}`),
  };
}
