// Views that one reaches by doing something: a shot, a recording, a disk that is full when one writes.
import type { Page } from "playwright-core";
import type { Place, State } from "./views";

export interface Moment {
  /** What happens, for reports and names of files. */
  readonly name: string;
  readonly place: Place;
  readonly state: State;
  /** What the device says of its camera and microphone instead of giving them. */
  readonly refused?: "NotFoundError" | "NotAllowedError";
  /** What a person does. */
  readonly reach?: (page: Page) => Promise<void>;
  /** What must stand on the screen then. */
  readonly stands: string;
  /** Whether trouble must be explained then, in three parts. */
  readonly explained?: boolean;
}

const press = (selector: string) => (page: Page) => page.click(selector);
const FULL = { state: "full", stands: ".explained", explained: true } as const;

export const MOMENTS: readonly Moment[] = [
  { name: "shot", place: "capture", state: "joined", reach: photo, stands: "[data-tag]" },
  { name: "recording", place: "capture", state: "joined", reach: record, stands: "[data-do=stop]" },
  { name: "counting", place: "capture", state: "joined", reach: (page) => record(page).then(() => page.click("[data-do=count]")), stands: "[data-tally]" },
  { name: "sound", place: "capture", state: "joined", reach: press("[data-do=audio]"), stands: "[data-do=stop]" },
  { name: "no-camera", place: "capture", state: "joined", refused: "NotFoundError", stands: ".explained", explained: true },
  { name: "camera-refused", place: "capture", state: "joined", refused: "NotAllowedError", stands: ".explained", explained: true },
  { name: "import", place: "capture", state: "joined", reach: bring, stands: "[data-import]" },
  { name: "photo", place: "capture", ...FULL, reach: photo },
  { name: "video", place: "capture", ...FULL, reach: (page) => ready(page).then(() => page.click("[data-do=video]")) },
  { name: "sound", place: "capture", ...FULL, reach: press("[data-do=audio]") },
  { name: "import", place: "capture", ...FULL, reach: bring },
  { name: "tap", place: "tally", ...FULL, reach: press("[data-tally]") },
  { name: "sealing", place: "form", ...FULL, reach: (page) => last(page).then(() => page.click("[data-act=seal]")) },
  { name: "wrong-number", place: "form", state: "joined", reach: wrongNumber, stands: "[data-finding=out-of-range]" },
  { name: "sealed", place: "form", state: "joined", reach: (page) => last(page).then(() => page.click("[data-act=seal]")), stands: ".sealed" },
  { name: "passphrase", place: "form", state: "offline", reach: press(".keep button"), stands: "[name=passphrase]" },
  { name: "discarding", place: "write", state: "joined", reach: press("[data-act=discard]"), stands: "[data-act=discard-sure]" },
  { name: "harmless", place: "capture", state: "joined", reach: taken, stands: "[data-harmless]" },
  { name: "interviews", place: "testimony", state: "joined", reach: vault, stands: "[data-begin]" },
  { name: "before", place: "testimony", state: "joined", reach: begun, stands: "[data-step=before]" },
  { name: "consent", place: "testimony", state: "joined", reach: (page) => onward(page, "consent"), stands: "[data-use=research]" },
  { name: "card", place: "testimony", state: "joined", reach: (page) => onward(page, "who").then(() => page.click("[data-open-identity]")).then(() => top(page)), stands: "#id-remark" },
  { name: "account", place: "testimony", state: "joined", reach: (page) => onward(page, "interview"), stands: "textarea[data-line]" },
  { name: "reading", place: "testimony", state: "joined", reach: (page) => onward(page, "read-back"), stands: "[data-right]" },
  { name: "drawing", place: "testimony", state: "joined", reach: (page) => onward(page, "sign-off").then(() => top(page)), stands: "[data-pad]" },
  { name: "filed", place: "testimony", state: "joined", reach: (page) => onward(page, "filed"), stands: "[data-words]" },
  { name: "unsaved", place: "testimony", ...FULL, reach: begun },
  { name: "nothing-pasted", place: "join", state: "unjoined", reach: press("button[type=submit]"), stands: "#empty" },
];

/** The camera shows a picture. */
async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const video = document.querySelector("video");
    return document.querySelector("[data-lens=ready]") !== null && video !== null && video.videoWidth > 0;
  });
}

async function photo(page: Page): Promise<void> {
  await ready(page);
  // In the upper third: nothing else stands there.
  const size = page.viewportSize() ?? { width: 0, height: 0 };
  await page.mouse.click(size.width / 2, size.height / 4);
}

async function record(page: Page): Promise<void> {
  await ready(page);
  await page.click("[data-do=video]");
  await page.waitForSelector("[data-do=stop]");
}

async function bring(page: Page): Promise<void> {
  const files = ["a.jpg", "b.mp4", "c.pdf"].map((name) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.alloc(3000, name) }));
  await page.setInputFiles("input[type=file]", files);
}

/** The last step of a form, on a phone as on a desk. */
async function last(page: Page): Promise<void> {
  await page.waitForSelector("[data-step]");
  for (const next = page.locator("[data-do=next]"); await next.isVisible(); ) await next.click();
}

async function wrongNumber(page: Page): Promise<void> {
  await page.fill("[name=age-said]", "400");
}

async function taken(page: Page): Promise<void> {
  await page.keyboard.press("Control+Shift+X");
}

/** The locked vault is made. */
async function vault(page: Page): Promise<void> {
  await page.fill("[name=passphrase]", "four plain words here");
  await page.fill("[name=again]", "four plain words here");
  await page.click("form button.main");
  await page.waitForSelector("[data-begin]");
  await top(page);
}

/** What lies below the hand while one scrolls is not at rest. */
async function top(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector("main")?.scrollTo(0, 0));
}

async function begun(page: Page): Promise<void> {
  await vault(page);
  await page.click("[data-begin]");
  await page.waitForSelector("[data-step=before]");
}

/** An interview, up to a step. */
async function onward(page: Page, step: "consent" | "who" | "interview" | "read-back" | "sign-off" | "filed"): Promise<void> {
  const next = async (to: string): Promise<boolean> => {
    await page.click("[data-next]");
    await page.waitForSelector(`[data-step=${to}]`);
    return to === step;
  };
  const pick = (question: string, answer: string): Promise<void> => page.click(`[data-question=${question}] input[value=${answer}]`);
  await begun(page);
  if (await next("consent")) return;
  await pick("consent-written", "yes");
  await pick("use-lawyer", "yes");
  await page.selectOption("#consent-language", "ru");
  await page.click("[name=risks]");
  await page.click("[name=can-change]");
  await pick("consent-how", "witnessed");
  await page.fill("#how-by", "interpreter");
  if (await next("who")) return;
  if (await next("interview")) return;
  await page.fill("textarea[data-line]", "Стояли у входа. Подъехал автобус без номера.");
  await page.click("[data-known=saw]");
  await pick("fact-account-water", "no");
  if (await next("read-back")) return;
  await page.click("[data-right]");
  await next("sign-off");
  await pick("sign-off", step === "filed" ? "agreed-not-signed" : "drawn");
  if (step === "sign-off") return;
  await page.click("[data-sign]");
  await page.click("[data-file]");
}
