// A double press whose second half meets another button than its first.
import { afterEach, beforeEach, expect, test } from "vitest";
import { rests } from "./rests";

let pressed: string[];
let buttons: Record<"stop" | "seal", HTMLButtonElement>;
let time = 10_000;

beforeEach(() => {
  pressed = [];
  const made = (name: "stop" | "seal"): HTMLButtonElement => {
    const button = document.createElement("button");
    button.onclick = () => pressed.push(name);
    return document.body.appendChild(button);
  };
  buttons = { stop: made("stop"), seal: made("seal") };
  rests(buttons.seal);
  time += 10_000;
});
afterEach(() => document.body.replaceChildren());

function press(name: "stop" | "seal", after: number, x = 100): void {
  time += after;
  const down = new PointerEvent("pointerdown", { bubbles: true, clientX: x, clientY: 100 });
  Object.defineProperty(down, "timeStamp", { value: time });
  buttons[name].dispatchEvent(down);
  buttons[name].dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 }));
}

test("the second press of a double press does not seal what came to its place", () => {
  press("stop", 0);
  press("seal", 250);
  expect(pressed).toEqual(["stop"]);
  press("seal", 300);
  expect(pressed, "the person means it").toEqual(["stop", "seal"]);
});

test("a press that comes later, or elsewhere, or by a key, is done", () => {
  press("stop", 0);
  press("seal", 800);
  press("stop", 5_000);
  press("seal", 250, 300);
  press("stop", 5_000);
  buttons.seal.click();
  expect(pressed).toEqual(["stop", "seal", "stop", "seal", "stop", "seal"]);
});
