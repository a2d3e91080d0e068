// The hand, the secrets of the clock, the line after it, and the practice.
import { afterEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home, UNJOINED } from "../bridge/fake/fake";
import { CHOSEN } from "../bridge/fake/home";
import type { StatusView } from "../bridge/types";
import type { Session } from "../session/session.svelte";
import type { Language } from "../texts/texts.svelte";
import { type Shown, show } from "../testing";

let core: FakeCore;
let session: Session;
let screen: Shown;
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await screen.gone();
});

async function open(now: StatusView = home(), language: Language = "en"): Promise<void> {
  core = Object.assign(fake(now), { lock: "locked" as const });
  screen = await show(App, { bridge: core, language, begin: (begun: Session) => (session = begun) });
  await screen.settle();
}
/** Holds an element for so long, with the mouse. */
async function hold(selector: string, ms = 2_100): Promise<void> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  screen.find(selector).dispatchEvent(new Event("pointerdown", { bubbles: true }));
  await vi.advanceTimersByTimeAsync(ms);
  screen.root.querySelector(selector)?.dispatchEvent(new Event("pointerup", { bubbles: true }));
  vi.useRealTimers();
  await screen.settle();
  await screen.settle();
}
const shows = (selector: string): boolean => screen.root.querySelector(selector) !== null;

test("nothing on the hand stays on the screen when the pointer rests on it", async () => {
  await open();
  expect(screen.find("[data-taken]").getAttribute("aria-label")).toContain("They are taking me");
  expect(screen.root.querySelectorAll("[title]")).toHaveLength(0);
});

test.each([
  ["en", "Clock"],
  ["ru", "Часы"],
  ["kk", "Сағат"],
] as const)("while the clock is up, window and page are called by it in %s, and as before once it is gone", async (language, called) => {
  document.title = "Testamur";
  await open(home(), language);
  await hold("[data-taken]");
  expect([document.title, core.titles]).toEqual([called, [called]]);
  await hold("[data-harmless]");
  expect(shows("[data-harmless]")).toBe(false);
  expect([document.title, core.titles]).toEqual(["Testamur", [called, null]]);
});

test("on the clock nothing tells what was done, not even to a screen reader", async () => {
  await open();
  await session.bridge.recordingBegin("a.webm", "video/webm", []);
  await hold("[data-taken]");
  expect(screen.find("[data-harmless]").dataset.harmless).toBe("done");
  expect(screen.text()).not.toMatch(/\b(seal|stop|lock|sent|record|chain)/i);
  expect(shows("[data-after]")).toBe(false);
});

test("from its first moment the whole page is the clock's ground, in every theme, though nothing has ended yet", async () => {
  for (const theme of ["light", "dark", "sun"] as const) {
    await open();
    session.appearance.theme = theme;
    session.onClosing(() => new Promise(() => undefined));
    core.taken = () => new Promise(() => undefined);
    await hold("[data-taken]");
    expect(screen.find("[data-harmless]").dataset.harmless).toBe("working");
    expect(document.documentElement.dataset.theme).toBe("clock");
    session.harmless = false;
    await screen.settle();
    expect(document.documentElement.dataset.theme).toBe(theme);
    if (theme !== "sun") await screen.gone();
  }
});

test.each(["en", "ru", "kk"] as const)("no text, name or attribute on the clock speaks of the bar that destroys, before or after it is held, in %s", async (language) => {
  const told = /panic|danger|destr|evidence|testamur|taken|seal|chosen|уничтож|выбран|запечат|жойыл|жою|таңдал|мөрле/i;
  for (const willing of [true, false]) {
    await open(home({ preferences: { ...CHOSEN, panic: "keys" } }), language);
    if (!willing) core.unwilling = new Trouble("panic-unfinished");
    await hold("[data-taken]");
    expect(screen.root.innerHTML).not.toMatch(told);
    expect(screen.find("[data-low]").getAttribute("aria-label")).toBe({ en: "Bar at the bottom", ru: "Полоска внизу", kk: "Төмендегі жолақ" }[language]);
    await hold("[data-low]");
    const said = [...screen.root.querySelectorAll("[role=status]")].map((one) => one.textContent);
    const [done, failed] = { en: ["Done.", "Not all done."], ru: ["Готово.", "Сделано не всё."], kk: ["Дайын.", "Бәрі орындалған жоқ."] }[language];
    expect(said).toContain(willing ? done : failed);
    expect(screen.root.innerHTML).not.toMatch(told);
    if (willing) await screen.gone();
  }
});

