// Names of imported files are the observer's words: they disappear from the lens when the vault locks, or would lock.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import type { StepView } from "../bridge/types";
import type { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";
import { devices } from "./testing";

vi.mock("./recording", () => ({ Recording: {} }));
vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

// The first import compiles the screen, which may take long.
beforeAll(async () => void (await import("./Capture.svelte")), 60_000);

/** Some time in which the page does nothing by itself, in milliseconds. */
const POLL = 5_000;
const MINUTE = 60_000;

let core: FakeCore;
let session: Session;
let screen: Shown;
/** Functions that pass the waiting bytes. */
let feed: (() => void)[];
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"], now: new Date("2026-11-25T12:00:00Z") });
  devices(false);
  core = fake(home());
  feed = [];
  const { lendFeed } = core;
  core.lendFeed = async (...given): Promise<StepView> => {
    await new Promise<void>((go) => feed.push(go));
    return lendFeed(...given);
  };
  screen = await show(App, { bridge: core, language: "en" as const, begin: (begun: Session) => (session = begun) });
  await screen.loaded("section.capture");
});
afterEach(async () => {
  await screen.gone();
  vi.useRealTimers();
});

const wait = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  await screen.settle();
};
const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  await wait();
};
const next = (): Promise<void> => (feed.shift()?.(), wait());
const touch = (): Promise<void> => {
  window.dispatchEvent(new Event("pointerdown"));
  return wait();
};

async function bring(...names: string[]): Promise<void> {
  const files = names.map((name) => new File([new Uint8Array(3_000)], name, { type: "image/jpeg" }));
  const event = Object.assign(new Event("drop", { bubbles: true, cancelable: true }), { dataTransfer: { files } });
  screen.find("section.capture").dispatchEvent(event);
  await wait();
}

/** The names of files on the screen. */
const called = (): string[] => [...screen.root.querySelectorAll("[data-import] .name")].map((name) => (name.textContent ?? "").replace(/[\u2068\u2069]/g, ""));
const states = (): (string | undefined)[] => [...screen.root.querySelectorAll<HTMLElement>("[data-import] li")].map((row) => row.dataset.state);

test("names leave the screen when the vault locks itself, in text and label alike; files, progress and counts go on", async () => {
  await bring("heron.jpg", "egret.jpg");
  await bring("stork.jpg");
  await pass(POLL);
  expect(called()).toEqual(["heron.jpg", "egret.jpg"]);
  core.lock = "locked";
  await wait();
  expect(document.body.innerHTML).not.toMatch(/heron|egret|stork/);
  expect([called(), states()]).toEqual([["File 1", "File 2"], ["goes", "waits"]]);
  expect(screen.root.querySelector("[data-import] progress")).not.toBeNull();
  await next();
  await next();
  expect(called(), "what had been chosen before comes without its name").toEqual(["File 1"]);
  await next();
  expect(states()).toEqual(["sealed"]);
  expect(core.listed).toHaveLength(3);
});

test("names do not come back with the vault, and files that are chosen afterwards have theirs", async () => {
  await bring("heron.jpg");
  await pass(POLL);
  core.lock = "locked";
  await wait();
  core.lock = "open";
  await pass(POLL);
  await bring("stork.jpg");
  expect(called()).toEqual(["File 1"]);
  await next();
  expect(called()).toEqual(["stork.jpg"]);
});

test("a file that failed is told without its name", async () => {
  await bring("heron.jpg", "egret.jpg");
  core.full = new Trouble("disk-full");
  await next();
  await pass(POLL);
  core.lock = "locked";
  await wait();
  expect([called(), states()]).toEqual([["File 1", "File 2"], ["failed", "left"]]);
  expect(screen.find("[data-import] [role=alert]").textContent).toContain("disk is full");
  expect(document.body.innerHTML).not.toMatch(/heron|egret/);
});

test.each(["locked", "absent"] as const)("names that are chosen while the vault is %s stand there while the window is used, and leave it with the time that locks", async (lock) => {
  core.lock = lock;
  await bring("heron.jpg");
  await pass(4 * MINUTE);
  await touch();
  await pass(4 * MINUTE);
  expect(called()).toEqual(["heron.jpg"]);
  await pass(MINUTE + POLL);
  expect(called()).toEqual(["File 1"]);
});

test("the time that was chosen counts", async () => {
  core.lock = "locked";
  if (!session.home || session.home instanceof Trouble) throw new Error("no home");
  session.home = { ...session.home, preferences: { ...session.home.preferences, lockAfter: "1" } };
  await bring("heron.jpg");
  await pass(MINUTE + POLL);
  expect(called()).toEqual(["File 1"]);
});

/** Reads the home's state again, as after every capture. */
const readAgain = (): Promise<void> => {
  core.now = home();
  return session.refresh().then(wait);
};

test("the time goes on though the home's state is read again meanwhile", async () => {
  core.lock = "locked";
  await bring("heron.jpg");
  await pass(4 * MINUTE);
  await readAgain();
  expect(called()).toEqual(["heron.jpg"]);
  await pass(MINUTE + POLL);
  expect(called()).toEqual(["File 1"]);
});

test("a lock is seen though the home's state is read again before it is looked for", async () => {
  await bring("heron.jpg");
  await pass(POLL);
  core.lock = "locked";
  await readAgain();
  await pass(POLL);
  expect(called()).toEqual(["File 1"]);
});

test.each(["pointerdown", "keydown"])("after a sleep the first touch shows no name any more (%s)", async (type) => {
  core.lock = "absent";
  await bring("heron.jpg");
  vi.setSystemTime(Date.now() + 60 * MINUTE);
  window.dispatchEvent(new Event(type));
  await wait();
  expect(called()).toEqual(["File 1"]);
});

test("files that are chosen while the vault is locked have their names, though it was open during an earlier import", async () => {
  await bring("heron.jpg");
  await pass(POLL);
  await next();
  await screen.click("[data-import] [data-do=close]");
  core.lock = "locked";
  await bring("stork.jpg");
  await pass(POLL);
  expect(called()).toEqual(["stork.jpg"]);
});
