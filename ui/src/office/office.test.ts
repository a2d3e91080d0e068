import { afterEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
// The office is loaded on demand: here it is there before it is waited for.
import "./Office.svelte";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home, UNJOINED } from "../bridge/fake/fake";
import { device, intake, line, reason as reasonOf, shelf, verdict } from "../bridge/fake/office";
import { shareWords } from "../bridge/fake/shares";
import type { ReasonView, VerdictCode } from "../bridge/types";
import { deskOf } from "../desk/desk.svelte";
import type { Session } from "../frame/session.svelte";
import { type Shown, show } from "../testing";
import { type Language, LANGUAGES, Texts } from "../texts/texts.svelte";
// Compiled before the first test: on a busy machine that takes longer than a screen may.
import "./Office.svelte";
import "./Verify.svelte";
import { feedable, shapeOf } from "./player";
import { ADVICE, adviceOf, wordsOf } from "./verdict";

let shown: Shown | null = null;
let session: Session | null = null;

afterEach(async () => {
  await shown?.gone();
  shown = null;
  vi.unstubAllGlobals();
});

function office(count: number): FakeCore {
  return Object.assign(fake(home()), { shelf: shelf(Array.from({ length: count }, (_, n) => line(n))) });
}

async function open(core: FakeCore, screen: "office" | "verify" = "office", language: Language = "en"): Promise<Shown> {
  shown = await show(App, { bridge: core, language, begin: (now: Session) => (session = now) });
  if (shown.root.querySelector("[data-screen=more]")) {
    await shown.click("[data-screen=more]");
    await shown.loaded(`ul [data-screen=${screen}]`);
    await shown.click(`ul [data-screen=${screen}]`);
  } else {
    await shown.click(`[data-screen=${screen}]`);
  }
  await shown.loaded("main h1");
  return shown;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("every finding has words and advice in every language, and no advice is left without a finding", () => {
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    for (const [code, advice] of Object.entries(ADVICE)) {
      expect(texts.has(`verdict-${code}`), `${language} verdict-${code}`).toBe(true);
      if (advice) expect(texts.has(`advice-${advice}`), `${language} advice-${advice}`).toBe(true);
    }
  }
});

test("parts that never came are not called withheld", () => {
  const reason = (code: VerdictCode): ReasonView => reasonOf({ status: "not-checked", code });
  expect(wordsOf(reason("withheld"), false)).toBe("verdict-withheld");
  expect([wordsOf(reason("withheld"), true), adviceOf(reason("withheld"), true)]).toEqual(["verdict-not-here", "advice-intake"]);
  expect(adviceOf({ ...reason("part-missing"), status: "passed" }, false)).toBeNull();
});

test("a machine without a home opens its archive all the same", async () => {
  const core = Object.assign(fake(), { shelf: { ...shelf([line(0)]), state: "closed" as const } });
  const screen = await open(core);
  expect(screen.find("h1").textContent).toBe("Open the archive");
  await screen.fill("#passphrase", "wrong words entirely");
  await screen.click("button[type=submit]");
  expect(screen.find("[role=alert]").textContent).toContain("does not open the vault or the archive");
  await screen.fill("#passphrase", core.shelf.passphrase);
  await screen.click("button[type=submit]");
  await screen.loaded("[data-item]");
  expect(screen.find("h1").textContent).toBe("Invented Observers");
});

test("a new archive is made only when both passphrases are alike", async () => {
  const core = office(0);
  const screen = await open(core);
  await screen.fill("#passphrase", "five random words of mine");
  await screen.fill("#again", "five random words of mind");
  await screen.click("button[type=submit]");
  expect(screen.text()).toContain("The two passphrases differ.");
  expect(core.shelf.state).toBe("none");
  await screen.fill("#again", "five random words of mine");
  await screen.click("button[type=submit]");
  await screen.loaded(".nothing");
  expect(screen.text()).toContain("The archive is empty");
});

test("ten thousand items draw no more rows than are seen", async () => {
  const screen = await open(office(10_000));
  await screen.loaded("li[data-item]");
  expect(screen.text()).toContain("10,000 items");
  expect(screen.root.querySelectorAll("li[data-item]").length).toBeLessThan(60);
  expect(screen.find("li[data-item]").getAttribute("aria-setsize")).toBe("10000");
});