test("after the clock one line says when, what was stopped, and what has not left yet, until it is read", async () => {
  await open(home({ undelivered: 5 }));
  await session.bridge.recordingBegin("a.webm", "video/webm", []);
  await hold("[data-taken]");
  await hold("[data-harmless]");
  const line = screen.find("[data-after]");
  expect(line.getAttribute("role")).toBe("status");
  expect(line.textContent?.replace(/[\u2068\u2069]/g, "")).toMatch(/At \d+:\d\d.*: 1 recording stopped\. Sealed\. Vault locked\. 5 items are not sent yet\./);
  await screen.click("[data-do=after-close]");
  expect(shows("[data-after]")).toBe(false);
});

test("the line says that all was sent once it was, and does not speak of a vault that is not there", async () => {
  await open(home({ undelivered: 2 }));
  core.lock = "absent";
  await hold("[data-taken]");
  core.now = home({ undelivered: 0 });
  await hold("[data-harmless]");
  await screen.settle();
  expect(screen.find("[data-after]").textContent).toContain("Sealed. Everything sent.");
  expect(screen.find("[data-after]").textContent).not.toMatch(/recording|Vault/);
});

test("the line says that not everything could be done, where the core failed", async () => {
  await open();
  core.taken = () => Promise.reject(new Trouble("home-unavailable"));
  await hold("[data-taken]");
  expect(screen.find("[data-harmless]").dataset.harmless).toBe("failed");
  await hold("[data-harmless]");
  await screen.settle();
  expect(screen.find("[data-after]").textContent).toContain("Not everything could be done.");
});

test("a state from before the hold is no word of what has left: while the core is silent the line does not speak of it", async () => {
  await open(home({ undelivered: 0 }));
  await hold("[data-taken]");
  core.now = "silent";
  // Holds on until the line's wait for the core has passed.
  await hold("[data-harmless]", 5_000);
  expect(screen.find("[data-after]").textContent).toContain("Sealed. Vault locked.");
  expect(screen.find("[data-after]").textContent).not.toMatch(/sent/);
});

test("where nothing was ever joined there is nothing to be told", async () => {
  await open(UNJOINED);
  await hold("[data-taken]");
  await hold("[data-harmless]");
  expect([shows("[data-harmless]"), shows("[data-after]")]).toEqual([false, false]);
});

test("what the line said once all was sent stands, whatever is captured after it", async () => {
  await open(home({ undelivered: 0 }));
  await hold("[data-taken]");
  await hold("[data-harmless]");
  expect(screen.find("[data-after]").textContent).toContain("Everything sent.");
  core.now = home({ undelivered: 3 });
  await session.refresh();
  await screen.settle();
  expect(screen.find("[data-after]").textContent).toContain("Everything sent.");
});

test("the bar on the clock stays as the hold left it once it has worked, and is as before where it has not", async () => {
  for (const willing of [true, false]) {
    await open(home({ preferences: { ...CHOSEN, panic: "keys" } }));
    if (!willing) core.unwilling = new Trouble("panic-unfinished");
    await hold("[data-taken]");
    await hold("[data-low]");
    expect(screen.find("[data-low]").classList.contains("spent")).toBe(willing);
    if (willing) await screen.gone();
  }
});

test("the line goes with the keys that it spoke of, destroyed from the clock", async () => {
  await open(home({ preferences: { ...CHOSEN, panic: "keys" } }));
  await hold("[data-taken]");
  await hold("[data-low]");
  await hold("[data-harmless]");
  expect([shows("[data-banner=destroyed]"), shows("[data-after]")]).toEqual([true, false]);
});

test("the line goes with the trial that it spoke of, and says nothing of the next home", async () => {
  await open(home({ trial: true }));
  await hold("[data-taken]");
  await hold("[data-harmless]");
  expect(shows("[data-after]")).toBe(true);
  session.go("settings");
  await screen.loaded("[data-trial-ask]");
  await screen.click("[data-trial-ask]");
  await screen.click("[data-trial-end]");
  expect(shows("[data-after]")).toBe(false);
  core.now = home({ trial: true, device: "e4".repeat(32) });
  await session.refresh();
  await screen.settle();
  expect([shows("[data-banner=trial]"), shows("[data-after]")]).toEqual([true, false]);
});

