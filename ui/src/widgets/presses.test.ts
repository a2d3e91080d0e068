// A double press whose second half hits another button than its first.
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchPresses } from "./presses";

let pressed: string[];
let buttons: Record<"stop" | "seal", HTMLButtonElement>;
let time = 10_000;
let stopped: () => void;

beforeEach(() => {
  pressed = [];
  const made = (name: "stop" | "seal"): HTMLButtonElement => {
    const button = document.createElement("button");
    button.onclick = () => pressed.push(name);
    return document.body.appendChild(button);
  };
  buttons = { stop: made("stop"), seal: made("seal") };
  stopped = watchPresses();
  time += 10_000;
});
afterEach(() => (stopped(), document.body.replaceChildren()));

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

test("the same button is pressed twice, drawn anew or not", () => {
  press("stop", 0);
  press("stop", 200);
  buttons.stop.textContent = buttons.seal.textContent = "Go on 1";
  press("stop", 5_000);
  press("seal", 200);
  expect(pressed).toEqual(["stop", "stop", "stop", "seal"]);
});

test("a neighbour that stood there when the first press came takes its own press, one that came, moved or was out of reach does not", () => {
  const box = (left: number): DOMRect => new DOMRect(left, 90, 20, 20);
  const place = (name: "stop" | "seal", left: number): void => void (buttons[name].getBoundingClientRect = () => box(left));
  let reached: (x: number) => Element | null = (x) => (x < 105 ? buttons.stop : buttons.seal);
  document.elementFromPoint = (x) => reached(x);
  place("stop", 85);
  place("seal", 105);
  press("stop", 0, 100);
  press("seal", 250, 112);
  expect(pressed, "it stood there").toEqual(["stop", "seal"]);

  place("seal", 400);
  press("stop", 5_000, 100);
  place("seal", 105);
  press("seal", 250, 112);
  expect(pressed, "it came").toEqual(["stop", "seal", "stop"]);

  reached = () => buttons.stop;
  press("stop", 5_000, 100);
  press("seal", 250, 112);
  expect(pressed, "it was hidden").toEqual(["stop", "seal", "stop", "stop"]);

  reached = (x) => (x < 105 ? buttons.stop : buttons.seal);
  buttons.seal.textContent = "Go on";
  press("stop", 5_000, 100);
  buttons.seal.textContent = "Seal";
  press("seal", 250, 112);
  expect(pressed, "it said something else").toEqual(["stop", "seal", "stop", "stop", "stop"]);
});

test("a press into empty room holds back none that follows", () => {
  const down = new PointerEvent("pointerdown", { bubbles: true, clientX: 100, clientY: 100 });
  Object.defineProperty(down, "timeStamp", { value: time });
  document.body.dispatchEvent(down);
  press("seal", 200);
  expect(pressed).toEqual(["seal"]);
});

test("a button that says something else by now is another one, but for the numbers that run on it", () => {
  buttons.stop.textContent = "Stop (1 s)";
  press("stop", 0);
  buttons.stop.textContent = "Stop (2 s)";
  press("stop", 200);
  buttons.stop.textContent = "Record again";
  press("stop", 200);
  expect(pressed).toEqual(["stop", "stop"]);
  press("stop", 900);
  expect(pressed).toEqual(["stop", "stop", "stop"]);
});

test("a button that brings an answer to its place answers nothing by the second half of a press, and ticks follow each other", () => {
  const label = document.body.appendChild(document.createElement("label"));
  const tick = label.appendChild(document.createElement("input"));
  tick.type = "checkbox";
  buttons.stop.textContent = "Add a row";
  press("stop", 0);
  Object.assign(buttons, { tick: label });
  press("tick" as "stop", 250);
  expect(tick.checked).toBe(false);
  press("tick" as "stop", 300);
  expect(tick.checked, "the person means it").toBe(true);
  press("tick" as "stop", 200);
  expect(tick.checked, "a tick is set back at once").toBe(false);
});
