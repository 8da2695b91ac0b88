/** The terminal's picture of a running book, as lines of text: whether it is on an even keel, and why. */
import { regionOf } from '../decide/region.ts';
import { targetAt } from '../decide/target.ts';
import type { Profile } from '../domain/config.ts';
import { type CarryStatus, carryStatuses } from '../engine/carry/status.ts';
import type { Conductor } from '../engine/conductor.ts';
import { costRateOf } from '../engine/cost-rate.ts';
import { expectedVolOf, PLAIN_HORIZON } from '../engine/expected-vol.ts';
import { type AccountStatus, accountStatuses } from '../engine/protection/status.ts';
import type { EngineState } from '../engine/state.ts';
import { takeQuotes } from '../observe/snapshot.ts';
import { totalOf } from '../record/attribution.ts';
import type { Notable, Tally } from './tally.ts';

/** Wraps `text` in an ANSI style, or leaves it where colours are off. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'green' | 'yellow', text: string) => string;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export const plain: Paint = (_style, text) => text;
export const ansi: Paint = (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m`;

/** `value` with a sign and as many decimals as leave about five digits. */
export function figure(value: number): string {
  const size = Math.abs(value);
  const decimals = size >= 10_000 ? 0 : size >= 100 ? 2 : size >= 1 ? 3 : 4;
  return value.toFixed(decimals);
}

function money(value: number): string {
  const [whole = '', fraction = ''] = Math.abs(value).toFixed(2).split('.');
  return `${value < 0 ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ' ')}.${fraction}`;
}

function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

const GAUGE = 31;

/** Where `delta` stands against its band: the band is the middle third, "●" the delta, "|" the target. */
export function gauge(delta: number, target: number, width: number): string {
  const cells = Array.from({ length: GAUGE }, () => '·');
  const middle = (GAUGE - 1) / 2;
  const third = Math.round(GAUGE / 6);
  cells[middle - third] = '[';
  cells[middle + third] = ']';
  cells[middle] = '|';
  const offset = width > 0 ? ((delta - target) / width) * third : Math.sign(delta - target) * middle;
  const place = Math.max(0, Math.min(GAUGE - 1, Math.round(middle + offset)));
  cells[place] = '●';
  return cells.join('');
}

function percent(fraction: number | undefined): string {
  return fraction === undefined ? '   —' : `${(100 * fraction).toFixed(1)}%`;
}

function underlyingLine(
  state: EngineState,
  profile: Profile,
  quotes: Quotes,
  obstacle: string | undefined,
  paint: Paint,
): string {
  const { underlying } = profile;
  const anchor = state.decisions.watched[underlying]?.anchor;
  const why = obstacle === undefined ? '' : paint('yellow', `   held: ${obstacle}`);
  if (anchor === undefined || anchor === null) return `${underlying.padEnd(5)} waiting for a price${why}`;
  const costRate = costRateOf(state, profile, quotes);
  const { halfWidth: width } = regionOf(profile.policy, anchor.curve, anchor.price, costRate);
  const own = targetAt(profile.targetDelta, state.at, anchor.delta - anchor.hedgeDelta);
  const target = own + (anchor.joint?.shift ?? 0);
  const isOut = Math.abs(anchor.delta - target) > width;
  const picture = paint(isOut ? 'yellow' : 'green', gauge(anchor.delta, target, width));
  // The life of options that deltas are hedged over is not kept between decisions.
  const forecast = expectedVolOf(state, underlying, state.at, PLAIN_HORIZON)?.vol;
  const cells = [
    underlying.padEnd(5),
    figure(anchor.price).padStart(10),
    figure(anchor.delta).padStart(9),
    picture,
    `±${figure(width)}`.padEnd(9),
    percent(state.ledger.marks?.vols[underlying]).padStart(7),
    percent(forecast).padStart(7),
  ];
  return cells.join(' ') + why;
}

