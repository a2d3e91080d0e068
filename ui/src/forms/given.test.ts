import { afterEach, beforeAll, expect, test } from "vitest";
import App from "../App.svelte";
import { fake, home } from "../bridge/fake/fake";
import shipped from "../bridge/fake/shipped.json";
import type { FormView } from "../bridge/types";
import { type Shown, show } from "../testing";
import { type Language, Texts } from "../texts/texts.svelte";
import { asTyped } from "./edtf";
import { mendedAt } from "./given";

beforeAll(() => Promise.all([import("./Form.svelte"), import("../write/Write.svelte")]));

let shown: Shown | null = null;
afterEach(async () => {
  await shown?.gone();
  shown = null;
});

async function begin(form: string, language: Language = "en"): Promise<Shown> {
  const core = Object.assign(fake(home()), { lock: "locked" as const });
  const screen = await show(App, { bridge: core, language });
  shown = screen;
  await screen.click("[data-screen=write]");
  await screen.loaded(`[data-form=${form}]`);
  await screen.click(`[data-form=${form}]`);
  await screen.loaded("[data-step]");
  return screen;
}

async function type(screen: Shown, place: string, value: string): Promise<void> {
  await screen.fill(`[id="place-${place}"] [name="${place.split("#")[0]}"]`, value);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await screen.settle();
}

const lines = (screen: Shown): string[] => [...screen.root.querySelectorAll("[data-given]")].map((one) => (one.textContent ?? "").replace(/[\u2068\u2069]/g, "").replace(/\s+/g, " ").trim());

test("looking through shows each answer under its question, counts what is not answered, and leads to each field", async () => {
  const screen = await begin("detention");
  expect(lines(screen)).toEqual([]);
  await type(screen, "place", "by the gate");
  await type(screen, "age-said", "34");
  await screen.click('[id="place-masks"] > .states > button');
  await screen.click('[id="place-masks"] > .states [data-state="refused"]');
  await new Promise((resolve) => setTimeout(resolve, 200));
  await screen.settle();
  expect(lines(screen).sort()).toEqual(["Age as told 34", expect.stringMatching(/masks.* Refused$/i), "Where? by the gate"]);
  await screen.click('[data-given="age-said"]');
  expect(document.activeElement).toBe(screen.find("#place-age-said [name=age-said]"));
  const left = screen.find("[data-not-given]");
  expect(left.textContent).toMatch(/\d/);
  left.click();
  await screen.settle();
  expect(document.activeElement?.closest("[data-question]")).not.toBeNull();
  expect(document.activeElement?.closest("#place-age-said")).toBeNull();
});

test.each([
  ["a month that is none", { day: "27", month: "13", year: "11" }, "Not understood: day 27, month 13, year 11"],
  ["words", { day: "mid-May or so" }, "Not understood: mid-May or so"],
  ["a time without its date", { time: "9:05" }, "Not understood: time 09:05"],
])("looking through shows %s as it was typed, marked as not understood", async (_, typed, said) => {
  const screen = await begin("detention");
  for (const [part, words] of Object.entries(typed)) await screen.fill(`#place-apprehended [name=${part}-from]`, words);
  await type(screen, "age-said", "about forty");
  expect(lines(screen)).toEqual(expect.arrayContaining([expect.stringMatching(new RegExp(` ${said}$`)), "Age as told Not understood: about forty"]));
  expect(screen.root.querySelectorAll("[data-given] .care")).toHaveLength(2);
});

test("a date of which one end is not understood is shown with the other", () => {
  const texts = new Texts("en");
  const plain = (edtf: string): string => asTyped(texts, edtf).replace(/[\u2068\u2069]/g, "");
  expect(plain("11XX-13-27/2019-05")).toBe("from day 27, month 13, year 11 to May 2019, day not known");
  expect(plain("../2019-XX-41~")).toBe("day 41, year 2019, about or earlier");
  expect(plain("1/2/2019")).toBe("1/2/2019");
});

