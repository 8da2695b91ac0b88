import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, type Node } from 'yaml';
import { nearest, suggestion } from './nearest.ts';
import { isWrong, type Reader } from './reader.ts';
import type { Report } from './report.ts';

/** Where a value comes from. */
export interface Source {
  readonly report: Report;
  readonly document: Document;
}

export function kindOf(node: unknown): string {
  return isMap(node) ? 'a section' : isSeq(node) ? 'a list' : 'one value';
}

/** YAML's own mark of a key that is no word. */
const nameOf = (key: unknown): string => (isScalar(key) ? (key.source ?? '?') : '?');

/**
 * Where to look for what is wrong with a value: at the value, but at its key when it is empty or begins on
 * the next line.
 */
function placeOf(node: Node | null, keyAt: number): number {
  const below = isCollection(node) && node.flow !== true;
  const empty = node === null || (isScalar(node) && node.source === '');
  return below || empty ? keyAt : (node.range?.[0] ?? keyAt);
}

/** One value of the file: a word, a list or a section, and where it stands. */
export class Value {
  /** How messages call it: `venues.paper.takerFee`. */
  readonly path: string;
  readonly #source: Source;
  readonly #node: Node | null;
  readonly #at: number;

  constructor(source: Source, path: string, node: Node | null, at: number) {
    this.path = path;
    this.#source = source;
    this.#node = isAlias(node) ? (node.resolve(source.document) ?? null) : node;
    this.#at = at;
  }

  wrong(message: string, remedy: string): void {
    this.#source.report.wrong(this.#at, `${this.path} ${message}`, remedy);
  }

  get isEmpty(): boolean {
    return this.#node === null || (isScalar(this.#node) && (this.#node.source ?? '').trim() === '');
  }

