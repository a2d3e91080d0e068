import { afterEach, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { DOCUMENTS } from "../bridge/fake/documents";
import { type FakeCore, fake, home } from "../bridge/fake/fake";
import { ids } from "../bridge/fake/ids";
import { line, shelf } from "../bridge/fake/office";
import "../office/Office.svelte";
import { noteOf } from "./lines";
import { type Shown, show } from "../testing";
import { type Language, LANGUAGES, Texts } from "../texts/texts.svelte";
import { unmarked } from "../texts/visible";
import type { Session } from "../session/session.svelte";
import { deskOf } from "./desk.svelte";
import { Listing } from "./listing.svelte";

let shown: Shown | null = null;
let session: Session | null = null;
let [width, height] = [1280, 800];

beforeEach(() => {
  [width, height] = [1280, 800];
  // Sets the window's size: the test page has no layout.
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(function (this: HTMLElement) {
    return this.classList.contains("rem") ? 16 : width;
  });
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockImplementation(() => height);
});

afterEach(async () => {
  await shown?.gone();
  shown = null;
  vi.restoreAllMocks();
});

function office(count: number): FakeCore {
  return Object.assign(fake(home()), { shelf: shelf(Array.from({ length: count }, (_, n) => line(n))) });
}

async function open(core: FakeCore, language: Language = "en"): Promise<Shown> {
  shown = await show(App, { bridge: core, language, begin: (now: Session) => (session = now) });
  await shown.click("[data-screen=more]");
  await shown.loaded("ul [data-screen=office]");
  await shown.click("ul [data-screen=office]");
  await shown.loaded("[data-list] [data-item]");
  return shown;
}

async function press(screen: Shown, key: string, more: KeyboardEventInit = {}): Promise<void> {
  const code = /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : key;
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more }));
  await screen.settle();
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const at = (screen: Shown): string | null | undefined => screen.find("[data-list]").getAttribute("aria-activedescendant")?.slice(3);
const chosen = (screen: Shown): number => screen.root.querySelectorAll("[data-list] [aria-selected=true]").length;

test("of an item that came after its device's end nothing says that it was signed then, in every language", () => {
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    for (const key of ["office-note-ended", "desk-doubt-ended", "verdict-ended", "intake-doubted-ended"]) {
      expect(texts.say(key, { count: 2 }), key).not.toMatch(/was signed|were signed|подписан|қол қой/i);
    }
  }
});

test("on a desk filters, list and preview are all there, and the list has the focus", async () => {
  const core = office(12);
  const screen = await open(core);
  for (const place of ["search select[name=kind]", "[role=grid] [role=columnheader]", "[data-preview]"]) expect(screen.root.querySelector(place), place).not.toBeNull();
  expect(document.activeElement).toBe(screen.find("[data-list]"));
  expect(at(screen)).toBe(core.shelf.lines[0]?.item);
});

test("a narrow window keeps the list of a phone", async () => {
  width = 990;
  shown = await show(App, { bridge: office(3), language: "en" as const });
  await shown.click("[data-screen=more]");
  await shown.loaded("ul [data-screen=office]");
  await shown.click("ul [data-screen=office]");
  await shown.loaded("li[data-item]");
  expect(shown.root.querySelector("[data-desk]")).toBeNull();
});

test("the head of a column sorts by it, and says so", async () => {
  const core = office(12);
  const screen = await open(core);
  await screen.click("[data-sort=bytes]");
  await wait(20);
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)).toMatchObject({ sort: "bytes", ascending: false });
  expect(screen.find("[data-sort=bytes]").closest("[role=columnheader]")?.getAttribute("aria-sort")).toBe("descending");
  const sizes = [...screen.root.querySelectorAll("[data-list] [data-item]")].map((one) => core.shelf.lines.find((l) => l.item === one.getAttribute("data-item"))?.bytes ?? 0);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  await screen.click("[data-sort=bytes]");
  await wait(20);
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)).toMatchObject({ sort: "bytes", ascending: true });
});

