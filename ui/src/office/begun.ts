/** The fields of an intake that was left before it began. They contain no word of a share or passphrase. */
export interface Begun {
  readonly folder: string;
  readonly from: "server" | "folder";
  readonly server: string;
  readonly source: string;
  readonly proxy: string;
  readonly withWitnesses: boolean;
  /** True if shares had been typed. */
  readonly shares: boolean;
}
