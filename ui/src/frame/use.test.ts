// A window in use stays open, an idle one locks: which actions count as use, which notice appears, and which content
// returns.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { type FakeCore, fakeFromAddress } from "../bridge/fake/fake";
import { shareWords } from "../bridge/fake/shares";
import { type Shown, show } from "../testing";
import { LOADS } from "./loads";
import type { Session } from "../session/session.svelte";

vi.setConfig({ testTimeout: 30_000 });

let screen: Shown;
let session: Session;
let core: FakeCore;
// The first import compiles the screen, which may take long.
beforeAll(async () => void (await LOADS.office()), 60_000);
beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"], now: new Date("2026-11-25T12:00:00Z") }));
afterEach(async () => {
  await screen.gone();
  vi.useRealTimers();
});

async function open(change: Partial<FakeCore> = {}): Promise<void> {
  core = Object.assign(fakeFromAddress("?state=office-few"), change);
  screen = await show(App, { bridge: core, language: "en" as const, begin: (begun: Session) => (session = begun) });
}

const wait = async (ms = 30): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  await screen.settle();
};

/** Lets so much time pass in the window. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await wait();
}

/** Lets the device sleep: timers stop, and the wall clock runs. */
async function sleep(minutes: number): Promise<void> {
  vi.setSystemTime(Date.now() + minutes * 60_000);
  await wait();
}

const OPENS = "main form button[type=submit]";

/** Opens the archive's screen, searches in it and ticks an item. */
async function inTheArchive(): Promise<void> {
  await open();
  session.go("office");
  await screen.loaded("li[data-item]");
  await screen.fill("input[name=words]", "img");
  await wait(300);
  await screen.click("li[data-item] input[type=checkbox]");
}
const unlock = async (): Promise<void> => {
  await screen.fill("#passphrase", core.shelf.passphrase);
  await screen.click(OPENS);
  await wait();
};
const words = (): string => screen.find<HTMLInputElement>("input[name=words]").value;

test("an archive that the core closed by itself says why, waits with its field ready, and is opened again with what was searched and ticked", async () => {
  await inTheArchive();
  await screen.click("[data-room=report]");
  await screen.loaded(".report");
  core.shelf.state = "closed";
  core.changed("archive");
  await wait();
  screen.find("[data-locked]");
  expect(screen.text()).toContain("Locked after 5 minutes without use");
  expect(document.activeElement).toBe(screen.find("#passphrase"));
  expect(screen.text(), "nothing of it stands here meanwhile").not.toMatch(/IMG|У фонтана/);
  await unlock();
  expect(screen.root.querySelector(".report")).toBeNull();
  await screen.loaded("li[data-item]");
  expect(words()).toBe("img");
  screen.find(".chosen:not(.none) [data-room=report]");
});

test("the reason and what was ticked are there too where another screen was open when the archive closed by itself", async () => {
  await inTheArchive();
  session.go("more");
  await wait();
  core.shelf.state = "closed";
  session.go("office");
  await screen.loaded("[data-locked]");
  await unlock();
  await screen.loaded("li[data-item]");
  expect(words()).toBe("img");
});

test.each(["its own button", "the hand"])("an archive that was closed by %s gives no reason, and nothing that was searched or ticked is left", async (how) => {
  await inTheArchive();
  if (how === "the hand") await session.close();
  else await screen.click("main header .actions button:last-child");
  await screen.loaded("#passphrase");
  expect(screen.root.querySelector("[data-locked]")).toBeNull();
  await unlock();
  await screen.loaded("li[data-item]");
  expect(words()).toBe("");
  expect(screen.root.querySelector(".chosen:not(.none)")).toBeNull();
});

test("shares that were typed go with an archive that closes by itself, which is said; the folder and the source stay", async () => {
  await open();
  session.go("office");
  await screen.loaded("[data-room=intake]");
  await screen.click("[data-room=intake]");
  await screen.fill("#organisation", "/media/stick/org");
  await screen.click(OPENS);
  await screen.loaded("#share-0");
  await screen.fill("#share-0", shareWords(1));
  await screen.click("input[value=folder]");
  await screen.fill("#source", "/media/stick/carrier");
  core.shelf.state = "closed";
  core.changed("archive");
  await wait();
  expect(screen.find("[data-locked]").textContent).toContain("shares");
  await unlock();
  await screen.loaded("#share-0");
  expect(screen.find<HTMLTextAreaElement>("#share-0").value).toBe("");
  expect(screen.find("[data-erased]").textContent).toContain("shares");
  expect(screen.find<HTMLInputElement>("#organisation").value).toBe("/media/stick/org");
  expect(screen.find<HTMLInputElement>("#source").value).toBe("/media/stick/carrier");
  expect(document.activeElement).toBe(screen.find("#share-0"));
});

test.each(["wheel", "scroll", "touchmove", "pointermove"])("whoever reads is using the window: %s is told to the core now and then", async (what) => {
  let touched = 0;
  await open({ touch: () => Promise.resolve(void (touched += 1)) });
  let x = 0;
  const does = (): Promise<void> => {
    const event = what === "pointermove" ? new MouseEvent(what, { bubbles: true, screenX: (x += 7) }) : new Event(what, { bubbles: what !== "scroll" });
    screen.find("main").dispatchEvent(event);
    return wait();
  };
  await does();
  await does();
  const before = touched;
  for (let n = 0; n < 12; n += 1) {
    await sleep(1);
    await does();
    await does();
  }
  expect(touched - before).toBe(12);
  await sleep(60);
  await does();
  expect(touched - before, "what comes after the time is no use").toBe(12);
});

test("a page that moves under a resting pointer is no use of the window", async () => {
  let touched = 0;
  await open({ touch: () => Promise.resolve(void (touched += 1)) });
  const rests = (): Promise<void> => (window.dispatchEvent(new MouseEvent("pointermove", { screenX: 40, screenY: 40 })), wait());
  await rests();
  await sleep(1);
  await rests();
  await sleep(1);
  await rests();
  expect(touched).toBeLessThan(2);
});
