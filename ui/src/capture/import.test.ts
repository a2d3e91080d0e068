import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import type { StepView } from "../bridge/types";
import { type Shown, show } from "../testing";
import { devices, FakeRecording } from "./testing";

vi.mock("./recording", () => ({ Recording: { begin: () => Promise.resolve(new FakeRecording()) } }));
vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

// The first import compiles the screen, which may take long.
beforeAll(async () => void (await import("./Capture.svelte")), 60_000);

let core: FakeCore;
let screen: Shown;
/** Names of files whose import began, in order. */
let begun: string[];
/** Functions that pass the waiting bytes. */
let feed: (() => void)[];
/** Whether bytes wait for a call of `feed`. */
let held: boolean;
beforeEach(async () => {
  devices(false);
  core = fake(home());
  [begun, feed, held] = [[], [], true];
  const { importBegin, lendFeed } = core;
  core.importBegin = (name, ...rest) => (begun.push(name), importBegin(name, ...rest));
  core.lendFeed = async (...given): Promise<StepView> => {
    if (held) await new Promise<void>((go) => feed.push(go));
    return lendFeed(...given);
  };
  screen = await show(App, { bridge: core, language: "en" as const });
  await screen.loaded("section.capture");
});
afterEach(() => screen.gone());

const file = (name: string, bytes = 3_000): File => new File([new Uint8Array(bytes)], name, { type: "image/jpeg" });

