/** A checker has found something wrong: the world ends here. */
export class Failed extends Error {
  readonly checker: string;

  constructor(checker: string, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.checker = checker;
  }
}
