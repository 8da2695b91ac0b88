/** What every venue must get right of margin: it tells what the venue itself has, each time that it reports. */
import { expect } from 'vitest';
import { ACCOUNT, type Report, type Rig, until } from './rig.ts';
import { type Case, ended } from './table.ts';

/** Half of the last place that venues show: eight, but for one that shows dollars in six. */
const ROUNDING = { BTC: 0.51e-8, USDT: 0.51e-8, USDC: 0.51e-6 } as const;

const NO_MARGIN: NonNullable<Case['notFor']> = ({ isOnPaper = false }) =>
  isOnPaper && 'it asks for no margin';

/** The margin that `report` tells is the exchange's own, and so are the ranks. */
function tellsTruth({ margin, adl }: Report, rig: Rig): void {
  const theirs = rig.exchange.balances(ACCOUNT);
  expect(Object.keys(margin ?? {})).toEqual(theirs.map(({ currency }) => currency));
  for (const { currency, equity, initialMargin, maintenanceMargin } of theirs) {
    const told = margin?.[currency];
    const within = ROUNDING[currency as keyof typeof ROUNDING];
    for (const [name, ours, truth] of [
      ['equity', told?.equity, equity],
      ['initial', told?.initial, initialMargin],
      ['maintenance', told?.maintenance, maintenanceMargin],
    ] as const)
      expect(Math.abs((ours ?? Number.NaN) - (truth ?? Number.NaN)), `${name} in ${currency}`).toBeLessThan(
        within,
      );
  }
  const held = rig.exchange.positions(ACCOUNT).filter(({ lots: count }) => count !== 0);
  const ranks = held.map(({ symbol, adlRank }) => [symbol, adlRank]);
  const isTold = rig.spec.tellsMargin.adl && ranks.length > 0;
  expect(adl).toEqual(isTold ? Object.fromEntries(ranks) : undefined);
}

function keptOf({ margin }: Report, rig: Rig): number {
  return margin?.[rig.perp.settle]?.maintenance ?? Number.NaN;
}

export const MARGIN: readonly Case[] = [
  {
    name: 'tells its margin as the exchange has it, and what has become of it in the next report',
    notFor: NO_MARGIN,
    run: async (rig) => {
      const empty = await rig.report();
      tellsTruth(empty, rig);
      await ended(rig, rig.place(50));
      await until(() => rig.held() === 50, 'the position');
      if (rig.option !== undefined) {
        // What options are worth is in the equity, and what is kept for those that were sold is not theirs alone.
        const { bid } = rig.exchange.ticker(rig.option.id);
        const limit = (bid?.ticks ?? 0) * rig.option.tick * 0.9;
        await ended(rig, rig.place(-2, { instrument: rig.option.id, limit }));
        expect(rig.held(rig.option.id)).toBe(-2);
        tellsTruth(await rig.report(), rig);
        const { ask } = rig.exchange.ticker(rig.option.id);
        const most = (ask?.ticks ?? 0) * rig.option.tick * 1.1;
        await ended(rig, rig.place(2, { instrument: rig.option.id, limit: most }));
        expect(rig.held(rig.option.id)).toBe(0);
      }
      const long = await rig.report();
      tellsTruth(long, rig);
      // A gain that puts the position ahead of others in the queue.
      rig.exchange.control.jump(rig.perp.base, 4);
      const gained = await rig.report();
      tellsTruth(gained, rig);
      if (rig.spec.tellsMargin.adl) expect(gained.adl?.[rig.perp.id]).toBeGreaterThan(0);
      rig.exchange.control.jump(rig.perp.base, 0.25);
      await ended(rig, rig.place(-30));
      await until(() => rig.held() === 20, 'the smaller position');
      const less = await rig.report();
      tellsTruth(less, rig);
      expect(keptOf(empty, rig)).toBe(0);
      expect(keptOf(long, rig)).toBeGreaterThan(0);
      expect(keptOf(less, rig) / keptOf(long, rig)).toBeCloseTo(0.4, 2);
    },
  },
  {
    name: 'tells the brackets of its instruments once for each connection',
    notFor: (spec) => !spec.tellsMargin.tiers && 'it does not tell them, or not for nothing',
    run: async (rig) => {
      const reports = (): readonly Report[] => rig.told.filter((event) => event.kind === 'report');
      const listed = rig.exchange.listings?.get(rig.perp.id)?.tiers ?? [];
      expect(listed.length).toBeGreaterThan(1);
      const close = listed.map(({ fromNotional, initial, maintenance }) => ({
        ...{
          fromNotional,
          initial: expect.closeTo(initial, 12),
          maintenance: expect.closeTo(maintenance, 12),
        },
      }));
      expect(reports()[0]?.tiers).toEqual({ [rig.perp.id]: close });
      expect(await rig.report()).not.toHaveProperty('tiers');
      rig.told.length = 0;
      rig.serving.disconnect();
      await until(() => reports().length > 0, 'a report on a new connection');
      expect(reports()[0]?.tiers).toEqual({ [rig.perp.id]: close });
    },
  },
];
