import { describe, expect, it } from 'vitest';
import { atoms } from '../units/units.ts';
import { engineConfig, PERP, START } from './lab-fixture.ts';
import { pegsOf } from './pegs.ts';

const paper = (...currencies: readonly string[]) => ({
  cash: { paper: Object.fromEntries(currencies.map((currency) => [currency, atoms(1n)])) },
  positions: [],
});

describe('pegsOf', () => {
  it('takes a dollar token for a dollar, and says so', () => {
    expect(pegsOf(engineConfig(), START)).toEqual({
      events: [{ kind: 'rate', currency: 'USDT', at: START, rate: 1 }],
      assumptions: ['1 USDT = 1 USD throughout'],
      warnings: [],
    });
  });

  it('counts what is kept in cash alone', () => {
    const { assumptions } = pegsOf(engineConfig({ opening: paper('USDC') }), START);
    expect(assumptions).toEqual(['1 USDT = 1 USD throughout', '1 USDC = 1 USD throughout']);
  });

  it('leaves out the reporting currency, and underlyings that have a price', () => {
    const config = engineConfig({ reporting: 'USDT', opening: paper('USDT', 'BTC', 'USD') });
    expect(pegsOf(config, START).assumptions).toEqual(['1 USD = 1 USDT throughout']);
    expect(pegsOf(engineConfig({ reporting: 'USDT' }), START).events).toEqual([]);
  });

  it('makes up no rate for anything else, and says what that costs', () => {
    const instruments = [{ ...PERP, quote: 'EUR', settle: 'EUR' }];
    const { events, warnings } = pegsOf(engineConfig({ instruments, opening: paper() }), START);
    expect(events).toEqual([]);
    expect(warnings).toEqual(['what EUR is worth in USD is not known: a book in it is not valued']);
  });

  it('makes up none where reports are in something that is no dollar', () => {
    const { events, warnings } = pegsOf(engineConfig({ reporting: 'EUR' }), START);
    expect([events, warnings.length]).toEqual([[], 1]);
  });
});