/** Shows the line after a hold; returns a function that advances its clock. */
async function told(): Promise<(seconds: number) => Promise<void>> {
  await open();
  await hold("[data-taken]");
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const after = session.after;
  [session.harmless, session.told] = [false, null];
  session.after = after;
  await screen.settle();
  return async (seconds) => {
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
    await screen.settle();
  };
}

test("the line stands on the screen where it is met first and in Mine, and on no other", async () => {
  await told();
  expect(shows("[data-after]")).toBe(true);
  for (const [name, there] of [["tally", false], ["more", false], ["mine", true], ["capture", true]] as const) {
    session.go(name);
    await screen.settle();
    expect(shows("[data-after]"), name).toBe(there);
  }
});

test("the line leaves once it was in sight for a while, never before it could be read, and not under a finger", async () => {
  const pass = await told();
  await pass(3);
  session.go("tally");
  await pass(300);
  session.go("capture");
  await screen.settle();
  expect(shows("[data-after]"), "elsewhere nobody read it").toBe(true);
  await pass(34);
  expect(shows("[data-after]")).toBe(true);
  window.dispatchEvent(new Event("pointerdown"));
  await pass(3);
  expect(shows("[data-after]"), "not under a finger").toBe(true);
  await pass(4);
  expect(shows("[data-after]")).toBe(false);
});

test("the line leaves with the screen where it was met once it could be read there, and takes no room of any other", async () => {
  const pass = await told();
  await pass(6);
  session.go("mine");
  await screen.settle();
  expect([shows("[data-after]"), shows("[data-room-of-after]"), session.after]).toEqual([false, false, null]);
  session.go("capture");
  await screen.settle();
  expect(shows("[data-after]")).toBe(false);
});

test("where the line was its room stays until another screen is opened, and then it is gone for good", async () => {
  const pass = await told();
  await pass(60);
  expect([shows("[data-after]"), shows("[data-room-of-after]")]).toEqual([false, true]);
  session.go("tally");
  await screen.settle();
  session.go("capture");
  await screen.settle();
  expect([shows("[data-after]"), shows("[data-room-of-after]"), session.after]).toEqual([false, false, null]);
});

test("the line is gone after Mine was opened, where it was read", async () => {
  const pass = await told();
  session.go("mine");
  await pass(10);
  session.go("capture");
  await pass(5);
  expect(shows("[data-after]"), "not read yet").toBe(true);
  await pass(6);
  session.go("mine");
  await screen.settle();
  session.go("capture");
  await screen.settle();
  expect(shows("[data-after]")).toBe(false);
});

async function practise(now: StatusView = home()): Promise<string[]> {
  await open(now);
  const asked: string[] = [];
  for (const name of ["taken", "vaultLock", "sendNow", "harmless", "recordingFinish", "panic"] as const) {
    const real = core[name] as (...given: never[]) => Promise<unknown>;
    Object.assign(core, { [name]: (...given: never[]) => (asked.push(name), real(...given)) });
  }
  const close = session.close;
  session.close = () => (asked.push("close"), close());
  session.go("settings");
  await screen.loaded("[data-practise]");
  return asked;
}

test("the practice goes through the hold, the clock and the way back, and stops, locks and sends nothing", async () => {
  const asked = await practise();
  expect(screen.find("[data-practise=about]").textContent).toContain("nothing is stopped, sealed, locked or sent");
  await screen.click("[data-do=practise]");
  await hold("[data-practise] button", 1_000);
  expect(shows("[data-practise=hand]"), "let go too early").toBe(true);
  await hold("[data-practise] button");
  expect(screen.find("[data-practise=clock]").textContent).toContain("Hold the clock for two seconds to come back.");
  await hold("[data-practise] button");
  expect(screen.find("[data-practise=done]").textContent).toContain("Nothing was stopped, sealed, locked or sent.");
  expect(screen.find("[data-practise=done]").textContent).toContain("hold it for two seconds to come back");
  expect(asked).toEqual([]);
  expect([session.harmless, session.after]).toEqual([false, null]);
});

