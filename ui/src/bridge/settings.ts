// The person's choices, this build, the panic, the trial, and codes seen by the camera. Every call rejects with a
// `Trouble`.
import type { AboutView, LookView, PreferenceName, ScanView, StatusView, TrialView } from "./types";

export interface SettingsBridge {
  /** Sets a preference; an empty value removes it. */
  preferenceSet(name: PreferenceName, value: string): Promise<void>;
  /** Returns the version and the digest of this build. Takes a moment: it reads the whole program. */
  about(): Promise<AboutView>;
  /** Destroys the chosen parts of the home and returns the state afterwards. */
  panic(): Promise<StatusView>;
  /** Reports that the person uses the window: the vault stays open longer. */
  touch(): Promise<void>;
  /** Begins a trial; its organisation is called `name`. */
  trialBegin(name: string): Promise<StatusView>;
  /** Returns the folder of the trial. */
  trial(): Promise<TrialView>;
  /** Brings an item, or all of them, a step further into the trial's archive with each call; `begin` starts anew. */
  trialLook(item: string | null, begin: boolean): Promise<LookView>;
  /** Ends the trial: deletes the trial and this device's home. */
  trialEnd(): Promise<StatusView>;
  /** Forgets codes that were read earlier. */
  scanBegin(): Promise<void>;
  /** Looks for a code in one picture: `width` columns, a byte of brightness for each pixel. */
  scanLook(width: number, luma: Uint8Array): Promise<ScanView>;
}
