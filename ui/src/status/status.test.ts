import { afterEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { quietSending } from "../bridge/fake/capture";
import { type FakeCore, fake, home } from "../bridge/fake/fake";
import { type Shown, show } from "../testing";
import type { Language } from "../texts/texts.svelte";

let shown: Shown | null = null;

async function open(bridge: FakeCore, language: Language = "en"): Promise<Shown> {
  shown = await show(App, { bridge, language });
  await go(shown, "status");
  return shown;
}

/** Opens a screen behind "more" on a device with a home. */
async function go(screen: Shown, name: string): Promise<void> {
  if (!screen.root.querySelector("[data-screen=more]")) return;
  await screen.click("[data-screen=more]");
  await screen.loaded(`ul [data-screen=${name}]`);
  await screen.click(`ul [data-screen=${name}]`);
  await screen.loaded("h1");
}

afterEach(async () => {
  await shown?.gone();
  shown = null;
  vi.restoreAllMocks();
});

const stage = (name: string): string => `[data-stage="${name}"] .count`;

test("while the vault opens, the screen says so and shows no number", async () => {
  const screen = await open(fake("silent"));
  expect(screen.find("[role=status]").getAttribute("aria-busy")).toBe("true");
  expect(screen.find("h1").textContent).toBe("The app is opening");
  expect(screen.root.querySelector("[data-stage]")).toBeNull();
});

test("every number stands in its own place", async () => {
  const screen = await open(fake(home()));
  expect(screen.find(stage("sealed")).textContent).toBe("7");
  expect(screen.find(stage("noted")).textContent).toBe("58");
  expect(screen.find('[data-stage="noted"]').textContent).toContain("64");
  expect(screen.find(stage("delivered")).textContent).toBe("2");
  expect(screen.find("h1").textContent).toContain("5");
  expect(screen.text()).toContain("41 parts, 12.7 MB");
  expect(screen.text()).toContain("Entry 63");
  expect(screen.text()).toContain("9f3a 11c0 9f3a 11c0");
});

test("a file of which only a piece was sealed is told until the person knows, and never passes for delivered", async () => {
  const whole = { noted: 64, delivered: 7, undelivered: 0, waitingParts: 0, waitingBytes: 0, pieces: 1 };
  const core = fake(home({ ...whole, findings: [{ code: "cut-file", count: 1, items: [] }] }));
  const screen = await open(core);
  expect(screen.find("h1").textContent).toMatch(/of .?1.? file only a piece was sealed/);
  expect(screen.text()).not.toMatch(/Everything is delivered/);
  const set = vi.spyOn(core, "preferenceSet").mockImplementation(async () => void (core.now = home(whole)));
  await screen.click("[data-know]");
  expect(set).toHaveBeenCalledWith("pieces", "known");
  expect(screen.root.querySelector("[data-know]")).toBeNull();
  expect(screen.find("h1").textContent, "it stays a piece").toMatch(/only a piece/);
});

test("a server that does not answer is told as the list tells it, and a try that was asked for is seen", async () => {
  const core = Object.assign(fake(home()), { sent: quietSending({ trouble: "unreachable", partsSent: 11, nextInS: 40 }) });
  const asked = vi.spyOn(core, "sendNow");
  const screen = await open(core);
  await screen.loaded("[data-sending]");
  expect(screen.find("[data-sending]").textContent).toContain("The server does not answer.");
  expect(screen.text()).toContain("what was not sent yet is only on this device");
  expect(screen.text()).not.toMatch(/Nothing was sent/);
  await screen.click("[data-send]");
  expect(asked).toHaveBeenCalledOnce();
  expect(screen.find("[data-sending]").textContent).toContain("Sending…");
  expect(screen.root.querySelectorAll("progress").length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await screen.settle();
  expect(screen.find("[data-sending]").textContent).toContain("The server does not answer.");
});

test("a sending that cannot begin is told where the person looks, and a count that fails by itself scrolls nothing", async () => {
  const core = Object.assign(fake(home()), { sent: quietSending({ trouble: "unreachable", partsSent: 11, nextInS: 40 }) });
  core.sendNow = () => Promise.reject(new Trouble("home-unavailable"));
  const screen = await open(core);
  await screen.loaded("[data-sending]");
  await screen.click("[data-send]");
  expect(document.activeElement).toBe(screen.find("main [role=alert]"));
});

test("on a fresh device nothing is counted of the entry by which it began", async () => {
  const screen = await open(fake(home({ items: 0, entries: 1, noted: 0, delivered: 0, undelivered: 0 })));
  expect(screen.find('[data-stage="noted"]').textContent).not.toMatch(/of .?1.? entry/);
});

test("only when all is delivered does the screen say that all has left", async () => {
  const screen = await open(fake(home({ noted: 64, delivered: 7, undelivered: 0, waitingParts: 0, waitingBytes: 0 })));
  expect(screen.find("h1").textContent).toBe("Everything is delivered");
  expect(screen.text()).toContain("Nothing waits.");
  await screen.gone();
  const noted = await open(fake(home({ noted: 64, delivered: 6, undelivered: 1, waitingParts: 0, waitingBytes: 0 })));
  expect(noted.text()).toContain("1 item is not delivered yet");
});

test("while receipts are checked after a start nothing is said to be missing, and the numbers come by themselves", async () => {
  const core = fake(home({ noted: 0, delivered: 0, undelivered: 7, checking: true }));
  shown = await show(App, { bridge: core, language: "en" as const });
  await go(shown, "status");
  expect(shown.find("h1").textContent).toBe("Receipts are being checked");
  expect(shown.text()).not.toContain("not delivered yet");
  core.now = home({ noted: 64, delivered: 7, undelivered: 0 });
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await shown.settle();
  expect(shown.find("h1").textContent).toBe("Everything is delivered");
});

test("a home that is in use elsewhere can be tried again", async () => {
  const core = fake(new Trouble("home-in-use"));
  const screen = await open(core);
  expect(screen.find("[role=alert]").textContent).toContain("already running");
  core.now = home();
  await screen.click("[role=alert] button");
  await go(screen, "status");
  expect(screen.find(stage("sealed")).textContent).toBe("7");
});

test("the numbers are counted when the screen is opened and after each sending, as the list of items is", async () => {
  const core = fake(home({ undelivered: 1, waitingParts: 3 }));
  shown = await show(App, { bridge: core, language: "en" as const });
  // The item was sent while another screen was open.
  core.now = home({ delivered: 6, undelivered: 1, waitingParts: 2 });
  await go(shown, "status");
  expect(shown.text()).toContain("2 parts");
  core.now = home({ noted: 64, delivered: 7, undelivered: 0, waitingParts: 0, waitingBytes: 0 });
  core.sent = { ...core.sent, partsSent: core.sent.partsSent + 3 };
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  await shown.settle();
  expect(shown.find("h1").textContent).toBe("Everything is delivered");
  expect(shown.text()).toContain("Nothing waits.");
  await shown.click("nav [data-screen=mine]");
  await shown.loaded("[data-sending]");
  expect(shown.text()).toContain("Nothing waits to be sent.");
});

test("what the last start found is explained with its count and item", async () => {
  const item = "0f".repeat(16);
  const screen = await open(fake(home({ findings: [{ code: "interrupted", count: 1, items: [item] }] })));
  const found = screen.find("section[aria-labelledby=findings-calm]").textContent;
  expect(found).toContain("1");
  expect(found).toContain("recording was cut off.");
  expect(found).toContain("All but the last second, at most");
  expect(found).toContain("0f0f 0f0f");
});

test("what needs attention stands above the numbers, what was mended below", async () => {
  const findings = [
    { code: "missing", count: 2, items: [] },
    { code: "adopted", count: 1, items: [] },
  ] as const;
  const screen = await open(fake(home({ findings: findings.map((f) => ({ ...f, items: [] })) })));
  const text = screen.text();
  const at = ["2 sealed parts are cut", "Sealed here", "1 part was sealed but not yet signed"].map((t) => text.indexOf(t));
  expect(at.every((place) => place >= 0)).toBe(true);
  expect(at).toEqual(at.toSorted((a, b) => a - b));
});

test("only where nobody can look does the screen say that nobody can", async () => {
  const sealed = await open(fake(home()));
  expect(sealed.text()).toContain("Nobody, including you, can open it on this device.");
  await sealed.gone();
  const review = await open(fake(home({ review: true })));
  expect(review.text()).not.toContain("Nobody, including you");
  expect(review.text()).toContain("So can whoever makes you unlock it.");
  await review.gone();
  const practice = await open(fake(home({ trial: true })));
  expect(practice.text()).not.toContain("Nobody, including you");
  expect(practice.text()).toContain("what opens it lies on this device too");
});

test("the reader's language changes every text, plural forms too", async () => {
  const screen = await open(fake(home({ waitingParts: 21 })), "ru");
  expect(document.documentElement.lang).toBe("ru");
  expect(screen.text()).toContain("Ещё не доставлено 5 материалов");
  expect(screen.text()).toContain("21 часть, 12,7 МБ");
  await go(screen, "settings");
  await screen.fill("select[name=language]", "kk");
  expect(document.documentElement.lang).toBe("kk");
  await go(screen, "status");
  expect(screen.text()).toContain("5 материал әлі жеткізілген жоқ");
  expect(screen.text()).not.toContain("материалов");
});

test("a theme that was chosen wins over the device's", async () => {
  const screen = await open(fake(home()));
  await go(screen, "settings");
  await screen.fill("select[name=theme]", "dark");
  expect(document.documentElement.dataset.theme).toBe("dark");
  await screen.fill("select[name=theme]", "light");
  expect(document.documentElement.dataset.theme).toBe("light");
});

test("the organisation's name cannot turn or hide the text around it", async () => {
  const screen = await open(fake(home({ organisation: "Good\u202Eevil\u200B" })));
  expect(screen.find("dd").textContent).toBe("Good[U+202E]evil[U+200B]");
});

test("a call that fails without a code is our mistake, and is shown as one", async () => {
  const core = fake();
  core.status = () => Promise.reject("command status not allowed");
  const screen = await open(core);
  expect(screen.find("[role=alert]").textContent).toContain("The app made a mistake");
});

test("a renewal is taken here, by pasted text or by a file, and what came of it is said", async () => {
  const core = fake(home());
  const brought: Element[] = [];
  vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
    brought.push(this);
  });
  const screen = await open(core);
  await screen.click("[data-renewal] [data-way=paste]");
  await screen.fill("textarea", "renewal");
  await screen.click("[data-renewal] button[type=submit]");
  expect(core.renewals).toEqual(["renewal"]);
  const done = screen.find("[data-renewed='64']");
  expect(document.activeElement).toBe(done);
  expect(brought).toContain(done);
  expect(screen.text()).toContain("admitted this device again, at entry 64");
  expect(screen.text()).toContain("Entry 64");
  const input = screen.find<HTMLInputElement>("[data-renewal] input[type=file]");
  Object.defineProperty(input, "files", { value: [{ size: 7, text: () => Promise.resolve("by file") }], configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await screen.settle();
  expect(core.renewals.at(-1)).toBe("by file");
  expect(brought.filter((node) => node.matches("[data-renewed]"))).toHaveLength(2);
});

test.each([
  ["invitation-new", "The invitation is for a new device"],
  ["invitation-other", "The invitation renews another device"],
  ["invitation-foreign", "The invitation is another organisation’s"],
  ["invitation-used", "This device has taken this invitation already"],
  ["invitation-spent", "Another device has used this invitation already"],
  ["invitation-log", "a server that this device does not know"],
  ["invitation-malformed", "This is not an invitation"],
] as const)("a renewal that is refused as %s is explained, and what was pasted stays", async (code, words) => {
  const core = fake(home());
  core.refusal = new Trouble(code);
  const screen = await open(core);
  await screen.click("[data-renewal] [data-way=paste]");
  await screen.fill("textarea", "typed");
  await screen.click("[data-renewal] button[type=submit]");
  expect(screen.find("[data-renewal] [role=alert]").textContent).toContain(words);
  expect(screen.find<HTMLTextAreaElement>("textarea").value).toBe("typed");
});

test("where the keys are gone, or in practice mode, no renewal is offered", async () => {
  for (const change of [{ destroyed: true }, { trial: true }]) {
    const screen = await open(fake(home(change)));
    expect(screen.root.querySelector("[data-renewal]")).toBeNull();
    await screen.gone();
  }
});

test("the five words that other texts send one here for are in sight, in the reader's script", async () => {
  for (const language of ["en", "ru", "kk"] as const) {
    const screen = await open(fake(home()), language);
    const said = screen.find("main [data-code]").textContent?.trim() ?? "";
    expect(said.split(" ").length).toBe(5);
    expect(/^[a-z ]+$/.test(said)).toBe(language === "en");
    expect(screen.find("main [data-code]").closest("details")).toBeNull();
    await screen.gone();
  }
});

test("an invitation that has ended is told instead of a promise that the server will know the device", async () => {
  const screen = await open(fake(home({ enrolled: false, admissionEnded: "2026-11-27T10:00:00Z" })));
  expect(screen.find("[data-ended]").textContent).toContain("Nov 27, 2026");
  expect(screen.text()).not.toContain("makes it known");
  await screen.gone();
  const good = await open(fake(home({ enrolled: false })));
  expect(good.root.querySelector("[data-ended]")).toBeNull();
  expect(good.text()).toContain("The first sending makes it known.");
});
