// One list of all unfinished records: interviews and forms, from memory and from the vault.
import { afterEach, beforeAll, expect, test } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { type FakeCore, fake, home } from "../bridge/fake/fake";
import { draft } from "../bridge/fake/forms";
import { interview } from "../bridge/fake/testimony";
import { type Shown, show } from "../testing";

// The first import compiles the screens, which may take long.
beforeAll(() => Promise.all([import("../testimony/Testimony.svelte"), import("../forms/Form.svelte")]));

let shown: Shown | null = null;
afterEach(async () => {
  await shown?.gone();
  shown = null;
});

async function write(change: Partial<FakeCore>): Promise<{ core: FakeCore; screen: Shown }> {
  const core = Object.assign(fake(home()), change);
  const screen = await show(App, { bridge: core as FakeCore, language: "en" as const });
  shown = screen;
  await screen.click("[data-screen=write]");
  await screen.loaded("[data-form=detention]");
  return { core, screen };
}

async function unlock(screen: Shown): Promise<void> {
  await screen.click("[data-act=unlock]");
  await screen.fill("[name=passphrase]", "correct horse");
  await screen.click("form button.main");
  await screen.settle();
}

const NOTHING = "Nothing is half done";
const told = interview(3, { step: "interview" });
const words = (screen: Shown, selector: string): string => (screen.find(selector).textContent ?? "").replace(/[\u2068\u2069]/g, "");

test("an interview stands beside the forms with what the person is called, its step and its time, and goes on where it was", async () => {
  const { core, screen } = await write({ lock: "open", interviews: [told], drafts: [draft(0)] });
  expect(screen.text()).not.toContain(NOTHING);
  expect(screen.root.querySelectorAll("[data-draft]").length).toBe(1);
  expect(words(screen, "[data-interview]")).toMatch(/Owl 43.*The account.*2026/);
  await screen.click("[data-interview] .main");
  await screen.loaded("[data-step=interview]");
  expect(core.interview?.witness).toBe(told.witness);
});

test("an interview that was left is in the list, and the screen of interviews does not open it by itself again", async () => {
  const { screen } = await write({ lock: "open", interviews: [told] });
  await screen.click("[data-interview] .main");
  await screen.loaded("[data-step=interview]");
  await screen.click("[data-leave-interview]");
  screen.find("[data-begin]");
  await screen.click("[data-screen=write]");
  await screen.loaded("[data-interview]");
});

test("an interview is discarded when that was said twice, and only then is nothing half done", async () => {
  const { core, screen } = await write({ lock: "open", interviews: [told] });
  await screen.click("[data-interview] [data-act=discard]");
  expect(core.interviews.length).toBe(1);
  await screen.click("[data-act=discard-sure]");
  expect(core.interviews).toEqual([]);
  expect(screen.text()).toContain(NOTHING);
});

test("what is not known is not called nothing: a locked vault, and one that does not answer", async () => {
  const { screen } = await write({ lock: "locked", interviews: [told] });
  expect(screen.text()).not.toContain(NOTHING);
  await screen.gone();
  shown = null;
  const broken = await write({ lock: "open", testimonyDrafts: () => Promise.reject(new Trouble("home-unavailable")) });
  expect(broken.screen.text()).not.toContain(NOTHING);
  expect(broken.screen.text()).toContain("The disk did not answer");
});

test("after unlocking, the only unfinished thing opens directly; of two, one chooses", async () => {
  const one = await write({ lock: "locked", interviews: [told] });
  await unlock(one.screen);
  await one.screen.loaded("[data-step=interview]");
  await one.screen.gone();
  shown = null;
  const form = await write({ lock: "locked", drafts: [draft(0)] });
  await unlock(form.screen);
  await form.screen.loaded("[data-part=seal]");
  await form.screen.gone();
  shown = null;
  const two = await write({ lock: "locked", interviews: [told], drafts: [draft(0)] });
  await unlock(two.screen);
  expect(two.screen.root.querySelectorAll("[data-interview], [data-draft]").length).toBe(2);
});

test("the field of the passphrase has the focus when it comes, and again after a wrong one", async () => {
  const { screen } = await write({ lock: "locked" });
  await screen.click("[data-act=unlock]");
  const field = screen.find("[name=passphrase]");
  expect(document.activeElement).toBe(field);
  await screen.fill("[name=passphrase]", "wrong");
  screen.find("form button.main").focus();
  await screen.click("form button.main");
  expect(document.activeElement).toBe(field);
});

test("two forms of a kind are told apart by their polling station, their pseudonym or their place, from the vault and from memory", async () => {
  const count = (n: number, number: string) => ({ ...draft(1), id: n.toString(16).padStart(32, "b"), answers: { "station-number": { value: number } } });
  const held = { ...draft(0), answers: { mention: { value: "Heron 7" }, place: { value: "at the gate" } } };
  const { screen } = await write({ lock: "open", interviews: [told], drafts: [count(1, "214"), count(2, "215"), held, { ...draft(2), answers: { masks: "unknown" } }] });
  const which = (): string[] => [...screen.root.querySelectorAll("[data-which]")].map((one) => (one.textContent ?? "").replace(/[\u2068\u2069]/g, ""));
  expect(which().sort()).toEqual(["Heron 7 · at the gate", "Polling station 214", "Polling station 215"]);
  const names = [...screen.root.querySelectorAll(".begun .main")].map((one) => one.getAttribute("aria-label"));
  expect(new Set(names).size).toBe(names.length);
  await screen.click("[data-form=vote-count]");
  await screen.loaded("#place-station-number input");
  await screen.fill("#place-station-number input", "216");
  await screen.click("[data-screen=write]");
  await screen.loaded("[data-which]");
  expect(which()).toContain("Polling station 216");
});

test("of an interview the list shows the pseudonym, and no name of its card, whatever was sealed", async () => {
  const { core, screen } = await write({ lock: "open", interviews: [interview(3, { step: "who", identity: { state: "sealed", item: "1d".repeat(16) } })], watched: "Planted Name" });
  expect(core.interviews.length).toBe(1);
  expect(words(screen, "[data-interview]")).toContain("Owl 43");
  expect(screen.text()).not.toContain("Planted");
});
