import { afterAll, describe, expect, it } from 'vitest';
import { BAR_HEADER, makeFolder, tableOf } from '../data/data-fixture.ts';
import { carry } from './carry.ts';
import { dayText, drawFiles, START, settingOf } from './carry-fixture.ts';
import { advantage, shortfallOf } from './measures.ts';
import { FIXED_NAMES, type RuleName } from './rules.ts';

const folder = makeFolder();
afterAll(folder.remove);

interface DayRow {
  readonly kind: string;
  readonly coin: string;
  readonly day: string;
  readonly excess: Readonly<Record<RuleName, number>>;
  readonly share: Readonly<Record<RuleName, number>>;
}

interface RuleRow {
  readonly kind: string;
  readonly coin: string;
  readonly rule: RuleName;
  readonly excess: number;
  readonly shortfall: number;
  readonly exposure: number;
}

const days = (rows: readonly object[]) => (rows as DayRow[]).filter(({ kind }) => kind === 'day');
const marked = (rows: readonly object[]) => (rows as RuleRow[]).filter(({ kind }) => kind === 'marked');
const column = (rows: readonly DayRow[], coin: string, rule: RuleName) =>
  rows.filter((row) => row.coin === coin).map(({ excess }) => excess[rule]);

const COINS = ['BTC', 'ETH'];
const files = drawFiles(folder, 'a', COINS);

describe('lab carry', () => {
  it('counts the days after the first thirty, and its rows give the goal again', async () => {
    const { goals, rows, peers, warnings, charts, files: reports } = await carry(settingOf(files));
    expect(warnings).toEqual([]);
    expect(reports.map(({ rows: count }) => count)).toEqual([2400, 2400, 2400, 2400, 600]);
    const found = days(rows);
    const btc = found.filter(({ coin }) => coin === 'BTC');
    expect([btc[0]?.day, btc.length]).toEqual([dayText(30), 70]);
    const kept = COINS.filter((coin) => {
      const own = column(found, coin, 'own');
      const ratio = (rule: RuleName): number => {
        const returns = column(found, coin, rule);
        return returns.reduce((sum, x) => sum + x, 0) / shortfallOf(returns);
      };
      const best = FIXED_NAMES.toSorted((a, b) => ratio(b) - ratio(a))[0] as RuleName;
      const held = found.filter((row) => row.coin === coin && row.share.own > 0);
      return held.length >= 0.25 * own.length && (advantage(own, column(found, coin, best)) ?? -1) >= 0;
    });
    expect(goals).toEqual([
      expect.objectContaining({ id: 'carry.oos', target: 2, reached: kept.length, met: kept.length === 2 }),
    ]);
    for (const { coin, rule, excess } of marked(rows)) {
      const returns = column(found, coin, rule);
      expect(excess).toBeCloseTo((365 * returns.reduce((sum, x) => sum + x, 0)) / returns.length, 9);
    }
    expect(marked(rows).find(({ rule }) => rule === 'hold')?.exposure).toBe(1);
    expect([peers.length, charts?.length]).toEqual([16, 2]);
  });

  it('decides nothing by what has not happened', async () => {
    const cut = 70;
    const [plain, other] = await Promise.all(
      [files, drawFiles(folder, 'b', COINS, { otherFrom: cut })].map((each) => carry(settingOf(each))),
    );
    const until = (rows: readonly object[]) => days(rows).filter(({ day }) => day < dayText(cut - 1));
    expect(until(other!.rows)).toEqual(until(plain!.rows));
    expect(days(other!.rows)).not.toEqual(days(plain!.rows));
  });

  it('keeps away from funding that is told with the wrong sign, and says so', async () => {
    const wrong = drawFiles(folder, 'c', ['BTC'], { sign: -1 });
    const { rows, warnings } = await carry(settingOf(wrong));
    expect(warnings.join()).toContain('wrong sign');
    expect(days(rows).every(({ share }) => share.own === 0)).toBe(true);
  });

  it('leaves out a coin that lacks a leg, and refuses what it cannot tell apart', async () => {
    const lone = folder.write(
      'SOLUSDT_spot_1h.csv',
      tableOf(BAR_HEADER, [`${START},1,1,1,1,1`, `${START + 36e5},1,1,1,1,1`]),
    );
    const { goals, warnings } = await carry({ ...settingOf(files), data: [lone] });
    expect(goals[0]).toMatchObject({ reached: null, met: false });
    expect(warnings).toEqual(['SOL is left out: it has no perp']);
    const refused = async (data: readonly string[], funding: readonly string[], reason: string) =>
      await expect(carry({ ...settingOf(files), data, funding })).rejects.toThrow(reason);
    await refused([], [files.funding], 'no prices');
    await refused([lone], [], 'no funding');
    await refused([lone, lone], [files.funding], 'both of SOL spot');
    await refused([folder.write('BTC_future_1h.csv', '')], [files.funding], 'does not say whether');
  });

  it('says so where there are too few days', async () => {
    const { goals, warnings } = await carry(settingOf(drawFiles(folder, 'd', ['BTC'], { days: 20 })));
    expect(goals[0]).toMatchObject({ reached: null, met: false });
    expect(warnings).toEqual(['BTC: too few days with funding and prices of both legs']);
  });
});
