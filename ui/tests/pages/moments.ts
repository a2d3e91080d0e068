// Views that a person reaches by an action: a shot, a recording, a disk that is full during a write.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { ids } from "../../src/bridge/fake/ids";
import { interview, untouched } from "../../src/bridge/fake/testimony";
import { shareWords } from "../../src/bridge/fake/shares";
import type { Draft, ErrorCode, LookView, Step, VerdictView } from "../../src/bridge/types";
import type { ScreenName } from "../../src/session/screens";
import { AT_THE_DESK, type Look, type Place, REACHED, type State } from "./views";

export interface Moment {
  /** The event in words, for reports and names of files. */
  readonly name: string;
  readonly place: Place;
  readonly state: State;
  /** The error of opening the camera and the microphone. */
  readonly refused?: "NotFoundError" | "NotAllowedError";
  /** The steps of a person. */
  readonly reach?: (page: Page) => Promise<void>;
  /** The selector of an element that must then be on the screen. */
  readonly stands: string;
  /** Whether trouble must then be explained in three parts. */
  readonly explained?: boolean;
  /** The looks of this moment, if they are not the usual ones. */
  readonly looks?: readonly Look[];
}

const press = (selector: string) => (page: Page) => page.click(selector);
const EXPLAINED = { stands: ".explained", explained: true } as const;
const FULL = { state: "full", stands: ".explained", explained: true } as const;

