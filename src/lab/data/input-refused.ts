/** Something that was given cannot be used: told without a stack, with what to do instead. */
export class InputRefused extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'InputRefused';
    this.remedy = remedy;
  }
}
