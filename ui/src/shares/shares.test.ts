import { afterEach, expect, test, vi } from "vitest";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { intake, line, shelf } from "../bridge/fake/office";
import { shareLine, shareWords } from "../bridge/fake/shares";
import { Session } from "../session/session.svelte";
import Intake from "../office/Intake.svelte";
import { type Shown, show } from "../testing";
import Share from "./Share.svelte";
import { completed, replaced } from "./words";

let shown: Shown | null = null;

afterEach(async () => {
  await shown?.gone();
  shown = null;
});

/** Opens the intake and reads the organisation's folder. */
async function open(): Promise<{ core: FakeCore; screen: Shown; showed: number[] }> {
  const core = Object.assign(fake(home()), { shelf: shelf([line(0)]) });
  const showed: number[] = [];
  shown = await show(Intake, { session: new Session(core, "en"), over: () => undefined, show: () => void showed.push(1) });
  const screen = shown;
  await screen.loaded("#organisation");
  expect(document.activeElement?.id, "the first field has the focus").toBe("organisation");
  await screen.fill("#organisation", "/media/stick/org");
  await screen.click("button[type=submit]");
  await screen.loaded("#share-1");
  // The organisation's keys have a passphrase of their own.
  await screen.fill("#key-passphrase", "copper");
  screen.find("#share-0").focus();
  return { core, screen, showed };
}

const said = (screen: Shown, n: number): string => (screen.find(`#share-${n}-said`).textContent ?? "").replace(/[\u2068\u2069]/g, "").trim();
const value = (screen: Shown, n: number): string => screen.find<HTMLTextAreaElement>(`#share-${n}`).value;

test("what is wrong with a share is brought into sight as it is typed, and when it hinders", async () => {
  const { screen } = await open();
  const seen: string[] = [];
  const scrolled = vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
    seen.push(this.closest("[data-share]")?.querySelector("textarea")?.id ?? this.tagName);
  });
  try {
    screen.find("#share-1").focus();
    await screen.fill("#share-1", "abandon zzyzx able ");
    await screen.settle();
    expect(seen).toEqual(["share-1"]);
    await screen.fill("#share-0", shareWords(1));
    await screen.click("button.main[type=submit]");
    await new Promise((resolve) => setTimeout(resolve, 30));
    await screen.settle();
    expect(document.activeElement?.id).toBe("share-1");
    expect(seen.at(-1)).toBe("share-1");
    expect(seen.length).toBeGreaterThan(1);
  } finally {
    scrolled.mockRestore();
  }
});

test("a word is completed by one press, and the wrong word is named at its field with the nearest of the list", async () => {
  const { screen } = await open();
  await screen.fill("#share-0", "abandon abi");
  await screen.click("[data-complete=ability]");
  expect(value(screen, 0)).toBe("abandon ability ");
  expect(document.activeElement?.id).toBe("share-0");
  const words = shareWords(1).split(" ");
  words[16] = "abont";
  await screen.fill("#share-0", words.join(" "));
  expect(said(screen, 0)).toBe("Word 17 is not in the list of words.");
  expect(screen.find("#share-0").getAttribute("aria-invalid")).toBe("true");
  const near = screen.find("[data-near]").dataset.near;
  await screen.click("[data-near]");
  expect(value(screen, 0).split(" ")[16]).toBe(near);
  expect(said(screen, 0)).not.toContain("Word 17");
});

test("each share is told by its set and number, and what does not fit says why; the good one stays", async () => {
  const { core, screen } = await open();
  await screen.fill("#share-0", shareWords(1));
  expect(said(screen, 0)).toBe("Share 1 of set 1C22F3AD");
  await screen.fill("#share-1", shareWords(1));
  expect(said(screen, 1)).toBe("This share was given twice: it is the one in the field “Share 1”.");
  await screen.fill("#share-1", shareLine(2, "0A0B0C0D"));
  expect(said(screen, 1)).toBe("This share belongs to another set than the one in the field “Share 1”.");
  await screen.fill("#share-1", shareLine(1).replace("TESTAMUR-", "TESTAMUR-WITNESS-"));
  expect(said(screen, 1)).toBe("This is a share of the key to the names. It belongs in the fields for the names of witnesses.");
  await screen.click("form button[type=submit]");
  await screen.settle();
  expect(core.shelf.asked.intakes).toEqual([]);
  expect(document.activeElement?.id).toBe("share-1");
  expect(value(screen, 0)).toBe(shareWords(1));
});

