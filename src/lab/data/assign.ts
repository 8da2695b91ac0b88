import type { EngineConfig } from '../../domain/config.ts';
import type { Currency, Instrument, InstrumentId } from '../../domain/instrument.ts';
import { type BarFileName, readBarFileName } from './file-name.ts';
import { InputRefused } from './input-refused.ts';

/** A file of prices; its name says what of, unless an instrument is given. */
export interface DataFile {
  readonly instrument?: string;
  readonly file: string;
}

/** A file and the instruments that its bars are taken for. */
export interface Assigned {
  readonly file: string;
  readonly name: BarFileName;
  readonly instruments: readonly Instrument[];
}

export interface Assignment {
  readonly files: readonly Assigned[];
  /** What was taken for something else. */
  readonly warnings: readonly string[];
}

function listOf(instruments: readonly Instrument[]): string {
  return instruments.map(({ id, kind, base }) => `${id} (${base} ${kind})`).join(', ');
}

/** What of the config can have bars. */
function tradable(config: EngineConfig): readonly Instrument[] {
  return config.instruments.filter(({ kind }) => kind !== 'option' && kind !== 'lp');
}

/** What must have a price for each profile to be hedged: its index and its hedge. */
function needed(config: EngineConfig): ReadonlyMap<InstrumentId, Currency> {
  return new Map(
    config.profiles.flatMap(({ underlying, index, hedge }) => [index, hedge].map((id) => [id, underlying])),
  );
}

function explicit({ instrument: id, file }: DataFile, config: EngineConfig): Instrument {
  const found = tradable(config).find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new InputRefused(
    `${file} is given for ${id}, which the config does not list`,
    `it lists ${listOf(tradable(config))}`,
  );
}

/** The instruments that a file serves by its name; empty when the config has none of its kind. */
function byName(file: string, name: BarFileName, config: EngineConfig): readonly Instrument[] {
  const all = tradable(config);
  if (name.base === null)
    throw new InputRefused(
      `${file}: its name does not say what it is of`,
      `write INSTRUMENT=${file}; there is ${listOf(all)}`,
    );
  const ofBase = all.filter(({ base }) => base === name.base);
  if (ofBase.length === 0)
    throw new InputRefused(
      `${file} is of ${name.base}, which the config does not list`,
      `it lists ${listOf(all)}`,
    );
  const ofKind = ofBase.filter(({ kind }) => kind === name.kind);
  const exact = ofKind.find(({ quote }) => quote === name.quote) ?? ofKind[0];
  return exact === undefined ? [] : [exact];
}

/** What `file` stands in for: what its base needs and no file has. */
function standIns(
  base: Currency | null,
  wanting: readonly InstrumentId[],
  config: EngineConfig,
): readonly Instrument[] {
  return tradable(config).filter((one) => one.base === base && wanting.includes(one.id));
}

/** Prices in one currency that are taken for another's. */
function quoteWarnings({ file, name, instruments }: Assigned): readonly string[] {
  return instruments
    .filter(({ quote }) => name.quote !== null && quote !== name.quote)
    .map(({ id, quote }) => `${file} is in ${name.quote}; its prices are taken for ${id} in ${quote}`);
}

/**
 * Which instruments of `config` each file serves. A file of a kind that the config lacks, or whose base has
 * another instrument without a file, stands in for those too, with a warning. Throws `InputRefused` on a file
 * that serves nothing, and where a profile is left without prices.
 */
export function assignFiles(files: readonly DataFile[], config: EngineConfig): Assignment {
  const first = files.map((given) => {
    const name = readBarFileName(given.file);
    const instruments =
      given.instrument === undefined ? byName(given.file, name, config) : [explicit(given, config)];
    return { file: given.file, name, base: instruments[0]?.base ?? name.base, instruments };
  });
  const needs = needed(config);
  const served = new Set(first.flatMap(({ instruments }) => instruments.map(({ id }) => id)));
  const warnings: string[] = [];
  const assigned = first.map(({ base, ...given }) => {
    const wanting = [...needs.keys()].filter((id) => !served.has(id));
    const extra = standIns(base, wanting, config);
    for (const { id } of extra) served.add(id);
    const ids = extra.map(({ id }) => id).join(', ');
    if (ids !== '')
      warnings.push(
        `${given.file} (${given.name.kind ?? 'no kind'}) stands in for ${ids}, which has no file`,
      );
    const instruments = [...given.instruments, ...extra];
    if (instruments.length === 0) {
      const remedy = `list a ${given.name.kind} of ${base}, or write INSTRUMENT=${given.file}`;
      throw new InputRefused(
        `${given.file} is of a ${base} ${given.name.kind}, and the config has use for none`,
        remedy,
      );
    }
    return { ...given, instruments };
  });
  for (const [id, underlying] of needs) {
    if (!served.has(id))
      throw new InputRefused(
        `no file has prices of ${id}, which ${underlying} is hedged by`,
        `add --data ${id}=FILE`,
      );
  }
  return { files: assigned, warnings: [...warnings, ...assigned.flatMap(quoteWarnings)] };
}
