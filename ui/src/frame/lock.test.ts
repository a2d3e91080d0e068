// All content leaves the window when the vault locks, for every cause of the lock, every pending call and every state
// of the core.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, fakeFromAddress, home, UNJOINED } from "../bridge/fake/fake";
import { interview } from "../bridge/fake/testimony";
import { sheetsOf } from "../forms/sheet.svelte";
import { type Shown, show } from "../testing";
import { LOADS } from "./loads";
import { NAMES } from "../session/screens";
import type { Session } from "../session/session.svelte";

/** Some time in which the page does nothing by itself, in milliseconds. */
const POLL = 5_000;
vi.setConfig({ testTimeout: 30_000 });
const NAME = "Heron who saw it";

let screen: Shown;
let session: Session;
let core: FakeCore;
// The first import compiles the screens, which may take long.
beforeAll(async () => void (await Promise.all(NAMES.map((name) => LOADS[name]()))), 60_000);
beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"], now: new Date("2026-11-25T12:00:00Z") }));
afterEach(async () => {
  await screen.gone();
  vi.useRealTimers();
});

async function open(change: Partial<FakeCore> = {}, from: FakeCore = fake(home())): Promise<void> {
  core = Object.assign(from, change);
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

function taken(): Promise<void> {
  window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyX", ctrlKey: true, shiftKey: true }));
  return wait();
}

/** Opens an interview, whose name is then on the screen. */
async function witness(change: Partial<FakeCore> = {}): Promise<void> {
  await open({ interviews: [interview(3, { pseudonym: NAME })], ...change });
  session.go("testimony");
  await screen.loaded("[data-resume]");
  expect(screen.text()).toContain(NAME);
}

/** Opens a form and types words; an open vault keeps them. */
async function form(change: Partial<FakeCore> = {}): Promise<void> {
  await open(change);
  session.go("form", "detention");
  await screen.loaded("[data-step]");
  await screen.fill('[id="place-place"] [name="place"]', NAME);
  const kept = (): boolean => sheetsOf(session).open.every((sheet) => (core.lock === "open" ? sheet.safe : sheet.touched));
  for (let turn = 0; turn < 50 && !kept(); turn += 1) await wait(100);
  expect(kept()).toBe(true);
}

const inForms = (): string => JSON.stringify(sheetsOf(session).open.map((sheet) => sheet.answers));
const field = (): HTMLTextAreaElement | null => screen.root.querySelector('[id="place-place"] [name="place"]');

/** Returns a core with review granted, so that an open vault shows names. */
function reviewed(): FakeCore {
  const made = fakeFromAddress("?state=review");
  made.lock = "open";
  const { items } = made;
  made.items = async (before, limit) => {
    const readable = made.lock === "open" ? { kind: "photo", name: NAME, note: null, thumbnail: false } : null;
    const page = await items(before, limit);
    return { ...page, items: page.items.map((one) => ({ ...one, readable })) };
  };
  return made;
}

test("when the core locks by itself, an interview leaves the screen at once", async () => {
  await witness();
  await screen.click("[data-resume]");
  await pass(POLL);
  expect(screen.text()).toContain(NAME);
  core.lock = "locked";
  await wait();
  expect(document.body.textContent).not.toContain(NAME);
  session.go("testimony");
  await screen.loaded("[data-gate=locked]");
});

test("a page that was not told of the lock sees it within a minute", async () => {
  await witness({ deaf: true });
  await screen.click("[data-resume]");
  core.lock = "locked";
  await pass(59_000);
  expect(screen.text()).toContain(NAME);
  await pass(1_000);
  expect(screen.text()).not.toContain(NAME);
});

test("a lock is seen that came soon after the passphrase was typed on the same screen", async () => {
  await open({ lock: "locked", interviews: [interview(3, { pseudonym: NAME })] });
  session.go("testimony");
  await screen.loaded("[data-gate=locked]");
  await unlock();
  await screen.loaded("[data-resume]");
  expect(screen.text()).toContain(NAME);
  core.lock = "locked";
  await wait();
  expect(screen.text()).not.toContain(NAME);
});

test("when the core locks by itself, a form leaves the screen and memory at once", async () => {
  await form();
  await pass(POLL);
  expect(field()?.value).toBe(NAME);
  core.lock = "locked";
  await wait();
  expect(field()).toBeNull();
  expect(inForms()).toBe("[]");
});

test("a vault that locks by itself under a form leads to Forms, which says so without a name, and opens the form again with the passphrase", async () => {
  await form({ interviews: [interview(4)] });
  await pass(POLL);
  const { id } = sheetsOf(session).open[0] ?? { id: "" };
  core.lock = "locked";
  await wait();
  expect(session.screen).toBe("write");
  await screen.loaded("[data-interrupted]");
  expect(screen.text()).not.toContain(NAME);
  await unlock();
  await screen.loaded("[data-step]");
  expect([session.screen, session.about, session.interrupted]).toEqual(["form", id, null]);
  expect(field()?.value).toBe(NAME);
});

test.each(["the core's word", "a touch that comes too late"])("an interview that was open when the vault locked by itself, seen by %s, is open again with the passphrase", async (seen) => {
  await witness({ interviews: [interview(3, { pseudonym: NAME, step: "who" }), interview(4)] });
  await screen.click("[data-resume]");
  await pass(POLL);
  if (seen === "the core's word") {
    core.lock = "locked";
    await wait();
  } else {
    await touch();
    await sleep(60);
    await touch();
    expect(core.lock).toBe("locked");
  }
  await screen.loaded("[data-interrupted]");
  expect(screen.text()).not.toContain(NAME);
  await unlock();
  await screen.loaded("[data-step=who]");
  expect(screen.text()).toContain(NAME);
});

test("who locks by hand, and the hand, leave no word of what was open", async () => {
  await witness();
  await screen.click("[data-resume]");
  session.go("settings");
  await wait();
  await core.vaultLock();
  session.go("write");
  await screen.loaded("[data-act=unlock]");
  expect(screen.root.querySelector("[data-interrupted]")).toBeNull();
  session.interrupted = { screen: "testimony", id: "testimony-3" };
  await taken();
  expect(session.interrupted).toBeNull();
});

test("when the core locks by itself, names leave the list of what is here at once", async () => {
  await open({}, reviewed());
  session.go("mine");
  await screen.loaded("[data-row]");
  expect(screen.text()).toContain(NAME);
  await pass(POLL);
  core.lock = "locked";
  await wait();
  // The whole list is dropped, because only the newest items are fetched again.
  expect(session.screen).toBe("more");
  expect(screen.text()).not.toContain(NAME);
});

test("a lock is seen that came before the first poll after a screen was opened", async () => {
  await witness();
  core.lock = "locked";
  await wait();
  expect(screen.text()).not.toContain(NAME);
});

test("a lock is seen though the home's state was read anew meanwhile", async () => {
  await witness();
  await pass(POLL);
  core.lock = "locked";
  core.now = home({ items: 8 });
  await session.refresh();
  await pass(POLL);
  expect(screen.text()).not.toContain(NAME);
});

test("names leave the screen with the lock though the core answers nothing else any more", async () => {
  await witness({ interviews: [interview(3, { pseudonym: NAME, step: "who" })] });
  await screen.click("[data-resume]");
  await pass(POLL);
  core.lock = "locked";
  core.testimonyChange = () => new Promise(() => undefined);
  await screen.fill("#pseudonym", `${NAME} again`);
  await pass(POLL);
  expect(screen.text()).not.toContain(NAME);
});

test("a screen that was never open keeps asking for the passphrase and is not closed", async () => {
  await open({ lock: "locked" });
  session.go("testimony");
  await screen.loaded("[data-gate=locked]");
  await pass(3 * POLL);
  expect(session.screen).toBe("testimony");
});

/** Returns a call and the function that answers it. */
function late<T>(answer: () => Promise<T>): { call: () => Promise<T>; answer: () => Promise<void>; asked: () => number } {
  const waiting: (() => void)[] = [];
  let asked = 0;
  return {
    call: async () => {
      asked += 1;
      await new Promise<void>((go) => waiting.push(go));
      return answer();
    },
    async answer() {
      for (const go of waiting.splice(0)) go();
      await wait();
    },
    asked: () => asked,
  };
}

async function unlock(scope = ""): Promise<void> {
  await screen.fill(`${scope} input[name=passphrase]`, "correct horse");
  await screen.click(`${scope} form button[type=submit]`);
}

test("an unlocking that was under way when the person was taken comes to nothing, and no name appears afterwards", async () => {
  await open({ lock: "locked", interviews: [interview(3, { pseudonym: NAME })] });
  session.go("testimony");
  await screen.loaded("[data-gate=locked]");
  const begun = late(() => Promise.reject(new Trouble("vault-locked")));
  core.vaultUnlock = begun.call;
  await unlock();
  await taken();
  await begun.answer();
  screen.find("[data-harmless=done]");
  expect(document.body.textContent).not.toContain(NAME);
  session.harmless = false;
  session.go("testimony");
  await screen.loaded("[data-gate=locked]");
  expect(document.body.textContent).not.toContain(NAME);
  expect(screen.find<HTMLInputElement>("input[name=passphrase]").value).toBe("");
});

test("an unlocking that the core still reports as open shows nothing when it was locked in the same moment", async () => {
  await open({ lock: "locked", interviews: [interview(3, { pseudonym: NAME })] });
  session.go("testimony");
  await screen.loaded("[data-gate=locked]");
  core.vaultUnlock = () => Promise.resolve("open");
  await unlock();
  screen.find("[data-gate=locked]");
  expect(screen.text()).not.toContain(NAME);
});

test("names that were being read when the person was taken never reach the screen", async () => {
  await open({ interviews: [interview(3, { pseudonym: NAME })] });
  const { testimonyDrafts } = core;
  const read = late(testimonyDrafts);
  core.testimonyDrafts = read.call;
  session.go("testimony");
  await screen.loaded("[data-begin]");
  await taken();
  core.lock = "open";
  await read.answer();
  expect(document.body.textContent).not.toContain(NAME);
});

test("a form that was being taken up from the vault when it was locked stays there", async () => {
  await form();
  const id = sheetsOf(session).open[0]?.id ?? "";
  expect(core.drafts).toHaveLength(1);
  await session.close();
  session.go("more");
  await wait();
  const { formDraftResume } = core;
  const draft = await formDraftResume(id);
  const read = late(() => Promise.resolve(draft));
  core.formDraftResume = read.call;
  session.go("form", id);
  await wait();
  expect(read.asked()).toBe(1);
  const closing = session.close();
  core.lock = "locked";
  core.formDraftResume = formDraftResume;
  await read.answer();
  await closing;
  expect(inForms()).toBe("[]");
  expect(field()).toBeNull();
});

test("a form that is begun while everything is closed is not left in memory", async () => {
  await open();
  const { form: read } = core;
  const asked = late(() => read("detention"));
  core.form = asked.call;
  session.go("form", "detention");
  await wait();
  await taken();
  await asked.answer();
  expect(sheetsOf(session).open).toEqual([]);
});

test("who locks the vault on the list of what is here sees no name any more, though the list was just being read", async () => {
  await open({}, reviewed());
  session.go("mine");
  await screen.loaded("[data-row]");
  await screen.loaded("[data-lock]");
  expect(screen.text()).toContain(NAME);
  const { items } = core;
  const before = await items(null, 20);
  const read = late(() => Promise.resolve(before));
  core.items = read.call;
  await wait(1_200);
  expect(read.asked()).toBe(1);
  core.items = items;
  await screen.click("[data-lock]");
  expect(screen.text()).not.toContain(NAME);
  await read.answer();
  expect(screen.text()).not.toContain(NAME);
});

test("no name comes back to the list of what is here while the vault is being locked, though that takes its time", async () => {
  await open({}, reviewed());
  session.go("mine");
  await screen.loaded("[data-row]");
  await screen.loaded("[data-lock]");
  core.vaultLock = () => new Promise(() => undefined);
  await screen.click("[data-lock]");
  expect(screen.text()).not.toContain(NAME);
  await wait(1_300);
  expect(screen.text()).not.toContain(NAME);
});

test("forms leave memory when the vault is locked, on the settings and on the list of what is here alike", async () => {
  for (const [where, ready] of [["settings", "[aria-labelledby=settings-vault] [data-lock]"], ["mine", ".review [data-lock]"]] as const) {
    await form({ now: home({ review: true }) });
    session.go(where);
    await screen.loaded(ready);
    await screen.click(ready);
    await wait();
    expect(core.lock).toBe("locked");
    expect(inForms()).toBe("[]");
    expect(core.drafts).toHaveLength(1);
    if (where === "settings") await screen.gone();
  }
});

test.each(["settings", "mine"] as const)("the vault is locked on %s though something that should end never does", async (where) => {
  await open({}, reviewed());
  session.go(where);
  await screen.loaded("[data-lock]");
  session.onClosing(() => new Promise(() => undefined));
  await screen.click("[data-lock]");
  await wait(1_300);
  expect(core.lock).toBe("locked");
});

test("the last word is given though something that should end never does", async () => {
  await open();
  session.onClosing(() => new Promise(() => undefined));
  await taken();
  await wait(1_300);
  expect(core.marked).toEqual(["taken"]);
});

test.each([
  ["before there is a home", fake(UNJOINED)],
  ["while the home cannot be opened", fake(new Trouble("home-in-use"))],
  ["while the home is being opened", Object.assign(fake(home()), { status: () => new Promise(() => undefined) })],
] as const)("the hand and its shortcut are there %s", async (_, from) => {
  await open({}, from);
  expect(screen.root.querySelector("[data-taken]")).not.toBeNull();
  await taken();
  expect(core.marked).toEqual(["taken"]);
  expect(screen.root.querySelector("[data-harmless]")).not.toBeNull();
});

test("forms that lie in the vault are not offered from memory before it is known to be open", async () => {
  await form();
  const asked = late(() => Promise.resolve("locked" as const));
  core.vaultState = asked.call;
  session.go("write");
  await screen.loaded("[data-form=detention]");
  expect(screen.root.querySelector("[data-draft]")).toBeNull();
  await asked.answer();
  expect(screen.root.querySelector("[data-draft]")).toBeNull();
  expect(inForms()).toBe("[]");
});

/** Holds the panic button of the open screen. */
async function panic(): Promise<void> {
  screen.find("[data-panic], [data-low]").dispatchEvent(new Event("pointerdown", { bubbles: true }));
  await wait(1_600);
}

const CHOSEN = { language: null, theme: null, lockAfter: null, panic: "keys", proxy: null, uses: null, tallyWords: null, recipients: null };

test.each(["that destroys", "that cannot destroy everything"])("a panic %s leaves no form and no count in memory, even where there is no vault", async (how) => {
  await form({ lock: "absent", now: home({ preferences: CHOSEN }) });
  session.tally = { "bus-full": 3 };
  expect(inForms()).toContain(NAME);
  if (how !== "that destroys") core.unwilling = new Trouble("panic-unfinished");
  session.go("settings");
  await screen.loaded("[data-panic]");
  await panic();
  expect(inForms()).toBe("[]");
  expect(session.tally).toEqual({});
  expect(core.drafts).toEqual([]);
});

test("a panic on the clock ends an interview that was open before it", async () => {
  await witness({ now: home({ preferences: CHOSEN }) });
  await screen.click("[data-resume]");
  await taken();
  expect(core.lock).toBe("locked");
  await panic();
  session.harmless = false;
  session.go("testimony");
  await screen.loaded("[data-gate=locked]");
  expect(document.body.textContent).not.toContain(NAME);
});

test("the last word is given before there is a home, and closes what is open there", async () => {
  await open({ taken: () => Promise.resolve({ stopped: 0, sealed: false }) }, fake(UNJOINED));
  let closed = 0;
  const { archiveClose } = core;
  core.archiveClose = () => ((closed += 1), archiveClose());
  await screen.click("[data-screen=office]");
  await screen.loaded("[data-taken]");
  await wait(100);
  await taken();
  screen.find("[data-harmless=done]");
  expect(closed).toBe(1);
  expect(document.body.textContent).not.toContain("Testamur");
});

test("with a home, a last word that was not sealed is called failed", async () => {
  await open({ taken: () => Promise.resolve({ stopped: 0, sealed: false }) });
  await taken();
  screen.find("[data-harmless=failed]");
});

/** Lets the device sleep: timers stop, and the wall clock runs. */
async function sleep(minutes: number): Promise<void> {
  vi.setSystemTime(Date.now() + minutes * 60_000);
  await wait();
}
function touch(): Promise<void> {
  window.dispatchEvent(new Event("pointerdown"));
  return wait();
}

test("after a sleep longer than the lock time, the first touch locks the vault and shows nothing of it", async () => {
  let touched = 0;
  await witness({ touch: () => Promise.resolve(void (touched += 1)) });
  await touch();
  expect(touched).toBe(1);
  await sleep(4);
  await touch();
  expect([core.lock, touched]).toEqual(["open", 2]);
  await sleep(6);
  await touch();
  expect([core.lock, touched]).toEqual(["locked", 2]);
  expect(screen.text()).not.toContain(NAME);
});

test("a sleep is measured by the time that was chosen", async () => {
  await form({ now: home({ preferences: { ...CHOSEN, lockAfter: "15" } }) });
  await touch();
  await sleep(14);
  await touch();
  expect(field()?.value).toBe(NAME);
  await sleep(15);
  await touch();
  expect([core.lock, field(), inForms()]).toEqual(["locked", null, "[]"]);
  expect(core.drafts).toHaveLength(1);
});

test("after a sleep the vault is locked on the lens too, which stays open, and what goes on there counts as use", async () => {
  await open();
  await touch();
  const over = session.hold();
  await sleep(60);
  await touch();
  expect(core.lock).toBe("open");
  over();
  await sleep(60);
  await touch();
  expect([core.lock, session.screen]).toEqual(["locked", "capture"]);
  screen.find("[data-do=audio]");
});

test("after a sleep an open archive is closed by the first touch", async () => {
  await open({}, fakeFromAddress("?state=office-few"));
  session.go("office");
  await screen.loaded("[data-room]");
  await touch();
  await sleep(60);
  await touch();
  await wait(100);
  expect(core.shelf.state).toBe("closed");
});

test.each(["by itself", "after a sleep"])("a verdict leaves the screen when the vault is locked %s", async (how) => {
  await open();
  session.go("verify");
  await touch();
  await screen.fill("#bundle-path", "/media/stick/bundle.zip");
  await screen.click("form button[type=submit]");
  await screen.loaded("[aria-labelledby=verdict]");
  await pass(POLL);
  expect(screen.text()).toContain("bundle.zip");
  if (how === "by itself") {
    core.lock = "locked";
    await wait();
  } else {
    await sleep(60);
    await touch();
  }
  expect([core.lock, session.screen]).toEqual(["locked", "verify"]);
  expect(screen.root.querySelector("[aria-labelledby=verdict]")).toBeNull();
  expect(screen.text()).not.toContain("bundle.zip");
});

test("a form that is kept nowhere is not lost by a sleep", async () => {
  await form({ lock: "absent" });
  await touch();
  await sleep(60);
  await touch();
  expect(field()?.value).toBe(NAME);
});

test("a form that is kept nowhere is not lost by a sleep on the archive, which is closed", async () => {
  await form({ lock: "absent" });
  core.shelf.state = "open";
  session.go("office");
  await screen.loaded("h1");
  await touch();
  await sleep(60);
  await touch();
  expect(core.shelf.state).toBe("closed");
  expect(inForms()).toContain(NAME);
});

const hand = (what: string): void => {
  const [type = "", key = " "] = what.split(" ");
  const event = type.startsWith("key") ? new KeyboardEvent(type, { bubbles: true, key }) : new Event(type, { bubbles: true });
  screen.find("[data-taken]").dispatchEvent(event);
};

test("the hand that is held by a finger is heard though the same touch locks the vault and another screen opens", async () => {
  await witness();
  await touch();
  await sleep(60);
  hand("pointerdown");
  screen.find("[data-taken]").focus();
  await wait(300);
  expect([core.lock, session.screen]).toEqual(["locked", "more"]);
  await wait(1_900);
  expect(core.marked).toEqual(["taken"]);
});

test("the hand that is held by the keyboard is heard though the core locks by itself meanwhile", async () => {
  await witness();
  await pass(POLL);
  screen.find("[data-taken]").focus();
  hand("keydown");
  core.lock = "locked";
  await wait();
  expect(session.screen).toBe("more");
  expect(document.activeElement).toBe(screen.find("[data-taken]"));
  await wait(2_000);
  expect(core.marked).toEqual(["taken"]);
});

test("a hand that is held by the keyboard is heard though another key is struck in the hurry", async () => {
  await open();
  hand("keydown");
  hand("keydown a");
  await wait(2_100);
  expect(core.marked).toEqual(["taken"]);
});

test.each([
  ["the finger lifts", "pointerdown", "pointerup"],
  ["the finger leaves it", "pointerdown", "pointerleave"],
  ["the key is let go", "keydown", "keyup"],
  ["the keyboard goes on", "keydown", "keydown Tab"],
  ["another window comes to the front", "keydown", "blur"],
])("a hand that is not held to the end does nothing: %s", async (_, begin, end) => {
  await open();
  hand(begin);
  await wait(200);
  hand(end);
  await wait(2_000);
  expect(core.marked).toEqual([]);
});
