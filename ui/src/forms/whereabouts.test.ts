// An unfinished form opens at the person's last place, and the list of its parts follows the scroll.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { type FakeCore, fake, home } from "../bridge/fake/fake";
import { draft } from "../bridge/fake/forms";
import type { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";
import { inSight } from "./whereabouts";

beforeAll(() => Promise.all([import("./Form.svelte"), import("../write/Write.svelte")]));

let core: FakeCore;
let session: Session;
let screen: Shown;
let shown: Shown | null = null;
/** Places and parts that were scrolled into view, oldest first. */
let led: string[];
beforeEach(() => {
  led = [];
  HTMLElement.prototype.scrollIntoView = function (this: HTMLElement) {
    led.push(this.id || (this.dataset.step ?? ""));
  };
});
afterEach(async () => {
  await shown?.gone();
  shown = null;
});

async function open(drafts: FakeCore["drafts"] = []): Promise<void> {
  core = Object.assign(fake(home()), { lock: "open" as const, drafts });
  screen = await show(App, { bridge: core, language: "en" as const, begin: (begun: Session) => (session = begun) });
  shown = screen;
  await screen.settle();
}
async function form(about: string): Promise<void> {
  session.go("form", about);
  await screen.loaded("[data-step]");
  await screen.settle();
}
const current = (): string[] => [...screen.root.querySelectorAll<HTMLElement>('[data-part][aria-current="step"]')].map((one) => one.dataset.part ?? "");
const place = (key: string): HTMLElement => screen.find(`[id="place-${key}"]`);
/** Returns the part of a question. */
const partOf = (key: string): string => place(key).closest<HTMLElement>("[data-step]")?.dataset.step ?? "";

test("after another screen the form is where it was: the question in view, the part marked, the focus where the screen put it", async () => {
  await open();
  await form("detention");
  place("officers").querySelector("input")?.focus();
  await screen.fill('[id="place-officers"] input', "4");
  session.go("capture");
  await screen.settle();
  session.go("write");
  await screen.loaded("[data-draft]");
  led = [];
  await screen.click("[data-draft] .main");
  await screen.loaded("[data-step]");
  await screen.settle();
  expect(led).toEqual(["place-officers"]);
  expect(current()).toEqual([partOf("officers")]);
  expect(document.activeElement?.closest("[data-question]") ?? null).toBeNull();
});

test("after a kill the draft opens where it was left, also where that is not the first part that is left", async () => {
  await open();
  await form("vote-count");
  place("valid").querySelector("input")?.focus();
  await screen.fill('[id="place-valid"] input', "240");
  await vi.waitFor(() => expect(core.drafts[0]?.at).toBe("valid"), 3_000);
  const [kept] = core.drafts;
  await screen.gone();
  await open(kept ? [kept] : []);
  await form(kept?.id ?? "");
  expect(led).toEqual(["place-valid"]);
  expect(current()).toEqual([partOf("valid")]);
});

test("where a part was only looked at, the draft keeps that too once the form is left", async () => {
  await open([draft(0)]);
  await form(draft(0).id);
  await screen.click("[data-part='2']");
  session.go("capture");
  await screen.settle();
  const at = core.drafts[0]?.at ?? "";
  await form(draft(0).id);
  expect([partOf(at), current()]).toEqual(["2", ["2"]]);
});

test("a draft that does not know its place opens at the first part that is left; one whose row is gone, at the list of rows", async () => {
  await open([draft(0)]);
  await form(draft(0).id);
  expect(current()).toEqual(["0"]);
  await screen.gone();
  await open([{ ...draft(0), at: "facility#3" }]);
  led = [];
  await form(draft(0).id);
  expect([led, current()]).toEqual([["place-stays"], [partOf("stays")]]);
});

/** Lays out parts of 500 px each, with two places, in a view of 300 px that is scrolled by `scrolled` px. */
function layOut(scrolled: number): { page: HTMLElement; box: HTMLElement } {
  const box = document.createElement("main");
  box.innerHTML = `<div>${[0, 1, 2].map((n) => `<section data-step="${n}"><div id="place-${n}a"></div><div id="place-${n}b"></div></section>`).join("")}</div>`;
  const at = (top: number, height: number) => () => ({ top, height, bottom: top + height }) as DOMRect;
  box.getBoundingClientRect = at(0, 300);
  const sizes = { scrollTop: scrolled, clientHeight: 300, scrollHeight: 1500 };
  for (const [name, value] of Object.entries(sizes)) Object.defineProperty(box, name, { value });
  box.querySelectorAll<HTMLElement>("section").forEach((part, n) => {
    part.getBoundingClientRect = at(n * 500 - scrolled, 500);
    part.querySelectorAll<HTMLElement>("div").forEach((one, m) => (one.getBoundingClientRect = at(n * 500 + m * 250 - scrolled, 250)));
  });
  return { page: box.firstElementChild as HTMLElement, box };
}

test.each([
  [0, 0, "0a"],
  [245, 0, "0b"],
  [395, 0, "0b"],
  [410, 1, "0b"],
  [500, 1, "1a"],
  [1200, 2, "2a"],
])("scrolled %i px down, the part that is read is %i and the question at the top %s", (scrolled, step, at) => {
  const { page, box } = layOut(scrolled);
  document.body.append(box);
  expect(inSight(page, box)).toEqual({ step, place: at });
  box.remove();
});

test("the part that is marked follows the wheel", async () => {
  await open();
  await form("vote-count");
  const main = screen.find("main");
  const parts = [...screen.root.querySelectorAll<HTMLElement>("[data-step]")];
  main.getBoundingClientRect = () => ({ top: 0, height: 300, bottom: 300 }) as DOMRect;
  parts.forEach((part, n) => (part.getBoundingClientRect = () => ({ top: n * 500 - 1000, height: 500, bottom: n * 500 - 500 }) as DOMRect));
  main.dispatchEvent(new Event("wheel", { bubbles: true }));
  main.dispatchEvent(new Event("scroll"));
  await new Promise((painted) => setTimeout(painted, 40));
  await screen.settle();
  expect(current()).toEqual(["2"]);
});