export const MOMENTS: readonly Moment[] = [
  { name: "shot", place: "capture", state: "joined", reach: photo, stands: "[data-tag]" },
  { name: "recording", place: "capture", state: "joined", reach: record, stands: "[data-do=stop]" },
  { name: "counting", place: "capture", state: "joined", reach: (page) => record(page).then(() => page.click("[data-do=count]")), stands: "[data-tally]" },
  { name: "dark", place: "capture", state: "trial", reach: (page) => record(page).then(() => page.click("[data-do=dark]")), stands: "[data-black]" },
  { name: "sound", place: "capture", state: "joined", reach: press("[data-do=audio]"), stands: "[data-sound]" },
  { name: "known", place: "capture", state: "joined", reach: (page) => known(page).then(() => photo(page)).then(() => page.click("[data-do=skip]")), stands: "[data-do=tag]" },
  { name: "after", place: "capture", state: "joined", reach: after, stands: "[data-after] p" },
  { name: "silence", place: "capture", state: "joined", reach: silence, stands: "[data-silence]" },
  { name: "withheld", place: "capture", state: "joined", reach: withheld("video"), stands: "[data-withheld=microphone]", explained: true },
  { name: "withheld-sound", place: "capture", state: "joined", reach: withheld("audio"), stands: "[data-withheld=microphone]", explained: true },
  { name: "unconfirmed", place: "capture", state: "joined", reach: unconfirmed, stands: ".explained", explained: true },
  { name: "stalled", place: "capture", state: "joined", reach: stalled, stands: "[data-withheld=storage]", explained: true },
  { name: "no-camera", place: "capture", state: "joined", refused: "NotFoundError", stands: ".explained", explained: true },
  { name: "nothing", place: "capture", state: "joined", refused: "NotFoundError", reach: press("[data-do=audio]"), stands: ".explained", explained: true },
  { name: "camera-refused", place: "capture", state: "joined", refused: "NotAllowedError", stands: ".explained", explained: true },
  { name: "import", place: "capture", state: "joined", reach: bring, stands: "[data-import]" },
  { name: "photo", place: "capture", ...FULL, reach: photo },
  { name: "video", place: "capture", ...FULL, reach: (page) => ready(page).then(() => page.click("[data-do=video]")) },
  { name: "sound", place: "capture", ...FULL, reach: press("[data-do=audio]") },
  { name: "import-empty", place: "capture", state: "joined", reach: empty, stands: "[data-earlier] .explained", explained: true },
  { name: "import", place: "capture", ...FULL, reach: bring },
  { name: "tap", place: "tally", ...FULL, reach: press("[data-tally]") },
  { name: "sealing", place: "form", ...FULL, reach: (page) => last(page).then(() => page.click("[data-act=seal]")) },
  { name: "parts", place: "form", state: "joined", reach: (page) => refuses(page, "sex").then(() => wrongNumber(page)).then(() => page.click("[data-do=parts]:visible, [data-part='0']:visible")), stands: "[data-part=seal]" },
  { name: "closing", place: "form", state: "joined", reach: closes, stands: "[data-closing-asked] [data-do=leave]" },
  { name: "states", place: "form", state: "joined", reach: press("#place-sex .states > button"), stands: "[data-state=refused]" },
  { name: "refused", place: "form", state: "joined", reach: (page) => refuses(page, "sex"), stands: "#place-sex .instead" },
  { name: "wrong-number", place: "form", state: "joined", reach: wrongNumber, stands: "#place-age-said [data-stands-out]" },
  { name: "other", place: "form", state: "joined", reach: other, stands: "#place-event [data-say]" },
  { name: "looking-through", place: "form", state: "joined", reach: (page) => refuses(page, "sex").then(() => wrongNumber(page)).then(() => last(page)), stands: "[data-given]" },
  { name: "from-review", place: "form", state: "joined", reach: (page) => refuses(page, "sex").then(() => last(page)).then(() => page.click("[data-given]")), stands: "[data-do=review]" },
  { name: "sealed", place: "form", state: "joined", reach: (page) => last(page).then(() => page.click("[data-act=seal]")), stands: ".sealed" },
  { name: "passphrase", place: "form", state: "offline", reach: press(".keep button"), stands: "[name=passphrase]" },
  { name: "discarding", place: "write", state: "joined", reach: press("[data-act=discard]"), stands: "[data-act=discard-sure]" },
  { name: "resumed", place: "write", state: "joined", reach: press("[data-draft] button.main"), stands: "[data-part=seal]" },
  { name: "harmless", place: "capture", state: "joined", reach: taken, stands: "[data-harmless]" },
  { name: "paste", place: "join", state: "unjoined", reach: press("[data-way=paste]"), stands: "textarea" },
  { name: "nothing-pasted", place: "join", state: "unjoined", reach: paste(""), stands: "#empty" },
  { name: "refused", place: "join", state: "unjoined", reach: paste("altered", "invitation-refused"), ...EXPLAINED },
  { name: "full", place: "join", state: "unjoined", reach: paste("{}", "disk-full"), ...EXPLAINED },
  { name: "joined", place: "join", state: "unjoined", reach: paste("{}"), stands: "[data-banner=joined]" },
  { name: "scan", place: "join", state: "unjoined", reach: press("[data-way=scan]"), stands: "[data-back]" },
  { name: "scan-no-camera", place: "join", state: "unjoined", refused: "NotFoundError", reach: press("[data-way=scan]"), ...EXPLAINED },
  { name: "seal", place: "form", ...FULL, reach: (page) => part(page, "[data-act=seal]") },
  { name: "sealed", place: "form", state: "joined", reach: (page) => part(page, "[data-act=seal]"), stands: "main h1" },
  { name: "row", place: "form", state: "joined", reach: (page) => go(page, "form", "vote-count").then(() => part(page, "#place-candidates .add")), stands: "#place-candidates .row" },
  { name: "table", place: "form", state: "joined", reach: table, stands: "#place-added .offered" },
  ...(["before", "consent", "who", "interview", "read-back", "sign-off"] as const).map(
    (step): Moment => ({ name: step, place: "testimony", state: "joined", reach: (page) => resume(page, step), stands: `[data-step=${step}]` }),
  ),
  { name: "card-asks", place: "testimony", state: "joined", reach: cardAsks, stands: "[data-loose]" },
  { name: "hindered", place: "testimony", state: "joined", reach: (page) => unlocked(page, interview(3, { step: "consent" })).then(() => page.click("[data-resume]")).then(() => page.click("[data-next]")), stands: "[data-hinders=true]" },
  { name: "unwatched", place: "testimony", state: "joined", reach: (page) => resume(page, "sign-off", { identity: { state: "sealed", item: "1d".repeat(16) }, sign_off: { kind: "agreed-not-signed" } }), stands: "[data-unwatched]" },
  { name: "voice-mark-live", place: "testimony", state: "joined", reach: voiceMark, stands: "[data-voice=sign-off] button.main" },
  { name: "voice-mark", place: "testimony", state: "joined", reach: (page) => agreed(page), stands: "[data-voice=consent] [data-replay]" },
  { name: "begun", place: "testimony", state: "joined", reach: (page) => unlocked(page), stands: "[data-begin]" },
  { name: "this-run", place: "mine", state: "joined", reach: (page) => thisRun(page), stands: "[data-kind=photo]" },
  { name: "tags", place: "mine", state: "joined", reach: (page) => thisRun(page).then(() => page.click("[data-do=tag]")), stands: "[data-review]" },
  { name: "hand", place: "settings", state: "joined", reach: press("[data-do=practise]"), stands: "[data-practise=hand]" },
  { name: "clock", place: "settings", state: "joined", reach: (page) => page.click("[data-do=practise]").then(() => hold(page, "[data-practise] button", "[data-practise=clock]")), stands: "[data-practise=clock]" },
  { name: "unlock", place: "mine", state: "review", reach: press("[data-unlock]"), stands: "input[name=passphrase]" },
  { name: "panic", place: "settings", state: "joined", reach: press("input[name=panic][value=everything]"), stands: "[data-panic]" },
  { name: "panicked", place: "settings", state: "joined", reach: panicked("keys", "[data-banner=destroyed]"), stands: "[data-banner=destroyed]" },
  { name: "panicked-all", place: "settings", state: "joined", reach: panicked("everything", "[data-way]"), stands: "[data-way]" },
  { name: "looking", place: "mine", state: "trial", reach: looking({ step: "sending", noted: true, trouble: null }), stands: "[data-step=sending]" },
  { name: "looking-in-vain", place: "mine", state: "trial", reach: looking({ step: "sending", noted: false, trouble: "unreachable" }), ...EXPLAINED },
  { name: "looked-at", place: "mine", state: "trial", reach: looking({ step: "ready" }), stands: "[data-question], [data-short]" },
  { name: "locked", place: "office", state: "trial", reach: (page) => closed(page), stands: "main [data-look]" },
  { name: "end", place: "settings", state: "trial", reach: press("[data-trial-ask]"), stands: "[data-trial-end]" },
  { name: "open", place: "office", state: "office-closed", stands: "#passphrase" },
  { name: "make", place: "office", state: "office-none", stands: "#again" },
  { name: "item", place: "office", state: "office-few", reach: item, stands: "[data-question], [data-short]" },
  ...(["testimony", "count", "newer"] as const).map(
    (item): Moment => ({ name: `document-${item}`, place: "office", state: "office-documents", reach: filed(item), stands: "[data-document]" }),
  ),
  { name: "doubtful", place: "office", state: "office-doubts", stands: "[data-item]" },
  { name: "doubtful-item", place: "office", state: "office-doubts", reach: doubted, stands: "[data-doubt=ended]" },
  { name: "devices", place: "office", state: "office-doubts", reach: press("[data-room=devices]"), stands: "[data-now=ended]" },
  { name: "devices-loading", place: "office", state: "office-loading", reach: press("[data-room=devices]"), stands: "main [aria-busy=true]", looks: REACHED.slice(0, 1) },
  { name: "intake-doubted", place: "office", state: "office-doubts", reach: press("[data-room=intake]"), stands: "[data-doubted]" },
  { name: "renewing", place: "status", state: "joined", reach: press("[data-renewal] [data-way=paste]"), stands: "[data-renewal] textarea" },
  { name: "renewed", place: "status", state: "joined", reach: (page) => renew(page), stands: "[data-renewed]:not(:empty)" },
  { name: "not-renewed", place: "status", state: "joined", reach: (page) => renew(page, "invitation-other"), ...EXPLAINED },
  { name: "renewing-scan", place: "status", state: "joined", reach: press("[data-renewal] [data-way=scan]"), stands: "[data-back]" },
  { name: "new-rules", place: "capture", state: "new-rules", stands: "[data-readers]" },
  { name: "film", place: "office", state: "office-few", reach: film, stands: "video" },
  { name: "narrowed", place: "office", state: "office-few", reach: press("[data-narrow]"), stands: "[name=kind]", looks: REACHED.filter(({ size }) => size.width < 1000) },
  { name: "ticked", place: "office", state: "office-few", reach: tick, stands: "[data-room=bundle]" },
  { name: "desk", place: "office", state: "office-few", reach: keys("End", "ArrowUp", "KeyX", "ArrowUp"), stands: "[data-short]", looks: AT_THE_DESK },
  { name: "desk-grid", place: "office", state: "office-many", reach: grid, stands: "[role=listbox] img", looks: AT_THE_DESK },
  { name: "desk-large", place: "office", state: "office-few", reach: keys("Space"), stands: ".large [data-ready]", looks: AT_THE_DESK.slice(0, 2) },
  { name: "desk-keys", place: "office", state: "office-few", reach: keys("Shift+Slash"), stands: "[data-keys]", looks: AT_THE_DESK },
  { name: "desk-blurred", place: "office", state: "office-few", reach: press("[data-blur]"), stands: "[data-reveal]", looks: AT_THE_DESK.slice(0, 1) },
  { name: "intake", place: "office", state: "office-done", reach: intake, stands: "#share-1" },
  { name: "wrong-word", place: "office", state: "office-done", reach: wrongWord, stands: "[data-share=unknown-word]" },
  { name: "going-on", place: "office", state: "office-running", stands: "progress" },
  { name: "bundle", place: "office", state: "office-few", reach: chosen("bundle"), stands: "#bundle-out" },
  { name: "bundle-made", place: "office", state: "office-few", reach: (page) => written(page).then(() => page.waitForSelector("[data-act=verify]")).then(() => top(page)), stands: "[data-act=verify]" },
  { name: "report", place: "office", state: "office-few", reach: chosen("report"), stands: ".report" },
  { name: "no-room", place: "office", state: "office-full", reach: bundle, stands: ".explained", explained: true },
  { name: "verdict", place: "verify", state: "office-few", reach: verify, stands: "[data-question]" },
  { name: "altered", place: "verify", state: "office-few", reach: altered, stands: "[data-found] img" },
];