/** One decision in a line: what was traded, out of which band, at what expected cost; or what refused it. */
export function notableLine({ at, why, decision, leg, refused }: Notable, paint: Paint): string {
  const time = paint('dim', clockTime(at).slice(5));
  if (refused !== null) {
    const text = `refused by ${refused.limit}: ${figure(refused.value)} > ${figure(refused.allowed)}`;
    return `${time} ${decision.underlying.padEnd(4)} ${paint('red', text)} — ${refused.remedy}`;
  }
  if (leg === null || !('reason' in decision.because)) return `${time} ${decision.underlying}`;
  const { delta, lower, upper, reason } = decision.because;
  const side = leg.lots > 0 ? paint('green', 'buy ') : paint('red', 'sell');
  const band = `[${figure(lower)}, ${figure(upper)}]`;
  const cost = `cost ~${leg.cost.total.toFixed(2)}`;
  return `${time} ${decision.underlying.padEnd(4)} ${side} ${Math.abs(leg.lots)} lots ${leg.instrument} @ ≤${
    leg.lots > 0 ? '' : '≥'
  }${leg.limit}  Δ ${figure(delta)} ${reason} ${band} (due: ${why})  ${cost}`.replace('≤≥', '≥');
}

type Pictured = Pick<Conductor, 'state' | 'market'>;
type Quotes = Parameters<typeof costRateOf>[2];

function standingLine(state: EngineState, paint: Paint): string {
  const { mode, why } = state.standing;
  const { awaiting } = state.reconciliation;
  if (mode !== 'running') return paint('red', `${mode.toUpperCase()}: ${why}`);
  return awaiting.length > 0
    ? paint('yellow', `waiting for ${awaiting.join(', ')}`)
    : paint('green', 'hedging');
}

/** An account in a line: what it has, what it must keep, how far its liquidation is, and what is done about it. */
export function accountText(status: AccountStatus): string {
  const { account, unit, equity, maintenance, distance, stage, because } = status;
  if (equity === null || maintenance === null) return `margin  ${account}: ${because}`;
  const far = distance === null ? 'no move liquidates' : `liquidation ${percent(distance)} away`;
  return `margin  ${account}  ${figure(equity)} ${unit}, ${figure(maintenance)} to be kept; ${far}; ${stage}`;
}

/** A pair in a line: what is held, what it has earned, what is forecast, and what was decided. */
export function carryText({ pair, held, earned, forecast, because }: CarryStatus): string {
  const ahead =
    forecast === null
      ? ''
      : `; ${percent(forecast.expected)} ± ${percent(forecast.deviation)} expected in ${figure(forecast.days)} days`;
  const has = held === null ? '—' : figure(held);
  return `carry   ${pair}  ${has} held, ${money(earned)} of funding so far${ahead}; ${because}`;
}

/** The accounts that anything wants margin in. */
function accountLines(state: EngineState, paint: Paint): readonly string[] {
  const accounts = accountStatuses(state).filter(({ maintenance }) => maintenance !== 0);
  return accounts.map((status) => {
    const isWell = status.equity !== null && (status.stage === 'calm' || status.stage === 'not watched');
    return paint(isWell ? 'green' : 'yellow', accountText(status));
  });
}

/** The whole picture, a line an element, without line ends. */
export function picture({ state, market }: Pictured, tally: Tally, paint: Paint): readonly string[] {
  const { ledger, config } = state;
  const quotes = takeQuotes(market, state.at, config.staleAfterMs);
  const { attribution } = ledger;
  const parts = Object.entries(attribution).filter(([, value]) => value !== 0);
  // The parts and not the equity: they know what was booked since the last marks, such as a fee.
  const pnl = totalOf(attribution);
  const title = `evenkeel · ${config.name} · ${clockTime(state.at)} · ${standingLine(state, paint)}`;
  return [
    paint('bold', title),
    '',
    paint(
      'dim',
      'asset      price     delta in its band                       half-width   mark  forecast vol',
    ),
    ...config.profiles.map((profile) =>
      underlyingLine(state, profile, quotes, tally.obstacles.get(profile.underlying), paint),
    ),
    ...accountLines(state, paint),
    ...carryStatuses(state).map(carryText),
    '',
    `P&L ${money(pnl)} ${config.reporting}   turnover ${money(ledger.turnover)}`,
    `    ${parts.map(([part, value]) => `${part} ${money(value)}`).join('   ')}`,
    `${tally.decisions} decisions, ${tally.hedges} hedges, ${tally.fills} fills, ${state.seq + 1} entries`,
    '',
    paint('dim', 'last hedges, and why'),
    ...tally.notable.map((notable) => notableLine(notable, paint)),
    ...tally.alarms.slice(-3).map(({ at, text }) => paint('red', `! ${clockTime(at).slice(5)} ${text}`)),
  ];
}
