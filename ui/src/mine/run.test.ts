// The list names the captures of this run, and forgets the names in time.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { item } from "../bridge/fake/capture";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { lend } from "../bridge/lend";
import type { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";

let core: FakeCore;
let session: Session;
let screen: Shown;
beforeEach(async () => {
  core = fake(home());
  screen = await show(App, { bridge: core, language: "en" as const, begin: (begun: Session) => (session = begun) });
});
afterEach(async () => {
  vi.useRealTimers();
  await screen.gone();
});

async function list(): Promise<void> {
  session.go("mine");
  await screen.loaded("[data-row]");
}
const kinds = (): (string | undefined)[] => [...screen.root.querySelectorAll<HTMLElement>("[data-row] .kind")].map((one) => one.dataset.kind);
const bytes = new Uint8Array(3);

/** Seals one item of each kind through the screens' own core. */
async function everything(): Promise<void> {
  const { bridge } = session;
  await bridge.photo("a.jpg", "image/jpeg", bytes);
  const video = await bridge.recordingBegin("a.webm", "video/webm", []);
  await bridge.recordingFinish(video, false);
  const sound = await bridge.recordingBegin("b.webm", "audio/webm", []);
  await bridge.recordingFinish(sound, false);
  await lend(bridge, new Blob(["abc"]), () => bridge.importBegin("c.pdf", "application/pdf", 3, null));
}

test("photo, video, sound and file have a sign and a word of their own, and recordings their length", async () => {
  const begun = vi.spyOn(performance, "now");
  begun.mockReturnValueOnce(1_000);
  await everything();
  begun.mockRestore();
  await list();
  expect(kinds()).toEqual(["file", "sound", "video", "photo"]);
  const rows = [...screen.root.querySelectorAll("[data-row]")].map((one) => one.textContent?.replace(/\s+/g, " "));
  expect(rows[3]).toContain("Photo");
  expect(rows[2]).toMatch(/Video \d+:\d\d/);
  expect(new Set([...screen.root.querySelectorAll(".kind svg")].map((one) => one.innerHTML)).size, "signs differ").toBe(4);
});

test("a recording that the core took no more of is named, has its length and can be tagged like any other", async () => {
  const { bridge } = session;
  const video = await bridge.recordingBegin("a.webm", "video/webm", []);
  core.full = new Trouble("disk-full");
  await expect(bridge.recordingPush(video, bytes)).rejects.toThrow();
  core.full = null;
  core.listed = core.listed.map((one) => ({ ...one, finished: true, interrupted: true }));
  await list();
  expect(screen.find("[data-row] .what").textContent?.replace(/\s+/g, " ")).toMatch(/Video \d+:\d\d.* cut off/);
  screen.find("[data-row] [data-do=tag]");
});

test("after a restart each item is called a sealed one or a recording, with its time and size, and it is said why there is no more", async () => {
  core.listed = [item(0, { live: false }), item(1, { live: true })];
  await list();
  expect(kinds()).toEqual([undefined, undefined]);
  const rows = [...screen.root.querySelectorAll("[data-row] .what > .soft")].map((one) => (one.textContent ?? "").trim());
  expect(rows).toEqual([expect.stringMatching(/^Sealed item, \d/), expect.stringMatching(/^Recording, \d/)]);
  expect(screen.find("[data-sealed-why]").textContent).toContain("Your organisation opens it in its archive");
  expect(screen.root.querySelector("main [data-do=tag]")).toBeNull();
});

test("each day has its heading, and times have seconds", async () => {
  core.listed = [
    item(0, { claimedAt: "2026-11-25T12:00:09Z" }),
    item(1, { claimedAt: "2026-11-25T11:59:58Z" }),
    item(2, { claimedAt: "2026-11-23T10:00:00Z" }),
  ];
  await list();
  const days = [...screen.root.querySelectorAll("h2.day")].map((one) => one.textContent);
  expect(days).toEqual(["Wednesday, November 25, 2026", "Monday, November 23, 2026"]);
  expect(screen.root.querySelectorAll("[data-row] .time")[1]?.textContent).toMatch(/:59:58/);
});

test("the newest items are tagged from the list too, and the sheet says which", async () => {
  await everything();
  await list();
  await screen.click('[data-row="2"] [data-do=tag]');
  const sheet = screen.find("[role=dialog]");
  expect(sheet.textContent).toMatch(/Video 0:00, \d+:\d\d:\d\d/);
  expect(document.activeElement?.getAttribute("data-tag")).toBe("person-to-van");
  await screen.click("[role=dialog] [data-tag=hurt]");
  const tagged = core.listed[2]?.item;
  expect(core.marked).toEqual([`tag:${tagged}:hurt:sure`]);
  expect(screen.find("[role=dialog] [data-tag=hurt]").getAttribute("aria-pressed")).toBe("true");
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  await screen.settle();
  await screen.settle();
  expect(screen.root.querySelector("[role=dialog]")).toBeNull();
  expect(document.activeElement?.closest("[data-item]")?.getAttribute("data-item")).toBe(tagged);
  expect(document.activeElement?.textContent).toContain("1");
});

test("a count is seen as one, and nobody is asked what it shows", async () => {
  core.tally = async (code, step) => {
    core.marked.push(`tally:${code}:${step}`);
    core.listed.unshift(item(99));
    return { item: item(99).item, claimedAt: null, parts: 0, bytes: 0, interrupted: false, changed: false };
  };
  await session.bridge.tally("dog", 1);
  await list();
  expect(kinds()).toEqual(["count"]);
  expect(screen.root.querySelector("main [data-do=tag]")).toBeNull();
});

test("that a witness has talked is remembered by no list", async () => {
  core.testimonyRecord = () => Promise.resolve({ recording: "77".repeat(16) } as Awaited<ReturnType<FakeCore["testimonyRecord"]>>);
  await session.bridge.testimonyRecord("interview", "a.webm", "audio/webm");
  expect([session.run.live, session.run.of("77".repeat(16))]).toEqual([1, null]);
  await session.bridge.recordingFinish("77".repeat(16), false).catch(() => undefined);
  expect([session.run.live, session.run.captured]).toEqual([0, 0]);
});

test.each([
  ["a lock", () => session.close()],
  ["the last word", async () => session.forget()],
])("%s takes kinds, lengths and tags from the list at once, and what was under way is not remembered after it", async (_, happens) => {
  const video = await session.bridge.recordingBegin("a.webm", "video/webm", []);
  let sealed: () => void = () => undefined;
  const { photo } = core;
  core.photo = async (...given) => {
    await new Promise<void>((go) => (sealed = go));
    return photo(...given);
  };
  const taking = session.bridge.photo("a.jpg", "image/jpeg", bytes);
  await list();
  expect(kinds()).toEqual(["video"]);
  await happens();
  sealed();
  await taking;
  await session.bridge.recordingFinish(video, false);
  await screen.settle();
  expect(kinds().every((kind) => kind === undefined)).toBe(true);
  expect([session.run.captured, session.run.live]).toEqual([0, 0]);
});

test("when nobody has used the window for as long as locks, the list says times and sizes only", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-25T12:00:00Z") });
  await session.bridge.photo("a.jpg", "image/jpeg", bytes);
  window.dispatchEvent(new Event("pointerdown"));
  await list();
  expect(kinds()).toEqual(["photo"]);
  vi.setSystemTime(new Date("2026-11-25T12:06:00Z"));
  await new Promise((resolve) => setTimeout(resolve, 1_300));
  await screen.settle();
  expect(kinds()).toEqual([undefined]);
  expect(session.run.captured, "how much it was is no secret of the list").toBe(1);
});

test("a pause in counting loses no count, however long it is", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-25T12:00:00Z") });
  window.dispatchEvent(new Event("pointerdown"));
  session.go("tally");
  await screen.loaded("[data-tally]");
  await screen.click("[data-tally=dog]");
  vi.setSystemTime(new Date("2026-11-25T13:00:00Z"));
  window.dispatchEvent(new Event("pointerdown"));
  await screen.click("[data-tally=dog]");
  expect(screen.find("[data-tally=dog] .count").textContent).toBe("2");
  await screen.click("[data-undo]");
  expect(screen.find("[data-tally=dog] .count").textContent).toBe("1");
});
