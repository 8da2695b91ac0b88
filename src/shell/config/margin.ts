/** How a venue asks for margin, as its section of the config tells it. */
import type { EngineConfig } from '../../domain/config.ts';
import type { Currency, InstrumentId } from '../../domain/instrument.ts';
import type { AccountTerms, CollateralTerms, MarginModel, MarginTier } from '../../domain/margin.ts';
import { SCENARIO_PRESETS } from '../../pricing/margin/presets.ts';
import { DAY, MINUTE } from '../../units/time.ts';
import { duration, durationText } from './duration.ts';
import { fraction, percentText } from './fraction.ts';
import { money } from './money.ts';
import { choice, currency, decimal, number, type Reader, splitNumber } from './reader.ts';
import type { Section, Value } from './section.ts';

const MODELS = ['standard', 'hyperliquid', 'derive-pmrm', 'derive-pmrm2', 'paradex', 'span'] as const;
const BRACKETS = '[{ from: 0, initial: 1%, maintenance: 0.5% }]';
const EXAMPLE = '{ model: standard, leverage: 10x }';

const share = fraction('%', { above: 0, atMost: 1 });

/** A leverage, with its sign so that it is no share. */
const leverage: Reader<number> = {
  wanted: 'a leverage, such as 10x',
  standIn: Number.NaN,
  read: (text) => {
    const split = splitNumber(text);
    if (split === undefined || split.unit !== 'x' || split.number < 1)
      return { message: `is ${text}`, remedy: 'write 1x or more, such as 10x' };
    return { value: split.number };
  },
};

function modelOf(name: (typeof MODELS)[number]): MarginModel {
  return name === 'standard' || name === 'hyperliquid'
    ? { kind: name }
    : { kind: 'scenario', grid: SCENARIO_PRESETS[name] };
}

/** Brackets rise from 0, and so do both rates. */
function readBrackets(value: Value): readonly MarginTier[] {
  const tiers = value.items(BRACKETS).map((item) => {
    const section = item.section('{ from: 0, initial: 1%, maintenance: 0.5% }');
    const tier = {
      fromNotional: section.required(
        'from',
        number('a notional in quote units, such as 50000', { atLeast: 0 }),
      ),
      initial: section.required('initial', share),
      maintenance: section.required('maintenance', share),
    };
    section.refuseUnknown();
    return tier;
  });
  for (const [i, tier] of tiers.entries()) {
    const before = tiers[i - 1];
    const isRising =
      before === undefined
        ? !(tier.fromNotional > 0)
        : !(tier.fromNotional <= before.fromNotional) &&
          !(tier.initial < before.initial) &&
          !(tier.maintenance < before.maintenance);
    if (!isRising)
      value.wrong(`does not rise at bracket ${i + 1}`, `write brackets from 0 up, as in ${BRACKETS}`);
    if (tier.maintenance > tier.initial)
      value.wrong(
        `asks ${percentText(tier.maintenance)} later and ${percentText(tier.initial)} at first in bracket ${i + 1}`,
        'write an initial of at least the maintenance',
      );
  }
  return tiers;
}

function readContracts(section: Section, owned: readonly InstrumentId[]): AccountTerms['contracts'] {
  const common = section.optional('leverage', leverage, '10x');
  const brackets = section.value('brackets')?.section(`{ ${owned[0] ?? 'BTC-PERP'}: ${BRACKETS} }`);
  const contracts: Record<InstrumentId, AccountTerms['contracts'][string]> = {};
  for (const id of owned) contracts[id] = { tiers: [], leverage: common };
  for (const [id, value] of brackets?.entries ?? []) {
    const tiers = readBrackets(value);
    if (contracts[id] === undefined)
      value.wrong('is no perp or future of this venue', `write one of ${owned.join(', ')}`);
    else contracts[id] = { tiers, leverage: common };
  }
  return contracts;
}

function readCollateral(section: Section, unit: Currency): Record<Currency, CollateralTerms> {
  const collateral: Record<Currency, CollateralTerms> = {};
  const told = section.value('collateral')?.section('{ BTC: { haircut: 10%, most: 1000000 USDT } }');
  for (const [name, value] of told?.entries ?? []) {
    const one = value.section('{ haircut: 10% }');
    const haircut = one.required('haircut', fraction('%', { atLeast: 0, atMost: 1 }));
    const cap = one.value('most')?.read(money(unit));
    one.refuseUnknown();
    collateral[name] = cap === undefined ? { haircut } : { haircut, cap };
  }
  return collateral;
}

