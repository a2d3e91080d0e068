// Keys of the desk. On a keyboard of another script, letters count by their place.

/** Directions of the reader's moves. */
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

/** The fields of a key's event that name the key. */
export type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "repeat">;

/** The kind of element that has the focus. */
export interface Where {
  /** True for a field for typing or choosing. */
  readonly typing: boolean;
  /** True for an element that Space and Enter press. */
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

/** Returns the lower-case letter, or the key's own name. */
function nameOf({ key, code }: Pressed): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  return place && key.length === 1 ? place.toLowerCase() : key;
}

/** Returns the kind of the focused element. */
export function whereIs(at: Element | null): Where {
  // A film's slider keeps the arrows, which move its place; every other key is the desk's.
  const typing = at?.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range])") ?? false;
  return { typing, control: !typing && (at?.matches("button, a, summary, input:not([type=range]), video, audio") ?? false) };
}

/** Returns the desk's action for a key; null if the key is not for the desk. */
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

/** The displayed list of keys: their names, and the text of each action. */
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
