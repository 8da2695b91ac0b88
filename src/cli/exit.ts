/** What a command's exit status says. */
export const EXIT = {
  ok: 0,
  failed: 1,
  /** Wrong usage or a config that was refused. */
  usage: 2,
  /** Done, but some input rows were refused. */
  rowsRefused: 3,
} as const;

/** The command line asks for something that cannot be: told without a stack, and the exit is `usage`. */
export class UsageError extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}
