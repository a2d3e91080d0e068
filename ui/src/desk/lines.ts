// Signs beside the title of a line in the list: its kind, its doubts, its note.
import type { CaseView, DoubtCode, KindCode, LineView, MediumView, MethodCode } from "../bridge/types";
import type { IconName } from "../widgets/icons";

export const KIND_ICON: Record<KindCode, IconName> = {
  photo: "lens",
  video: "film",
  audio: "microphone",
  document: "file",
  testimony: "person",
  form: "write",
  note: "write",
  "official-claim": "file",
  "held-head": "sealed",
  found: "sealed",
  interrupted: "care",
};
export const KINDS = Object.keys(KIND_ICON) as KindCode[];
export const METHODS: readonly MethodCode[] = ["captured", "imported", "entered"];

/** Doubts about the signer of an item, the gravest first. */
export const DOUBTS: readonly DoubtCode[] = ["ended", "copied-key", "not-admitted", "ticket-shared", "ended-later"];

export interface Note {
  readonly key: string;
  readonly icon: IconName;
  readonly care: boolean;
}

/** Returns the most important remark about an item. */
export function noteOf(line: LineView): Note {
  const note = (key: string, icon: IconName, care = false): Note => ({ key, icon, care });
  if (line.quarantined > 0) return note("office-note-quarantined", "care", true);
  if (!line.linked) return note("office-note-unlinked", "care", true);
  const doubt = line.doubts[0];
  if (doubt !== undefined) return note(`office-note-${doubt}`, "care", doubt !== "ended-later");
  // A file that never came has no fault.
  if (line.wholeness === "away") return note("office-note-away", "waiting");
  if (line.wanted > 0) return note("office-note-wanted", "care", true);
  if (line.interrupted) return note("office-note-interrupted", "care", true);
  if (!line.finished) return note("office-note-unfinished", "waiting", true);
  if (line.stoodOut > 0) return note("office-note-stood-out", "care", true);
  if (line.sealed > 0) return note("office-note-sealed", "sealed");
  if (line.delivered) return note("office-note-delivered", "tray");
  if (line.noted) return note("office-note-noted", "noted");
  return note("office-note-alone", "waiting");
}

/** Returns true if no byte of the file is here: an intake has still to bring it. */
export const isAway = (medium: MediumView): boolean => medium.bytes === 0 && medium.missing.length > 0;

/**
 * Returns true if the recording was cut off and all its bytes are here. Without its description this is unknown until
 * all bytes have come.
 */
export const isCutOff = (medium: MediumView, { line, record }: CaseView): boolean => medium.interrupted && medium.missing.length === 0 && (record !== null || line.wanted === 0);
