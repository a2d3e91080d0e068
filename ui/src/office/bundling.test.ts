// *Make a bundle*: what goes out, what cannot, and where it is written.
import { expect, test, vi } from "vitest";
import { Trouble } from "../bridge/bridge";
import type { FakeCore } from "../bridge/fake/fake";
import { line, shelf } from "../bridge/fake/office";
import { deskOf } from "../desk/desk.svelte";
import type { Shown } from "../testing";
import { office, on, open, wait } from "./testing";

test("three photos of one import are told apart in a bundle: picture, file, kind and time of each, and the blur is honoured", async () => {
  vi.stubGlobal("IntersectionObserver", undefined);
  const core = office(0);
  core.shelf = shelf([0, 1, 2].map((n) => line(n, { kind: "photo", title: "square, 11:40", fileName: `IMG_${2041 + n}.jpg`, thumbnail: true, witness: false })));
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  for (const box of screen.root.querySelectorAll<HTMLElement>("li[data-item] input[type=checkbox]")) box.click();
  await screen.settle();
  await screen.click("[data-room=bundle]");
  await screen.loaded("fieldset li[data-item] .thumb img");
  const said = [...screen.root.querySelectorAll("fieldset li[data-item]")].map((one) => (one.querySelector(".what")?.textContent ?? "").replace(/[\u2068\u2069]/g, ""));
  expect(said.map((one) => /IMG_\d+\.jpg/.exec(one)?.[0])).toEqual(["IMG_2041.jpg", "IMG_2042.jpg", "IMG_2043.jpg"]);
  for (const one of said) expect(one).toContain("Photo");
  expect(new Set(said.map((one) => /\d+:\d+:\d+/.exec(one)?.[0])).size, "seconds tell shots of one minute apart").toBe(3);
  expect(screen.root.querySelectorAll("fieldset .thumb.blurred").length).toBe(0);
  if (on.session) deskOf(on.session).blurred = true;
  await screen.settle();
  expect(screen.root.querySelectorAll("fieldset .thumb.blurred").length).toBe(3);
  const boxes = [...screen.root.querySelectorAll<HTMLElement>("fieldset li[data-item] input")].map((one) => one.getAttribute("aria-describedby"));
  expect(boxes.every((id) => id !== null && document.getElementById(id)?.textContent?.includes("IMG_")), "who hears a box hears whose it is").toBe(true);
});

const bundling = async (core: FakeCore, items: number): Promise<{ screen: Shown; steps: () => number }> => {
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  let steps = 0;
  const count = (): number => (steps += 1);
  for (const box of [...screen.root.querySelectorAll<HTMLElement>("li[data-item] input[type=checkbox]")].slice(0, items)) {
    box.click();
    count();
  }
  await screen.settle();
  await screen.click("[data-room=bundle]");
  count();
  await screen.loaded("#bundle-out");
  await wait(50);
  await screen.settle();
  return { screen, steps: count };
};
const enter = async (screen: Shown): Promise<void> => {
  const at = document.activeElement;
  if (at instanceof HTMLInputElement) at.form?.requestSubmit();
  else if (at instanceof HTMLButtonElement) at.click();
  await screen.settle();
};

test("a bundle of three items takes five steps: its path is there, in a field that has the focus, and Enter writes it once", async () => {
  const core = office(4);
  const { screen, steps } = await bundling(core, 3);
  const field = screen.find<HTMLInputElement>("#bundle-out");
  expect(document.activeElement).toBe(field);
  expect(field.value).toMatch(/^\/home\/heron\/Documents\/bundle-\d{4}-\d\d-\d\d\.zip$/);
  expect([field.selectionStart, field.selectionEnd], "who types writes over it").toEqual([0, field.value.length]);
  await enter(screen);
  expect(steps()).toBe(5);
  expect(core.shelf.asked.bundles).toHaveLength(1);
  expect(document.activeElement).toBe(screen.find("[data-act=verify]"));
  // A second Enter in the field writes no second bundle and still shows the outcome.
  core.shelf.broken.bundleWrite = new Trouble("name-taken");
  field.form?.requestSubmit();
  await screen.settle();
  expect(screen.root.querySelector("[role=alert]")).toBeNull();
  expect(document.activeElement).toBe(screen.find("[data-act=verify]"));
  // Another path means another bundle.
  delete core.shelf.broken.bundleWrite;
  await screen.fill("#bundle-out", "/media/stick/second.zip");
  field.form?.requestSubmit();
  await screen.settle();
  expect(core.shelf.asked.bundles.map((one) => one.path)).toEqual([expect.stringContaining("Documents"), "/media/stick/second.zip"]);
});

