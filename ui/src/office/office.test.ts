// The archive: opening it, its list, an item, an intake, and the ways between them.
import { expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { DOCUMENTS } from "../bridge/fake/documents";
import { fake, UNJOINED } from "../bridge/fake/fake";
import { ids } from "../bridge/fake/ids";
import { intake, line, shelf } from "../bridge/fake/office";
import { shareWords } from "../bridge/fake/shares";
import { stoodOut } from "../documents/stood";
import { show } from "../testing";
import { LANGUAGES, Texts } from "../texts/texts.svelte";
import { unmarked } from "../texts/visible";
import { office, on, open, wait } from "./testing";

test("a machine without a home opens its archive all the same", async () => {
  const core = Object.assign(fake(), { shelf: { ...shelf([line(0)]), state: "closed" as const } });
  const screen = await open(core);
  expect(screen.find("h1").textContent).toBe("Open the archive");
  await screen.fill("#passphrase", "wrong words entirely");
  await screen.click("button[type=submit]");
  expect(screen.find("[role=alert]").textContent).toContain("does not open the vault or the archive");
  const field = screen.find<HTMLInputElement>("#passphrase");
  expect([document.activeElement, field.selectionStart, field.selectionEnd, field.getAttribute("aria-invalid")], "typing replaces it").toEqual([field, 0, field.value.length, "true"]);
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

test("a small window counts what waits at the server in the words of the desk", async () => {
  const core = office(12);
  core.shelf.lines = [line(0), line(1, { wanted: 2, bytes: 0 }), line(3, { interrupted: true })];
  const screen = await open(core);
  await screen.loaded("[data-counts]");
  expect(unmarked(screen.find("[data-counts]").textContent ?? "")).toBe("3 items, 1 with problems, 1 not taken in yet (“Take in evidence” brings it)");
});

test("what a kill left in the middle of a bundle is named before the list, can be deleted or left, and is named at the next opening", async () => {
  const core = office(3);
  core.shelf.unfinished = ["/media/stick/bundle.zip.unfinished"];
  const screen = await open(core);
  await screen.loaded("[data-unfinished]");
  expect(screen.find("[data-unfinished]").textContent).toContain("The evidence in the archive is whole");
  expect(screen.find("[data-unfinished] li").textContent).toBe("/media/stick/bundle.zip.unfinished");
  await screen.click("[data-act=leave]");
  await screen.loaded("li[data-item]");
  await on.session?.close("alone");
  await screen.settle();
  core.shelf.state = "open";
  on.session?.go("more");
  await screen.settle();
  on.session?.go("office");
  await screen.loaded("[data-unfinished]");
  core.shelf.broken.bundleDiscard = new Trouble("bundle-unwritten");
  await screen.click("[data-act=discard]");
  expect(screen.find("[role=alert]").textContent).toContain("The disk for the bundle did not answer");
  delete core.shelf.broken.bundleDiscard;
  await screen.click("[data-act=discard]");
  await screen.loaded("li[data-item]");
  expect(core.shelf.unfinished).toEqual([]);
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
  expect(core.shelf.asked.filters.at(-1)).toMatchObject({ words: "img_2041", kind: "photo", wholeness: null });
  expect(screen.text()).toContain("1 item found");
  await screen.fill("input[name=words]", "nowhere");
  await wait(300);
  await screen.settle();
  expect(screen.text()).toContain("Nothing matches");
  // Reversed days are reported until they are corrected.
  await screen.fill("input[name=words]", "");
  await screen.fill("input[name=from]", "30.11.2026");
  for (const [to, told] of [["29.11.2026", true], ["30.11.2026", false]] as const) {
    await screen.fill("input[name=to]", to);
    await wait(300);
    await screen.settle();
    expect(screen.text().includes("The day “to” lies before the day “from”"), to).toBe(told);
  }
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

test("a wrong passphrase of the organisation's keys is called wrong at its own field, which has the keys and is selected", async () => {
  const core = office(3);
  const screen = await open(core);
  await screen.loaded("[data-item]");
  core.shelf.intakes = [intake()];
  await screen.click("[data-room=intake]");
  await screen.loaded("#organisation");
  await screen.fill("#organisation", "/media/stick/org");
  await screen.click("button[type=submit]");
  await screen.loaded("#share-1");
  for (const n of [0, 1]) await screen.fill(`#share-${n}`, shareWords(n + 1));
  await screen.fill("#key-passphrase", "coper");
  core.shelf.intakes = [intake({ state: "running" }), intake({ state: "failed", trouble: { code: "key-passphrase-wrong", item: null } })];
  await screen.click("button[type=submit]");
  await wait(900);
  await screen.settle();
  const field = screen.find<HTMLInputElement>("#key-passphrase");
  expect([document.activeElement, field.selectionStart, field.selectionEnd, field.getAttribute("aria-invalid")]).toEqual([field, 0, 5, "true"]);
  expect(screen.find("#key-passphrase-why").textContent).toContain("This passphrase does not open the organisation’s keys.");
  expect(screen.root.querySelectorAll("#ended").length, "told once").toBe(0);
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
  // On an archivist's own machine the bar has the archive.
  const core = Object.assign(fake({ ...UNJOINED, archive: true } as typeof UNJOINED), { shelf: office(3).shelf });
  on.shown = await show(App, { bridge: core, language: "en" as const });
  const screen = on.shown;
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

test("the way in the bar, pressed beside a verdict, begins the next one, and one that is at work goes on", async () => {
  const core = fake();
  const screen = await open(core, "verify");
  await screen.fill("#bundle-path", "/media/stick/bundle.zip");
  await screen.click("form button[type=submit]");
  await screen.loaded("[data-question]");
  const main = screen.find("main");
  main.scrollTop = 900;
  on.session?.go("verify");
  await screen.settle();
  expect([screen.root.querySelector("[data-question]"), screen.find<HTMLInputElement>("#bundle-path").value, document.activeElement?.id]).toEqual([null, "", "bundle-path"]);
});

test("the way in the bar takes no focus from a field of its own screen, and leads to the screen's top", async () => {
  const core = Object.assign(fake({ ...UNJOINED, archive: true } as typeof UNJOINED), { shelf: { ...office(3).shelf, state: "closed" as const } });
  on.shown = await show(App, { bridge: core, language: "en" as const });
  const screen = on.shown;
  await screen.loaded("#passphrase");
  const press = (name: string): boolean => screen.find(`nav [data-screen=${name}]`).dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
  expect([press("office"), press("verify")], "another screen may take it").toEqual([false, true]);
  screen.find("main").scrollTop = 500;
  screen.find("nav [data-screen=office]").focus();
  await screen.click("nav [data-screen=office]");
  expect([document.activeElement?.id, screen.find("main").scrollTop]).toEqual(["passphrase", 0]);
});

test("the button beside a bundle's path says that its dialog chooses a folder", async () => {
  for (const [language, words] of [["en", "Choose a folder"], ["kk", "Қалта таңдау"], ["ru", "Выбрать папку"]] as const) {
    await on.shown?.gone();
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

test.each(LANGUAGES)("an item whose record has a finding says the finding above the answers, and nowhere that nothing is wrong: %s", async (language) => {
  const texts = new Texts(language);
  for (const item of [ids.count, ids.testimony]) {
    const core = office(1);
    core.shelf.lines = DOCUMENTS.filter((one) => one.line.item === item).map((one) => one.line);
    const screen = await open(core, "office", language);
    await screen.loaded("li[data-item]");
    await screen.click("li[data-item] button.line");
    await screen.loaded("[data-glance]");
    await screen.loaded("[data-question]");
    const [first = ""] = stoodOut(texts, DOCUMENTS.find((one) => one.line.item === item)?.record.document);
    const sign = screen.find("main [data-sign]");
    expect(sign.textContent).toContain(first);
    expect(sign.compareDocumentPosition(screen.find("[data-glance]")) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    const right = /^[^.,]+/.exec(texts.say("answers-right", { names: "" }))?.[0] ?? "";
    expect(right.length).toBeGreaterThan(10);
    expect(screen.text()).not.toContain(right);
    await screen.gone();
    on.shown = null;
  }
});

test("who comes back from an item finds the list where it was", async () => {
  // As in a browser: scrolls no farther than the content, and fires an event.
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
  expect(Number(screen.find("li[data-item]").getAttribute("aria-posinset"))).toBeGreaterThan(20);
  scrolled.mockRestore();
});

/** Returns a short name of the focused element. */
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
