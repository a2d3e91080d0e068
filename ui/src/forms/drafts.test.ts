// The vault's data of a discarded or sealed form: its draft, and words that a full disk refused, which wait sealed in
// the core's memory until the vault is opened.
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { type FakeCore, fake, home } from "../bridge/fake/fake";
import { RETRY_MS } from "../session/retry";
import { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";
import { type Sheet, type Sheets, sheetsOf } from "./sheet.svelte";

/** A little more than the pause without a key after which the draft is kept, in ms. */
const PAUSE = 900;

// The first import compiles the screens, which takes a busy machine a while.
beforeAll(() => Promise.all([import("./Form.svelte"), import("../write/Write.svelte")]));

let core: FakeCore;
let sheets: Sheets;
/** The number of requests to remove a draft. */
let removals: number;

/** Returns a core that holds words refused by the disk in its memory. */
function waitingCore(): FakeCore {
  const made = fake(home());
  const waiting = new Map<string, () => Promise<unknown>>();
  const { formDraftKeep, formDraftRemove, vaultUnlock } = made;
  made.formDraftKeep = async (...given): Promise<void> => {
    const open = made.lock === "open";
    try {
      await formDraftKeep(...given);
      waiting.delete(given[0]);
    } catch (reason) {
      if (open) waiting.set(given[0], () => formDraftKeep(...given));
      throw reason;
    }
  };
  made.formDraftRemove = async (id): Promise<void> => {
    removals += 1;
    await formDraftRemove(id);
    waiting.delete(id);
  };
  made.vaultUnlock = async (passphrase) => {
    const state = await vaultUnlock(passphrase);
    for (const write of waiting.values()) await write().catch(() => undefined);
    return state;
  };
  return made;
}

beforeEach(() => {
  removals = 0;
  core = waitingCore();
  sheets = sheetsOf(new Session(core, "en"));
});
afterEach(() => vi.useRealTimers());

const say = (sheet: Sheet, words: string): void => {
  const place = sheet.typed.entries.place;
  if (!place) throw new Error("the form asks for no place");
  [place.state, place.typed] = [words === "" ? "not-asked" : "value", words];
};
const lockItself = (): void => void (core.lock = "locked");
const unlock = (): Promise<unknown> => core.vaultUnlock("correct horse");

/** Returns a form whose words the full disk refused before the vault locked itself; more was typed since. */
async function refused(): Promise<Sheet> {
  const sheet = await sheets.begin("detention");
  core.full = new Trouble("disk-full");
  say(sheet, "by the gate");
  await sheet.keep();
  expect(sheet.kept).toBe("failed");
  lockItself();
  core.full = null;
  say(sheet, "by the back gate");
  await sheet.keep();
  expect(sheet.kept).toBe("locked");
  return sheet;
}

/** Returns a form that was kept before the vault locked itself; more was typed since. */
async function older(): Promise<Sheet> {
  const sheet = await sheets.begin("detention");
  say(sheet, "by the gate");
  await sheet.keep();
  lockItself();
  say(sheet, "by the back gate");
  await sheet.keep();
  expect(sheet.kept).toBe("locked");
  return sheet;
}

/** Returns a form that was resumed from the vault before the vault locked itself; more was typed since. */
async function resumed(): Promise<Sheet> {
  const before = await older();
  sheets.forget(before.id);
  await unlock();
  const sheet = await sheets.resume(before.id);
  lockItself();
  say(sheet, "by the side gate");
  await sheet.keep();
  return sheet;
}

const BEGUN = [
  ["a full disk refused it", refused],
  ["it was kept", older],
  ["it was taken up again", resumed],
] as const;

test.each(BEGUN)("what the locked vault holds of a form is not discarded in silence, and is gone once it was discarded (%s)", async (_, begun) => {
  const sheet = await begun();
  await expect(sheets.discard(sheet.id)).rejects.toMatchObject({ code: "vault-locked" });
  expect(sheets.open, "it can be discarded again").toEqual([sheet]);
  await unlock();
  await sheets.discard(sheet.id);
  expect(sheets.open).toEqual([]);
  lockItself();
  await unlock();
  expect(core.drafts).toEqual([]);
});

test.each(BEGUN)("a form that is sealed while the locked vault holds something of it says that this is left (%s)", async (_, begun) => {
  const sheet = await begun();
  await sheet.save();
  expect(sheet.draftLeft).toBe(true);
  await unlock();
  expect(core.drafts.map((one) => one.id)).toEqual([sheet.id]);
});

test.each(["locked", "absent"] as const)("a form of which the vault never held anything is sealed and discarded without it (%s)", async (lock) => {
  core.lock = lock;
  const [sealed, discarded] = [await sheets.begin("detention"), await sheets.begin("detention")];
  for (const sheet of [sealed, discarded]) {
    say(sheet, "by the gate");
    await sheet.keep();
  }
  await sealed.save();
  await sheets.discard(discarded.id);
  expect([removals, sealed.draftLeft, sheets.open]).toEqual([0, false, [sealed]]);
});

test("a draft that is just being kept is discarded with the rest", async () => {
  const sheet = await sheets.begin("detention");
  const { formDraftKeep } = core;
  let arrive = (): void => undefined;
  core.formDraftKeep = async (...given): Promise<void> => {
    await new Promise<void>((go) => (arrive = go));
    return formDraftKeep(...given);
  };
  say(sheet, "by the gate");
  const keeping = sheet.keep();
  await Promise.resolve();
  const gone = sheets.discard(sheet.id);
  arrive();
  await Promise.all([keeping, gone]);
  expect([core.drafts, sheets.open]).toEqual([[], []]);
});

test("a form is not kept any more while its draft is being removed", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const sheet = await sheets.begin("detention");
  say(sheet, "by the gate");
  await sheet.keep();
  const { formDraftRemove } = core;
  let answer = (): void => undefined;
  core.formDraftRemove = async (id): Promise<void> => {
    await formDraftRemove(id);
    await new Promise<void>((go) => (answer = go));
  };
  say(sheet, "by the back gate");
  sheet.changed();
  const gone = sheets.discard(sheet.id);
  await vi.advanceTimersByTimeAsync(PAUSE);
  await sheet.keep();
  answer();
  await gone;
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(core.drafts).toEqual([]);
});