test("while one practises the mark stands there, the real hand is in sight and does what it does", async () => {
  const asked = await practise();
  await screen.click("[data-do=practise]");
  expect(screen.find("[data-practise=hand]").textContent).toContain("REHEARSAL");
  await hold("[data-practise] button");
  expect(screen.find("[data-practise=clock]").textContent).toContain("REHEARSAL");
  expect([shows("[data-taken]"), shows("[data-harmless]")]).toEqual([true, false]);
  await hold("[data-taken]");
  expect(shows("[data-harmless=done]")).toBe(true);
  expect(screen.text()).not.toContain("REHEARSAL");
  expect(asked).toContain("taken");
});

test("in practice mode the hand in the bar rehearses while the rehearsal is open, and is real before and after it", async () => {
  const asked = await practise(home({ trial: true }));
  await screen.click("[data-do=practise]");
  expect(screen.find("[data-practise=hand]").textContent).toContain("both only rehearse");
  expect(screen.find("[data-taken]").getAttribute("aria-label")).toContain("Rehearsal hand");
  await hold("[data-taken]");
  expect([shows("[data-practise=clock]"), shows("[data-harmless]")]).toEqual([true, false]);
  await hold("[data-taken]");
  expect(shows("[data-practise=clock]")).toBe(true);
  await hold("[data-practise] button");
  expect(shows("[data-practise=done]")).toBe(true);
  expect(asked).toEqual([]);
  expect(screen.find("[data-taken]").getAttribute("aria-label")).toContain("They are taking me");
  await screen.click("[data-do=practise]");
  session.go("capture");
  await screen.settle();
  await hold("[data-taken]");
  expect(shows("[data-harmless=done]")).toBe(true);
});

/** Moves the wall clock on by so many seconds and waits for a tick. */
async function later(seconds: number): Promise<void> {
  const now = Date.now() + seconds * 1_000;
  const real = performance.now();
  vi.spyOn(Date, "now").mockImplementation(() => now + performance.now() - real);
  await new Promise((ticked) => setTimeout(ticked, 1_100));
  await screen.settle();
}

test.each(["hand", "clock"])("a rehearsal that is left open at its %s ends by itself after a minute, says so, and the hand in the bar is real again", async (until) => {
  const asked = await practise(home({ trial: true }));
  await screen.click("[data-do=practise]");
  expect(screen.find("[data-ends]").textContent).toContain("60");
  if (until === "clock") await hold("[data-practise] button");
  await later(20);
  expect(Number(/\d+/.exec(screen.find("[data-ends]").textContent ?? "")?.[0])).toBeLessThanOrEqual(40);
  expect(shows(`[data-practise=${until}]`)).toBe(true);
  await later(40);
  expect(screen.find("[data-practise=about]").textContent).toContain("ended by itself");
  expect(screen.find("[data-taken]").getAttribute("aria-label")).toContain("They are taking me");
  await hold("[data-taken]");
  expect(asked).toContain("taken");
});

test("the hand never rehearses past its minute, though on a machine that slept no clock has ticked", async () => {
  const asked = await practise(home({ trial: true }));
  await screen.click("[data-do=practise]");
  const now = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(now + 61_000);
  await hold("[data-taken]");
  expect(asked).toContain("taken");
});

test("a rehearsal ends when the window is hidden", async () => {
  await practise(home({ trial: true }));
  await screen.click("[data-do=practise]");
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  await screen.settle();
  expect(shows("[data-practise=about]")).toBe(true);
  expect(session.rehearsal).toBeNull();
});

test("the shortcut never rehearses", async () => {
  const asked = await practise(home({ trial: true }));
  await screen.click("[data-do=practise]");
  window.dispatchEvent(new KeyboardEvent("keydown", { ctrlKey: true, shiftKey: true, code: "KeyX", cancelable: true }));
  await screen.settle();
  expect(asked).toContain("taken");
});

test("Escape and a button leave the practice at any step", async () => {
  await practise();
  await screen.click("[data-do=practise]");
  screen.find("[data-practise] button").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await screen.settle();
  expect(shows("[data-practise=about]")).toBe(true);
});