test("taking in and verifying stay in reach while something is chosen", async () => {
  const screen = await open(office(12));
  await press(screen, "x");
  expect(chosen(screen)).toBe(1);
  expect(screen.root.querySelector("[data-room=bundle]")).not.toBeNull();
  const ways = [...screen.root.querySelectorAll<HTMLElement>(".ways button")].map((one) => one.textContent);
  expect(ways).toEqual(["Take in evidence", "Verify", "Lock"]);
});

test("where a note is the title, the file's name stands below it", async () => {
  const core = office(12);
  const screen = await open(core);
  const row = screen.find(`[data-item="${core.shelf.lines[1]?.item}"]`).textContent;
  expect(row).toContain("У фонтана");
  expect(row).toContain("IMG_2042.webm");
});

test("all that is found is chosen, also what was never fetched", async () => {
  const screen = await open(office(10_000));
  await press(screen, "a", { ctrlKey: true });
  expect(screen.text()).toContain("10,000 chosen");
  await press(screen, "A", { ctrlKey: true, shiftKey: true, code: "KeyA" });
  expect(chosen(screen)).toBe(0);
});

test("a click with Shift chooses all up to there, with Ctrl one more", async () => {
  const core = office(12);
  const screen = await open(core);
  const click = async (n: number, more: MouseEventInit = {}): Promise<void> => {
    screen.find(`[data-item="${core.shelf.lines[n]?.item}"] .title`).dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1, ...more }));
    await screen.settle();
  };
  await click(2);
  expect(chosen(screen)).toBe(0);
  await click(5, { shiftKey: true });
  expect(chosen(screen)).toBe(4);
  await click(9, { ctrlKey: true });
  expect(chosen(screen)).toBe(5);
  expect(at(screen)).toBe(core.shelf.lines[9]?.item);
});

test("keys go on from item to item whatever was pressed before; in a field they write", async () => {
  const core = office(12);
  const screen = await open(core);
  screen.find("[data-view=grid]").focus();
  await press(screen, "j");
  expect(at(screen)).toBe(core.shelf.lines[1]?.item);
  screen.find("[name=words]").focus();
  await press(screen, "j");
  expect(at(screen)).toBe(core.shelf.lines[1]?.item);
  await press(screen, "Escape");
  expect(document.activeElement).toBe(screen.find("[data-list]"));
});

test("marks are the archive's, and one that cannot be made is explained", async () => {
  const core = office(12);
  const screen = await open(core);
  await screen.loaded("[data-mark]");
  await press(screen, "i");
  const item = core.shelf.lines[0]?.item;
  expect(core.shelf.asked.marks.at(-1)).toEqual([item, { lookedAt: null, important: true, note: null }]);
  expect(screen.find("[data-mark=important]").getAttribute("aria-pressed")).toBe("true");
  core.shelf.broken.mark = new Trouble("disk-full");
  await press(screen, "l");
  expect(screen.find("[role=alert]").textContent).toContain("The disk is full");
});

test("an own note is kept, also when the reader goes on at once", async () => {
  const core = office(12);
  const screen = await open(core);
  await screen.loaded("[name=own-note]");
  const item = core.shelf.lines[0]?.item;
  await screen.fill("[name=own-note]", "The van again.");
  await press(screen, "Escape");
  await press(screen, "j");
  await screen.settle();
  expect(core.shelf.asked.marks.filter(([, { note }]) => note !== null)).toEqual([[item, { lookedAt: null, important: null, note: "The van again." }]]);
  await press(screen, "k");
  await screen.loaded("[name=own-note]");
  expect(screen.find<HTMLTextAreaElement>("[name=own-note]").value).toBe("The van again.");
});

test("pictures that are blurred are shown one at a time, and the switch stays for the run", async () => {
  const screen = await open(office(12));
  await screen.click("[data-blur]");
  await screen.loaded("[data-reveal]");
  expect(screen.root.querySelectorAll(".thumb.blurred").length).toBeGreaterThan(5);
  await press(screen, "v");
  expect(screen.root.querySelector("[data-reveal]")).toBeNull();
  await press(screen, "j");
  await press(screen, "k");
  await screen.loaded("[data-reveal]");
  await screen.click("[data-screen=capture]");
  await screen.click("[data-screen=more]");
  await screen.loaded("ul [data-screen=office]");
  await screen.click("ul [data-screen=office]");
  await screen.loaded("[data-list] [data-item]");
  expect(screen.find("[data-blur]").getAttribute("aria-pressed")).toBe("true");
});

