/** Files of option chains: every option's quotes and mark at each snapshot, as columns. */
import { InputRefused } from '../data/input-refused.ts';
import { type Row, readTable } from '../data/table.ts';
import type { FileReport } from '../recording.ts';

const COLUMNS = [
  'ts_ms',
  'ccy',
  'instrument',
  'expiry_ms',
  'strike',
  'type',
  'underlying',
  'bid',
  'ask',
  'mark',
  'mark_iv',
] as const;

export interface Contract {
  readonly name: string;
  readonly ccy: string;
  readonly type: 'call' | 'put';
  readonly strike: number;
  readonly expiry: number;
}

/** Columns of equal length, in the order of the files. Times in epoch milliseconds. */
export interface Chains {
  readonly contracts: readonly Contract[];
  /** The row's place in `contracts`. */
  readonly contract: readonly number[];
  readonly at: readonly number[];
  /** Of the expiry, in US dollars. */
  readonly underlying: readonly number[];
  /** In units of the underlying; NaN where there is none. */
  readonly bid: readonly number[];
  readonly ask: readonly number[];
  readonly mark: readonly number[];
  /** Of the mark, as a fraction; NaN where there is none. */
  readonly vol: readonly number[];
}

type Columns = { [K in Exclude<keyof Chains, 'contracts'>]: number[] };

function faultOf(
  at: number,
  expiry: number,
  strike: number,
  underlying: number,
  mark: number,
): string | null {
  if (!Number.isSafeInteger(at)) return 'time is not whole milliseconds';
  if (!Number.isSafeInteger(expiry)) return 'expiry is not whole milliseconds';
  if (!(strike > 0 && strike < Infinity)) return 'strike not above 0';
  if (!(underlying > 0 && underlying < Infinity)) return 'underlying not above 0';
  return mark >= 0 && mark < Infinity ? null : 'mark is no price';
}

/** Takes rows into `columns`; answers what is wrong with a row, or null. */
function createTaker(columns: Columns, contracts: Contract[]): (row: Row) => string | null {
  const places = new Map<string, number>();
  return (row) => {
    const [at, expiry, strike] = [row.number(0), row.number(3), row.number(4)];
    const [underlying, mark] = [row.number(6), row.number(9)];
    const fault = faultOf(at, expiry, strike, underlying, mark);
    if (fault !== null) return fault;
    const [ccy, name, letter] = [row.text(1), row.text(2), row.text(5)];
    if (letter !== 'C' && letter !== 'P') return 'type is neither C nor P';
    const type = letter === 'C' ? 'call' : 'put';
    if (ccy === '' || name === '') return 'no currency or instrument';
    const place = places.get(name) ?? contracts.length;
    if (place === contracts.length) {
      places.set(name, place);
      contracts.push({ name, ccy, type, strike, expiry });
    }
    const known = contracts[place] as Contract;
    if (known.strike !== strike || known.expiry !== expiry || known.type !== type || known.ccy !== ccy)
      return 'terms differ from those before';
    columns.contract.push(place);
    columns.at.push(at);
    columns.underlying.push(underlying);
    columns.bid.push(row.number(7));
    columns.ask.push(row.number(8));
    columns.mark.push(mark);
    const vol = row.number(10);
    columns.vol.push(vol > 0 && vol < Infinity ? vol : Number.NaN);
    return null;
  };
}

/**
 * The chains in the files at `paths`. Bad rows are left out and told by line. Throws `InputRefused` where no path
 * is given, and where a file has no usable row.
 */
export async function readChains(
  paths: readonly string[],
  onFile: (done: number) => void,
): Promise<{ readonly chains: Chains; readonly files: readonly FileReport[] }> {
  if (paths.length === 0)
    throw new InputRefused('this study needs option chains', 'give files of them with --chains');
  const columns: Columns = { contract: [], at: [], underlying: [], bid: [], ask: [], mark: [], vol: [] };
  const contracts: Contract[] = [];
  const take = createTaker(columns, contracts);
  const files: FileReport[] = [];
  for (const [i, file] of paths.entries()) {
    const before = columns.at.length;
    const { refusals, sha256 } = await readTable(file, COLUMNS, take);
    const [rows, refused] = [columns.at.length - before, refusals.rows()];
    if (rows === 0)
      throw new InputRefused(
        `${file} has no usable row: ${refused.count} were refused`,
        `columns are ${COLUMNS}`,
      );
    files.push({ file, instruments: [], rows, refused, sha256 });
    onFile(i + 1);
  }
  return { chains: { contracts, ...columns }, files };
}
