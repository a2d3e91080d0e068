// Keys of the desk. Letters count by their place on the keyboard where it writes another script.

/** Where a move of the reader's place goes. */
export type Step = "up" | "down" | "left" | "right" | "next" | "previous" | "first" | "last" | "page-up" | "page-down";

export type Deed =
  | "open"
  | "full"
  | "leave"
  | "choose"
  | "choose-all"
  | "choose-none"
  | "search"
  | "bundle"
  | "important"
  | "looked-at"
  | "note"
  | "reveal"
  | "zoom-in"
  | "zoom-out"
  | "fit"
  | "help";

export type Action = { readonly do: "move"; readonly to: Step; readonly range: boolean } | { readonly do: Deed };

/** A key as its event says it. */
export type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "repeat">;

/** Where the focus is. */
export interface Where {
  /** In a field in which one types or chooses. */
  readonly typing: boolean;
  /** On something that Space and Enter press. */
  readonly control: boolean;
}

const MOVES: Partial<Record<string, Step>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "first",
  End: "last",
  PageUp: "page-up",
  PageDown: "page-down",
  j: "next",
  k: "previous",
};

const DEEDS: Partial<Record<string, Deed>> = {
  " ": "open",
  Enter: "full",
  Escape: "leave",
  f: "full",
  x: "choose",
  b: "bundle",
  i: "important",
  l: "looked-at",
  n: "note",
  v: "reveal",
  "+": "zoom-in",
  "=": "zoom-in",
  "-": "zoom-out",
  "0": "fit",
  "?": "help",
};

/** The letter in small, or the key's own name. */
function nameOf({ key, code }: Pressed): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  return place && key.length === 1 ? place.toLowerCase() : key;
}

/** Where the focus is when it is on this element. */
export function whereIs(at: Element | null): Where {
  // The place in a film is moved along by arrows, which its own field keeps; every other key is the desk's.
  const typing = at?.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range])") ?? false;
  return { typing, control: !typing && (at?.matches("button, a, summary, input:not([type=range]), video, audio") ?? false) };
}

/** The action that a key asks of the desk; null when it is not for the desk. */
export function actionOf(pressed: Pressed, { typing, control }: Where): Action | null {
  const name = nameOf(pressed);
  if (pressed.altKey) return null;
  if (pressed.ctrlKey || pressed.metaKey) {
    if (name === "f" && !pressed.shiftKey) return { do: "search" };
    if (name === "a" && !typing) return { do: pressed.shiftKey ? "choose-none" : "choose-all" };
    return null;
  }
  if (typing) return name === "Escape" ? { do: "leave" } : null;
  if (control && (name === " " || name === "Enter")) return null;
  const to = MOVES[name];
  if (to) return { do: "move", to, range: pressed.shiftKey };
  const deed = DEEDS[name];
  if (!deed || (pressed.repeat && !deed.startsWith("zoom"))) return null;
  return { do: deed };
}

/** The list of keys that is shown: how they are written, and the text that says so. */
export const HELP: readonly { readonly keys: readonly string[]; readonly text: string; readonly does: readonly Action["do"][] }[] = [
  { keys: ["↑", "↓", "←", "→"], text: "desk-key-move", does: ["move"] },
  { keys: ["J", "K"], text: "desk-key-next", does: ["move"] },
  { keys: ["Home", "End", "PgUp", "PgDn"], text: "desk-key-far", does: ["move"] },
  { keys: ["Space"], text: "desk-key-open", does: ["open"] },
  { keys: ["Enter", "F"], text: "desk-key-full", does: ["full"] },
  { keys: ["↑", "↓", "PgDn", "Space", "Home", "End"], text: "desk-key-scroll", does: ["move", "open"] },
  { keys: ["Esc"], text: "desk-key-leave", does: ["leave"] },
  { keys: ["+", "−", "0"], text: "desk-key-zoom", does: ["zoom-in", "zoom-out", "fit"] },
  { keys: ["V"], text: "desk-key-reveal", does: ["reveal"] },
  { keys: ["X"], text: "desk-key-choose", does: ["choose"] },
  { keys: ["Shift"], text: "desk-key-range", does: ["move"] },
  { keys: ["Ctrl A"], text: "desk-key-all", does: ["choose-all"] },
  { keys: ["Ctrl Shift A"], text: "desk-key-none", does: ["choose-none"] },
  { keys: ["B"], text: "desk-key-bundle", does: ["bundle"] },
  { keys: ["I"], text: "desk-key-important", does: ["important"] },
  { keys: ["L"], text: "desk-key-looked", does: ["looked-at"] },
  { keys: ["N"], text: "desk-key-note", does: ["note"] },
  { keys: ["Ctrl F"], text: "desk-key-search", does: ["search"] },
  { keys: ["?"], text: "desk-key-help", does: ["help"] },
];