test("another screen and back: search, choice and place are as they were; once it is locked nothing of them is left", async () => {
  const core = office(40);
  const warned = vi.spyOn(console, "warn");
  const screen = await open(core);
  const again = async (): Promise<void> => {
    await screen.click("[data-screen=more]");
    await screen.loaded("ul [data-screen=office]");
    await screen.click("ul [data-screen=office]");
  };
  await screen.fill("[name=words]", "img");
  await wait(250);
  await screen.settle();
  screen.find("[data-list]").focus();
  for (let n = 0; n < 3; n += 1) await press(screen, "j");
  await press(screen, "x");
  const there = at(screen);
  await screen.click("[data-screen=capture]");
  await again();
  await screen.loaded("[data-list] [data-item]");
  expect([screen.find<HTMLInputElement>("[name=words]").value, chosen(screen), at(screen)]).toEqual(["img", 1, there]);
  await screen.click(".ways button:last-child");
  await screen.fill("#passphrase", core.shelf.passphrase);
  await screen.click("button[type=submit]");
  await screen.loaded("[data-list] [data-item]");
  expect([screen.find<HTMLInputElement>("[name=words]").value, chosen(screen), at(screen)]).toEqual(["", 0, core.shelf.lines[0]?.item]);
  expect(warned.mock.calls, "no state that went with the first screen is read").toEqual([]);
});

test("the keys are listed by a key, in the place of the preview, and go by Escape", async () => {
  const screen = await open(office(12), "ru");
  await press(screen, "?", { code: "Slash", shiftKey: true });
  expect(screen.find("[data-keys]").textContent).toContain("выбрать всё найденное");
  await press(screen, "Escape");
  expect(screen.root.querySelector("[data-keys]")).toBeNull();
  expect(document.activeElement).toBe(screen.find("[data-list]"));
});

test("an item whose record fails says so and is asked for again; the list stays", async () => {
  const core = office(12);
  core.shelf.broken.case = new Trouble("archive-damaged");
  const screen = await open(core);
  await screen.loaded("[data-preview] [role=alert]");
  delete core.shelf.broken.case;
  await screen.click("[data-preview] [role=alert] button");
  await screen.loaded("[data-preview] #record");
  expect(screen.root.querySelectorAll("[data-list] [data-item]").length).toBe(12);
});

test("an item that another one leads to is shown though the filter leaves it out, and Escape leads back", async () => {
  const core = office(12);
  const screen = await open(core);
  await screen.fill("[name=kind]", "photo");
  await wait(50);
  await screen.settle();
  await press(screen, "j");
  const there = at(screen);
  const video = core.shelf.lines[1];
  session && deskOf(session).visit(video?.item ?? "");
  await screen.loaded(`[data-preview="${video?.item}"] #record`);
  expect(screen.find("[data-preview] .title").textContent).toBe(video?.title);
  expect(screen.root.querySelector(`[data-list] [data-item="${video?.item}"]`)).toBeNull();
  await press(screen, "Escape");
  expect(at(screen)).toBe(there);
});

test("a far place is reached by pages, and what was asked before the filter changed is not shown", async () => {
  const core = office(3_000);
  const listing = new Listing(core);
  await listing.begin();
  expect([listing.lines.length, listing.total]).toEqual([200, 3_000]);
  await listing.reach(2_500);
  expect(listing.lines.length).toBeGreaterThan(2_500);
  expect(new Set(listing.ids).size).toBe(listing.lines.length);
  const late = listing.reach(2_999);
  listing.filter = { ...listing.filter, kind: "video" };
  await listing.begin();
  await late;
  expect(listing.lines.every((one) => one.kind === "video")).toBe(true);
});

