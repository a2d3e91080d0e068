// Between two listeners of a real event a browser runs pending work, and the field must survive it. Events of a script
// do not do so: here each test flushes between them by hand. Real keys in a real browser: tests/pages/typing.test.ts.
import { flushSync } from "svelte";
import { afterEach, beforeAll, expect, test } from "vitest";
import App from "../App.svelte";
import { fake, home } from "../bridge/fake/fake";
import { type Shown, show } from "../testing";

// The first import compiles the screens, which takes a busy machine a while.
beforeAll(() => Promise.all([import("./Form.svelte"), import("../write/Write.svelte")]));

let shown: Shown | null = null;
afterEach(async () => {
  await shown?.gone();
  shown = null;
});

async function begin(form: string): Promise<Shown> {
  shown = await show(App, { bridge: Object.assign(fake(home()), { lock: "locked" as const }), language: "en" as const });
  await shown.click("[data-screen=write]");
  await shown.loaded(`[data-form=${form}]`);
  await shown.click(`[data-form=${form}]`);
  await shown.loaded("[data-step]");
  return shown;
}

/** Types a letter or digit at the end of a field, as a browser does. */
function key(field: HTMLInputElement | HTMLTextAreaElement, letter: string): void {
  field.value += letter;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
}

test.each(["detention", "vote-count"])("each field of the form %s takes one key after the other and keeps the focus", async (form) => {
  const screen = await begin(form);
  const between = (): void => flushSync();
  screen.root.addEventListener("input", between, true);
  for (const one of screen.root.querySelectorAll("fieldset")) one.addEventListener("input", between);
  const fields = screen.root.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    "[data-question] textarea, [data-question] input:not([type=radio], [type=checkbox], [type=file])",
  );
  expect(fields.length).toBeGreaterThan(10);
  for (const field of fields) {
    if (field.closest("[inert]")) continue;
    field.focus();
    for (const letter of "12") key(field, letter);
    expect([field.name, field.isConnected, field.value, document.activeElement === field]).toEqual([field.name, true, "12", true]);
  }
});

test("own words stand behind the answer's menu, and taken back letter by letter they keep their field", async () => {
  const screen = await begin("detention");
  const put = async (name: string, value: string): Promise<void> => screen.fill(`#place-apprehended [name=${name}]`, value);
  await put("year-from", "2019");
  expect(screen.root.querySelector("[name=words-apprehended]")).toBeNull();
  await screen.click("#place-apprehended [data-more]");
  screen.find("#place-apprehended [name=words-apprehended]").focus();
  await put("words-apprehended", "in spring");
  await put("year-from", "");
  await put("words-apprehended", "");
  expect(document.activeElement?.getAttribute("name")).toBe("words-apprehended");
  await put("words-apprehended", "in summer");
  expect(document.activeElement?.getAttribute("name")).toBe("words-apprehended");
});

test("a whole date may be written where the day belongs, and goes to its fields once that is left", async () => {
  const screen = await begin("detention");
  const field = (name: string): HTMLInputElement => screen.find(`#place-apprehended [name=${name}-from]`);
  const day = field("day");
  day.focus();
  for (const letter of "9 июня 2019") key(day, letter);
  expect([day.value, field("year").value]).toEqual(["9 июня 2019", ""]);
  expect(screen.find("#place-apprehended .understood").textContent).toContain("June 9, 2019");
  day.dispatchEvent(new Event("change", { bubbles: true }));
  await screen.settle();
  expect([day.value, field("month").value, field("year").value]).toEqual(["09", "06", "2019"]);
});

test("a date that is none says why beside its fields", async () => {
  const screen = await begin("detention");
  await screen.fill("#place-apprehended [name=day-from]", "09.06.19");
  expect(screen.find("#place-apprehended .understood").textContent).toContain("four digits");
  await screen.fill("#place-apprehended [name=day-from]", "31.06.2019");
  expect(screen.find("#place-apprehended .understood").textContent).toContain("no such day");
});

/** Presses Enter at the focus; returns the question that then has the focus. */
async function enter(screen: Shown, from: string): Promise<string | undefined> {
  const field = screen.find(from);
  field.focus();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  await screen.settle();
  return document.activeElement?.closest<HTMLElement>("[data-question]")?.dataset.question;
}

test("Enter after a choice goes to the next question", async () => {
  const screen = await begin("detention");
  await screen.click('#place-warned [value="no"]');
  expect(await enter(screen, '#place-warned [value="no"]')).not.toBe("warned");
});

test("Enter after a whole date leaves the question, and after a day alone it does not", async () => {
  const screen = await begin("detention");
  await screen.fill("#place-apprehended [name=day-from]", "17");
  expect(await enter(screen, "#place-apprehended [name=day-from]")).toBe("apprehended");
  const day = screen.find<HTMLInputElement>("#place-apprehended [name=day-from]");
  day.value = "";
  for (const letter of "17.05.2026 14:20") key(day, letter);
  expect(await enter(screen, "#place-apprehended [name=day-from]")).not.toBe("apprehended");
});

