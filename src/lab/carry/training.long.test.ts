import { expect, it } from 'vitest';
import { describeWithShared, sharedPath } from '../../../test/support/shared-data.ts';
import { mean } from '../../math/statistics.ts';
import { DAY } from '../../units/time.ts';
import { readFunding } from '../data/funding-file.ts';
import { TERMS } from './account.ts';
import { measuresOf } from './measures.ts';
import parameters from './parameters.json' with { type: 'json' };
import { fixedRules, ownRule, type Rule } from './rules.ts';
import { simulate } from './simulate.ts';
import { TRAINED_UNTIL, trainingPrints } from './training.ts';

const HALF_LIVES = [10, 15, 20, 30, 45];
const CONFIDENCES = [0.5, 1];
const MINUTES = 10 * 60_000;

describeWithShared('parameters.json', () => {
  it(
    'holds what did best on funding before 2023 of every venue that pays every eight hours, with its neighbours',
    async () => {
      const { venues } = await readFunding(sharedPath('data', 'funding', 'funding_7venues_2020_2023.csv.gz'));
      const to = TRAINED_UNTIL / DAY - 1;
      const trials = venues
        .filter(({ at }) => (at[0] as number) < Date.UTC(2021, 1, 1))
        .map((series) => {
          const [prints, from] = [trainingPrints(series), Math.ceil((series.at[0] as number) / DAY) + 30];
          const worth = (rule: Rule): number => {
            const { excess, shortfall } = measuresOf(simulate(prints, rule, TERMS, from, to));
            return excess / shortfall;
          };
          return { worth, coin: series.asset, best: Math.max(...fixedRules(TERMS).map(worth)) };
        });
      expect(trials.length).toBe(12);
      /** Mean logarithm of return over shortfall, over that of the best fixed rule of each venue. */
      const score = (halfLifeDays: number, enter: number): number => {
        const own = { ...parameters, halfLifeDays, rule: { ...parameters.rule, enter } };
        const over = ({ worth, coin, best }: (typeof trials)[0]): number =>
          Math.log(
            Math.max(0.1, worth(ownRule(coin, TERMS, own, { refused: 0, isWrongSign: false })) / best),
          );
        return mean(trials.map(over));
      };
      const scores = CONFIDENCES.map((enter) => HALF_LIVES.map((days) => score(days, enter)));
      const smooth = scores.flatMap((row, i) =>
        row.map((_, j) => ({
          enter: CONFIDENCES[i],
          days: HALF_LIVES[j],
          score: mean(row.slice(Math.max(0, j - 1), j + 2)),
        })),
      );
      const [best] = smooth.toSorted((a, b) => b.score - a.score);
      expect([best?.days, best?.enter]).toEqual([parameters.halfLifeDays, parameters.rule.enter]);
      expect(best?.score).toBeGreaterThan(0.25);
    },
    MINUTES,
  );
});