test("an archive into which the first items came is not called empty while its list is being read", async () => {
  const core = office(0);
  core.shelf.state = "open";
  shown = await show(App, { bridge: core, language: "en" as const, begin: (now: Session) => (session = now) });
  const screen = shown;
  session?.go("office");
  await screen.loaded(".nothing [data-room=intake]");
  expect(screen.text()).toContain("The archive is empty");
  await screen.click(".nothing [data-room=intake]");
  core.shelf.lines = [line(0)];
  const { lines } = core;
  let read = (): void => undefined;
  core.lines = async (...asked) => {
    await new Promise<void>((resolve) => (read = resolve));
    return lines(...asked);
  };
  session?.go("capture");
  await screen.settle();
  session?.go("office");
  await screen.loaded("[data-desk]");
  expect(screen.text()).not.toContain("The archive is empty");
  read();
  await screen.loaded("[data-list] [data-item]");
});

async function nothingFound(core: FakeCore): Promise<Shown> {
  const screen = await open(core);
  await screen.fill("[name=words]", "no such words");
  await wait(250);
  await screen.settle();
  expect(screen.root.querySelectorAll("[data-list] [data-item]").length).toBe(0);
  return screen;
}

test("where nothing is found no key fills the screen or chooses anything", async () => {
  const screen = await nothingFound(office(12));
  (document.activeElement as HTMLElement).blur();
  for (const key of ["f", "Enter", " ", "x"]) {
    await press(screen, key);
    expect(session && deskOf(session).large, key).toBe("no");
  }
  expect(session && deskOf(session).choice.chosen.size).toBe(0);
});

test("an item that fills the screen shows how to leave it, also before it has come", async () => {
  const core = office(12);
  const screen = await open(core);
  await press(screen, "f");
  core.case = () => Promise.reject(new Trouble("archive-damaged"));
  session && deskOf(session).visit("ff".repeat(16));
  await screen.settle();
  expect(session && deskOf(session).large).toBe("screen");
  await screen.click("[data-preview] [data-large]");
  expect(session && deskOf(session).large).toBe("no");
});

test("Escape leaves the search field also where nothing is found, and all of nothing is not offered", async () => {
  const screen = await nothingFound(office(12));
  screen.find("[name=words]").focus();
  await press(screen, "Escape");
  expect(document.activeElement).not.toBe(screen.find("[name=words]"));
  expect(screen.root.querySelector("[data-choose-all]")).toBeNull();
});

test("Escape leaves the search field of a narrow window too", async () => {
  width = 990;
  shown = await show(App, { bridge: office(3), language: "en" as const });
  await shown.click("[data-screen=more]");
  await shown.loaded("ul [data-screen=office]");
  await shown.click("ul [data-screen=office]");
  await shown.loaded("li[data-item]");
  const field = shown.find<HTMLInputElement>("[name=words]");
  await shown.fill("[name=words]", "img");
  field.focus();
  // WebKit clears a search field at Escape without an event: the words would narrow the list unseen.
  const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
  field.dispatchEvent(escape);
  await shown.settle();
  expect([document.activeElement, escape.defaultPrevented, field.value]).toEqual([document.body, true, "img"]);
});

test("days of the filter are typed as people write them, said back, and refused at the field", async () => {
  const core = office(12);
  const screen = await open(core, "ru");
  const from = (): HTMLInputElement => screen.find<HTMLInputElement>("[name=from]");
  expect([from().type, from().value]).toEqual(["text", ""]);
  await screen.fill("[name=from]", "17 мая 2026");
  await wait(250);
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)?.from).toBe(new Date(2026, 4, 17).toISOString());
  expect(from().value).toBe("17.05.2026");
  await screen.fill("[name=to]", "17.05.2026");
  await wait(250);
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)?.to).toBe(new Date(2026, 4, 18).toISOString());
  for (const typed of ["31.02.2026", "05.2026", "17.05", "вчера"]) {
    await screen.fill("[name=from]", typed);
    await wait(20);
    await screen.settle();
    expect(from().getAttribute("aria-invalid"), typed).toBe("true");
    expect(screen.find("#from-fault").textContent, typed).not.toBe("");
    expect(from().value).toBe(typed);
    expect(core.shelf.asked.filters.at(-1)?.from).toBe(new Date(2026, 4, 17).toISOString());
  }
  await screen.fill("[name=from]", "");
  await wait(250);
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)?.from).toBeNull();
  expect(screen.find("#from-fault").textContent).toBe("");
});

