// The deeds of the last word, kept in memory until they were read.

export interface After {
  /** When the hand was held, RFC 3339. */
  readonly at: string;
  /** Recordings that went on then and were stopped. */
  readonly stopped: number;
  /** True where everything live is sealed, and the head of the chain behind it. */
  readonly sealed: boolean;
}