/** Opens the first item; on the desk it is open already. */
async function item(page: Page): Promise<void> {
  if (await page.isVisible("[data-desk]")) return;
  await page.click("li[data-item] button.line");
}

/** Opens an item that came after the end of its device. */
async function doubted(page: Page): Promise<void> {
  const second = "[data-item='00000000000000000000000000000002']";
  await page.click((await page.isVisible("[data-desk]")) ? `${second} [role=gridcell].title, ${second}` : `li${second} button.line`);
}

/** Chooses the first line. */
async function tick(page: Page): Promise<void> {
  await page.click("li[data-item] input[type=checkbox], [data-item] [data-choose]");
}

/** Presses keys on the desk, one after the other. */
function keys(...pressed: string[]): (page: Page) => Promise<void> {
  return async (page) => {
    await page.waitForSelector("[data-ready]");
    for (const key of pressed) await page.keyboard.press(key);
    await page.waitForSelector("[data-short], [data-keys]", { state: "attached" });
  };
}

/** Shows the grid with a chosen range. */
async function grid(page: Page): Promise<void> {
  await page.click("[data-view=grid]");
  for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown"]) await page.keyboard.press(key);
  await page.waitForSelector("[data-short]", { state: "attached" });
}

/** Opens a room with the first line of the archive's list. */
function chosen(room: string): (page: Page) => Promise<void> {
  return async (page) => {
    await tick(page);
    await page.click(`[data-room=${room}]`);
  };
}