test("answers in rows are shown row by row, and lead to their row", async () => {
  const screen = await begin("vote-count");
  for (const [row, votes] of ["124", "131"].entries()) {
    await screen.click("#place-candidates .add");
    await screen.loaded(`[id="place-votes#${row}"]`);
    await type(screen, `votes#${row}`, votes);
  }
  expect(lines(screen)).toEqual(["Votes, row 1 124", "Votes, row 2 131"]);
  await screen.click('[data-given="votes#1"]');
  expect(document.activeElement).toBe(screen.find('[id="place-votes#1"] [name=votes]'));
});

test("a sum that cannot be told names what is missing, row by row, and nothing that does not apply", async () => {
  const screen = await begin("vote-count");
  const said = (id: string): string => (screen.find(`#place-${id} [data-missing]`).textContent ?? "").replace(/[\u2068\u2069]/g, "");
  expect(said("in-boxes")).toBe("Missing: In stationary boxes, and 1 more");
  await type(screen, "boxes-mobile", "3");
  expect(said("in-boxes")).toBe("Missing: In stationary boxes");
  await type(screen, "boxes-stationary", "4");
  expect(said("in-boxes")).toBe("");
  expect(screen.find("#place-in-boxes output").textContent).toBe("7");
  await screen.click("#place-candidates .add");
  await screen.loaded('[id="place-candidate#0"]');
  await type(screen, "candidate#0", "N. N.");
  await screen.click('#place-has-against-all [value="no"]');
  await type(screen, "votes#0", "");
  expect(said("votes-in-all")).toBe("Missing: Votes, row 1");
});

test("a contradiction leads to the first number that contradicts, marked until it does no more", async () => {
  const screen = await begin("vote-count");
  await screen.click("#place-candidates .add");
  await screen.loaded('[id="place-votes#0"]');
  await type(screen, "votes#0", "124");
  await screen.click('#place-has-against-all [value="no"]');
  await type(screen, "valid", "256");
  await screen.click("[data-summary=form-summary-look] [data-reach=P01]");
  expect(document.activeElement).toBe(screen.find("#place-valid [name=valid]"));
  expect(screen.find("#place-valid").hasAttribute("data-led-to")).toBe(true);
  await type(screen, "valid", "124");
  expect(screen.root.querySelector("[data-led-to]")).toBeNull();
});

test("a contradiction between two sums leads to the first number that is summed", () => {
  const form = (shipped as unknown as FormView[]).find(({ name }) => name.id === "vote-count") as FormView;
  const found = { place: { question: "checks", row: null }, key: "P03", hinders: false, message: {}, values: { "in-boxes": {}, issued: {} } };
  expect(mendedAt(form, found)).toEqual({ question: "issued-station", row: null });
});

test("from an answer to which looking through has led, one way leads back to it, and is gone once one is there", async () => {
  const screen = await begin("vote-count");
  await type(screen, "boxes-mobile", "3");
  await screen.click("[data-part=seal]");
  const step = (): string | undefined => screen.find(".part.current").dataset.step;
  const last = step();
  expect(screen.root.querySelector("[data-do=review]")).toBeNull();
  await screen.click("[data-given=boxes-mobile]");
  expect(step()).not.toBe(last);
  expect(screen.root.querySelector("[data-do=next]"), "one way, not two").toBeNull();
  await type(screen, "boxes-mobile", "4");
  await screen.click("[data-do=review]");
  expect(step()).toBe(last);
  expect(document.activeElement).toBe(screen.find("#part-seal"));
  expect(screen.root.querySelector("[data-do=review]")).toBeNull();
});

test("an answer of several lines keeps them, and a place its exactness", async () => {
  const screen = await begin("detention");
  await type(screen, "place", "by the gate\nof the\u202E park");
  for (const [name, value] of [["typed", "43.2389"], ["to", "76.8897"], ["accuracy", "20"]]) await screen.fill(`#place-point [name=${name}-point]`, value ?? "");
  await new Promise((resolve) => setTimeout(resolve, 300));
  await screen.settle();
  expect(screen.find("[data-given=place] .answer").textContent).toBe("by the gate\nof the[U+202E] park");
  expect(screen.find("[data-given=point] .answer").textContent?.replace(/[\u2068\u2069]/g, "")).toBe("43.2389, 76.8897. Accurate to, metres: 20");
});