test("what is typed and chosen is what the archive is asked for, and nothing found is said", async () => {
  const core = office(12);
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  await screen.fill("input[name=words]", "img_2041");
  await screen.fill("select[name=kind]", "photo");
  await wait(300);
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)).toMatchObject({ words: "img_2041", kind: "photo", problem: null });
  expect(screen.text()).toContain("1 item found");
  await screen.fill("input[name=words]", "nowhere");
  await wait(300);
  await screen.settle();
  expect(screen.text()).toContain("Nothing matches");
});

test("conditions fold away, stand as they were after an item was looked at, and go with the way to show all", async () => {
  const core = office(12);
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  expect(screen.find("#conditions").hidden).toBe(true);
  await screen.click("[data-narrow]");
  expect(screen.find("#conditions").hidden).toBe(false);
  await screen.fill("input[name=from]", "2026-11-20");
  await screen.fill("input[name=to]", "2026-11-24");
  await wait(300);
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)?.to).toBe(new Date(2026, 10, 25).toISOString());
  await screen.click("li[data-item] button.line");
  await screen.loaded("#answers");
  await screen.click("button.back");
  await screen.loaded("li[data-item]");
  const days = (): string[] => ["from", "to"].map((name) => screen.root.querySelector<HTMLInputElement>(`input[name=${name}]`)?.value ?? "?");
  expect(days()).toEqual(["20.11.2026", "24.11.2026"]);
  expect(screen.find("[data-narrow]").classList.contains("chosen")).toBe(true);
  await screen.click(".found button");
  await screen.settle();
  expect(days()).toEqual(["", ""]);
});

test("a list that fails says what to do and can be tried again", async () => {
  const core = office(3);
  core.shelf.broken.lines = new Trouble("archive-damaged");
  const screen = await open(core);
  await screen.loaded("[role=alert]");
  expect(screen.text()).toContain("What the server holds is untouched");
  delete core.shelf.broken.lines;
  await screen.click("[role=alert] button");
  await screen.loaded("li[data-item]");
});

test("a witness stands nameless in the list, and no bundle is offered", async () => {
  const core = office(7);
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  const witness = screen.find(`li[data-item="${core.shelf.lines[6]?.item}"]`);
  expect(witness.textContent).toContain("Names of witnesses");
  witness.querySelector<HTMLButtonElement>("button.line")?.click();
  await screen.loaded("#answers");
  expect(screen.text()).toContain("leaves in no bundle");
  const buttons = [...screen.root.querySelectorAll<HTMLButtonElement>(".actions button")];
  expect(buttons.map((b) => b.disabled)).toEqual([true, false]);
});

test("an item shows its record in the reader's language, its custody, and five answers that are never one word", async () => {
  const core = office(3);
  const screen = await open(core, "office", "ru");
  await screen.loaded("li[data-item]");
  await screen.click("li[data-item] button.line");
  await screen.loaded("[data-question]");
  expect(screen.root.querySelectorAll("[data-question]")).toHaveLength(5);
  const statuses = [...screen.root.querySelectorAll("[data-question]")].map((one) => one.getAttribute("data-status"));
  expect(statuses).toEqual(["passed", "passed", "not-checked", "not-checked", "passed"]);
  const text = screen.text();
  expect(text).toContain("Ничего неверного нет. Проверено и верно: Содержание, Подпись, Доставка. Не проверено: Время, Полнота.");
  expect(text).toContain("Есть пострадавшие?");
  expect(text).toContain("Устройство подписало запись реестра 17");
  expect(text).toContain("Видно ли было больше, может сказать только тот, кто снимал");
});

test("in the large view the bar of space plays, though the focus is on the way out of it, and no tooltip lies over it", async () => {
  const screen = await open(office(2));
  await screen.loaded("li[data-item]");
  const video = [...screen.root.querySelectorAll("li[data-item]")].at(1)?.getAttribute("data-item");
  await screen.click(`li[data-item="${video}"] button.line`);
  await screen.loaded(".medium video");
  await screen.click(".medium [data-large]");
  const [player, way] = [screen.find<HTMLVideoElement>(".medium video"), screen.find(".medium [data-large]")];
  let played = 0;
  player.play = () => Promise.resolve(void (played += 1));
  way.focus();
  const space = new KeyboardEvent("keydown", { key: " ", code: "Space", bubbles: true, cancelable: true });
  way.dispatchEvent(space);
  await screen.settle();
  expect([space.defaultPrevented, played > 0, screen.root.querySelector(".medium .place.large") !== null, way.title]).toEqual([true, true, true, ""]);
});

