import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Appended } from '../engine/scribe.ts';
import { encode } from '../record/canonical.ts';
import { DAY, HOUR } from '../units/time.ts';
import { runBacktest } from './backtest.ts';
import { tenorOf, volTrackOf } from './chain-vols.ts';
import { makeFolder } from './data/data-fixture.ts';
import { backtestOf, barTable, diffusion, engineConfig, paperSettings, START } from './lab-fixture.ts';
import { withChains } from './recording.ts';
import type { Chains } from './smile/chain-file.ts';

const folder = makeFolder();
afterAll(folder.remove);

/** One option's line in a chain: the call and the put of a strike have one vol. */
interface Line {
  readonly at: number;
  readonly expiry: number;
  readonly strike: number;
  readonly forward: number;
  readonly vol: number;
  readonly ccy?: string;
}

function chainsOf(lines: readonly Line[]): Chains {
  const contracts = lines.map(({ ccy = 'BTC', expiry, strike }, i) => ({
    ...{ name: `${ccy}-${i}`, ccy, type: 'call' as const, strike, expiry },
  }));
  const none = lines.map(() => Number.NaN);
  return {
    ...{ contracts, contract: lines.map((_, i) => i), at: lines.map(({ at }) => at) },
    ...{ underlying: lines.map(({ forward }) => forward), vol: lines.map(({ vol }) => vol) },
    ...{ bid: none, ask: none, mark: none },
  };
}

/** A smile of three strikes, 0.5 at 100 and 0.1 more a tenth away, `days` from `at`. */
function smile(at: number, days: number, level: number, forward: number): readonly Line[] {
  return [90, 100, 110].map((strike) => {
    const vol = level + Math.abs(strike - 100) / 100;
    return { at, expiry: at + days * DAY, strike, forward, vol };
  });
}

describe('volTrackOf', () => {
  it.each([
    ['at a strike', 100, 0.5],
    ['between strikes', 104, 0.54],
    ['below all strikes', 50, 0.6],
    ['above all strikes', 500, 0.6],
  ])('takes the vol at the forward: %s', (_case, forward, vol) => {
    const track = volTrackOf(chainsOf(smile(START, 7, 0.5, forward)), 'BTC', 7 * DAY);
    expect(track.at).toEqual([START]);
    expect(track.vols[0]).toBeCloseTo(vol, 12);
  });

  it.each([
    ['of an expiry', 10, 0.4],
    ['nearer than the first', 1, 0.4],
    ['beyond the last', 90, 0.8],
    // 0.16 · 10 days and 0.64 · 30 days are 1.6 and 19.2: halfway between them 10.4, over 20 days.
    ['between two', 20, Math.sqrt(10.4 / 20)],
  ])('takes the vol %s', (_case, days, vol) => {
    const lines = [...smile(START, 10, 0.4, 100), ...smile(START, 30, 0.8, 100)];
    expect(volTrackOf(chainsOf(lines), 'BTC', days * DAY).vols[0]).toBeCloseTo(vol, 12);
  });

  it('tells each snapshot when its last row was read, whatever the order of rows', () => {
    const [one, two] = [smile(START, 7, 0.5, 100), smile(START + 6 * HOUR, 7, 0.7, 100)];
    const late = one.map((line, i) => ({ ...line, at: line.at + i * 1_000 }));
    const track = volTrackOf(chainsOf([...two, ...late.toReversed()]), 'BTC', 7 * DAY);
    expect(track.at).toEqual([START + 2_000, START + 6 * HOUR]);
    expect(track.vols.map((vol) => Number(vol.toFixed(9)))).toEqual([0.5, 0.7]);
  });

  it('passes over what has no vol, has expired, or is another’s', () => {
    const gone = smile(START, -1, 0.9, 100);
    const blank = smile(START, 7, Number.NaN, 100);
    const other = smile(START, 7, 0.9, 100).map((line) => ({ ...line, ccy: 'ETH' }));
    expect(volTrackOf(chainsOf([...gone, ...blank, ...other]), 'BTC', DAY).vols).toEqual([]);
    const track = volTrackOf(
      chainsOf([...gone, ...blank, ...other, ...smile(START, 7, 0.5, 100)]),
      'BTC',
      DAY,
    );
    expect(track.vols).toEqual([0.5]);
  });

  it('looks as far ahead as the straddles that are dealt', () => {
    expect([tenorOf([paperSettings()], 'BTC'), tenorOf([paperSettings()], 'ETH')]).toEqual([DAY, 30 * DAY]);
  });
});