test("in another layout the reader's entry is in sight", async () => {
  const screen = await open(office(150));
  await press(screen, "End");
  await screen.settle();
  const desk = session && deskOf(session);
  const far = desk?.at ?? 0;
  expect(far).toBeGreaterThan(1_000);
  await screen.click("[data-view=grid]");
  await wait(20);
  const grid = desk?.at ?? 0;
  expect(grid).not.toBe(far);
  await press(screen, "Home");
  await press(screen, "End");
  await wait(20);
  // In a window of 800 px the entry is in sight between its places at the lower and at the upper edge.
  const lowest = desk?.at ?? 0;
  expect(grid).toBeGreaterThanOrEqual(lowest);
  expect(grid).toBeLessThan(lowest + 800);
});

test("a filter that is chosen with the mouse gives the keys back to the list, one that is chosen by keys keeps them", async () => {
  const core = office(12);
  const screen = await open(core);
  const kind = screen.find<HTMLSelectElement>("search select[name=kind]");
  kind.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  kind.focus();
  kind.value = "photo";
  kind.dispatchEvent(new Event("change", { bubbles: true }));
  await screen.settle();
  expect(document.activeElement).toBe(screen.find("[data-list]"));
  kind.focus();
  await press(screen, "ArrowDown");
  kind.dispatchEvent(new Event("change", { bubbles: true }));
  await screen.settle();
  expect(document.activeElement).toBe(kind);
});

test("the way to an intake leaves the focus in its first field", async () => {
  const screen = await open(office(3));
  screen.find("[data-room=intake]").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
  await screen.loaded("#source, [name=source], form input");
  await screen.settle();
  expect(document.activeElement?.matches("input")).toBe(true);
});

test("the answers of an item begin with the strongest sentence that is true of its time", async () => {
  const screen = await open(office(3));
  await screen.loaded("[data-latest]");
  expect(screen.find("[data-latest]").textContent).toContain("Existed at the latest at");
  screen.find<HTMLDetailsElement>("[data-answers]").open = true;
  await screen.loaded("[data-question=time] .time");
  expect([...screen.root.querySelectorAll("[data-question=time] .time")].map((one) => one.textContent?.slice(0, 22))).toEqual(["Existed at the latest ", "Not earlier than: not "]);
  expect(screen.find("[data-short=time]").getAttribute("title")).toBe("latest time proven");
});

test("an item counts as looked at once nobody types any more", async () => {
  const core = office(3);
  const screen = await open(core);
  const looked = (): number => core.shelf.asked.marks.filter(([, mark]) => mark.lookedAt === true).length;
  await press(screen, "f", { ctrlKey: true });
  const before = looked();
  await wait(1_300);
  expect(looked()).toBe(before);
  await press(screen, "Escape");
  await wait(1_300);
  expect(looked()).toBe(before + 1);
});

test("an item that is sealed is not looked at by itself, and is not called shown", async () => {
  const core = office(8);
  const names = core.shelf.lines.find((one) => one.witness)?.item ?? "";
  const real = core.case;
  core.case = async (item) => ({ ...(await real(item)), ...(item === names ? { record: null } : {}) });
  const screen = await open(core);
  await screen.click(`[data-list] [data-item="${names}"]`);
  await screen.loaded(`[data-preview="${names}"] .parts .care`);
  expect(screen.find("[data-preview]").textContent).toContain("nothing of this is open here");
  await wait(1_300);
  expect(core.shelf.asked.marks.filter(([item]) => item === names)).toEqual([]);
});