test("a folder is proposed as a folder, a path that was typed stays, and a place that nobody knows leaves the field empty", async () => {
  const { screen } = await bundling(office(2), 1);
  const field = screen.find<HTMLInputElement>("#bundle-out");
  const folder = async (n: number): Promise<void> => {
    screen.root.querySelectorAll<HTMLInputElement>("input[name=form]")[n]?.click();
    await wait(20);
    await screen.settle();
  };
  await folder(1);
  expect(field.value).toMatch(/bundle-[\d-]+$/);
  await folder(0);
  expect(field.value).toMatch(/\.zip$/);
  await screen.fill("#bundle-out", "/media/stick/mine");
  await folder(1);
  expect(field.value).toBe("/media/stick/mine");
  await on.shown?.gone();
  const nowhere = office(2);
  nowhere.shelf.documents = "";
  const { screen: other } = await bundling(nowhere, 1);
  expect(document.activeElement).toBe(other.find("#bundle-out"));
  expect(other.find<HTMLInputElement>("#bundle-out").value).toBe("");
});

test("where something cannot go out the page begins with that, and writes nothing", async () => {
  const core = office(8);
  const { screen } = await bundling(core, 8);
  expect(document.activeElement).toBe(screen.find("[data-refused]"));
  screen.find<HTMLInputElement>("#bundle-out").form?.requestSubmit();
  await screen.settle();
  expect(core.shelf.asked.bundles).toEqual([]);
});

test("what is withheld is what the archive is told, and a full disk is explained", async () => {
  const core = office(3);
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  await screen.click("li[data-item] input[type=checkbox]");
  await screen.click("[data-room=bundle]");
  await screen.loaded("#bundle-out");
  await screen.click("ul li label:nth-of-type(1) input");
  await screen.fill("#bundle-out", "/media/stick/for-the-court.zip");
  core.shelf.broken.bundleWrite = new Trouble("bundle-disk-full");
  await screen.click("button[type=submit]");
  expect(screen.find("[role=alert]").textContent).toContain("The disk for the bundle is full");
  delete core.shelf.broken.bundleWrite;
  await screen.click("button[type=submit]");
  const item = core.shelf.lines[0]?.item;
  expect(core.shelf.asked.bundles).toEqual([{ items: [item], withholdMedia: [item], withholdRecords: [], purpose: null, looked: [], path: "/media/stick/for-the-court.zip", folder: false }]);
  expect(screen.text()).toContain("The bundle is written. Items: 1, files: 0");
});

test("the window asks before it closes in the middle of a bundle", async () => {
  const core = office(3);
  core.shelf.stuck.add("bundleWrite");
  const { screen } = await bundling(core, 1);
  await screen.fill("#bundle-out", "/media/stick/for-the-court.zip");
  window.dispatchEvent(new Event("closeasked"));
  await wait(0);
  await screen.settle();
  expect(screen.root.querySelector("[data-closing-asked]"), "nothing is being written").toBeNull();
  await screen.click("button[type=submit]");
  window.dispatchEvent(new Event("closeasked"));
  await wait(0);
  await screen.settle();
  expect(screen.find("[data-closing-asked]").textContent).toContain("The evidence in the archive stays whole.");
});

