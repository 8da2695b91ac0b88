/** Something that an operator should hear of. */
export interface Alarm {
  /** What it is about: `standing`, `venue/deribit`, `rejected/BTC-PERP`. */
  readonly key: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly text: string;
  /**
   * How the matter stands: the same is not raised twice, and null says that it is over. Absent where something has
   * happened and is over at once: that is raised each time.
   */
  readonly state?: string | null;
}