/** Opens an item of the archive that is read as a document, at its record. */
function filed(item: keyof typeof ids): (page: Page) => Promise<void> {
  return async (page) => {
    await page.locator(`[data-item="${ids[item]}"] .line`).click();
    await page.waitForSelector("[data-question], [data-short]");
    await page.locator("#record").evaluate((heading) => heading.scrollIntoView());
  };
}

/** Pastes an invitation; with `refusal`, the core refuses it for that reason. */
function paste(text: string, refusal?: ErrorCode) {
  return async (page: Page): Promise<void> => {
    if (refusal) await page.evaluate((code) => Object.assign(window.session?.bridge ?? {}, { refusal: { code } }), refusal);
    await page.click("[data-way=paste]");
    await page.fill("textarea", text);
    await page.click("button[type=submit]");
  };
}

/** Enters an invitation that renews, and scrolls to its outcome. */
async function renew(page: Page, refusal?: ErrorCode): Promise<void> {
  if (refusal) await page.evaluate((code) => Object.assign(window.session?.bridge ?? {}, { refusal: { code } }), refusal);
  await page.click("[data-renewal] [data-way=paste]");
  await page.fill("textarea", "{}");
  await page.click("[data-renewal] button[type=submit]");
  await page.locator(refusal ? "[data-renewal] .explained" : "[data-renewed]").scrollIntoViewIfNeeded();
}

