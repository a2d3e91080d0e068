// Obstacles to a bundle: accounts that may name their witness, and accounts that must be withheld.
import { afterEach, expect, test } from "vitest";
import App from "../App.svelte";
// The office is loaded on demand: this import loads it before a test waits for it.
import "./Office.svelte";
import { DOCUMENTS } from "../bridge/fake/documents";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { ids } from "../bridge/fake/ids";
import { line, shelf } from "../bridge/fake/office";
import type { AllowedView, LineView } from "../bridge/types";
import { type Shown, show } from "../testing";

let shown: Shown | null = null;

afterEach(async () => {
  await shown?.gone();
  shown = null;
});

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const account = (item: string, change: Partial<AllowedView>): AllowedView => ({ item, asked: true, named: false, uses: ["court-here"], ...change });

function office(lines: LineView[], allowed: AllowedView[]): FakeCore {
  const core = Object.assign(fake(home()), { shelf: shelf(lines) });
  core.shelf.allowed = allowed;
  return core;
}

/** Opens the page for a bundle of everything. */
async function bundling(core: FakeCore): Promise<Shown> {
  const screen = (shown = await show(App, { bridge: core, language: "en" as const, begin: () => undefined }));
  await screen.click("[data-screen=more]");
  await screen.loaded("ul [data-screen=office]");
  await screen.click("ul [data-screen=office]");
  await screen.loaded("li[data-item]");
  for (const box of screen.root.querySelectorAll<HTMLElement>("li[data-item] input[type=checkbox]")) box.click();
  await screen.settle();
  await screen.click("[data-room=bundle]");
  await screen.loaded("#bundle-out");
  await wait(50);
  await screen.settle();
  return screen;
}

const documents = (items: readonly string[]): LineView[] => DOCUMENTS.filter((one) => items.includes(one.line.item)).map((one) => one.line);
const held = (item: string, sign: string): string => `[data-held-up="${item}"] ${sign}`;
const go = (screen: Shown): HTMLButtonElement => screen.find("button[type=submit]");

async function pressEnter(screen: Shown): Promise<void> {
  screen.find<HTMLInputElement>("#bundle-out").form?.requestSubmit();
  await screen.settle();
}