async function choose(...files: File[]): Promise<void> {
  const input = screen.find<HTMLInputElement>("input[type=file]");
  Object.defineProperty(input, "files", { value: files, configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await wait();
}

async function drop(...files: File[]): Promise<void> {
  const event = Object.assign(new Event("drop", { bubbles: true, cancelable: true }), { dataTransfer: { files } });
  screen.find("section.capture").dispatchEvent(event);
  await wait();
}

const wait = async (): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  await screen.settle();
};
/** Passes the bytes of one file. */
const next = (): Promise<void> => (feed.shift()?.(), wait());
const states = (): (string | undefined)[] => [...screen.root.querySelectorAll<HTMLElement>("[data-import] li")].map((row) => row.dataset.state);
const tab = (): HTMLButtonElement => screen.find<HTMLButtonElement>("nav [data-screen=more]");

/** Reports a press on the window's own × as the core does. */
const close = async (): Promise<void> => (window.dispatchEvent(new Event("closeasked")), wait());

test("the window that is closed while files are taken in asks, and goes on sealing where that is wanted", async () => {
  expect(core.asksToClose).toBe(false);
  await choose(file("a.jpg"), file("b.jpg"));
  expect(core.asksToClose).toBe(true);
  core.asksToClose = false;
  await close();
  expect(core.asksToClose, "the core hears that the page lives").toBe(true);
  expect(screen.find("[data-closing]").textContent).toContain("0⁩ of ⁨2");
  expect(document.activeElement).toBe(screen.find("[data-do=stay]"));
  await screen.click("[data-do=stay]");
  expect(screen.root.querySelector("[data-closing]")).toBeNull();
  await next();
  await next();
  expect([states(), core.closed, core.asksToClose]).toEqual([["sealed", "sealed"], false, false]);
});

test("the window that is closed while files are taken in stops and closes where that is wanted, and not before the file is ended", async () => {
  await choose(file("a.jpg", 3_000_000), file("b.jpg"));
  await close();
  await screen.click("[data-do=leave]");
  expect(core.closed).toBe(false);
  await next();
  expect([states(), core.closed, begun]).toEqual([["cut-off", "left"], true, ["a.jpg"]]);
});

test("a file that has no room is told with its size and the room, nothing of it is sealed, and smaller ones go on", async () => {
  [core.room, held] = [2_000_000, false];
  await choose(file("film.mp4", 3_000_000), file("a.jpg"));
  await wait();
  expect([states(), begun]).toEqual([["failed", "sealed"], ["a.jpg"]]);
  const said = screen.find("[data-import] li").textContent?.replace(/[\u2068\u2069]/g, "") ?? "";
  expect(said).toMatch(/3 MB, not taken in: the disk has room for 2 MB/);
  expect(said).toContain("photos and smaller files still have room");
});

test("who leaves the system's dialog without a file is offered a whole folder, or closes that, until something else is done", async () => {
  const leave = async (): Promise<void> => (screen.find("input[type=file]").dispatchEvent(new Event("cancel")), wait());
  await leave();
  expect(screen.find("[data-folder]").textContent).toContain("A whole folder, with the folders in it");
  await screen.click("[data-folder] [data-do=close]");
  expect(screen.root.querySelector("[data-folder]")).toBeNull();
  await leave();
  await choose(file("a.jpg"));
  expect(screen.root.querySelector("[data-folder]")).toBeNull();
});

test("who leaves the folder's dialog too finds the offer where it was", async () => {
  core.folder = null;
  screen.find("input[type=file]").dispatchEvent(new Event("cancel"));
  await wait();
  await screen.click("[data-folder] [data-do=folder]");
  await wait();
  expect(screen.find("[data-folder]").textContent).toContain("A whole folder");
});

test("a folder is taken in file by file, with its progress, and what in it is no file is told before", async () => {
  core.folder = { files: [{ name: "100/a.jpg", size: 2_500_000, left: null }, { name: "empty", size: 0, left: null }, { name: "b.txt", size: 4, left: null }], left: [{ name: "out", size: 0, left: "link-left" }], links: 1 };
  const { folderFeed } = core;
  const places: number[] = [];
  const { folderBegin } = core;
  core.folderBegin = (place) => (places.push(place), folderBegin(place));
  core.folderFeed = async (...given): Promise<StepView> => {
    await new Promise<void>((go) => feed.push(go));
    return folderFeed(...given);
  };
  screen.find("input[type=file]").dispatchEvent(new Event("cancel"));
  await wait();
  await screen.click("[data-folder] [data-do=folder]");
  await wait();
  expect(states()).toEqual(["failed", "failed", "goes", "waits"]);
  expect(core.asksToClose).toBe(true);
  await next();
  expect(screen.find<HTMLProgressElement>("progress").value).toBeGreaterThan(0);
  for (let n = 0; n < 3; n += 1) await next();
  expect([states(), places]).toEqual([["failed", "failed", "sealed", "sealed"], [0, 2]]);
  const said = screen.find("[data-import]").textContent ?? "";
  expect(said).toMatch(/100\/a\.jpg/);
  expect(said).toContain("a link that leads out of the folder");
  expect([core.listed.length, core.asksToClose]).toEqual([2, false]);
});

test("a folder that is stopped leaves the rest out, and one without a file is told", async () => {
  core.folder = { files: [{ name: "a", size: 3_000_000, left: null }, { name: "b", size: 4, left: null }], left: [], links: 0 };
  const { folderFeed } = core;
  core.folderFeed = async (...given): Promise<StepView> => {
    await new Promise<void>((go) => feed.push(go));
    return folderFeed(...given);
  };
  screen.find("input[type=file]").dispatchEvent(new Event("cancel"));
  await wait();
  await screen.click("[data-folder] [data-do=folder]");
  await wait();
  await screen.click("[data-do=cancel]");
  await next();
  expect(states()).toEqual(["cut-off", "left"]);
  core.folder = new Trouble("folder-empty");
  await screen.click("[data-import] [data-do=folder]");
  await wait();
  expect(screen.text()).toContain("There is no file in this folder");
});

test("files that are chosen or dropped while others are brought in come next and are taken in without another word", async () => {
  await choose(file("a.jpg"));
  await choose(file("b.jpg"));
  await drop(file("c.jpg"), file("d.jpg"));
  expect(begun).toEqual(["a.jpg"]);
  expect(screen.text()).toContain("3 more files come next.");
  await next();
  expect(begun).toEqual(["a.jpg", "b.jpg"]);
  for (let n = 0; n < 3; n += 1) {
    expect(tab().disabled).toBe(true);
    await next();
  }
  expect(begun).toEqual(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
  expect(core.listed).toHaveLength(4);
  expect(states()).toEqual(["sealed", "sealed", "sealed"]);
  expect(tab().disabled).toBe(false);
  await screen.click("[data-import] [data-do=close]");
  expect(screen.root.querySelector("[data-import]")).toBeNull();
});

test("while files are taken in it is said why no other screen opens, and how one gets there", async () => {
  await choose(file("a.jpg"));
  expect(tab().disabled).toBe(true);
  expect(tab().title).toBe("Opens once what goes on here has ended");
  expect(screen.find("[data-import]").textContent).toContain("Until these are sealed this screen stays open. Stop leaves the rest out.");
  held = false;
  await next();
  await vi.waitFor(() => expect(tab().disabled).toBe(false));
  expect([tab().title, screen.root.querySelector("[data-stays]")]).toEqual(["", null]);
});

test("a list that is done holds nothing back: the next files are taken in at once, and what was sealed leaves the screen", async () => {
  await choose(file("a.jpg"));
  await next();
  expect(states()).toEqual(["sealed"]);
  await choose(file("b.jpg"));
  expect([begun, states()]).toEqual([["a.jpg", "b.jpg"], ["goes"]]);
  await next();
  await drop(file("c.jpg"));
  expect([begun, states()]).toEqual([["a.jpg", "b.jpg", "c.jpg"], ["goes"]]);
  await next();
  await screen.click("[data-import] [data-do=close]");
  expect(screen.root.querySelector("[data-import]")).toBeNull();
});

test("what was not sealed of a list that is done stays below the next one until it was read", async () => {
  await choose(file("a.jpg"));
  core.full = new Trouble("home-unavailable");
  await next();
  core.full = null;
  expect(states()).toEqual(["failed"]);
  await choose(file("c.jpg"));
  expect([states(), begun.at(-1)]).toEqual([["goes", "failed"], "c.jpg"]);
  expect(screen.find("[data-earlier]").textContent).toContain("a.jpg");
  await next();
  await screen.click("[data-import] [data-do=close]");
  await choose(file("d.jpg"));
  expect(states()).toEqual(["goes"]);
  await next();
});

test("a file that changes while it is taken in is sealed and told, with the date that it had", async () => {
  let reads = 0;
  const modified: (number | null)[] = [];
  const { importBegin } = core;
  core.importBegin = (name, type, size, at) => (modified.push(at), importBegin(name, type, size, at));
  // No engine reads a changed file further: here after the first look and the only range.
  const gone = { arrayBuffer: () => Promise.reject(new DOMException("no", "NotReadableError")) };
  const film = new File([new Uint8Array(3_000)], "film.mp4", { lastModified: 1_560_058_800_120 });
  const whole = film.slice.bind(film);
  Object.assign(film, { slice: (from: number, to: number) => ((reads += 1) > 3 ? gone : whole(from, to)) });
  await choose(film);
  await next();
  expect([states(), modified]).toEqual([["changed"], [1_560_058_800_120]]);
  expect(screen.find("[data-import] li").textContent).toContain("changed while it was taken in");
});

test("an empty file, and what is no file, are named with the reason before anything is sealed", async () => {
  const folder = Object.assign(file("evidence"), { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("no", "NotReadableError")) }) });
  await choose(file("a.jpg"), file("empty.txt", 0), folder);
  expect([states(), begun]).toEqual([["failed", "failed", "goes"], ["a.jpg"]]);
  const lines = [...screen.root.querySelectorAll("[data-import] li")].map((one) => one.textContent);
  expect(lines).toEqual([expect.stringMatching(/empty\.txt.*The file is empty/s), expect.stringMatching(/evidence.*cannot be read as a file/s), expect.stringContaining("a.jpg")]);
  await next();
  expect(screen.text()).toContain("Files sealed: 1 of 3");
  expect(core.listed).toHaveLength(1);
});