test("of an item that no intake has brought nothing is said but that, and it is not looked at by itself", async () => {
  const core = office(3);
  const [first] = core.shelf.lines;
  if (!first) throw new Error("the archive has items");
  const item = first.item;
  Object.assign(first, { kind: null, title: null, fileName: null, thumbnail: false, finished: false, bytes: 0, wanted: 2, interrupted: false, wholeness: "away" });
  const real = core.case;
  const nothing = { name: null, mediaType: null, sha256: null, parts: 1, bytes: 0, interrupted: true, modified: null, changed: false, missing: [0] };
  core.case = async (asked) => ({ ...(await real(asked)), ...(asked === item ? { record: null, media: [nothing] } : {}) });
  const screen = await open(core);
  await screen.click(`[data-list] [data-item="${item}"]`);
  await screen.loaded(`[data-preview="${item}"] [data-away]`);
  const said = screen.find("[data-preview]").textContent ?? "";
  expect(said).toContain("Nothing of this file is here yet");
  expect(said).not.toMatch(/cut off|intact|not shown here/);
  expect(noteOf(first)).toEqual({ key: "office-note-away", icon: "waiting", care: false });
  await wait(1_300);
  expect(core.shelf.asked.marks.filter(([marked]) => marked === item)).toEqual([]);
});

test("what waits at the server is counted apart from problems, in the same words as its sign and its filter", async () => {
  const core = office(4);
  core.shelf.lines = [line(0), line(1, { wanted: 2, bytes: 0 }), line(2, { wanted: 2, bytes: 0, interrupted: true }), line(3, { interrupted: true })];
  const screen = await open(core);
  await screen.loaded("[data-list] [data-item]");
  expect(unmarked(screen.find("[data-counts]").textContent ?? "")).toBe("4 items, 1 with problems, 2 not taken in yet (“Take in evidence” brings them)");
  const left: [string, number][] = [["problem", 1], ["away", 2], ["whole", 1]];
  for (const [wholeness, count] of left) {
    await screen.fill("select[name=wholeness]", wholeness);
    await wait(300);
    await screen.settle();
    expect(screen.root.querySelectorAll("[data-list] [data-item]").length, wholeness).toBe(count);
    const signs = new Set(core.shelf.lines.filter((one) => one.wholeness === wholeness).map((one) => noteOf(one).key === "office-note-away"));
    expect([...signs], wholeness).toEqual([wholeness === "away"]);
  }
});

test("what stood out in a record is signed at the head of its preview", async () => {
  const core = office(3);
  core.shelf.lines = DOCUMENTS.filter((one) => one.line.item === ids.testimony).map((one) => one.line);
  const screen = await open(core);
  await screen.loaded("[data-preview] header [data-sign]");
  expect(screen.find("[data-sign]").textContent).toContain("not safe to talk");
});

test("each of the five signs is a button that leads to its answer, unfolded and with the focus", async () => {
  const screen = await open(office(3));
  await screen.loaded("button[data-short]");
  const signs = [...screen.root.querySelectorAll<HTMLElement>("button[data-short]")];
  expect(signs.map((one) => one.dataset.short)).toEqual(["content", "signer", "time", "completeness", "delivery"]);
  expect(signs[3]?.textContent?.replace(/\s+/g, " ").trim()).toBe("Completeness: not checked. Show why");
  expect(screen.find<HTMLDetailsElement>("[data-answers]").open).toBe(false);
  const scrolled = vi.spyOn(Element.prototype, "scrollIntoView");
  for (const question of ["completeness", "content"]) {
    // A click of the mouse, which otherwise returns the focus to the list.
    screen.find(`button[data-short=${question}]`).dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
    await screen.loaded(`[data-question=${question}]`);
    await screen.settle();
    expect(screen.find<HTMLDetailsElement>("[data-answers]").open).toBe(true);
    expect(document.activeElement).toBe(screen.find(`[data-question=${question}] h4`));
    expect(scrolled.mock.contexts.at(-1)).toBe(screen.find(`[data-question=${question}]`));
  }
});

