/** Cells of comma-separated values, after RFC 4180, except that a row ends with its line whatever is quoted. */

const QUOTE = '"';

/** The cell that starts with the quote at `from`, and where it ends; undefined if its quotes do not close. */
function quotedCell(line: string, from: number): { cell: string; end: number } | undefined {
  let cell = '';
  let start = from + 1;
  for (;;) {
    const quote = line.indexOf(QUOTE, start);
    if (quote < 0) return undefined;
    cell += line.slice(start, quote);
    if (line[quote + 1] !== QUOTE) return { cell, end: quote + 1 };
    cell += QUOTE;
    start = quote + 2;
  }
}

/** The cells of a line, without spaces around those that are not quoted; undefined if its quotes are wrong. */
export function cellsOf(line: string): string[] | undefined {
  if (!line.includes(QUOTE)) return line.split(',').map((cell) => cell.trim());
  const cells: string[] = [];
  let from = 0;
  for (;;) {
    const quoted = line[from] === QUOTE ? quotedCell(line, from) : undefined;
    if (line[from] === QUOTE && quoted === undefined) return undefined;
    const comma = line.indexOf(',', quoted?.end ?? from);
    const end = comma < 0 ? line.length : comma;
    const plain = line.slice(quoted?.end ?? from, end).trim();
    // Text around the quotes, or a quote within text, is a mistake that is not to be guessed at.
    if (quoted === undefined ? plain.includes(QUOTE) : plain !== '') return undefined;
    cells.push(quoted?.cell ?? plain);
    if (comma < 0) return cells;
    from = comma + 1;
  }
}

/** `text` as a cell, in quotes where it must be. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll(QUOTE, '""')}"` : text;
}
