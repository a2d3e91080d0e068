// The person's choices, this build, the panic, the trial, and codes that the camera sees. Everything rejects with a
// `Trouble`.
import type { AboutView, LookView, PreferenceName, ScanView, StatusView, TrialView } from "./types";

export interface SettingsBridge {
  /** Sets a preference; an empty value takes it back. */
  preferenceSet(name: PreferenceName, value: string): Promise<void>;
  /** The version and the digest of this build. Takes a moment: the whole program is read. */
  about(): Promise<AboutView>;
  /** Destroys what was chosen to be destroyed, and says the state after it. */
  panic(): Promise<StatusView>;
  /** Somebody is using the window: the vault stays open a while longer. */
  touch(): Promise<void>;
  /** Begins a trial; its organisation is called `name`. */
  trialBegin(name: string): Promise<StatusView>;
  /** Where the trial lies. */
  trial(): Promise<TrialView>;
  /** Brings an item into the trial's archive, or all of them, a step further with each call; `begin` takes in anew. */
  trialLook(item: string | null, begin: boolean): Promise<LookView>;
  /** Ends the trial: it and this device's home are deleted. */
  trialEnd(): Promise<StatusView>;
  /** Forgets codes that were read before. */
  scanBegin(): Promise<void>;
  /** Looks at one picture: `width` columns, a byte of brightness for each pixel. */
  scanLook(width: number, luma: Uint8Array): Promise<ScanView>;
}