test("on an item's page a player that is told to fill the screen is made large with the bar, and so it is by our own button", async () => {
  const screen = await open(office(2));
  await screen.loaded("li[data-item]");
  const video = [...screen.root.querySelectorAll("li[data-item]")].at(1)?.getAttribute("data-item");
  await screen.click(`li[data-item="${video}"] button.line`);
  await screen.loaded(".medium video");
  const large = (): boolean => screen.root.querySelector(".medium .place.large") !== null;
  await screen.click(".medium [data-large]");
  expect(large()).toBe(true);
  await screen.click(".medium [data-large]");
  expect(large()).toBe(false);
  let left = 0;
  Object.defineProperty(document, "fullscreenElement", { configurable: true, get: () => screen.find("video") });
  Object.defineProperty(document, "exitFullscreen", { configurable: true, value: () => Promise.resolve(void (left += 1)) });
  try {
    document.dispatchEvent(new Event("fullscreenchange"));
    await screen.settle();
  } finally {
    for (const own of ["fullscreenElement", "exitFullscreen"]) Reflect.deleteProperty(document, own);
  }
  expect([large(), left]).toEqual([true, 1]);
});

test("an intake is counted, can be stopped, and forgets the shares it was given", async () => {
  const core = office(3);
  core.shelf.intakes = [intake({ state: "running", entries: 12, parts: 30, waiting: 7 })];
  const screen = await open(core);
  await screen.loaded("[data-room=intake]");
  core.shelf.intakes = [intake()];
  await screen.click("[data-room=intake]");
  await screen.loaded("#organisation");
  await screen.fill("#organisation", "/media/stick/org");
  await screen.click("button[type=submit]");
  await screen.loaded("#share-1");
  expect(document.activeElement?.id, "the next thing to do").toBe("share-0");
  await screen.fill("#share-0", shareWords(1));
  await screen.fill("#share-1", shareWords(2));
  await screen.fill("#key-passphrase", "copper");
  core.shelf.intakes = [intake({ state: "running", entries: 12, parts: 30, waiting: 7 })];
  await screen.click("button[type=submit]");
  await screen.loaded("progress");
  expect(core.shelf.asked.intakes[0]).toMatchObject({ shares: [shareWords(1), shareWords(2)], witnessShares: [], folder: null });
  expect(screen.text()).toContain("12 new entries, 30 parts opened and checked");
  expect(screen.text()).toContain("7 parts to go");
  await screen.click(".card button");
  await wait(900);
  await screen.settle();
  expect(screen.text()).toContain("Stopped");
  await screen.loaded("#share-1");
  expect(screen.find<HTMLTextAreaElement>("#share-0").value).toBe("");
});

test("what an intake brought is one press away, and a bundle is verified from where it was made", async () => {
  const core = office(3);
  core.shelf.intakes = [intake({ state: "done", items: 2 })];
  const screen = await open(core);
  await screen.loaded("[data-room=intake]");
  await screen.click("[data-room=intake]");
  await screen.loaded("[data-act=show-new]");
  await screen.click("[data-act=show-new]");
  await screen.loaded("li[data-item]");
  expect(core.shelf.asked.filters.at(-1)).toMatchObject({ words: "", newest: true });
  await screen.click("li[data-item] input[type=checkbox]");
  await screen.click("[data-room=bundle]");
  await screen.loaded("#bundle-out");
  await screen.fill("#bundle-out", "/media/stick/b.zip");
  await screen.click("form button[type=submit]");
  await screen.loaded("[data-act=verify]");
  await screen.click("[data-act=verify]");
  await screen.loaded("[data-question]");
  expect(core.shelf.asked.verified).toEqual(["/media/stick/b.zip"]);
  await screen.click("button.back");
  await screen.loaded("#bundle-out");
});

