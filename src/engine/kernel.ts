/** A journal was valued with another kernel: replayed with ours, its last bits could differ. */
export class OtherKernel extends Error {
  constructor(theirs: string, ours: string) {
    super(
      `the journal was written with kernel ${theirs}, and this is ${ours}: ` +
        'use the one that it was written with, or start a new journal',
    );
    this.name = 'OtherKernel';
  }
}
