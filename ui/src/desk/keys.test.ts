import { expect, test } from "vitest";
import { actionOf, HELP, type Pressed, type Where } from "./keys";

const LIST: Where = { typing: false, control: false };

/** Returns the event of a key from its description: `Ctrl+Shift+KeyA=a`, or `ArrowDown` alone. */
function pressed(words: string): Pressed {
  const [, held = "", code = "", key = code] = /^((?:\w+\+)*)(\w+)(?:=(.*))?$/.exec(words) ?? [];
  const has = (name: string): boolean => held.includes(`${name}+`);
  return { key, code, ctrlKey: has("Ctrl"), metaKey: has("Meta"), altKey: has("Alt"), shiftKey: has("Shift"), repeat: has("Again") };
}

test.each<[string, ReturnType<typeof actionOf>]>([
  ["ArrowDown", { do: "move", to: "down", range: false }],
  ["ArrowUp", { do: "move", to: "up", range: false }],
  ["ArrowLeft", { do: "move", to: "left", range: false }],
  ["Shift+ArrowRight", { do: "move", to: "right", range: true }],
  ["Again+ArrowDown", { do: "move", to: "down", range: false }],
  ["KeyJ=j", { do: "move", to: "next", range: false }],
  ["KeyK=k", { do: "move", to: "previous", range: false }],
  ["Shift+KeyJ=J", { do: "move", to: "next", range: true }],
  ["Home", { do: "move", to: "first", range: false }],
  ["Shift+End", { do: "move", to: "last", range: true }],
  ["PageDown", { do: "move", to: "page-down", range: false }],
  ["PageUp", { do: "move", to: "page-up", range: false }],
  ["Space= ", { do: "open" }],
  ["Enter", { do: "full" }],
  ["KeyF=f", { do: "full" }],
  ["Escape", { do: "leave" }],
  ["KeyX=x", { do: "choose" }],
  ["Ctrl+KeyA=a", { do: "choose-all" }],
  ["Meta+KeyA=a", { do: "choose-all" }],
  ["Ctrl+Shift+KeyA=A", { do: "choose-none" }],
  ["Ctrl+KeyF=f", { do: "search" }],
  ["KeyB=b", { do: "bundle" }],
  ["KeyI=i", { do: "important" }],
  ["KeyL=l", { do: "looked-at" }],
  ["KeyN=n", { do: "note" }],
  ["KeyV=v", { do: "reveal" }],
  ["Shift+Equal=+", { do: "zoom-in" }],
  ["Equal==", { do: "zoom-in" }],
  ["NumpadAdd=+", { do: "zoom-in" }],
  ["Minus=-", { do: "zoom-out" }],
  ["Digit0=0", { do: "fit" }],
  ["Shift+Slash=?", { do: "help" }],
])("%s is understood", (key, action) => {
  expect(actionOf(pressed(key), LIST)).toEqual(action);
});

test.each([
  ["KeyJ=о", "move"],
  ["KeyX=ч", "choose"],
  ["KeyB=и", "bundle"],
  ["KeyI=ш", "important"],
  ["KeyN=т", "note"],
  ["Ctrl+KeyF=а", "search"],
  ["Ctrl+KeyA=ф", "choose-all"],
  ["Shift+Digit7=?", "help"],
])("%s of a Russian keyboard does what its place on the keyboard does", (key, does) => {
  expect(actionOf(pressed(key), LIST)?.do).toBe(does);
});

test.each(["Ctrl+Shift+KeyX=X", "Ctrl+KeyB=b", "Alt+ArrowLeft", "Ctrl+Equal=+", "Ctrl+KeyC=c", "KeyQ=q", "Tab", "Shift+Tab", "Again+KeyX=x", "Again+Space= ", "F5"])(
  "%s is left alone",
  (key) => {
    expect(actionOf(pressed(key), LIST)).toBeNull();
  },
);

test.each(["ArrowDown", "KeyJ=j", "Space= ", "Enter", "Home", "KeyX=x", "Ctrl+KeyA=a", "Shift+Slash=?", "Minus=-"])("%s belongs to who types", (key) => {
  expect(actionOf(pressed(key), { typing: true, control: false })).toBeNull();
});

test("who types leaves the field by Escape and goes on to the search by its key", () => {
  expect(actionOf(pressed("Escape"), { typing: true, control: false })).toEqual({ do: "leave" });
  expect(actionOf(pressed("Ctrl+KeyF=f"), { typing: true, control: false })).toEqual({ do: "search" });
});

test("Space and Enter press the button that has the focus, every other key stays the desk's", () => {
  const button: Where = { typing: false, control: true };
  expect(actionOf(pressed("Space= "), button)).toBeNull();
  expect(actionOf(pressed("Enter"), button)).toBeNull();
  expect(actionOf(pressed("ArrowDown"), button)?.do).toBe("move");
});

test("every action that a key has is in the list of keys", () => {
  const listed = new Set(HELP.flatMap((line) => line.does));
  expect([...listed].sort()).toEqual(
    ["bundle", "choose", "choose-all", "choose-none", "fit", "full", "help", "important", "leave", "looked-at", "move", "note", "open", "reveal", "search", "zoom-in", "zoom-out"].sort(),
  );
});
