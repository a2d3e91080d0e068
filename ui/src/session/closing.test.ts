// The window is closed while it holds data that is kept nowhere: it asks, on any screen, and closes once there is no
// loss.
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { interview } from "../bridge/fake/testimony";
import { sheetsOf } from "../forms/sheet.svelte";
import { type Shown, show } from "../testing";
import { LOADS } from "../frame/loads";
import { RETRY_MS } from "./retry";
import { NAMES } from "./screens";
import type { Session } from "./session.svelte";

vi.setConfig({ testTimeout: 30_000 });
let screen: Shown;
let session: Session;
let core: FakeCore;
beforeAll(async () => void (await Promise.all(NAMES.map((name) => LOADS[name]()))), 60_000);
afterEach(() => screen.gone());

async function open(change: Partial<FakeCore>): Promise<void> {
  core = Object.assign(fake(home()), change);
  screen = await show(App, { bridge: core, language: "en" as const, begin: (begun: Session) => (session = begun) });
}
/** Reports a press on the window's own × as the core does. */
async function close(): Promise<void> {
  core.asksToClose = false;
  window.dispatchEvent(new Event("closeasked"));
  await screen.settle();
}
const asked = (): Element | null => screen.root.querySelector("[data-closing-asked]");

/** Types words into a form that cannot be kept, then opens another screen. */
async function begun(change: Partial<FakeCore>): Promise<void> {
  await open(change);
  const sheet = await sheetsOf(session).begin("detention");
  const place = sheet.typed.entries.place;
  if (!place) throw new Error("the form asks for no place");
  [place.state, place.typed] = ["value", "at the fountain"];
  await sheet.keep();
  session.go("capture");
  await screen.settle();
}

test("a form that no vault keeps is asked about from any screen, and stays where that is wanted", async () => {
  await begun({ lock: "absent" });
  expect(core.asksToClose).toBe(true);
  await close();
  expect(core.asksToClose, "the core hears that the page lives").toBe(true);
  expect(asked()?.textContent).toContain("A form that was begun is in this window only");
  expect(document.activeElement).toBe(screen.find("[data-do=stay]"));
  await screen.click("[data-do=stay]");
  expect([asked(), core.closed]).toEqual([null, false]);
  await close();
  await screen.click("[data-do=leave]");
  expect(core.closed).toBe(true);
});

/** Types the first letters of a form. */
async function typed(change: Partial<FakeCore>): Promise<void> {
  await open(change);
  const sheet = await sheetsOf(session).begin("detention");
  const place = sheet.typed.entries.place;
  if (!place) throw new Error("the form asks for no place");
  [place.state, place.typed] = ["value", "at"];
  await screen.settle();
}

test("a form that no vault keeps is asked about from its first letter", async () => {
  await typed({ lock: "absent" });
  expect(core.asksToClose).toBe(true);
  await close();
  expect([asked()?.textContent?.includes("A form that was begun"), core.closed]).toEqual([true, false]);
});

test("the last letters of a form are kept in the open vault before the window closes, and nothing is asked", async () => {
  await typed({ lock: "open" });
  await close();
  await vi.waitFor(() => expect(core.closed).toBe(true));
  expect([asked(), core.drafts.length]).toEqual([null, 1]);
});

test("the last words of an interview are kept before the window closes, and are asked about where the disk is full", async () => {
  for (const full of [null, new Trouble("disk-full")]) {
    await open({ lock: "open", interviews: [interview(3, { step: "who" })] });
    session.go("testimony");
    await screen.loaded("[data-resume]");
    await screen.click("[data-resume]");
    core.full = full;
    await screen.fill("#pseudonym", "Heron 7");
    expect(core.asksToClose).toBe(true);
    await close();
    await vi.waitFor(() => expect([core.closed, asked() !== null]).toEqual(full ? [false, true] : [true, false]));
    if (!full) await screen.gone();
  }
});

test("a form that the vault keeps holds no window open", async () => {
  await begun({ lock: "open" });
  expect([core.asksToClose, asked()]).toEqual([false, null]);
});

test("an interview that a full disk refuses is asked about, until it is saved", async () => {
  await open({ lock: "open", interviews: [interview(3)] });
  session.go("testimony");
  await screen.loaded("[data-resume]");
  await screen.click("[data-resume]");
  expect(core.asksToClose).toBe(false);
  core.full = new Trouble("disk-full");
  await screen.click('[data-goto="before"]');
  await vi.waitFor(() => expect(core.asksToClose).toBe(true), { timeout: 5_000 });
  expect(screen.find("[data-unsaved]").textContent).toContain("Do not close the window");
  await close();
  expect(asked()?.textContent).toContain("What was said and chosen");
  core.full = null;
  await screen.click('[data-goto="consent"]');
  await vi.waitFor(() => expect([core.asksToClose, asked()]).toEqual([false, null]), { timeout: 5_000 });
});

test("an interview that a full disk refuses is asked about on other screens too, until there is room", async () => {
  await open({ lock: "open", interviews: [interview(3)] });
  session.go("testimony");
  await screen.loaded("[data-resume]");
  await screen.click("[data-resume]");
  core.full = new Trouble("disk-full");
  await screen.click('[data-goto="before"]');
  await vi.waitFor(() => expect(core.asksToClose).toBe(true), { timeout: 5_000 });
  session.go("capture");
  await screen.settle();
  expect(core.asksToClose).toBe(true);
  core.full = null;
  await vi.waitFor(() => expect(core.asksToClose).toBe(false), { timeout: RETRY_MS + 3_000 });
}, 20_000);
