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
  { name: "nothing-pasted", place: "join", state: "unjoined", reach: (page) => page.click("[data-way=paste]").then(() => page.click("button[type=submit]")), stands: "#empty" },
  { name: "scanning", place: "join", state: "unjoined", reach: press("[data-way=scan]"), stands: "video" },
  { name: "scan-refused", place: "join", state: "unjoined", refused: "NotAllowedError", reach: press("[data-way=scan]"), stands: ".explained", explained: true },
  { name: "panic-chosen", place: "settings", state: "joined", reach: (page) => press("input[name=panic][value=everything]")(page).then(() => top(page)), stands: "[data-panic]" },
  { name: "no-proxy", place: "settings", state: "joined", reach: (page) => page.fill("input[name=proxy]", "nowhere").then(() => page.click("[data-proxy]")).then(() => top(page)), stands: ".explained", explained: true },
  { name: "about", place: "settings", state: "joined", reach: (page) => press("[data-about]")(page).then(() => top(page)), stands: "[data-build]" },
  { name: "trial", place: "settings", state: "trial", reach: press("[data-trial-ask]"), stands: "[data-trial-end]" },
  { name: "destroyed", place: "capture", state: "destroyed", stands: ".explained", explained: true },
  { name: "locked", place: "mine", state: "review", reach: press("[data-unlock]"), stands: "input[name=passphrase]" },
];

/** Back to the beginning: what lies below the hand in the corner while one scrolls is no fault. */
async function top(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector("main")?.scrollTo(0, 0));
}

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