test("what an intake came to is told in its own visit and not in the next one", async () => {
  const core = office(3);
  core.shelf.intakes = [intake({ state: "done", items: 2 })];
  const screen = await open(core);
  for (const told of [1, 0]) {
    await screen.loaded("[data-room=intake]");
    await screen.click("[data-room=intake]");
    await screen.loaded("#organisation");
    expect(screen.root.querySelectorAll("#ended").length).toBe(told);
    await screen.click("button.back");
  }
});

test("from a room of the archive Escape leads back, and its name in the bar leads to the list", async () => {
  // On an archivist's own machine the archive stands in the bar.
  const core = Object.assign(fake({ ...UNJOINED, archive: true } as typeof UNJOINED), { shelf: office(3).shelf });
  shown = await show(App, { bridge: core, language: "en" as const });
  const screen = shown;
  await screen.loaded("li[data-item]");
  const escape = async (): Promise<void> => {
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
    await screen.settle();
  };
  await screen.click("li[data-item] input[type=checkbox]");
  screen.find("main").scrollTop = 500;
  await screen.click("[data-room=bundle]");
  await screen.loaded("#bundle-out");
  expect(screen.find("main").scrollTop).toBe(0);
  screen.find("#bundle-out").focus();
  await escape();
  expect(screen.root.querySelector("#bundle-out"), "a field is left first").not.toBeNull();
  await escape();
  await screen.loaded("li[data-item]");
  await screen.click("[data-room=bundle]");
  await screen.loaded("#bundle-out");
  await screen.click("nav [data-screen=office]");
  await screen.loaded("li[data-item]");
  expect(screen.root.querySelector("#bundle-out")).toBeNull();
});

test("the button beside a bundle's path says that its dialog chooses a folder", async () => {
  for (const [language, words] of [["en", "Choose a folder"], ["kk", "Қалта таңдау"], ["ru", "Выбрать папку"]] as const) {
    await shown?.gone();
    const screen = await open(office(1), "verify", language);
    expect(screen.find("form .row button").textContent).toBe(words);
  }
});

test("a way to the intake that failed for a while is not called broken once it is over", async () => {
  const core = office(3);
  core.shelf.intakes = [intake({ state: "running" })];
  const screen = await open(core);
  await screen.loaded("[data-room=intake]");
  await screen.click("[data-room=intake]");
  await screen.loaded("progress");
  core.shelf.broken.intake = new Trouble("bug");
  await wait(500);
  delete core.shelf.broken.intake;
  core.shelf.intakes = [intake({ state: "running" }), intake({ state: "done", parts: 3 })];
  await screen.loaded("[aria-labelledby=ended]");
  expect(screen.root.querySelector("[role=alert]")).toBeNull();
});

test("an intake is not asked for any more once its screen is gone, though an answer was still to come", async () => {
  const core = office(3);
  core.shelf.intakes = [intake({ state: "running" })];
  const screen = await open(core);
  await screen.loaded("[data-room=intake]");
  let answer: () => void = () => undefined;
  const asked = vi.fn(() => new Promise<ReturnType<typeof intake>>((resolve) => (answer = () => resolve(intake({ state: "running" })))));
  core.intake = asked;
  await screen.click("[data-room=intake]");
  await screen.click("button.back");
  answer();
  await wait(500);
  expect(asked).toHaveBeenCalledTimes(1);
});