test("a form whose draft could not be removed goes on being kept", async () => {
  const sheet = await older();
  await expect(sheets.discard(sheet.id)).rejects.toMatchObject({ code: "vault-locked" });
  await unlock();
  await sheet.keep();
  expect(core.drafts[0]?.answers).toEqual({ place: { value: "by the back gate" } });
});

test.each([
  ["nothing", "", "", {}],
  ["what lies on the disk", "by the gate", "by the gate", { place: { value: "by the gate" } }],
])("words that a full disk refused do not come back after all was set to %s again", async (_, before, after, answers) => {
  const sheet = await sheets.begin("detention");
  say(sheet, before);
  await sheet.keep();
  core.full = new Trouble("disk-full");
  say(sheet, "by the back gate");
  await sheet.keep();
  core.full = null;
  say(sheet, after);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  sheet.changed();
  await vi.advanceTimersByTimeAsync(PAUSE);
  lockItself();
  await unlock();
  expect(core.drafts.map((one) => one.answers)).toEqual([answers]);
});

test("a form that waited for room is kept by itself, is told to be, and is not tried any more", async () => {
  const screen = await show(App, { bridge: core, language: "en" as const });
  await screen.click("[data-screen=write]");
  await screen.loaded("[data-form=detention]");
  await screen.click("[data-form=detention]");
  await screen.loaded("#place-place");
  core.full = new Trouble("disk-full");
  await screen.fill("#place-place [name=place]", "by the gate");
  await screen.loaded("[data-unsaved]");
  expect([screen.find("[data-unsaved]").textContent?.includes("in memory only"), core.drafts]).toEqual([true, []]);
  core.full = null;
  await vi.waitFor(() => screen.find("[data-kept-again]"), RETRY_MS + 3_000);
  expect(core.drafts[0]?.answers).toEqual({ place: { value: "by the gate" } });
  expect([screen.root.querySelector("[data-unsaved]"), screen.find("[data-kept-again]").textContent?.includes("Kept in the locked vault at")]).toEqual([null, true]);
  const kept = vi.spyOn(core, "formDraftKeep");
  await new Promise((later) => setTimeout(later, RETRY_MS + 500));
  expect(kept, "nothing is asked where nothing waits").not.toHaveBeenCalled();
  await screen.fill("#place-place [name=place]", "by the back gate");
  expect(screen.root.querySelector("[data-kept-again]")).toBeNull();
  await screen.gone();
}, 60_000);