test("shares that the core refuses in the end stay in their fields, as after a source that could not be reached", async () => {
  const { core, screen } = await open();
  await screen.fill("#share-0", shareWords(1));
  await screen.fill("#share-1", shareWords(2));
  core.shelf.broken.intakeBegin = new Trouble("shares-faulty");
  await screen.click("form button[type=submit]");
  await screen.loaded("[role=alert]");
  expect(value(screen, 0)).toBe(shareWords(1));
  delete core.shelf.broken.intakeBegin;
  core.shelf.intakes = [intake({ state: "running" }), intake({ state: "failed", trouble: { code: "source-unreachable", item: null } })];
  await screen.click("form button[type=submit]");
  await screen.loaded("[aria-labelledby=ended]");
  expect(value(screen, 1)).toBe(shareWords(2));
});

test("an intake with locked keys asks for their passphrase at its field, before anything is asked of the server", async () => {
  const { core, screen } = await open();
  await screen.fill("#key-passphrase", "");
  for (const n of [0, 1]) await screen.fill(`#share-${n}`, shareWords(n + 1));
  await screen.click("form button[type=submit]");
  expect(core.shelf.asked.intakes).toEqual([]);
  expect(document.activeElement?.id).toBe("key-passphrase");
  expect(screen.find("#key-passphrase-why").textContent).toContain("the organisation’s keys are locked");
  await screen.fill("#key-passphrase", "copper");
  expect(screen.find("#key-passphrase-why").textContent?.trim()).toBe("");
  await screen.click("form button[type=submit]");
  expect(core.shelf.asked.intakes.length).toBe(1);
});

test("after an intake the next step is a button that leads to what it brought, and the shares are gone", async () => {
  const { core, screen, showed } = await open();
  await screen.fill("#share-0", shareWords(1));
  await screen.fill("#share-1", shareWords(2));
  core.shelf.intakes = [intake({ state: "running" }), intake({ state: "done", items: 304 })];
  await screen.click("form button[type=submit]");
  await screen.loaded("[data-act=show-new]");
  expect(screen.find("[data-act=show-new]").textContent?.replace(/[\u2068\u2069]/g, "")).toBe("Show the 304 new items");
  expect(value(screen, 0)).toBe("");
  await screen.click("[data-act=show-new]");
  expect(showed).toEqual([1]);
});

test("a share is read from its code, and another code is said to be none", async () => {
  const core = Object.assign(fake(home()), { shelf: { ...shelf([line(0)]), codes: [{ seen: false, line: null }, { seen: true, line: null }, { seen: true, line: shareLine(3) }] } });
  const stopped: number[] = [];
  const source = (): Promise<{ take: () => { width: number; luma: Uint8Array }; stop: () => void }> =>
    Promise.resolve({ take: () => ({ width: 2, luma: new Uint8Array(4) }), stop: () => void stopped.push(1) });
  let changes = 0;
  shown = await show(Share, { session: new Session(core, "en"), id: "share-0", label: "Share 1", opens: "archive" as const, value: "", view: null, missing: false, beside: (n: number) => `Share ${n + 1}`, changed: () => void (changes += 1), source });
  await shown.click("[data-way=scan]");
  for (let turn = 0; turn < 100 && changes === 0; turn += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  await shown.settle();
  expect(shown.find<HTMLTextAreaElement>("textarea").value).toBe(shareLine(3));
  expect(stopped).toEqual([1]);
});

test("numbers beside the words are no words", () => {
  expect(replaced(" 1 abandon  2 abilty\n 3. able", 2, "ability")).toBe(" 1 abandon  2 ability\n 3. able");
  expect(completed("abandon\nabi", "ability")).toBe("abandon\nability ");
});

test("who leaves the camera without a share finds the focus on the button that opened it", async () => {
  const { screen } = await open();
  await screen.click("[data-way=scan]");
  await screen.click("[data-back]");
  await screen.settle();
  expect(document.activeElement).toBe(screen.find("[data-way=scan]"));
});