test("who types is not interrupted by what comes meanwhile: it is only brought into sight", async () => {
  const core = fake();
  let judged: () => void = () => undefined;
  core.bundleVerify = () => new Promise((resolve) => (judged = () => resolve(core.shelf.verdict)));
  const screen = await open(core, "verify");
  await screen.fill("#bundle-path", "/media/stick/bundle.zip");
  await screen.click("form button[type=submit]");
  screen.find("#bundle-path").focus();
  const shown = vi.spyOn(Element.prototype, "scrollIntoView");
  judged();
  await screen.loaded("[aria-labelledby=verdict]");
  expect(document.activeElement?.id).toBe("bundle-path");
  expect(shown.mock.contexts).toEqual([screen.find("[aria-labelledby=verdict]")]);
  shown.mockRestore();
  // A person who has just picked a file does not type.
  screen.find("input[type=file]").focus();
  screen.find<HTMLFormElement>("form").requestSubmit();
  await screen.settle();
  judged();
  await screen.loaded("[aria-labelledby=verdict]");
  expect(document.activeElement?.getAttribute("aria-labelledby")).toBe("verdict");
});

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
  if (session) deskOf(session).blurred = true;
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
  // Who struck Enter twice in the field wrote it once, and still sees that it is written.
  core.shelf.broken.bundleWrite = new Trouble("name-taken");
  field.form?.requestSubmit();
  await screen.settle();
  expect(screen.root.querySelector("[role=alert]")).toBeNull();
  expect(document.activeElement).toBe(screen.find("[data-act=verify]"));
  // Another path is another bundle.
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
  await shown?.gone();
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
  core.shelf.broken.bundleWrite = new Trouble("disk-full");
  await screen.click("button[type=submit]");
  expect(screen.find("[role=alert]").textContent).toContain("The disk is full");
  delete core.shelf.broken.bundleWrite;
  await screen.click("button[type=submit]");
  const item = core.shelf.lines[0]?.item;
  expect(core.shelf.asked.bundles).toEqual([{ items: [item], withholdMedia: [item], withholdRecords: [], path: "/media/stick/for-the-court.zip", folder: false }]);
  expect(screen.text()).toContain("The bundle is written. Items: 1, files: 0");
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

test("an item says first what the five answers came to, and leads to them", async () => {
  const screen = await open(office(3));
  await screen.loaded("li[data-item]");
  await screen.click("li[data-item] button.line");
  await screen.loaded("[data-question]");
  const glance = screen.find("[data-glance]");
  expect(glance.compareDocumentPosition(screen.find("#media")) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  expect(glance.dataset.glance).toBe("not-checked");
  expect(glance.textContent).toContain("Not checked: ");
  await screen.click("[data-glance]");
  expect(document.activeElement?.id).toBe("answers");
});

test("the verifier's own words are folded once in each answer, and stand open under their reasons in a report", async () => {
  const screen = await open(office(3));
  await screen.loaded("li[data-item]");
  await screen.click("li[data-item] button.line");
  await screen.loaded("[data-question]");
  const said = (): number => screen.root.querySelectorAll(".detail").length;
  const answers = [...screen.root.querySelectorAll("[data-question]")];
  expect(answers.map((one) => one.querySelectorAll("details").length)).toEqual([1, 1, 1, 1, 1]);
  const folded = said();
  await screen.click(".actions button:last-child");
  await screen.loaded(".report");
  expect(screen.root.querySelector(".report details")).toBeNull();
  expect(screen.root.querySelectorAll(".report [data-code] .detail").length).toBe(said());
  expect(said()).toBe(folded);
});

test("a bundle is judged by its path without an archive, and the report prints in another language", async () => {
  const core = fake();
  core.shelf.verdict = verdict({ trusted: false });
  const screen = await open(core, "verify");
  await screen.fill("#bundle-path", "/media/stick/bundle.zip");
  await screen.click("form button[type=submit]");
  await screen.loaded("[data-question]");
  expect(screen.text()).toContain("Result for bundle.zip");
  expect(screen.text()).toContain("nobody vouches for that here");
  expect(document.activeElement?.getAttribute("aria-labelledby"), "the verdict is in sight").toBe("verdict");
  await screen.click("section .actions button");
  await screen.loaded(".report");
  await screen.fill(".tools select", "kk");
  expect(screen.find(".report").getAttribute("lang")).toBe("kk");
  expect(screen.find(".report h1").textContent).toBe("Тексеру есебі");
  await screen.click(".tools button.main");
  expect(core.shelf.asked.printed).toBe(1);
  expect(screen.find("[data-written]").textContent?.replace(/[\u2068\u2069]/g, "")).toBe("report.pdf in the folder /home/me/Documents");
});

test("a dropped file is lent and judged; one that is no bundle is explained", async () => {
  const core = office(0);
  const screen = await open(core, "verify");
  const drop = (): void => {
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { files: [new File(["PK"], "from-a-lawyer.zip")] } });
    screen.find(".drop").dispatchEvent(event);
  };
  drop();
  await screen.loaded("[data-question]");
  expect(screen.text()).toContain("from-a-lawyer.zip");
  core.shelf.broken.bundleVerifyBegin = new Trouble("bundle-unsupported");
  drop();
  await screen.loaded("[role=alert]");
  expect(screen.text()).toContain("Unpack it and verify the folder");
});

