/** `evenkeel status`, `pause`, `resume`, `flatten`, `kill`, `rearm`: words to a running engine over its socket. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { AppConfig } from '../shell/config/config.ts';
import { loadConfig } from '../shell/config/load.ts';
import { ask, NoEngine } from '../shell/control.ts';
import type { Status } from '../shell/status.ts';
import { accountText, carryText, figure } from '../shell/view.ts';
import { EXIT, UsageError } from './exit.ts';
import { jsonLine, type Output, refuseConfig, terminal } from './output.ts';
import { projectRoot } from './project-root.ts';
import type { ControlOptions } from './verbs.ts';

/** A flatten is asked after so often, and for so long where nothing else is said: many orders' lives. */
const POLL_MS = 200;
const WAIT_MS = 300_000;

/** The folder of the engine's journal. Each run on a simulated exchange has one of its own: the newest is meant. */
function folderOf({ journal, exchange }: AppConfig): string {
  if (exchange === undefined) return journal;
  const parent = dirname(journal);
  const runs = existsSync(parent)
    ? readdirSync(parent).filter((name) => name.startsWith(`${basename(journal)}-`))
    : [];
  const newest = runs.sort().at(-1);
  return newest === undefined ? journal : join(parent, newest);
}

/** What the engine in `folder` answers to `word`. */
async function answerOf(folder: string, word: ControlOptions['word']): Promise<Status> {
  const answer = await ask(folder, word).catch((error: unknown) => {
    if (error instanceof NoEngine)
      throw new UsageError(error.message, 'start one with evenkeel run, or name its folder with --journal');
    throw error;
  });
  if ('error' in answer) throw new UsageError(answer.error, answer.remedy);
  return answer;
}

function openLines({ flatten }: Status): readonly string[] {
  return [
    ...(flatten?.open ?? []).map(({ what, why }) => `  open   ${what}: ${why}`),
    ...(flatten?.left ?? []).map((id) => `  stays  ${id}: nobody quotes it`),
  ];
}

function lines(status: Status): readonly string[] {
  const { book, at, standing, underlyings, accounts, carry, transfers, orders } = status;
  const { awaiting, differences, alerts, breakers, journal } = status;
  const time = new Date(at).toISOString();
  return [
    `${book} at ${time}: ${standing.mode} (${standing.why})`,
    ...(breakers === null ? [] : [`  breakers  ${breakers.level}`]),
    ...openLines(status),
    ...underlyings.map(({ underlying, price, delta, positions }) => {
      const held = Object.entries(positions).map(([id, lots]) => `${id} ${lots}`);
      const numbers =
        price === null || delta === null ? 'not valued' : `${figure(price)}, delta ${figure(delta)}`;
      return `  ${underlying}  ${numbers}; ${held.join(', ') || 'nothing held'}`;
    }),
    ...accounts.map((account) => `  ${accountText(account)}`),
    ...carry.map((pair) => `  ${carryText(pair)}`),
    ...orders.map(
      ({ id, instrument, lots, filled, limit, state }) =>
        `  order  ${id}: ${lots} lots of ${instrument} at ${limit}, ${filled} filled, ${state}`,
    ),
    ...transfers.map(
      ({ id, from, to, currency, amount, by, state }) =>
        `  moves  ${id}: ${amount} ${currency} from ${from} to ${to} by ${by}, ${state}`,
    ),
    ...awaiting.map((venue) => `  venue  ${venue} has yet to report`),
    ...Object.entries(differences).map(([venue, text]) => `  venue  ${venue} differs: ${text}`),
    ...Object.entries(alerts).map(([key, state]) => `  alert  ${key}: ${state}`),
    `  journal of ${journal.entries} entries, head ${journal.head}`,
  ];
}

async function isMeant(book: string, output: Output): Promise<boolean> {
  if (process.stdin.isTTY !== true)
    throw new UsageError(`flatten closes every position of ${book}`, 'say --yes if that is meant');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const said = await reader.question(`Close every position of ${book}, at a price bound that widens? [y/N] `);
  reader.close();
  if (/^y(es)?$/i.test(said.trim())) return true;
  output.err('nothing was done');
  return false;
}

/** Waits until the engine is flat by its venues' word, telling what it waits for; the last status. */
async function flattened(folder: string, waitMs: number, output: Output): Promise<Status> {
  let status = await answerOf(folder, 'flatten');
  let said = '';
  for (const until = performance.now() + waitMs; status.standing.mode === 'flattening'; ) {
    const now = openLines(status).join('\n');
    if (now !== said && now !== '') output.err(now);
    said = now;
    if (performance.now() > until) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    status = await answerOf(folder, 'status');
  }
  return status;
}

export async function main(options: ControlOptions, output: Output = terminal): Promise<number> {
  const { word, json, journal, yes = false, waitMs = WAIT_MS } = options;
  let folder = journal;
  if (folder === undefined) {
    const read = await loadConfig(options.config ?? join(projectRoot(), 'examples', 'demo.yaml'));
    if (read.kind === 'refused') return refuseConfig(read.errors, json, output);
    folder = folderOf(read.value);
  }
  const isFlatten = word === 'flatten';
  const before = isFlatten && !yes ? await answerOf(folder, 'status') : null;
  if (before !== null && !(await isMeant(before.book, output))) return EXIT.failed;
  const status = isFlatten ? await flattened(folder, waitMs, output) : await answerOf(folder, word);
  if (json) output.out(jsonLine(status));
  else for (const line of lines(status)) output.out(line);
  if (!isFlatten || status.standing.mode === 'flat') return EXIT.ok;
  output.err(`not verified flat: it is ${status.standing.mode}, ${status.standing.why}`);
  return EXIT.failed;
}
