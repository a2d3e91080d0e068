import { expect, test } from "vitest";
import { inLong, scrollLong, scrollOf } from "./scroll";

const press = (key: string, more: KeyboardEventInit = {}): KeyboardEvent => new KeyboardEvent("keydown", { key, ...more });

test("keys of a page scroll by a line or by most of what is seen, and no other key does", () => {
  expect(["ArrowDown", "ArrowUp", "PageDown", "PageUp", " ", "Home", "End", "j", "ArrowRight"].map((key) => scrollOf(press(key), 500, 5_000))).toEqual([48, -48, 450, -450, 450, -5_000, 5_000, null, null]);
  expect(scrollOf(press(" ", { shiftKey: true }), 500, 5_000)).toBe(-450);
});

test("only a text that is longer than its place is scrolled, and not by keys with Ctrl", () => {
  const root = document.createElement("div");
  root.innerHTML = "<pre data-long></pre><pre data-long></pre>";
  const [short, long] = [...root.querySelectorAll("pre")] as unknown as [HTMLElement, HTMLElement];
  const size = (of: HTMLElement, whole: number): void => {
    Object.defineProperty(of, "clientHeight", { value: 500 });
    Object.defineProperty(of, "scrollHeight", { value: whole, configurable: true });
  };
  size(short, 500);
  size(long, 5_000);
  expect(scrollLong(root, press("PageDown"))).toBe(true);
  expect([short.scrollTop, long.scrollTop]).toEqual([0, 450]);
  expect([scrollLong(root, press("PageDown", { ctrlKey: true })), scrollLong(root, press("k"))]).toEqual([false, false]);
  expect(scrollLong(root, press("End"))).toBe(true);
  expect(long.scrollTop).toBeGreaterThanOrEqual(4_500);
  long.scrollTop = 4_500;
  scrollLong(root, press("Home"));
  expect(long.scrollTop).toBeLessThanOrEqual(0);
  expect(inLong(), "nothing of it has the focus").toBe(false);
  document.body.append(root);
  long.tabIndex = 0;
  long.focus();
  expect(inLong()).toBe(true);
  root.remove();
  size(long, 500.5);
  expect(scrollLong(root, press("PageDown"))).toBe(false);
});