/** Opens the vault without its passphrase, and opens the screen again. */
async function unlocked(page: Page, ...interviews: Draft[]): Promise<void> {
  await page.evaluate((interviews) => Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews }), interviews);
  await go(page, "more");
  await go(page, "testimony");
}

/** Resumes an interview at `step`, with all earlier steps done. */
async function resume(page: Page, step: Step, change: Partial<Draft> = {}): Promise<void> {
  const consent: Draft["consent"] = { ...interview(3).consent, written_down: "yes", recorded: "yes", language: "ru", risks_named: true, can_change_told: true, how: { kind: "witnessed", by: "interpreter" } };
  const filed = { item: "c0".repeat(16), consent, child: "not-asked" as const, guardian: "not-asked" as const };
  const words = [{ text: "A bus came, and they took the man beside me.", known: "saw" as const }];
  const sections = [{ ...untouched("account"), lines: words, read_back: step === "sign-off" ? ("right" as const) : ("not-read" as const) }];
  await unlocked(page, interview(3, { step, consent, filed, sections, ...change }));
  await page.click("[data-resume]");
}

/** Taps a capture in a trial; the core answers `step`. */
function looking(step: LookView): (page: Page) => Promise<void> {
  return async (page) => {
    await page.evaluate((step) => {
      const core = window.session?.bridge as { looks?: LookView[]; listed?: { item: string }[]; shelf?: { lines: { item: string }[] } } | undefined;
      core?.looks?.push(step);
      const [first, line] = [core?.listed?.[0], core?.shelf?.lines[0]];
      if (first && line) line.item = first.item;
    }, step);
    await page.click("[data-row='0'] [data-look]");
    await page.evaluate(() => window.inside.quiet());
  };
}

/** Closes the trial's archive, as after a while without use. */
async function closed(page: Page): Promise<void> {
  await page.evaluate(() => window.session?.bridge.archiveClose());
  await go(page, "more");
  await go(page, "office");
}