/** A dropped file that is being read until the core is told to stop, or answers. */
function reading(core: FakeCore): { begun: string[]; stopped: number; feed: () => void } {
  const told = { begun: [] as string[], stopped: 0, feed: (): void => undefined };
  core.bundleVerifyBegin = (size) => (told.begun.push(String(size)), Promise.resolve({ step: "want", job: told.begun.length, offset: 0, length: 1 }));
  core.lendFeed = (job) => new Promise((resolve) => (told.feed = () => resolve({ step: "want", job, offset: 0, length: 1 })));
  core.lendStop = (job) => ((told.stopped += 1), Promise.resolve({ step: "failed", job, trouble: { code: "stopped", item: null } }));
  return told;
}

function dropOn(screen: Shown, bytes: string): Promise<void> {
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: { files: [new File([bytes], `${bytes}.zip`)] } });
  screen.find(".drop").dispatchEvent(event);
  return screen.settle();
}

test("a file that is dropped while another is judged changes nothing, and the first can still be stopped", async () => {
  const core = fake();
  const told = reading(core);
  const screen = await open(core, "verify");
  await dropOn(screen, "one");
  await dropOn(screen, "another");
  expect(told.begun).toEqual(["3"]);
  await screen.click(".working button");
  told.feed();
  await screen.loaded("[role=alert]");
  expect(told.stopped).toBe(1);
});

test("a file that is being judged is given back when its screen goes", async () => {
  const core = fake();
  const told = reading(core);
  const screen = await open(core, "verify");
  await dropOn(screen, "one");
  await screen.click("[data-screen=capture]");
  told.feed();
  await wait(50);
  expect(told.stopped).toBe(1);
});

test("who comes back from an item finds the list where it was", async () => {
  // As a browser does: no farther than there is something, and it is told.
  const scrolled = vi.spyOn(Element.prototype, "scrollTo").mockImplementation(function (this: Element, to?: unknown) {
    const { top } = to as { top: number };
    const height = Number.parseFloat(this.querySelector("ul")?.style.height ?? "0");
    this.scrollTop = Math.max(0, Math.min(top, height - 600));
    this.dispatchEvent(new Event("scroll"));
  });
  const screen = await open(office(300));
  await screen.loaded("li[data-item]");
  screen.find("main").scrollTo({ top: 4_000 });
  await screen.settle();
  await screen.click("li[data-item] button.line");
  await screen.loaded("#answers");
  await screen.click("button.back");
  await screen.loaded("li[data-item]");
  expect(screen.find("main").scrollTop).toBe(4_000);
  expect(Number(screen.find("li[data-item]").getAttribute("aria-posinset"))).toBeGreaterThan(30);
  scrolled.mockRestore();
});

/** Where the focus is, in short. */
const focus = (): string => {
  const at = document.activeElement;
  return at?.closest("li[data-item]")?.getAttribute("data-item") ?? at?.getAttribute("data-room") ?? at?.getAttribute("data-way") ?? at?.id ?? "";
};

test("who comes back finds the focus where it was: on the row, or on the button that led there", async () => {
  const core = office(12);
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  const third = core.shelf.lines[2]?.item ?? "";
  await screen.click(`li[data-item="${third}"] button.line`);
  await screen.loaded("#answers");
  for (const room of ["bundle", "report"]) {
    await screen.click(`main [data-room=${room}]`);
    await screen.loaded("button.back");
    await screen.click("button.back");
    await screen.loaded("#answers");
    await wait(30);
    expect(focus(), `from the ${room} of an item`).toBe(room);
  }
  await screen.click("[data-step=next]");
  await screen.loaded("#answers");
  await screen.click("button.back");
  await screen.loaded("li[data-item]");
  await wait(30);
  expect(focus(), "from an item, also after going on from it").toBe(core.shelf.lines[3]?.item);
  expect(document.activeElement?.classList.contains("line")).toBe(true);
  await screen.click("li[data-item] input[type=checkbox]");
  for (const room of ["bundle", "report", "intake"]) {
    await screen.click(`[data-room=${room}]`);
    await screen.loaded("button.back");
    await screen.click("button.back");
    await screen.loaded("li[data-item]");
    await wait(30);
    expect(focus(), `from the ${room} of the list`).toBe(room);
  }
});

