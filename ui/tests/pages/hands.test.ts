// Every screen as hands use it: keys one by one into every field, the wheel to both ends, the window turned, every
// button pressed once. The text stays whole, the focus stays in place, the frame does not move.
import type { ElementHandle, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ScreenName, NAMES } from "../../src/session/screens";
import { Chromium, type Opened } from "./browser";
import { DESK, type Look, type Place, SIDE, SMALL, type State } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

interface Scene {
  readonly place: Place;
  readonly state: State;
  /** The subject of a screen that needs one: another form than the first. */
  readonly about?: string;
  /** Steps that lead to further content of a screen. */
  readonly reach?: (page: Page) => Promise<void>;
  readonly name?: string;
}

/** Every screen in its usual state, and screens with fields in the states that show them. */
const SCENES: readonly Scene[] = [
  { place: "join", state: "unjoined" },
  { place: "join", state: "unjoined", name: "pasting", reach: (page) => page.click("[data-way=paste]") },
  ...NAMES.map((place): Scene => ({ place, state: "joined" })),
  { place: "form", state: "joined", name: "vote count", about: "vote-count" },
  { place: "testimony", state: "joined", name: "unlocked", reach: unlocked },
  { place: "office", state: "office-none", name: "made" },
  { place: "office", state: "office-closed", name: "closed" },
  { place: "office", state: "office-few", name: "list" },
];

const LOOK: Look = { language: "en", size: SMALL, theme: "light" };
/** Letters of three languages, digits, and a place for a correction in the middle. */
const WORDS = "Әлия Ёжик-47 ann";

describe.concurrent("hands", () => {
  it.each(SCENES.map((scene) => [titleOf(scene), scene] as const))("%s takes every key, and keeps all of it when the window turns", async (_, scene) => {
    const opened = await open(scene);
    const { page } = opened;
    const typed: { place: string; text: string }[] = [];
    const tried = new Set<string>();
    // Typed words may show further fields.
    for (let field = await next(page, tried); field; field = await next(page, tried)) {
      const name = await field.evaluate((one) => window.inside.nameOf(one));
      const text = await typeInto(page, field, typed.length % 2 === 0 ? 0 : 40);
      typed.push({ place: await field.evaluate((one) => window.inside.placeOf(one)), text });
      expect(await frame(page), `after typing into ${name}`).toEqual([]);
    }
    for (const size of [SIDE, DESK, SMALL]) {
      await page.setViewportSize(size);
      await page.evaluate(() => window.inside.quiet());
      expect(await frame(page), `turned to ${size.width} x ${size.height}`).toEqual([]);
    }
    for (const { place, text } of typed) {
      const stands = await page.evaluate((place) => window.inside.fields().find((one) => window.inside.placeOf(one) === place)?.value ?? "gone from the screen", place);
      expect(stands, place).toBe(text);
    }
    expect(opened.said).toEqual([]);
    await page.context().close();
  });

  it.each(SCENES.map((scene) => [titleOf(scene), scene] as const))("%s scrolls to both ends from wherever the wheel stands, and the frame stays", async (_, scene) => {
    const { page } = await open(scene);
    for (const size of [SMALL, SIDE, DESK]) {
      await page.setViewportSize(size);
      await page.evaluate(() => window.inside.quiet());
      for (const across of [0.3, 0.98]) {
        await page.mouse.move(size.width * across, size.height / 3);
        for (const [by, at] of [[20_000, "end"], [-20_000, "start"]] as const) {
          await page.mouse.wheel(0, by);
          await page.evaluate(() => window.inside.quiet());
          expect(await frame(page), `${size.width} x ${size.height}, the wheel at ${across}, ${at}`).toEqual([]);
          expect(await page.evaluate((at) => window.inside.scrolledTo(at), at), `${size.width} x ${size.height}, the wheel at ${across}`).toBe(true);
        }
      }
      await page.evaluate(() => document.querySelector("main")?.focus());
      for (const key of ["End", "Home", "PageDown", "Space"]) {
        await page.keyboard.press(key);
        expect(await frame(page), `${size.width} x ${size.height}, ${key}`).toEqual([]);
      }
    }
    await page.context().close();
  });

  it.each(SCENES.map((scene) => [titleOf(scene), scene] as const))("%s: no button takes away what was typed, or moves the frame", async (_, scene) => {
    const opened = await open(scene);
    const { page } = opened;
    const screen = await page.evaluate(() => window.session?.screen);
    const pressed = new Set<string>();
    let field = await next(page, new Set());
    let text = field ? await typeInto(page, field, 0) : "";
    for (;;) {
      const button = await nextButton(page, pressed);
      if (!button) break;
      const name = await button.evaluate((one) => window.inside.nameOf(one));
      // An opened box over the next button closes when the focus leaves the box, as by Tab.
      if (await button.evaluate((one) => [...document.querySelectorAll("[data-over]")].some((over) => !over.contains(one)))) await button.focus();
      const refused = await button.click({ timeout: 5_000 }).then(() => null, String);
      // Some sheets close after a time.
      if (refused !== null && !(await button.evaluate((one) => one.isConnected))) continue;
      expect(refused, `${name} cannot be pressed`).toBeNull();
      await page.evaluate(() => window.inside.quiet());
      expect(await frame(page), `after ${name}`).toEqual([]);
      const left = field && (await field.evaluate((one) => (one.isConnected ? one.value : null)));
      const emptied = left !== null && (await button.evaluate((one) => one.matches("[type=submit], [data-act=discard], [data-empties]")));
      if (field && left !== null && !emptied) expect(left, `after ${name}`).toBe(text);
      // The button led to another screen, or did its work: the next one is pressed on a fresh screen.
      if (emptied || (await page.evaluate(() => window.session?.screen)) !== screen || (field && left === null) || !(await nextButton(page, pressed, false))) {
        await show(opened, scene);
        field = await next(page, new Set());
        text = field ? await typeInto(page, field, 0) : "";
      }
    }
    expect(opened.said).toEqual([]);
    await page.context().close();
  });
});

