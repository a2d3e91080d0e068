/** An intake that was left before it was begun: no word of a share or passphrase is in it. */
export interface Begun {
  readonly folder: string;
  readonly from: "server" | "folder";
  readonly server: string;
  readonly source: string;
  readonly proxy: string;
  readonly withWitnesses: boolean;
  /** Shares had been typed. */
  readonly shares: boolean;
}