test("a form that waited for room is kept when Forms opens", async () => {
  const sheet = await sheets.begin("detention");
  core.full = new Trouble("disk-full");
  say(sheet, "by the gate");
  await sheet.keep();
  core.full = null;
  expect(await sheets.retry()).toBe(true);
  expect([sheet.kept, core.drafts.length]).toEqual(["kept", 1]);
});

test("a vault that locked itself after it could not keep the form is offered to be opened", async () => {
  const screen = await told();
  expect(screen.root.querySelector(".keep [role=alert]")).toBeNull();
  expect(screen.find(".keep button").textContent).toBe("Open the locked vault");
  await screen.gone();
});

test("who seals a form that the locked vault holds reads where the draft is, and discards it there", async () => {
  const screen = await told();
  await screen.click("[data-act=seal]");
  expect(screen.text()).toContain("Its draft is still in the locked vault. Once the vault is open, delete the draft under “Forms”, so that nothing is sealed twice.");
  await screen.click(".sealed .main");
  await opened(screen);
  await discarded(screen);
  await screen.gone();
});

test("who discards a form that the locked vault holds reads that it is locked, and discards it once it is open", async () => {
  const screen = await told();
  await screen.click("[data-screen=write]");
  await screen.loaded("[data-draft]");
  await screen.click("[data-act=discard]");
  await screen.click("[data-act=discard-sure]");
  expect(screen.find(".begun [role=alert]").textContent).toContain("The vault is locked.");
  screen.find("[data-draft]");
  await opened(screen);
  await discarded(screen);
  await screen.gone();
});

/** Opens the screen of a form whose words the full disk refused before the vault locked itself. */
async function told(): Promise<Shown> {
  const screen = await show(App, { bridge: core, language: "en" as const });
  const typed = async (words: string, kept: string): Promise<void> => {
    await screen.fill("#place-place [name=place]", words);
    await screen.loaded(`.keep[data-kept=${kept}]`);
  };
  await screen.click("[data-screen=write]");
  await screen.loaded("[data-form=detention]");
  await screen.click("[data-form=detention]");
  await screen.loaded("#place-place");
  core.full = new Trouble("disk-full");
  await typed("by the gate", "failed");
  // The page is not told: it learns of the lock when it keeps the next words.
  core.deaf = true;
  lockItself();
  core.full = null;
  await typed("by the back gate", "locked");
  return screen;
}

async function opened(screen: Shown): Promise<void> {
  await screen.loaded("[data-act=unlock]");
  await screen.click("[data-act=unlock]");
  await screen.fill("[name=passphrase]", "correct horse");
  await screen.click(".begun [type=submit]");
  await screen.loaded("[data-draft]");
}

async function discarded(screen: Shown): Promise<void> {
  if (!screen.root.querySelector("[data-act=discard-sure]")) await screen.click("[data-act=discard]");
  await screen.click("[data-act=discard-sure]");
  expect(screen.root.querySelector("[data-draft]")).toBeNull();
  lockItself();
  await unlock();
  expect(core.drafts).toEqual([]);
}