/** The margin terms in a venue's section, of whose instruments the perps and futures are `owned`. */
export function readMargin(told: Value, owned: readonly InstrumentId[]): AccountTerms {
  const section = told.section(EXAMPLE);
  const model = modelOf(section.required('model', choice('model of margin', MODELS)));
  const mode = section.optional('mode', choice('mode of margin', ['cross', 'isolated']), 'cross');
  const contracts = readContracts(section, owned);
  const liquidationFee = section.value('liquidationFee')?.read(fraction('%', { atLeast: 0, atMost: 0.2 }));
  const unit = section.value('unit')?.read(currency);
  const collateral = readCollateral(section, unit ?? '');
  if (unit === undefined && Object.keys(collateral).length > 0)
    section
      .value('collateral')
      ?.wrong('stands beside no unit that all is counted in', 'write unit: USDT, or remove collateral');
  if (unit === undefined && model.kind === 'scenario')
    section.wrong('has no unit that the whole account is counted in', 'write unit: USDC');
  section.refuseUnknown();
  return {
    ...{ model, mode, contracts },
    ...(liquidationFee !== undefined && { liquidationFee }),
    ...(unit !== undefined && { joined: { unit, collateral } }),
  };
}

function modelText({ model }: AccountTerms): string {
  switch (model.kind) {
    case 'standard':
      return 'by brackets of notional, short options by standard margin';
    case 'hyperliquid':
      return 'by brackets of notional, half of the initial margin of the greatest leverage later';
    case 'scenario':
      return `by the worst of ${model.grid.scenarios.length} moves of price and vol`;
    case 'lending':
      return 'by what is owed against what stands for it';
  }
}

/** Accounts are protected where their margin is known, from a usual crash, hours ahead. */
export function readProtection(
  root: Section,
  isKnown: boolean,
): Pick<EngineConfig, 'protection' | 'capitalCost'> {
  const cost = root.value('capitalCost')?.read(fraction('%', { atLeast: 0, atMost: 1 }));
  const told = root.value('protection');
  if (told !== undefined && !isKnown)
    told.wrong('stands beside no venue whose margin is known', `write margin: ${EXAMPLE} in a venue`);
  const priced = cost === undefined ? {} : { capitalCost: cost };
  if (!isKnown && told === undefined) return priced;
  const section = root.optionalSection('protection', '{ horizon: 8h, gap: 25% }');
  const protection = {
    horizonMs: section.optional('horizon', duration({ atLeast: 10 * MINUTE, atMost: 7 * DAY }), '8h'),
    gap: section.optional('gap', fraction('%', { above: 0, atMost: 0.9 }), '25%'),
  };
  section.refuseUnknown();
  return { protection, ...priced };
}

/** What is done before an account is liquidated. */
function protectionLines({ protection, capitalCost }: EngineConfig): readonly string[] {
  const cost =
    capitalCost === undefined ? [] : [`margin is taken to cost ${percentText(capitalCost)} a year`];
  if (protection === undefined) return cost;
  const { horizonMs, gap } = protection;
  return [
    `accounts are protected from a gap of ${percentText(gap)} and from what ${durationText(horizonMs)} may bring: ` +
      'warned, kept from new risk, given collateral, shifted, reduced, closed',
    ...cost,
  ];
}

/** How a venue asks for margin. */
function marginLines(venue: string, terms: AccountTerms): readonly string[] {
  const pool = terms.joined === undefined ? 'each currency for itself' : `all in ${terms.joined.unit}`;
  const haircuts = Object.entries(terms.joined?.collateral ?? {}).map(
    ([name, { haircut, cap }]) =>
      `${name} less ${percentText(haircut)}${cap === undefined ? '' : `, for ${decimal(cap)} at most`}`,
  );
  const untold = Object.entries(terms.contracts)
    .filter(([, { tiers }]) => tiers.length === 0)
    .map(([id]) => id);
  return [
    `${venue}: margin ${modelText(terms)}, ${terms.mode}, ${pool}`,
    ...(haircuts.length === 0 ? [] : [`${venue}: as collateral counts ${haircuts.join('; ')}`]),
    ...(untold.length === 0 ? [] : [`${venue}: brackets of ${untold.join(', ')} are the venue's to tell`]),
  ];
}

/** Margin as `check` says it: what each venue asks, and what is done about it. */
export function marginSection(engine: EngineConfig): readonly string[] {
  const known = engine.venues.flatMap(({ id, margin }) =>
    margin === undefined ? [] : marginLines(id, margin),
  );
  const lines = [...known, ...protectionLines(engine)];
  return lines.length === 0 ? ['not known, and nothing is done about it'] : lines;
}
