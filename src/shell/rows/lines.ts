/** A line without its end. `isCut`: it was longer than may be held, and this is how it begins. */
export interface Line {
  readonly text: string;
  readonly isCut: boolean;
}

export interface Lines {
  /** The lines that end in `bytes`, the first of which may have begun before. */
  readonly take: (bytes: Uint8Array) => readonly Line[];
  /** The last line, if it has no end. */
  readonly end: () => readonly Line[];
}

const LONGEST = 1 << 20;

/**
 * Cuts UTF-8 into lines that end in LF or CRLF, however the bytes come in pieces. Holds one piece and one
 * line: of a line of more than `longest` characters it keeps the beginning and drops the rest.
 */
export function createLines(longest: number = LONGEST): Lines {
  // It also drops a byte-order mark, and reads what is not UTF-8 as a replacement character.
  const decoder = new TextDecoder();
  let rest = '';
  const whole = (text: string): Line => {
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    return line.length > longest
      ? { text: line.slice(0, longest), isCut: true }
      : { text: line, isCut: false };
  };
  const cut = (more: string): readonly Line[] => {
    // Of a line that is too long already, only the end is of interest.
    const end = rest.length > longest + 1 ? more.indexOf('\n') : 0;
    if (end < 0) return [];
    const text = rest + more.slice(end);
    const lines: Line[] = [];
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      lines.push(whole(text.slice(from, to)));
      from = to + 1;
    }
    // Two characters more than are kept, so that a line that was cut is known, be its last a CR.
    rest = text.slice(from, from + longest + 2);
    return lines;
  };
  return {
    take: (bytes) => cut(decoder.decode(bytes, { stream: true })),
    end: () => {
      const lines = cut(decoder.decode());
      const last = rest;
      rest = '';
      return last === '' ? lines : [...lines, whole(last)];
    },
  };
}