test("a report that is closed on the verdict leads back to its button, and a camera to the way that opened it", async () => {
  const screen = await open(fake(), "verify");
  await screen.fill("#bundle-path", "/media/stick/b.zip");
  await screen.click("form button[type=submit]");
  await screen.loaded("[data-room=report]");
  await screen.click("[data-room=report]");
  await screen.loaded("button.back");
  await screen.click("button.back");
  await screen.loaded("[data-room=report]");
  await wait(30);
  expect(focus()).toBe("report");
});

test("a stranger's type decides no more than which player is tried", () => {
  expect(["image/png", "image/svg+xml", "text/html", "text/plain; charset=utf-8", "text/csv", "video/webm", "audio/ogg; codecs=opus", null].map((type) => shapeOf(type))).toEqual([
    "picture",
    "none",
    "none",
    "text",
    "text",
    "video",
    "sound",
    "none",
  ]);
  // Where the type says nothing the name does, as in the archive's search.
  const named = (["a.CSV", "b.md", "c.log", "d.json", "e.bin", "f.html", "csv"] as const).map((name) => shapeOf("application/octet-stream", name));
  expect(named).toEqual(["text", "text", "text", "text", "none", "none", "none"]);
  expect([shapeOf("application/vnd.ms-excel", "table.csv"), shapeOf("application/vnd.ms-excel", "table.xls"), shapeOf("image/png", "a.txt"), shapeOf("text/html", "a.txt"), shapeOf("application/json", null)]).toEqual(["text", "none", "picture", "none", "text"]);
  expect(feedable("video/mp4", new Uint8Array(16))).toBeNull();
});

/** Without the marks that keep numbers in their direction. */
const bare = (text: string | null | undefined): string => (text ?? "").replace(/[\u2066-\u2069]/g, "");

test("an intake says how many items came after the end of their device, and of which", async () => {
  const core = office(3);
  core.shelf.intakes = [
    intake({
      state: "done",
      items: 4,
      doubted: [
        { code: { latin: "tolud-tolud-tolud-tolud-tolud", cyrillic: "толуд-толуд-толуд-толуд-толуд" }, doubt: "ended", items: 3 },
        { code: { latin: "tolud-tolud-tolud-tolud-tolud", cyrillic: "толуд-толуд-толуд-толуд-толуд" }, doubt: "ended-later", items: 1 },
      ],
    }),
  ];
  const screen = await open(core);
  await screen.click("[data-room=intake]");
  await screen.loaded("[data-doubted]");
  expect(bare(screen.find("[data-doubted=ended]").textContent)).toContain("3 items are of a device that the organisation ended before a log registered them");
  expect(bare(screen.find("[data-doubted=ended]").textContent)).toContain("tolud-tolud");
  expect(bare(screen.find("[data-doubted=ended-later]").textContent)).toContain("1 item is of a device that was ended after");
});

test.each([
  ["en", "Whether the log agrees with itself could not be checked. This says nothing against the items"],
  ["ru", "Против материалов это ничего не говорит"],
  ["kk", "Бұл материалдарға қарсы ештеңе айтпайды"],
] as const)("a log that a folder cannot answer for is told in %s alone, by its whole name, and with what it means for the items", async (language, words) => {
  const core = office(3);
  const detail = "35 of its checkpoints are not joined; a pull from the server checks them";
  core.shelf.intakes = [intake({ state: "done", findings: [{ kind: "log-unchecked", subject: "log.example.org", detail }, { kind: "gap", subject: "ab".repeat(32), detail: "2 entries" }] })];
  const screen = await open(core, "office", language);
  await screen.click("[data-room=intake]");
  await screen.loaded("[data-found]");
  const told = bare(screen.find("[data-found=log-unchecked]").textContent);
  expect(told).toContain(words);
  expect(told).toContain("log.example.org");
  // The archive's own words are English: they are folded away, and say so.
  for (const found of screen.root.querySelectorAll("[data-found]")) {
    const open = found.cloneNode(true) as Element;
    open.querySelectorAll("details").forEach((one) => one.remove());
    expect(bare(open.textContent)).not.toMatch(/checkpoints|2 entries/);
    expect(found.querySelector("details:not([open]) [lang=en]")).not.toBeNull();
    expect(found.querySelector("summary")?.textContent).toBe(new Texts(language).say("found-detail"));
  }
  // A digest stays in groups, to be read aloud.
  expect(bare(screen.find("[data-found=gap]").textContent)).toContain("abab abab");
});