/** Types into the first field of a date and presses Tab; returns the field that then has the focus. */
async function tabAfter(screen: Shown, typed: string): Promise<string | null | undefined> {
  const day = screen.find<HTMLInputElement>("#place-apprehended [name=day-from]");
  day.focus();
  for (const letter of typed) key(day, letter);
  day.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", bubbles: true, cancelable: true }));
  await screen.settle();
  return document.activeElement?.getAttribute("name");
}

test("Tab after a whole date goes to what is still asked: the time where it has none, else the next question", async () => {
  const screen = await begin("detention");
  expect(await tabAfter(screen, "17.05.2026"), "the time is still asked").toBe("time-from");
  await shown?.gone();
  const again = await begin("detention");
  expect(await tabAfter(again, "17.05.2026 14:20")).not.toMatch(/-from$/);
  expect(document.activeElement?.closest<HTMLElement>("[data-question]")?.dataset.question).not.toBe("apprehended");
  await shown?.gone();
  const other = await begin("detention");
  expect(await tabAfter(other, "05.2026"), "a month has no time").not.toMatch(/-from$/);
  await shown?.gone();
  expect(await tabAfter(await begin("detention"), "17.05"), "the year is still asked").toBe("year-from");
});

test("a date and time may stand in the first field of a moment; what is no date names its field", async () => {
  const screen = await begin("detention");
  const day = screen.find<HTMLInputElement>("#place-apprehended [name=day-from]");
  await screen.fill("#place-apprehended [name=day-from]", "17.05.2026 14:20");
  expect(screen.find("#place-apprehended .understood").textContent).toContain("May 17, 2026");
  day.dispatchEvent(new Event("change", { bubbles: true }));
  await screen.settle();
  expect(["day", "month", "year", "time"].map((part) => screen.find<HTMLInputElement>(`#place-apprehended [name=${part}-from]`).value)).toEqual(["17", "05", "2026", "14:20"]);
  await screen.fill("#place-apprehended [name=month-from]", "13");
  expect(screen.find("#place-apprehended .understood strong").textContent).toBe("Month.");
  const wrong = [...screen.root.querySelectorAll<HTMLInputElement>("#place-apprehended [aria-invalid=true]")].map(({ name }) => name);
  expect(wrong, "the field that the words name is the one that is led to").toEqual(["month-from"]);
});

test("a date that can have no time is told on a day, and one that can have it at a time", async () => {
  const screen = await begin("detention");
  expect(screen.find("#place-apprehended [name=shape-apprehended] option").textContent).toBe("At a known time");
  await shown?.gone();
  const count = await begin("vote-count");
  const shapes = [...count.root.querySelectorAll("select[name^=shape-] option[value=at]")].map((one) => one.textContent);
  expect(shapes).toContain("On a known day");
});

test("Enter after the last number of a table goes to the question after it, never back to the first row", async () => {
  const screen = await begin("vote-count");
  await screen.fill("#place-valid input", "240");
  expect(await enter(screen, "#place-valid input")).toBe("has-against-all");
  await screen.click("#place-candidates .add");
  const last = (): string => [...screen.root.querySelectorAll<HTMLElement>("[data-row]")].at(-1)?.dataset.row ?? "";
  const first = last();
  await screen.fill(`[data-row="${first}"] [name=votes]`, "12");
  // Enter after a filled row adds another one; after an empty row it leaves the table.
  await enter(screen, `[data-row="${first}"] [name=votes]`);
  expect([document.activeElement?.getAttribute("name"), document.activeElement?.closest<HTMLElement>("[data-row]")?.dataset.row]).toEqual(["candidate", last()]);
  expect(last()).not.toBe(first);
  expect(await enter(screen, `[data-row="${last()}"] [name=votes]`)).toBe("has-against-all");
});

test("Enter in the last field of a form goes to its end, also where all parts stand under each other and no button leads on", async () => {
  const screen = await begin("detention");
  const hidden = screen.find("[data-do=next]");
  hidden.checkVisibility = () => false;
  const fields = [...screen.root.querySelectorAll<HTMLInputElement>("[data-question] input:not([type=file])")].filter((one) => !one.closest(".states, [inert]"));
  const last = fields.at(-1);
  if (!last) throw new Error("no field");
  last.focus();
  last.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  await screen.settle();
  expect([last.name, document.activeElement?.id]).toEqual([last.name, "part-seal"]);
});

test("what stands out at a number is told once the number is left, not while it is typed, and what is told stays", async () => {
  const screen = await begin("detention");
  const field = screen.find<HTMLInputElement>("[name=age-said]");
  const told = (): boolean => screen.root.querySelector("#place-age-said [data-finding]") !== null;
  const wait = async (ms: number): Promise<void> => {
    await new Promise((passed) => setTimeout(passed, ms));
    await screen.settle();
  };
  field.focus();
  for (const letter of "400") key(field, letter);
  await wait(400);
  expect(told()).toBe(false);
  field.blur();
  await screen.settle();
  expect(told(), "the press that left it is not over").toBe(false);
  await wait(350);
  expect(told()).toBe(true);
  field.focus();
  await screen.settle();
  expect(told()).toBe(true);
});