/** Moves through the parts of a form to the one with `selector`, and presses it. */
async function part(page: Page, selector: string): Promise<void> {
  await page.waitForSelector("[data-step]");
  while (!(await page.isVisible(selector))) await page.click(".ways button.main");
  await page.click(selector);
}

/** Fills in a card and moves on without sealing it. */
async function cardAsks(page: Page): Promise<void> {
  await resume(page, "who");
  await page.click("[data-open-identity]");
  await page.fill("#id-name", "Aigerim Satpaeva");
  await page.fill("#id-born", "17.05.80");
  await page.click("[data-next]");
}

/** Opens the numbers of the vote count, with the opened box of one of them. */
async function table(page: Page): Promise<void> {
  await go(page, "form", "vote-count");
  await page.waitForSelector("[data-step]");
  while (!(await page.isVisible("#place-registered"))) await page.click("[data-do=next]");
  await page.fill("#place-registered input", "412");
  await page.click("#place-unused [data-more]");
  await page.click("#place-unused [data-state=refused]");
  await page.fill("#place-added input", "many");
  await page.waitForSelector("#place-added [data-care]");
  await page.click("#place-added [data-more]");
}

/** Opens the end of an interview and begins the spoken agreement. */
async function voiceMark(page: Page): Promise<void> {
  await resume(page, "sign-off");
  await page.click("[data-question=sign-off] label:has([value=voice])");
  await page.click("[data-voice=sign-off] button");
  await page.waitForSelector("[data-voice=sign-off] button.main");
}

/** Records a second of a spoken agreement, which can then be played. */
async function agreed(page: Page): Promise<void> {
  await resume(page, "consent");
  await page.click("label:has([value=voice])");
  await page.click("[data-voice=consent] button");
  await page.waitForSelector("[data-voice=consent] button.main");
  await page.waitForTimeout(1_000);
  await page.click("[data-voice=consent] button.main");
  await page.waitForSelector("[data-voice=consent] [data-replay]");
  await page.locator("[data-voice=consent]").scrollIntoViewIfNeeded();
}

/** Chooses the panic's effect, and holds its bar until `done` is on the screen. */
function panicked(what: "keys" | "everything", done: string): (page: Page) => Promise<void> {
  return async (page) => {
    await page.click(`input[name=panic][value=${what}]`);
    await page.focus("[data-panic]");
    await page.keyboard.down(" ");
    await page.waitForSelector(done);
    await page.keyboard.up(" ");
  };
}

/** Three seconds of film with sound, made by ffmpeg: VP8 and Opus in WebM. */
export const FILM = readFileSync(new URL("fixtures/film.webm", import.meta.url)).toString("base64");

async function film(page: Page): Promise<void> {
  await page.evaluate((film) => {
    const core = window.session?.bridge as { shelf?: { medium: Uint8Array | null } } | undefined;
    if (core?.shelf) core.shelf.medium = Uint8Array.from(atob(film), (one) => one.charCodeAt(0));
  }, FILM);
  await page.locator("li[data-item] button.line, [role=row][data-item]").nth(7).click();
  await page.click("[data-stage] .play");
  await page.waitForFunction(() => (document.querySelector("video")?.readyState ?? 0) >= 2);
}

async function go(page: Page, screen: ScreenName, about: string | null = null): Promise<void> {
  await page.evaluate(([screen, about]) => window.session?.go(screen, about), [screen, about] as const);
  await page.evaluate(() => window.inside.quiet());
}

/** Waits until the camera shows a picture. */
async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const video = document.querySelector("video");
    return document.querySelector("[data-lens=ready]") !== null && video !== null && video.videoWidth > 0;
  });
}

async function photo(page: Page): Promise<void> {
  await ready(page);
  await page.click("[data-do=photo]");
}

/** Sets the uses of the lens so that it needs no words. */
async function known(page: Page): Promise<void> {
  await page.evaluate(() => window.session?.prefer("uses", "9"));
}