test("where nothing is found it is said what is searched, and nothing that is not shown is kept or leaves", async () => {
  const core = office(12);
  const screen = await open(core);
  await press(screen, "j");
  await press(screen, "x");
  await screen.fill("[name=words]", "no such words");
  await wait(250);
  await screen.settle();
  expect(screen.text()).toContain("Searched are notes, answers, names of files, the words of text files");
  expect(session && deskOf(session).current).toBeNull();
  expect(screen.text()).toContain("1 chosen, not among what is found");
  expect(screen.root.querySelector("[data-room=bundle], [data-room=report]")).toBeNull();
  (document.activeElement as HTMLElement).blur();
  await press(screen, "b");
  expect(screen.root.querySelector("#bundle-out")).toBeNull();
  await screen.fill("[name=words]", "");
  await wait(250);
  await screen.settle();
  expect([at(screen), chosen(screen)]).toEqual([core.shelf.lines[0]?.item, 1]);
});

test("the sign of delivery is not the one of what was checked, and its column says what it means", async () => {
  const core = office(3);
  const screen = await open(core);
  const head = screen.find("[data-column=state]");
  expect(head.title).toBe("State; the tray means: delivered, a server holds all of it");
  expect(head.textContent).toContain("the tray means: delivered");
  expect(noteOf(line(0)).icon).toBe("tray");
  expect(noteOf({ ...line(0), stoodOut: 2 })).toEqual({ key: "office-note-stood-out", icon: "care", care: true });
  expect(screen.find("[data-column=choose]").querySelector("svg"), "no tick heads the boxes").toBeNull();
});

test("a narrow window has the switch that blurs too", async () => {
  width = 400;
  shown = await show(App, { bridge: office(3), language: "en" as const, begin: (now: Session) => (session = now) });
  const screen = shown;
  await screen.click("[data-screen=more]");
  await screen.loaded("ul [data-screen=office]");
  await screen.click("ul [data-screen=office]");
  await screen.loaded("li[data-item]");
  const blur = screen.find("[data-blur]");
  expect([blur.getAttribute("aria-pressed"), blur.getAttribute("aria-label")]).toEqual(["false", "Blur pictures until they are pressed"]);
  await screen.click("[data-blur]");
  expect(screen.root.querySelectorAll("li[data-item] .thumb.blurred").length).toBe(3);
  await screen.click("li[data-item] button.line");
  await screen.loaded("[data-reveal]");
});

test("the first choice of each filter says what it leaves open", async () => {
  const core = office(3);
  core.shelf.lines = core.shelf.lines.map((one, n) => ({ ...one, device: `${n}d`.repeat(32) }));
  for (const [language, first] of [
    ["en", ["Any kind", "Any method", "Any state", "Delivered or not", "Any signer", "Marked or not", "Any device"]],
    ["ru", ["Любой вид", "Любой способ", "Любое состояние", "Любая доставка", "Любая подпись", "Любые пометки", "Все устройства"]],
    ["kk", ["Түрі: бәрі", "Жолы: бәрі", "Күйі: бәрі", "Жеткізілуі: бәрі", "Қолы: бәрі", "Белгісі: бәрі", "Құрылғысы: бәрі"]],
  ] as const) {
    await shown?.gone();
    const screen = await open(core, language);
    expect([...screen.root.querySelectorAll("search select:not([name=sort])")].map((one) => one.querySelector("option")?.textContent)).toEqual([...first]);
  }
});

test("what stands against a signer is a word on its row and beside its preview, and a filter", async () => {
  const core = office(3);
  core.shelf.lines = core.shelf.lines.map((one, n) => (n === 1 ? { ...one, quarantined: 0, linked: true, doubts: ["ended"] } : one));
  const late = core.shelf.lines[1]?.item ?? "";
  const screen = await open(core);
  expect(screen.find(`[data-item="${late}"]`).textContent).toContain("After its device’s end");
  await screen.fill("select[name=doubt]", "ended");
  await screen.loaded(`[data-item="${late}"]`);
  expect(core.shelf.asked.filters.at(-1)?.doubt).toBe("ended");
  expect(screen.root.querySelectorAll("[data-item]")).toHaveLength(1);
  await screen.loaded("[data-doubt=ended]");
  expect(screen.find("[data-doubt=ended]").textContent).toContain("before any log registered this");
});
