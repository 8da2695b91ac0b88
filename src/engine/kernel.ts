/** The valuation kernel that this build values books with, named in every `configured` entry. */
export const KERNEL: string = 'typescript-1';

/** A journal was valued with another kernel: replayed with ours, its last bits would differ. */
export class OtherKernel extends Error {
  constructor(kernel: string) {
    super(
      `the journal was written with kernel ${kernel}, this version has ${KERNEL}: ` +
        'use the version that wrote it, or start a new journal',
    );
    this.name = 'OtherKernel';
  }
}