/** Takes a photo, sound, a count and a file, then opens their list. */
async function thisRun(page: Page): Promise<void> {
  await go(page, "capture");
  await photo(page);
  await page.waitForSelector("[data-review]");
  await page.click("[data-do=audio]");
  // In its first second sound takes no press there, so press until the sheet is open.
  for (let n = 0; n < 20 && !(await page.isVisible("[data-tally=dog]")); n += 1) {
    await page.waitForTimeout(600);
    await page.click("[data-do=count]");
  }
  // The tap is counted once it is sealed: a person does not stop sooner, and taps again where no number moves.
  const counted = (): Promise<boolean> => page.waitForFunction(() => (window.session?.run.taps.length ?? 0) > 0, null, { timeout: 6_000 }).then(() => true, () => false);
  for (let n = 0; n < 5; n += 1) {
    await page.click("[data-tally=dog]");
    if (await counted()) break;
  }
  await page.click("[data-do=stop]");
  // After a count the tags wait behind their button.
  await page.waitForSelector("[data-do=tag]");
  await bring(page);
  await page.waitForSelector("[data-do=close]");
  await page.click("[data-do=close]");
  await go(page, "mine");
  await page.waitForSelector("[data-kind=sound]");
}

/** Holds an element by the keyboard until `done` is on the screen. */
async function hold(page: Page, selector: string, done: string): Promise<void> {
  await page.focus(selector);
  await page.keyboard.down(" ");
  await page.waitForSelector(done);
  await page.keyboard.up(" ");
}

/** Holds the hand during a recording, and returns from the clock. */
async function after(page: Page): Promise<void> {
  await page.click("[data-do=audio]");
  await page.waitForSelector("[data-live]");
  await taken(page);
  await page.waitForSelector("[data-harmless=done]");
  await hold(page, "[data-harmless]", ".frame");
}

async function record(page: Page): Promise<void> {
  await ready(page);
  await page.click("[data-do=video]");
  await page.waitForSelector("[data-do=stop]");
}

/** Records sound from a microphone that is switched off. */
async function silence(page: Page): Promise<void> {
  await page.evaluate(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => (wanted?.audio ? new MediaStreamAudioDestinationNode(new AudioContext()).stream : real(wanted));
  });
  await page.click("[data-do=audio]");
}

/** Lets a call take the camera and the microphone during a recording. */
function withheld(what: "video" | "audio"): (page: Page) => Promise<void> {
  return async (page) => {
    await page.evaluate(() => {
      const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = wanted?.audio ? new MediaStreamAudioDestinationNode(new AudioContext()).stream : await real(wanted);
        for (const track of stream.getTracks()) window.addEventListener("call", () => track.dispatchEvent(new Event("mute")));
        return stream;
      };
    });
    await (what === "video" ? record(page) : page.click("[data-do=audio]"));
    await page.waitForSelector(`[data-live=${what}]`);
    await page.evaluate(() => {
      window.dispatchEvent(new Event("call"));
      const seen = document.querySelector("video")?.srcObject;
      if (seen instanceof MediaStream) for (const track of seen.getTracks()) track.dispatchEvent(new Event("mute"));
    });
  };
}

/** Stops a recording whose end the core never confirms. */
async function unconfirmed(page: Page): Promise<void> {
  await page.evaluate(() => {
    if (window.session) window.session.bridge.recordingFinish = () => new Promise(() => undefined);
  });
  await page.click("[data-do=audio]");
  await page.click("[data-do=stop]");
}

/** Records while the core takes in no bytes. */
async function stalled(page: Page): Promise<void> {
  await page.evaluate(() => {
    if (window.session) window.session.bridge.recordingPush = () => new Promise(() => undefined);
  });
  await record(page);
}

async function bring(page: Page): Promise<void> {
  const files = ["a.jpg", "b.mp4", "c.pdf"].map((name) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.alloc(3000, name) }));
  await page.setInputFiles("input[type=file]", files);
}

