// What the last word did, kept in memory until it was read.

export interface After {
  /** When the hand was held, RFC 3339. */
  readonly at: string;
  /** Recordings that went on then and were stopped. */
  readonly stopped: number;
  /** True where everything live is sealed, and the head of the chain behind it. */
  readonly sealed: boolean;
}