const BARS = folder.write('BTCUSDT_perp_1h.csv', barTable(diffusion(54)));

/** A file of chains: a snapshot each six hours from three hours before the bars, with vols by `vol`. */
function chainFile(name: string, vol: (snapshot: number) => number): string {
  const header = 'ts_ms,ccy,instrument,expiry_ms,strike,type,underlying,bid,ask,mark,mark_iv';
  const expiry = START + 10 * DAY;
  const lines = Array.from({ length: 10 }, (_, i) => {
    const at = START - 3 * HOUR + 6 * i * HOUR;
    return `${at},BTC,BTC-X-20000-C,${expiry},20000,C,20000,0.1,0.2,0.15,${vol(i)}`;
  });
  const path = folder.path(name);
  writeFileSync(path, [header, ...lines, ''].join('\n'));
  return path;
}

async function run(chains: string) {
  const options = await backtestOf(BARS);
  const recording = await withChains(options.recording, options.engine, options.paper, [chains]);
  const entries: Appended[] = [];
  const marks: (number | undefined)[] = [];
  const result = await runBacktest({
    ...{ ...options, recording },
    onAppended: (appended, { ledger }) => {
      entries.push(appended);
      if (appended.body.kind === 'bar') marks.push(ledger.marks?.vols.BTC);
    },
  });
  return { result, entries, marks };
}

describe('a backtest with option chains', () => {
  it('deals and marks options at the last chain’s vol, and explains what its moves brought', async () => {
    const { result, marks } = await run(chainFile('chains.csv', (i) => 0.5 + 0.02 * i));
    // The bar that opens at START closes an hour later, when the first chain is four hours old.
    const expected = marks.map((_, hour) => 0.5 + 0.02 * Math.floor((hour + 1 + 3) / 6));
    expect(marks.map((vol) => vol?.toFixed(9))).toEqual(expected.map((vol) => vol.toFixed(9)));
    expect(Math.abs(result.attribution.vega)).toBeGreaterThan(1);
    expect(result.partsError).toBeLessThan(1e-9);
    expect(result.hedges).toBeGreaterThan(4);
    expect(result.held).toEqual({});
    expect(result.assumptions.join()).toContain('the chains at the money and 1 days ahead');
    expect(result.files.at(-1)).toMatchObject({ rows: 10, instruments: ['BTCUSDT'] });
  });

  it('knows nothing of a chain before it was read', async () => {
    const [honest, corrupt] = [
      await run(chainFile('honest.csv', () => 0.5)),
      await run(chainFile('corrupt.csv', (i) => (i < 5 ? 0.5 : 3))),
    ];
    // The sixth chain is of 27 hours after the start. Orders are named after the data as a whole.
    const known = ({ entries }: typeof honest): readonly string[] =>
      entries
        .filter(({ at, body }) => at < START + 27 * HOUR && body.kind !== 'configured')
        .map((entry) => encode(entry).replaceAll(/ek-\w{10}/g, 'ek'));
    expect(known(corrupt)).toEqual(known(honest));
    expect(known(honest).length).toBeGreaterThan(30);
    expect(corrupt.result.pnl).not.toBe(honest.result.pnl);
  });

  it('lets a vol stand for a day and no longer: then nothing is sent on it', async () => {
    const { result, marks } = await run(chainFile('silent.csv', (i) => (i === 0 ? 0.5 : Number.NaN)));
    expect(marks[0]).toBe(0.5);
    expect(result.held.stale).toBeGreaterThan(0);
  });

  it('says of which underlying no chain tells', async () => {
    const options = await backtestOf(BARS);
    const [profile] = engineConfig().profiles;
    if (profile === undefined) throw new Error('the fixture hedges nothing');
    const engine = engineConfig({ profiles: [{ ...profile, underlying: 'ETH' }] });
    const path = chainFile('btc.csv', () => 0.5);
    const { vols, warnings } = await withChains(options.recording, engine, options.paper, [path]);
    expect([vols, warnings]).toEqual([[], ['no chain tells a vol of ETH: its options are marked as before']]);
    const absent = withChains(options.recording, engine, options.paper, [folder.path('none.csv')]);
    await expect(absent).rejects.toThrow('there is no such file');
  });
});