test("devices stand with their words and their present state, and lead to their items", async () => {
  const core = office(3);
  const ended = "5a".repeat(32);
  core.shelf.devices = [
    device(),
    device({ device: ended, code: { latin: "tolud-tolud", cyrillic: "толуд-толуд" }, now: { state: "ended", seq: 6, itself: false }, renewedAt: [4], ends: [{ seq: 2, itself: false, logged: true }, { seq: 6, itself: false, logged: false }] }),
    device({ device: "7b".repeat(32), now: { state: "renewed", seq: 3 }, confirmed: true, sharesWith: [{ latin: "hazip-hazip", cyrillic: "хазип-хазип" }] }),
  ];
  for (const [language, code, state] of [
    ["en", "tolud-tolud", "Ended: what comes after entry 6 is not the organisation’s"],
    ["ru", "толуд-толуд", "Исключено: всё после записи реестра 6 организации не принадлежит"],
    ["kk", "толуд-толуд", "Ұйымнан шығарылған: тізілімнің 6-жазбасынан кейінгінің бәрі ұйымдікі емес"],
  ] as const) {
    await shown?.gone();
    const screen = await open(core, "office", language);
    await screen.click("[data-room=devices]");
    await screen.loaded("[data-device]");
    const row = screen.find(`[data-device="${ended}"]`);
    expect(row.querySelector("h2")?.textContent).toBe(code);
    expect(bare(row.querySelector(".state")?.textContent)).toBe(state);
    expect(row.querySelectorAll(".said li")).toHaveLength(3);
    expect(screen.find("[data-now=renewed] .state").textContent).toContain("3");
    expect(screen.find("[data-now=renewed] .said").textContent).toContain(language === "en" ? "hazip" : "хазип");
    // Each card has the commands with its own code.
    expect([...screen.root.querySelectorAll("[data-device]")].every((card) => card.textContent?.includes(`testamur archive end "${card.querySelector("h2")?.textContent}" --org ORG`))).toBe(true);
  }
  const screen = shown;
  if (!screen) throw new Error("no screen");
  await screen.click(`[data-show="${ended}"]`);
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)?.device).toBe(ended);
});

test("a device's items leave the ticks, and give the search back", async () => {
  const core = office(6);
  const brought = "5a".repeat(32);
  core.shelf.devices = [device(), device({ device: brought })];
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  await screen.click("li[data-item] input[type=checkbox]");
  await screen.fill("[name=words]", "IMG");
  await screen.fill("[name=method]", "captured");
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (let time = 0; time < 2; time += 1) {
    await screen.click("[data-room=devices]");
    await screen.loaded("[data-device]");
    await screen.click(`[data-show="${brought}"]`);
    await screen.settle();
    expect(core.shelf.asked.filters.at(-1)).toMatchObject({ device: brought, words: "", method: null });
    expect(screen.find(".list > .chosen").textContent).toContain("1");
  }
  await screen.click("[data-empties]");
  await new Promise((resolve) => setTimeout(resolve, 300));
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)).toMatchObject({ device: null, words: "IMG", method: "captured" });
  expect(screen.find<HTMLInputElement>("[name=words]").value).toBe("IMG");
  await screen.click("[data-empties]");
  await new Promise((resolve) => setTimeout(resolve, 300));
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)).toMatchObject({ device: null, words: "", method: null });
});

test("devices that cannot be read are explained, and read again", async () => {
  const core = office(3);
  core.shelf.broken.devices = new Trouble("archive-damaged");
  const screen = await open(core);
  await screen.click("[data-room=devices]");
  await screen.loaded("[role=alert]");
  delete core.shelf.broken.devices;
  await screen.click("[role=alert] button");
  await screen.loaded("[data-device]");
});