test("below a part the way on comes before the way back for the keys", async () => {
  const screen = await begin("detention");
  const ways = [...screen.root.querySelectorAll<HTMLElement>(".ways button")].map((way) => way.dataset.do);
  expect(ways).toEqual(["next", "back"]);
});

test("who works by keys is told apart from who points, so that a focus that a script gave has its ring", async () => {
  const screen = await begin("detention");
  const root = document.documentElement;
  screen.root.dispatchEvent(new KeyboardEvent("keydown", { key: "Tab", bubbles: true }));
  expect(root.dataset.keys).toBe("");
  screen.root.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  expect(root.dataset.keys).toBeUndefined();
});

test.each([
  ["43.2389, 76.8897", "43.2389", "76.8897"],
  ["43,2389, 76,8897", "43,2389", "76,8897"],
  ["43.2389 76.8897", "43.2389", "76.8897"],
  ["76.8897° E, 43.2389° N", "43.2389", "76.8897"],
  ["43°14'20.0\"N 76°53'22.9\"E", "43.238889", "76.889694"],
  ["43° 14.33′ с. ш., 76° 53.38′ в. д.", "43.238833", "76.889667"],
  ["76°53’23”W43°14’20”S", "-43.238889", "-76.889722"],
])("both halves of a place may stand in either of its fields, as %s, and go to theirs once it is left", async (typed, lat, lon) => {
  const screen = await begin("detention");
  const field = (name: string): HTMLInputElement => screen.find(`#place-point [name=${name}-point]`);
  for (const name of ["typed", "to"]) {
    for (const one of ["typed", "to"]) await screen.fill(`#place-point [name=${one}-point]`, "");
    for (const letter of typed) key(field(name), letter);
    expect(field(name).value, "nothing is moved while somebody types").toBe(typed);
    field(name).dispatchEvent(new Event("change", { bubbles: true }));
    await screen.settle();
    expect([field("typed").value, field("to").value]).toEqual([lat, lon]);
  }
});

test.each([
  ["typed", "43° 14.33' N", "43.238833"],
  ["typed", "43°14'20''", "43.238889"],
  ["to", "76°53′23″ E", "76.889722"],
  ["to", "76.8897°", "76.8897"],
])("one half of a place in degrees and minutes is read where it was typed: %s %s", async (name, typed, value) => {
  const screen = await begin("detention");
  const field = screen.find<HTMLInputElement>(`#place-point [name=${name}-point]`);
  await screen.fill(`#place-point [name=${name}-point]`, typed);
  field.dispatchEvent(new Event("change", { bubbles: true }));
  await screen.settle();
  expect(field.value).toBe(value);
  expect(screen.find("#place-point [data-unread]").textContent).toBe("");
});

test.each([
  ["typed", "43 14 20 N 76 53 23 E"],
  ["typed", "43°75'20\" N"],
  ["typed", "43° 14.33"],
  ["typed", "76°53'23\" E"],
  ["typed", "43.5°14' N"],
  ["to", "by the gate"],
])("a half of a place that cannot be read is refused with words at the field once it is left, and is no answer: %s %s", async (name, typed) => {
  const screen = await begin("detention");
  const field = screen.find<HTMLInputElement>(`#place-point [name=${name}-point]`);
  const state = (): string => screen.find("#place-point .control").textContent ?? "";
  field.focus();
  for (const letter of typed) key(field, letter);
  expect(screen.find("#place-point [data-unread]").textContent, "nothing is said while somebody types").toBe("");
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.blur();
  await new Promise((resolve) => setTimeout(resolve, 400));
  await screen.settle();
  expect(field.value).toBe(typed);
  expect(screen.find("#place-point [data-unread]").textContent).toContain("Not understood");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(state()).toContain("Not understood");
  expect(state()).not.toContain("Answered");
  field.focus();
  await screen.fill(`#place-point [name=${name}-point]`, "43.2389");
  field.blur();
  await new Promise((resolve) => setTimeout(resolve, 400));
  await screen.settle();
  expect(screen.find("#place-point [data-unread]").textContent).toBe("");
  expect(state()).toContain("Answered");
});

test("a place that is pasted fills both fields at once", async () => {
  const screen = await begin("detention");
  const field = (name: string): HTMLInputElement => screen.find(`#place-point [name=${name}-point]`);
  field("to").value = "1";
  field("to").dispatchEvent(new Event("input", { bubbles: true }));
  field("typed").value = "43.2389, 76.8897";
  field("typed").dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  await screen.settle();
  expect([field("typed").value, field("to").value]).toEqual(["43.2389", "76.8897"]);
});

test("Tab goes through all ticks of a question, and from a choice to the next question", async () => {
  const screen = await begin("detention");
  const tab = (field: HTMLElement): boolean => {
    field.focus();
    const event = new KeyboardEvent("keydown", { key: "Tab", bubbles: true, cancelable: true });
    field.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const ticks = [...screen.root.querySelectorAll<HTMLInputElement>("#place-roles [type=checkbox]")];
  expect(ticks.length).toBeGreaterThan(2);
  expect(ticks.slice(0, -1).map(tab), "the browser leads to the next tick").toEqual(ticks.slice(1).map(() => false));
});