  get isList(): boolean {
    return isSeq(this.#node);
  }

  /** Whether this is exactly the word `text`. */
  is(text: string): boolean {
    return isScalar(this.#node) && this.#node.source?.trim() === text;
  }

  /** The keys of a section that is read later; none where it is no section. */
  get keys(): readonly string[] {
    return isMap(this.#node) ? this.#node.items.map(({ key }) => nameOf(key)) : [];
  }

  read<T>(reader: Reader<T>): T {
    if (this.isEmpty) {
      this.wrong('has no value', `write ${reader.wanted}`);
      return reader.standIn;
    }
    if (!isScalar(this.#node)) {
      this.wrong(`is ${kindOf(this.#node)}`, `write ${reader.wanted}`);
      return reader.standIn;
    }
    const outcome = reader.read((this.#node.source ?? '').trim());
    if (!isWrong(outcome)) return outcome.value;
    this.wrong(outcome.message, outcome.remedy);
    return reader.standIn;
  }

  /** This value as a section; one that asks for nothing when it is none. */
  section(example: string): Section {
    if (isMap(this.#node)) return new Section(this.#source, this.path, this.#at, this.#node.items);
    this.wrong(this.isEmpty ? 'is empty' : `is ${kindOf(this.#node)}`, `write ${example}`);
    return new Section(this.#source, this.path, this.#at, undefined);
  }

  items(example: string): readonly Value[] {
    if (!isSeq(this.#node)) {
      this.wrong(this.isEmpty ? 'is empty' : `is ${kindOf(this.#node)}`, `write ${example}`);
      return [];
    }
    return this.#node.items.map((item, index) => {
      const node = item as Node;
      return new Value(this.#source, `${this.path}[${index}]`, node, node.range?.[0] ?? this.#at);
    });
  }
}

type Pairs = readonly { readonly key: unknown; readonly value: unknown }[];

/**
 * A section, read key by key. A section that is missing or wrong has had its error and raises no more: its
 * fields read as stand-ins.
 */
export class Section {
  readonly path: string;
  readonly #source: Source;
  readonly #at: number;
  readonly #broken: boolean;
  readonly #fields: ReadonlyMap<string, Value>;
  readonly #places: ReadonlyMap<string, number>;
  readonly #asked: Set<string> = new Set();
  /** Keys that must be there and are not, with what to write. */
  readonly #missing: Map<string, string> = new Map();

  constructor(source: Source, path: string, at: number, pairs: Pairs | undefined) {
    this.path = path;
    this.#source = source;
    this.#at = at;
    this.#broken = pairs === undefined;
    const fields = new Map<string, Value>();
    const places = new Map<string, number>();
    for (const { key, value } of pairs ?? []) {
      const keyAt = (key as Node | null)?.range?.[0] ?? at;
      const name = nameOf(key);
      const first = places.get(name);
      if (first !== undefined) {
        const twice = `${this.#name(name)} is there twice, first on line ${source.report.lineOf(first)}`;
        source.report.wrong(keyAt, twice, 'remove or rename one of them');
      }
      const node = value as Node | null;
      fields.set(name, new Value(source, this.#name(name), node, placeOf(node, keyAt)));
      places.set(name, keyAt);
    }
    this.#fields = fields;
    this.#places = places;
  }

  #name(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  /** The fields of a section whose keys are the user's own names. */
  get entries(): readonly (readonly [string, Value])[] {
    return [...this.#fields];
  }

  /** An error about the section as a whole. */
  wrong(message: string, remedy: string): void {
    const subject = this.path === '' ? 'the config' : this.path;
    if (!this.#broken) this.#source.report.wrong(this.#at, `${subject} ${message}`, remedy);
  }

  value(key: string): Value | undefined {
    this.#asked.add(key);
    return this.#fields.get(key);
  }

  required<T>(key: string, reader: Reader<T>): T {
    const value = this.value(key);
    if (value !== undefined) return value.read(reader);
    this.#missing.set(key, reader.wanted);
    return reader.standIn;
  }

  /** `fallback` is written as a config would write it, and is shown as assumed. */
  optional<T>(key: string, reader: Reader<T>, fallback: string): T {
    const value = this.value(key);
    if (value !== undefined) return value.read(reader);
    const outcome = reader.read(fallback);
    if (isWrong(outcome)) throw new Error(`the default of ${this.#name(key)} ${outcome.message}`);
    if (!this.#broken) this.#source.report.assume(this.#name(key), fallback);
    return outcome.value;
  }

  section(key: string, example: string): Section {
    const value = this.value(key);
    if (value !== undefined) return value.section(example);
    this.#missing.set(key, example);
    return new Section(this.#source, this.#name(key), this.#at, undefined);
  }

  /** A section whose every field has a default, so that it may be missing as a whole. */
  optionalSection(key: string, example: string): Section {
    const value = this.value(key);
    return value?.section(example) ?? new Section(this.#source, this.#name(key), this.#at, []);
  }

  /** Reports what is missing. Call when everything known has been asked for. */
  refuseMissing(): void {
    for (const [key, wanted] of this.#missing) this.wrong(`has no ${key}`, `write ${key}: ${wanted}`);
    this.#missing.clear();
  }

  /** Reports what is missing and what is not known. Call when everything known has been asked for. */
  refuseUnknown(): void {
    if (this.#broken) return;
    for (const [name, value] of this.#fields) {
      if (this.#asked.has(name)) continue;
      // A key that is only misspelt is not missing as well.
      const meant = nearest(name, [...this.#asked]);
      if (meant !== undefined) this.#missing.delete(meant);
      // In { maxOrder: 100,000 USD } the comma ends the value, and "000 USD" is a key without one.
      const remedy =
        /^\d{3}\b/.test(name) && value.isEmpty
          ? 'write thousands without a comma: 100000 or 100_000'
          : suggestion(name, [...this.#asked]);
      this.#source.report.wrong(this.#places.get(name) ?? this.#at, `${value.path} is not known`, remedy);
    }
    this.refuseMissing();
  }
}
