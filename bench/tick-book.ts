/** Two hundred positions on one underlying, and a conductor that hedges them. */
import type { EngineConfig, OpeningPosition, Profile } from '../src/domain/config.ts';
import type { Option, Perp } from '../src/domain/instrument.ts';
import type { Command } from '../src/domain/order.ts';
import { type Conductor, createConductor } from '../src/engine/conductor.ts';
import { createEngine } from '../src/engine/engine.ts';
import { createRandom } from '../src/math/random.ts';
import type { Kernel } from '../src/pricing/kernel/kernel.ts';
import { sha256 } from '../src/shell/hash.ts';
import { DAY, HOUR, later, SECOND } from '../src/units/time.ts';
import { atoms, lots, type Millis, millis } from '../src/units/units.ts';
import { NAME } from './tick-messages.ts';

export const START: Millis = millis(1_767_614_400_000);
export const PRICE = 61_800;
export const VOL = 0.6;
export const POSITIONS = 200;
const VENUE = 'deribit';

const common = { venue: VENUE, base: 'BTC', quote: 'USD', settle: 'USD', inverse: false } as const;
export const PERP: Perp = { ...common, id: NAME, kind: 'perp', tick: 0.5, lot: 0.001, multiplier: 1 };

function optionAt(i: number): Option {
  const strike = Math.round(PRICE * (0.7 + (0.6 * i) / POSITIONS));
  const expiry = later(START, (30 + 30 * (i % 7)) * DAY);
  const terms = { type: i % 2 === 0 ? 'put' : 'call', strike, expiry } as const;
  return { ...common, ...terms, id: `OPTION-${i}`, kind: 'option', tick: 0.1, lot: 0.01, multiplier: 1 };
}

const OPTIONS: readonly Option[] = Array.from({ length: POSITIONS - 1 }, (_, i) => optionAt(i));

const PROFILE: Profile = {
  ...{ underlying: 'BTC', index: NAME, hedge: NAME, targetDelta: 0, rate: 0 },
  ...{ policy: { kind: 'optimal', riskAversion: 1e-5, objective: 'utility' } },
  ...{ markVol: { kind: 'stated', vol: VOL }, hedgeVol: 'mark' },
};

function tickConfig(): EngineConfig {
  const random = createRandom('tick book');
  const held = OPTIONS.map(({ id }): OpeningPosition => {
    const size = 10 + random.int(200);
    return { instrument: id, lots: lots(random.int(2) === 0 ? size : -size), averageEntry: PRICE / 20 };
  });
  return {
    ...{ name: 'tick', reporting: 'USD', instruments: [PERP, ...OPTIONS] },
    venues: [{ id: VENUE, takerFee: 5e-4, makerFee: 0 }],
    opening: {
      cash: { [VENUE]: { USD: atoms(10n ** 15n) } },
      positions: [{ instrument: NAME, lots: lots(1), averageEntry: PRICE }, ...held],
    },
    profiles: [PROFILE],
    limits: { maxOrderNotional: 1e8, maxPositionNotional: 1e9, maxDailyLoss: 1e12 },
    execution: { maxSlippage: 0.002, orderLifeMs: 30 * SECOND, ackWithinMs: 5 * SECOND },
    ...{ forecastHalfLifeMs: HOUR, staleAfterMs: HOUR, reviewEveryMs: HOUR },
  };
}

/** The venue's answer to a query, and to an order: filled at once. */
function answer(conductor: Conductor, command: Command, now: Millis): void {
  const { book } = conductor.state;
  if (command.kind === 'query') {
    const positions = Object.fromEntries(
      Object.values(book.positions).map((one) => [one.instrument, one.lots]),
    );
    const report = { kind: 'report', venue: VENUE, at: now, orders: [], positions } as const;
    conductor.account({ at: now, event: { ...report, cash: book.cash[VENUE] ?? {} } });
  }
  if (command.kind !== 'place') return;
  const { id, instrument, lots: count } = command.order;
  const made = { fill: `${id}/1`, lots: count, price: PRICE, fee: atoms(1n), feeCurrency: 'USD' };
  conductor.account({ at: now, event: { kind: 'fill', order: id, instrument, ...made } });
}

/** Attends at `now` and plays the venue; whether there was anything to do. */
export function attend(conductor: Conductor, now: Millis): boolean {
  const commands = conductor.attend(now);
  if (commands.length === 0) return false;
  for (const command of commands) answer(conductor, command, now);
  return true;
}

/** A conductor of the book that has been configured. */
export function tickConductor(kernel: Kernel): Conductor {
  const conductor = createConductor({
    ...{ state: null, head: '', hash: sha256, engine: createEngine(kernel) },
    ...{ append: () => undefined, checkpointEvery: 1e9 },
  });
  conductor.configure({ journal: 'tick', code: 'bench', config: tickConfig(), starting: true }, START);
  return conductor;
}