/** Imports an empty file, and then another one: the text about the first stays. */
async function empty(page: Page): Promise<void> {
  await page.setInputFiles("input[type=file]", [{ name: "empty.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) }]);
  await page.waitForSelector("[data-import] [data-do=close]");
  await bring(page);
}

/** Chooses "other" without own words. */
async function other(page: Page): Promise<void> {
  await part(page, "#place-event input[value=other]");
}

/** Opens the last step of a form, on a phone as on a desk. */
async function last(page: Page): Promise<void> {
  await page.waitForSelector("[data-step]");
  for (const next = page.locator("[data-do=next]"); await next.isVisible(); ) await next.click();
}

/** Closes the window while it holds data that is kept nowhere. */
async function closes(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.session?.closing.hold("form");
    window.dispatchEvent(new Event("closeasked"));
  });
}

/** Sets a question to "refused". */
async function refuses(page: Page, question: string): Promise<void> {
  await page.click(`#place-${question} .states > button`);
  await page.click(`#place-${question} [data-state=refused]`);
}

async function wrongNumber(page: Page): Promise<void> {
  await page.fill("[name=age-said]", "400");
  // The finding appears once the number is left.
  await page.locator("[name=age-said]").blur();
}

async function taken(page: Page): Promise<void> {
  await page.keyboard.press("Control+Shift+X");
}

/** Scrolls back to the top, because typing scrolls. */
async function top(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector("main")?.scrollTo(0, 0));
}

async function written(page: Page): Promise<void> {
  await chosen("bundle")(page);
  await page.fill("#bundle-out", "/media/stick/bundle.zip");
  await page.click("button[type=submit]");
}

/** Types a share with a wrong word beside a good one. */
async function wrongWord(page: Page): Promise<void> {
  await intake(page);
  await page.fill("#share-0", shareWords(1));
  await page.fill("#share-1", shareWords(2).replace("absorb", "absord"));
  await page.waitForSelector("[data-near]");
  await page.evaluate(() => document.querySelector("[data-near]")?.scrollIntoView({ block: "center" }));
}

/** Judges a bundle in which one photo of two differs from the signed one, and opens that photo. */
async function altered(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { shelf } = (window.session?.bridge ?? {}) as { shelf?: { verdict: VerdictView } };
    const [item] = shelf?.verdict.items ?? [];
    if (!shelf || !item) return;
    const found = { status: "failed" as const, code: "part-changed" as const, count: 1, details: ["part 0 of medium 0 is not what the device committed to"], items: [item.item], about: 1, files: ["media/00000000-0-IMG_2041.jpg"] };
    const answers = shelf.verdict.answers.map((one) => (one.question === "content" ? { ...one, status: "failed" as const, reasons: [found] } : one));
    const other = { ...item, item: "c4".repeat(16), media: ["IMG_2042.jpg"] };
    const bad = { ...item, answers, files: item.files.map((file) => ({ ...file, state: "altered" as const })) };
    shelf.verdict = { ...shelf.verdict, answers, items: [other, bad], dated: 2 };
  });
  await verify(page);
  // By a key: a press of the mouse so soon after the last one would be held back.
  await page.press("[data-found][data-status=failed] [data-open]", "Enter");
  await page.waitForSelector("[data-found] img");
  await page.evaluate(() => document.querySelector("[data-found]")?.scrollIntoView());
}

async function bundle(page: Page): Promise<void> {
  await written(page);
  await page.waitForSelector(".explained");
  await top(page);
}

async function intake(page: Page): Promise<void> {
  await page.click("[data-room=intake]");
  await page.fill("#organisation", "/media/stick/org");
  await page.click("form button[type=submit]");
  await page.waitForSelector("#share-1");
  await top(page);
}

async function verify(page: Page): Promise<void> {
  await page.fill("#bundle-path", "/media/stick/bundle.zip");
  await page.click("form button[type=submit]");
  await page.waitForSelector("[data-question]");
  await top(page);
}