test("what no bundle takes is named before anything is written, and one press makes it without", async () => {
  const core = office(9);
  const witness = core.shelf.lines.filter((one) => one.witness).map((one) => one.item);
  expect(witness.length).toBe(1);
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  for (const box of screen.root.querySelectorAll<HTMLElement>("li[data-item] input[type=checkbox]")) box.click();
  await screen.settle();
  await screen.click("[data-room=bundle]");
  await screen.loaded("[data-refused]");
  expect(screen.text()).toContain("1 chosen item cannot go out. They are names of witnesses");
  expect(screen.find("[data-refused]").textContent).toContain("0000 0000");
  await screen.fill("#bundle-out", "/media/stick/all.zip");
  expect(screen.find<HTMLButtonElement>("button[type=submit]").disabled).toBe(true);
  expect(core.shelf.asked.bundles).toEqual([]);
  await screen.click("[data-act=without]");
  const [asked] = core.shelf.asked.bundles;
  expect([asked?.items.length, asked?.items.includes(witness[0] ?? "")]).toEqual([8, false]);
  expect(screen.text()).toContain("1 chosen item stays behind.");
});

test("somebody's account goes out for a use that the person agreed to, and what they did not agree to stays behind on one press", async () => {
  const core = office(4);
  const [first, second] = core.shelf.lines.map((one) => one.item);
  core.shelf.allowed = [
    { item: first ?? "", asked: true, named: false, uses: ["court-here", "media"] },
    { item: second ?? "", asked: true, named: false, uses: ["court-here"] },
  ];
  const { screen } = await bundling(core, 3);
  const purpose = screen.find<HTMLSelectElement>("#purpose");
  expect(document.activeElement).toBe(purpose);
  const go = screen.find<HTMLButtonElement>("button[type=submit]");
  expect([go.disabled, screen.text().includes("First say what the bundle is for.")]).toEqual([true, true]);
  await screen.fill("#purpose", "media");
  expect(screen.text()).toContain("1 chosen item cannot go out.");
  expect(screen.find("[data-lacking]").textContent).toContain("did not agree to this use");
  expect(go.disabled).toBe(true);
  // A wholly withheld account needs no consent.
  const flip = async (): Promise<void> => {
    for (const tick of screen.find(`li[data-item="${second}"]`).querySelectorAll<HTMLInputElement>("input[type=checkbox]")) tick.click();
    await screen.settle();
  };
  await flip();
  expect([go.disabled, screen.find("[data-refused]").dataset.refused]).toEqual([false, "0"]);
  await flip();
  await screen.fill("#purpose", "court-here");
  expect([go.disabled, screen.root.querySelector("[data-refused]")]).toEqual([false, null]);
  await screen.fill("#purpose", "media");
  await screen.fill("#bundle-out", "/media/stick/press.zip");
  await screen.click("[data-act=without]");
  const [asked] = core.shelf.asked.bundles;
  expect([asked?.purpose, asked?.items.length, asked?.items.includes(second ?? "")]).toEqual(["media", 2, false]);
  // A bundle of photos alone needs no use.
  await on.shown?.gone();
  const { screen: photos } = await bundling(office(4), 3);
  expect(photos.root.querySelector("#purpose")).toBeNull();
});

test("where no item may go out there is no bundle to make, and without a path the press leads to it", async () => {
  const core = office(8);
  core.shelf.documents = "";
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  for (const n of [0, 6]) await screen.click(`li[data-item="${core.shelf.lines[n]?.item}"] input[type=checkbox]`);
  await screen.click("[data-room=bundle]");
  await screen.loaded("[data-act=without]");
  await screen.click("[data-act=without]");
  expect([document.activeElement?.id, core.shelf.asked.bundles.length]).toEqual(["bundle-out", 0]);
  expect(screen.text()).toContain("1 chosen item stays behind.");
  await screen.click("[data-refused] button");
  expect(screen.text()).toContain("1 chosen item cannot go out.");
});
