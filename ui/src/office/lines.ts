// Signs beside the title of a line in the list: its kind, its doubts, its note.
import type { DoubtCode, KindCode, LineView, MethodCode } from "../bridge/types";
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

/** The one thing about an item that an archivist should know first. */
export function noteOf(line: LineView): Note {
  const note = (key: string, icon: IconName, care = false): Note => ({ key, icon, care });
  if (line.quarantined > 0) return note("office-note-quarantined", "care", true);
  if (!line.linked) return note("office-note-unlinked", "care", true);
  const doubt = line.doubts[0];
  if (doubt !== undefined) return note(`office-note-${doubt}`, "care", doubt !== "ended-later");
  if (line.wanted > 0) return note("office-note-wanted", "care", true);
  if (line.interrupted) return note("office-note-interrupted", "care", true);
  if (!line.finished) return note("office-note-unfinished", "waiting", true);
  if (line.sealed > 0) return note("office-note-sealed", "sealed");
  if (line.delivered) return note("office-note-delivered", "tray");
  if (line.noted) return note("office-note-noted", "noted");
  return note("office-note-alone", "waiting");
}