test("words that are dropped while files are brought in change nothing", async () => {
  await choose(file("a.jpg"));
  await drop();
  await next();
  expect(states()).toEqual(["sealed"]);
});

test("who cancels keeps what was sealed, is told of each file what became of it, and what came meanwhile is still there", async () => {
  await choose(file("a.jpg"), file("b.jpg", 2 * 1024 * 1024), file("c.jpg"));
  await choose(file("d.jpg"));
  await next();
  expect(states()).toEqual(["sealed", "goes", "waits"]);
  await screen.click("[data-import] [data-do=cancel]");
  await next();
  expect(states()).toEqual(["sealed", "cut-off", "left"]);
  expect(core.listed.map((one) => one.interrupted)).toEqual([true, false]);
  expect(screen.text()).toContain("Files sealed: 1 of 3");
  expect(screen.text()).toContain("1 more file comes next.");
  expect(begun).toEqual(["a.jpg", "b.jpg"]);
  await screen.click("[data-import] [data-do=close]");
  await next();
  expect(begun).toEqual(["a.jpg", "b.jpg", "d.jpg"]);
  expect(states()).toEqual(["sealed"]);
});

test("a file that failed stays on the screen until it was read, and then what came meanwhile is taken in", async () => {
  await choose(file("a.jpg"));
  await choose(file("b.jpg"));
  core.full = new Trouble("disk-full");
  await next();
  expect(states()).toEqual(["failed"]);
  expect(screen.find("[data-import] [role=alert]").textContent).toContain("disk is full");
  expect(begun).toEqual(["a.jpg"]);
  core.full = null;
  await screen.click("[data-import] [data-do=close]");
  await next();
  expect(states()).toEqual(["sealed"]);
  expect(begun).toEqual(["a.jpg", "b.jpg"]);
});

test("when everything is closed, what was being brought in is taken back and nothing more is begun", async () => {
  await choose(file("a.jpg"), file("b.jpg"));
  await choose(file("c.jpg"));
  window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyX", ctrlKey: true, shiftKey: true }));
  await screen.loaded("[data-harmless]");
  held = false;
  await next();
  await wait();
  expect(begun).toEqual(["a.jpg"]);
});

test("files that are all brought in do not open the way out of a recording, nor its end the way out of an import", async () => {
  await screen.click("[data-do=audio]");
  await screen.loaded("[data-live=audio]");
  await drop(file("a.jpg"));
  await next();
  expect(states()).toEqual(["sealed"]);
  expect(tab().disabled).toBe(true);
  await screen.click("[data-import] [data-do=close]");
  await drop(file("b.jpg"));
  await screen.click("[data-do=stop]");
  await wait();
  expect(screen.root.querySelector("[data-live=audio]")).toBeNull();
  expect(tab().disabled).toBe(true);
  await next();
  expect(tab().disabled).toBe(false);
});