test("an account that seems to hold a name of its witness goes out once somebody says to have looked, and not by Enter", async () => {
  const core = office(documents([ids.testimony, ids.count]), [account(ids.testimony, { named: true })]);
  const screen = await bundling(core);
  await screen.fill("#purpose", "court-here");
  expect(screen.text()).toContain("1 account seems to hold a name of its witness.");
  expect([go(screen).disabled, screen.text().includes("First decide about the account that seems to hold a name.")]).toEqual([true, true]);
  await pressEnter(screen);
  expect(core.shelf.asked.bundles).toEqual([]);
  // The account is unfolded and read in its place; one that was never unfolded does not count as read.
  const opened = screen.find<HTMLDetailsElement>(held(ids.testimony, "details"));
  const tick = screen.find<HTMLInputElement>(held(ids.testimony, "[data-looked]"));
  const why = (): string[] => (tick.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
  expect([tick.disabled, why()[1]]).toEqual([true, "First open the account."]);
  opened.open = true;
  await wait(20);
  await screen.settle();
  expect(opened.querySelector("[data-document=testimony]")).not.toBeNull();
  expect([tick.disabled, why().length]).toEqual([false, 1]);
  await screen.click(held(ids.testimony, "[data-looked]"));
  expect([go(screen).disabled, screen.find("[data-named]").dataset.named]).toEqual([false, "0"]);
  await pressEnter(screen);
  const [asked] = core.shelf.asked.bundles;
  expect([asked?.looked, asked?.withholdRecords]).toEqual([[ids.testimony], []]);
});

test("an account that seems to hold a name and cannot be opened here has one way out", async () => {
  const core = office(documents([ids.testimony]), [account(ids.testimony, { named: true })]);
  const read = core.case.bind(core);
  core.case = async (item) => ({ ...(await read(item)), record: null });
  const screen = await bundling(core);
  expect(screen.root.querySelector(held(ids.testimony, "details"))).toBeNull();
  expect(screen.find<HTMLInputElement>(held(ids.testimony, "[data-looked]")).disabled).toBe(true);
  expect(screen.find(held(ids.testimony, "[data-unopened]")).textContent).toBe("It cannot be opened here. Withhold it.");
});

test("an account that seems to hold a name goes out withheld without a look, and its row stays where it is", async () => {
  const core = office(documents([ids.testimony]), [account(ids.testimony, { named: true })]);
  const screen = await bundling(core);
  await screen.fill("#purpose", "court-here");
  await screen.click(held(ids.testimony, "[data-withhold]"));
  expect(screen.find<HTMLInputElement>(held(ids.testimony, "[data-looked]")).disabled).toBe(true);
  expect(go(screen).disabled).toBe(false);
  await pressEnter(screen);
  const [asked] = core.shelf.asked.bundles;
  expect([asked?.looked, asked?.withholdRecords, asked?.withholdMedia]).toEqual([[], [ids.testimony], [ids.testimony]]);
});

test("what stood out in a record stands on its row, and a count that does not add up hinders nothing", async () => {
  const core = office(documents([ids.count, ids.detention]), []);
  const screen = await bundling(core);
  expect(screen.root.querySelectorAll(`li[data-item="${ids.count}"] [data-stood-out]`).length).toBe(2);
  expect(screen.root.querySelector(`li[data-item="${ids.detention}"] [data-stood-out]`)).toBeNull();
  expect([screen.root.querySelector("[data-named]"), go(screen).disabled]).toEqual([null, false]);
});

test("an account by a form stands apart from that of a person who said no, each with its two ways out", async () => {
  const lines = [0, 1, 2].map((n) => line(n, { kind: "testimony", fileName: null }));
  const [form = "", no = "", photo = ""] = lines.map((one) => one.item);
  const core = office(lines, [account(form, { asked: false, uses: [] }), account(no, { uses: ["media"] })]);
  const screen = await bundling(core);
  // A form's account leaves for no use, so the page says so before a use is chosen.
  expect([screen.find("[data-refused]").dataset.refused, screen.root.querySelector("[data-lacking]")]).toEqual(["1", null]);
  await screen.fill("#purpose", "court-here");
  expect(screen.find("[data-by-form]").textContent).toMatch(/asks no consent.*Leave it out, or withhold/);
  expect(screen.find("[data-lacking]").textContent).toMatch(/did not agree.*Leave them out, or withhold/);
  const place = (item: string): number => screen.find(held(item, "[data-withhold]")).compareDocumentPosition(screen.find("[data-by-form]")) & Node.DOCUMENT_POSITION_FOLLOWING;
  expect([place(no) > 0, place(form) > 0]).toEqual([true, false]);
  await screen.click(held(form, "[data-withhold]"));
  await screen.fill("#bundle-out", "/media/stick/court.zip");
  await screen.click("[data-act=without]");
  const [asked] = core.shelf.asked.bundles;
  expect([asked?.items, asked?.withholdRecords]).toEqual([[form, photo], [form]]);
});

test("nothing is written before it is known of each item whether it may go", async () => {
  const core = office([line(0)], []);
  let know: () => void = () => undefined;
  core.bundleAllowed = () => new Promise((done) => (know = () => done([])));
  const screen = await bundling(core);
  expect([go(screen).disabled, screen.text().includes("First it is looked up which items may go out.")]).toEqual([true, true]);
  await screen.fill("#bundle-out", "/media/stick/all.zip");
  await pressEnter(screen);
  expect(core.shelf.asked.bundles).toEqual([]);
  know();
  await wait(20);
  await screen.settle();
  expect(go(screen).disabled).toBe(false);
});

test("of forms alone nobody asks what the bundle is for", async () => {
  const core = office([line(0, { fileName: null })], [account(line(0).item, { asked: false, uses: [] })]);
  const screen = await bundling(core);
  expect(screen.root.querySelector("#purpose")).toBeNull();
  await screen.click(held(line(0).item, "[data-withhold]"));
  expect(go(screen).disabled).toBe(false);
});

test("the card stands below the choice of use, and no tick moves what is below it", async () => {
  const lines = [0, 1].map((n) => line(n, { fileName: null }));
  const [item = ""] = lines.map((one) => one.item);
  const screen = await bundling(office(lines, [account(item, { uses: [] })]));
  await screen.fill("#purpose", "media");
  const card = screen.find("[data-refused]");
  expect(screen.find("[data-purpose]").compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  const outline = (): string[] => [...card.querySelectorAll("p, li, button")].map((one) => one.tagName);
  const before = outline();
  await screen.click(held(item, "[data-withhold]"));
  expect([screen.find("[data-refused]"), outline(), card.dataset.refused]).toEqual([card, before, "0"]);
});

test("where nothing can go out, the card leads back to the choice of items beside the way to withhold", async () => {
  const core = office(documents([ids.testimony]), [account(ids.testimony, { uses: [] })]);
  const screen = await bundling(core);
  await screen.fill("#purpose", "court-here");
  const back = (): HTMLElement => screen.find("[data-act=rechoose]");
  expect([back().textContent, screen.root.querySelector("[data-act=without]")]).toEqual(["Go back and choose others", null]);
  await screen.click(held(ids.testimony, "[data-withhold]"));
  expect(screen.find<HTMLButtonElement>("[data-refused] > button").inert, "its place is kept once nothing is refused").toBe(true);
  await screen.click(held(ids.testimony, "[data-withhold]"));
  await screen.click("[data-act=rechoose]");
  await screen.loaded("li[data-item]");
  expect(screen.root.querySelector("#bundle-out")).toBeNull();
  expect(screen.find<HTMLInputElement>("li[data-item] input[type=checkbox]").checked, "what was chosen stays chosen").toBe(true);
});

test("items that are not wholly taken in are named before a bundle would show them as withheld", async () => {
  const core = office([line(0), { ...line(1), wanted: 2, bytes: 0 }], []);
  const screen = await bundling(core);
  expect(screen.find("[data-away]").textContent).toContain("Parts of one item were not taken in yet");
  await screen.gone();
  shown = null;
  const whole = await bundling(office([line(0)], []));
  expect(whole.root.querySelector("[data-away]")).toBeNull();
});
