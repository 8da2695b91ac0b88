import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { millis } from '../../units/units.ts';
import { type AppConfig, parseConfig } from './config.ts';
import { describeConfig } from './describe.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/exchange.yaml', import.meta.url));

function config(change: (text: string) => string = (text) => text): AppConfig {
  const read = parseConfig(change(readFileSync(EXAMPLE, 'utf8')), EXAMPLE, millis(1_800_000_000_000));
  if (read.kind === 'refused') throw new Error(read.errors.map(({ message }) => message).join());
  return read.value;
}

function told(of: AppConfig): string {
  return describeConfig(of)
    .map(({ title, lines }) => `${title}\n${lines.join('\n')}`)
    .join('\n');
}

it('says whose account is traded and where', () => {
  const text = told(config());
  expect(text).toContain('exchange, live at deribit and binance, in USD');
  expect(text).toContain(
    'deribit: deribit at a simulated exchange that is started for it, a live account with the key of its demo account',
  );
  expect(text).toContain('a simulated exchange, seed 7, 60 times as fast as real time');
  // What an answer takes is not for us to say there.
  expect(text).not.toContain('deribit: an answer takes');
});

it('says what is on paper, and where keys are, and not what they are', () => {
  const paper = told(config((text) => text.replaceAll('account: live', 'account: paper')));
  expect(paper).toContain('exchange, on paper, in USD');
  expect(paper).toContain('its prices alone: fills are on paper');
  const elsewhere = config((text) =>
    text
      .replaceAll('to: simulated, account: live', 'to: testnet, account: live, key: env MINE')
      .replace(/market:\n.*\n/, '')
      .replaceAll('expiry: 14d', 'expiry: 2027-12-31T08:00Z'),
  );
  expect(told(elsewhere)).toContain(
    'deribit at its testnet, a live account with the key in MINE_KEY and MINE_SECRET',
  );
});
