import { Fault, faults } from './fault.ts';

/** A whole number that stays exact, of at most 15 digits. */
const INTEGER = /^-?\d{1,15}$/;

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function* pairsOf(form: string): Iterable<readonly [string | undefined, string | undefined]> {
  for (const pair of form.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    yield at < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))];
  }
}

/** A list as a form has it; undefined where it is nested too deeply to be written. */
function written(list: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify(list);
  } catch {
    return undefined;
  }
}

/**
 * The parameters of a request. Readers answer with a stand-in where what was sent is not what they read, and
 * remember the first such `fault`: read all, then look at it before anything is done.
 */
export class Params {
  readonly #values: ReadonlyMap<string, string>;
  #fault: Fault | undefined;

  private constructor(values: ReadonlyMap<string, string>, fault: Fault | undefined) {
    this.#values = values;
    this.#fault = fault;
  }

  /** Of a query and a body as forms, in the order sent; what stands in both is read from the query. */
  static fromForms(...forms: readonly string[]): Params {
    const values = new Map<string, string>();
    let fault: Fault | undefined;
    for (const form of forms) {
      const before = new Set(values.keys());
      for (const [name, value] of pairsOf(form)) {
        if (name === undefined || value === undefined)
          fault ??= new Fault(-1100, 'Illegal characters found in a parameter.');
        else if (!values.has(name)) values.set(name, value);
        else if (!before.has(name)) fault ??= new Fault(-1101, 'Duplicate values for a parameter detected.');
      }
    }
    return new Params(values, fault);
  }

  /** Of a JSON object: texts, numbers and switches, which are what forms can say. */
  static fromObject(object: object): Params {
    const values = new Map<string, string>();
    let fault: Fault | undefined;
    for (const [name, value] of Object.entries(object)) {
      const list = Array.isArray(value) ? written(value) : undefined;
      if (typeof value === 'string' || typeof value === 'boolean') values.set(name, String(value));
      else if (typeof value === 'number' && Number.isFinite(value)) values.set(name, String(value));
      else if (list !== undefined) values.set(name, list);
      else fault ??= new Fault(-1100, `Illegal characters found in parameter '${name}'.`);
    }
    return new Params(values, fault);
  }

  /** The first thing that could not be read. */
  get fault(): Fault | undefined {
    return this.#fault;
  }

  refuse(fault: Fault): void {
    this.#fault ??= fault;
  }

  get entries(): readonly (readonly [string, string])[] {
    return [...this.#values];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value === '') this.refuse(new Fault(-1105, `Parameter '${name}' was empty.`));
    return value === '' ? undefined : value;
  }

  need(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined || value === '') this.refuse(faults.mandatory(name));
    return value ?? '';
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (INTEGER.test(value)) return Number(value);
    this.refuse(
      new Fault(-1100, `Illegal characters found in parameter '${name}'; legal range is '-?[0-9]'.`),
    );
    return undefined;
  }

  needInteger(name: string): number {
    this.need(name);
    return this.integer(name) ?? 0;
  }

  /** How many rows are asked for. */
  limit(otherwise: number, most: number): number {
    const limit = this.integer('limit') ?? otherwise;
    if (limit < 1 || limit > most)
      this.refuse(new Fault(-1130, `Data sent for parameter 'limit' is not valid: 1 to ${most}.`));
    return Math.min(Math.max(limit, 1), most);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') this.refuse(faults.mandatory(name));
    return value === 'true';
  }

  /** One of `options`; with a `fault` of its own where Binance has one. */
  choice<T extends string>(name: string, options: readonly T[], fault: Fault): T | undefined {
    const value = this.text(name);
    const chosen = options.find((option) => option === value);
    if (value !== undefined && chosen === undefined) this.refuse(fault);
    return chosen;
  }

  /** Rows from `startTime` to `endTime`, both included and both optional. */
  period(): { readonly from: number; readonly to: number } {
    const from = this.integer('startTime') ?? 0;
    const to = this.integer('endTime') ?? Number.MAX_SAFE_INTEGER;
    if (from > to) this.refuse(new Fault(-1023, 'Start time is greater than end time.'));
    return { from, to };
  }
}
