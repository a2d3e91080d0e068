// The end of a trial's story: one tap on a capture shows it as the archivist sees it.
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { item } from "../bridge/fake/capture";
import { type FakeCore, fake, home } from "../bridge/fake/fake";
import { line, shelf } from "../bridge/fake/office";
import type { LookView } from "../bridge/types";
import { LOADS } from "../frame/loads";
import { NAMES } from "../session/screens";
import type { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";

vi.setConfig({ testTimeout: 30_000 });
// The first import compiles the screens, which may take long.
beforeAll(async () => void (await Promise.all(NAMES.map((name) => LOADS[name]()))), 60_000);

let shown: Shown | null = null;
let session: Session;
afterEach(async () => {
  await shown?.gone();
  shown = null;
});

const ITEM = item(0).item;

function trial(...looks: LookView[]): FakeCore {
  return Object.assign(fake(home({ organisation: "Practice organisation", trial: true })), {
    listed: [item(0)],
    looks,
    shelf: shelf([line(0, { item: ITEM, title: "IMG_2041.jpg" })]),
  });
}

async function open(core: FakeCore): Promise<Shown> {
  shown = await show(App, { bridge: core, language: "en" as const, begin: (begun: Session) => (session = begun) });
  return shown;
}

async function mine(core: FakeCore): Promise<Shown> {
  const screen = await open(core);
  await screen.click("nav [data-screen=mine]");
  await screen.loaded("[data-row='0']");
  return screen;
}

/** Waits until the page asks again. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 450));

test("one tap on a row shows the item with its five answers, and what a real archive takes", async () => {
  const core = trial({ step: "ready" });
  const screen = await mine(core);
  expect(screen.text()).toContain("Tap what you captured to see it as the archivist would.");
  await screen.click("[data-row='0'] [data-look]");
  await screen.loaded("[data-question]");
  expect(screen.root.querySelectorAll("[data-question]").length).toBe(5);
  expect(screen.find("h1").textContent).toContain("IMG_2041.jpg");
  expect(core.lookedAt).toEqual([[ITEM, true]]);
  expect(screen.find("[data-banner=trial]").textContent).toContain("a real archive opens only with shares that several people keep");
});

test("back from the item leads to Mine, where it was chosen, and from there on the archive is left as ever", async () => {
  const [many, deep] = [Array.from({ length: 450 }, (_, n) => item(n)), item(420).item];
  const core = Object.assign(trial({ step: "ready" }), { listed: many, shelf: shelf([line(0, { item: deep, title: "IMG_2041.jpg" })]) });
  const screen = await open(core);
  await screen.click("nav [data-screen=mine]");
  await screen.loaded("[data-row='0']");
  session.go("look", deep);
  await screen.loaded("[data-question]");
  await screen.click("main button.back");
  await screen.loaded(`[data-item="${deep}"]`);
  expect(session.screen).toBe("mine");
  expect(document.activeElement).toBe(screen.find("[data-row='420']"));
  session.go("office");
  await screen.loaded("[data-room=intake]");
  expect(session.screen).toBe("office");
});

test("while an item from Mine is open the bar stays at Mine, and at the list of the archive it does not", async () => {
  const screen = await mine(trial({ step: "ready" }));
  await screen.click("[data-row='0'] [data-look]");
  await screen.loaded("[data-question]");
  expect(screen.find("nav [aria-current=page]").dataset.screen).toBe("mine");
  session.go("office");
  await screen.settle();
  expect(screen.find("nav [aria-current=page]").dataset.screen).toBe("more");
});

test("what the list calls cut off is called so at the top of the item", async () => {
  const core = trial({ step: "ready" });
  core.shelf = shelf([line(0, { item: ITEM, title: "IMG_2041.jpg", interrupted: true })]);
  const screen = await mine(core);
  await screen.click("[data-row='0'] [data-look]");
  await screen.loaded("[data-question]");
  const note = screen.find("[data-cut-off]");
  expect(note.textContent).toContain("Cut off");
  expect(note.compareDocumentPosition(screen.find("#media")) & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
});

test("on a desk, too, the way back from an item leads to Mine", async () => {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockImplementation(function (this: HTMLElement) {
    return this.classList.contains("rem") ? 16 : 1280;
  });
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(800);
  try {
    const screen = await mine(trial({ step: "ready" }));
    session.go("look", ITEM);
    await screen.loaded("[data-office-back]");
    await screen.click("[data-office-back]");
    expect([session.screen, session.about]).toEqual(["mine", ITEM]);
  } finally {
    vi.restoreAllMocks();
  }
});

test("every step until then is said, what is not delivered as well", async () => {
  const core = trial({ step: "sending", noted: false, trouble: null });
  const screen = await mine(core);
  await screen.click("[data-row='0'] [data-look]");
  await screen.loaded("[data-step=sending]");
  expect(screen.find("[data-step]").textContent).toContain("Not delivered yet. It is on its way to the practice server");
  expect(screen.find("[data-stage=delivered]").dataset.done).toBe("false");
  core.looks = [{ step: "sending", noted: true, trouble: null }];
  await vi.waitFor(() => expect(screen.find("[data-step]").textContent).toContain("Not delivered yet. The server has registered that it exists"), 5_000);
  core.looks = [{ step: "opening" }];
  await screen.loaded("[data-step=opening]");
  expect(screen.find("[data-stage=delivered]").dataset.done).toBe("true");
  core.looks = [{ step: "taking-in", parts: 2, waiting: 1 }];
  await screen.loaded("[data-step=taking-in]");
  expect(screen.text()).toContain("Taking in: 2 parts opened and checked");
  expect(screen.text()).toContain("In real life different people keep them");
  core.looks = [{ step: "ready" }];
  await screen.loaded("[data-question]");
  expect(core.lookedAt.map(([, begin]) => begin).indexOf(true)).toBe(0);
  expect(core.lookedAt.slice(1).every(([, begin]) => !begin)).toBe(true);
});

test("a server that does not answer is explained, and it can be tried again at once", async () => {
  const core = trial({ step: "sending", noted: false, trouble: "unreachable" });
  const screen = await mine(core);
  await screen.click("[data-row='0'] [data-look]");
  await screen.loaded(".explained");
  expect(screen.text()).toContain("The server does not answer.");
  await screen.click("[data-again]");
  core.looks = [{ step: "ready" }];
  await screen.loaded("[data-question]");
  expect(core.lookedAt.filter(([, begin]) => begin)).toEqual([[ITEM, true], [ITEM, true]]);
});

test("what fails is explained in three sentences, and leads on", async () => {
  const core = trial({ step: "ready" });
  core.unwilling = new Trouble("disk-full");
  const screen = await mine(core);
  await screen.click("[data-row='0'] [data-look]");
  await screen.loaded("[role=alert]");
  expect(screen.find("[role=alert]").textContent).toContain("The disk is full");
  core.unwilling = null;
  await screen.click("[data-again]");
  await screen.loaded("[data-question]");
});

test("whoever leaves it is not brought to the archive afterwards", async () => {
  const core = trial({ step: "sending", noted: false, trouble: null });
  const screen = await mine(core);
  await screen.click("[data-row='0'] [data-look]");
  await screen.loaded("[data-step=sending]");
  await screen.click("main .back");
  await screen.loaded("[data-row='0']");
  core.looks = [{ step: "ready" }];
  await turn();
  await screen.settle();
  screen.find("[data-row='0']");
});

test("the settings and the archive of a trial lead to all of it, and the archive asks for no passphrase", async () => {
  const core = trial({ step: "ready" });
  core.shelf.state = "closed";
  const screen = await open(core);
  await screen.click("nav [data-screen=more]");
  await screen.loaded("ul [data-screen=office]");
  await screen.click("ul [data-screen=office]");
  await screen.loaded("main [data-look]");
  expect(screen.root.querySelector("input")).toBeNull();
  core.shelf.state = "open";
  await screen.click("main [data-look]");
  await screen.loaded("li[data-item]");
  expect(core.lookedAt).toEqual([[null, true]]);
  await screen.click("nav [data-screen=more]");
  await screen.loaded("ul [data-screen=settings]");
  await screen.click("ul [data-screen=settings]");
  await screen.loaded("[aria-labelledby=settings-trial] [data-look]");
});

test("outside a trial a row opens nothing", async () => {
  const core = Object.assign(fake(home()), { listed: [item(0)] });
  const screen = await mine(core);
  expect(screen.root.querySelector("[data-look]")).toBeNull();
});