type Field = HTMLInputElement | HTMLTextAreaElement;

function titleOf({ place, state, name }: Scene): string {
  return `${place}${name ? `, ${name},` : ""} in ${state}`;
}

async function open(scene: Scene): Promise<Opened> {
  const opened = await chromium.tab();
  await show(opened, scene);
  return opened;
}

async function show(opened: Opened, { place, state, about, reach }: Scene): Promise<void> {
  const { page } = opened;
  await chromium.show(opened, place, state, LOOK);
  if (about) await page.evaluate(([place, about]) => window.session?.go(place as ScreenName, about), [place, about] as const);
  await reach?.(page);
  await page.waitForFunction(() => document.querySelector("main") && !document.querySelector("[data-opening]"));
  await page.evaluate(() => window.inside.quiet());
}

/** Opens the vault without its passphrase, and opens the screen again. */
async function unlocked(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window.session?.bridge ?? {}, { lock: "open" }));
  for (const screen of ["more", "testimony"] as const) await page.evaluate((screen) => window.session?.go(screen), screen);
  await page.click("[data-begin]");
}

const frame = (page: Page) => page.evaluate(() => window.inside.frameFaults());

/** Returns the first field of text that was not tried yet. */
async function next(page: Page, tried: Set<string>): Promise<ElementHandle<Field> | null> {
  const found = await page.evaluateHandle((tried) => window.inside.fields().find((one) => !tried.includes(window.inside.placeOf(one))), [...tried]);
  const field = found.asElement() as ElementHandle<Field> | null;
  if (field) tried.add(await field.evaluate((one) => window.inside.placeOf(one)));
  return field;
}

/** Types key by key as a person does, corrects a letter in the middle, and returns the expected text. */
async function typeInto(page: Page, field: ElementHandle<Field>, delay: number): Promise<string> {
  const { name, words } = await field.evaluate((one) => ({ name: window.inside.nameOf(one), words: window.inside.wordsFor(one) }));
  const text = words ?? WORDS;
  await field.click();
  let expected = await field.evaluate((one) => one.value);
  await page.keyboard.press("End");
  for (const key of text) {
    if (/[\x20-\x7e]/.test(key)) await page.keyboard.press(key === " " ? "Space" : key);
    else await page.keyboard.insertText(key);
    if (delay > 0) await page.waitForTimeout(delay);
    expected += key;
    await whole(field, expected, `${name}, after the key ${key}`);
  }
  // One back, one out, one in: a slip in the middle.
  for (const key of ["ArrowLeft", "Backspace"]) await page.keyboard.press(key);
  const at = expected.length - 1;
  const put = "1";
  await page.keyboard.press(put);
  expected = expected.slice(0, at - 1) + put + expected.slice(at);
  await whole(field, expected, `${name}, put right in the middle`);
  return expected;
}

async function whole(field: ElementHandle<Field>, text: string, about: string): Promise<void> {
  const seen = await field.evaluate((one) => ({ value: one.value, focus: document.activeElement === one }));
  expect(seen, about).toEqual({ value: text, focus: true });
}

/** Returns the first button that was not pressed yet; with `mark` it then counts as pressed. */
async function nextButton(page: Page, pressed: Set<string>, mark = true): Promise<ElementHandle<HTMLElement> | null> {
  const found = await page.evaluateHandle((pressed) => window.inside.buttons().find((one) => !pressed.includes(window.inside.kindOf(one))), [...pressed]);
  const button = found.asElement() as ElementHandle<HTMLElement> | null;
  if (button && mark) pressed.add(await button.evaluate((one) => window.inside.kindOf(one)));
  return button;
}
