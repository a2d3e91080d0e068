import { afterEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { type FakeCore, UNJOINED, fake } from "../bridge/fake/fake";
import { scanned } from "../bridge/fake/settings";
import { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";
import { Texts } from "../texts/texts.svelte";
import { grey, type Picture, type Pictures } from "../widgets/pictures";
import { chosen } from "./chosen";
import Scan from "./Scan.svelte";

let shown: Shown | null = null;

async function open(bridge: FakeCore, language: "en" | "ru" | "kk" = "en"): Promise<Shown> {
  shown = await show(App, { bridge, language });
  return shown;
}

afterEach(async () => {
  await shown?.gone();
  shown = null;
});

function choose(screen: Shown, file: Pick<File, "size" | "text"> & Partial<Pick<File, "name" | "type">>): Promise<void> {
  const input = screen.find<HTMLInputElement>("input[type=file]");
  Object.defineProperty(input, "files", { value: [file], configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return screen.settle();
}

test("the first screen offers a file, pasted text, the camera and a trial, and asks for no account", async () => {
  const screen = await open(fake());
  expect(screen.find("h1").textContent).toBe("Open an invitation");
  for (const way of ["paste", "scan", "trial"]) screen.find(`[data-way=${way}]`);
  screen.find("input[type=file]");
  expect(screen.root.querySelectorAll("input[type=email], input[type=password]").length).toBe(0);
  expect(screen.text()).toContain("No account, no email and no network are needed.");
});

test("where no trial can be made, none is offered", async () => {
  const screen = await open(fake({ ...UNJOINED, trial: false } as typeof UNJOINED));
  expect(screen.root.querySelector("[data-way=trial]")).toBeNull();
});

test("pasted text makes an unjoined device a joined one, says for whom, and capture is open", async () => {
  const core = fake();
  const screen = await open(core);
  await screen.click("[data-way=paste]");
  expect(document.activeElement).toBe(screen.find("textarea"));
  await screen.fill("textarea", '{"format":"testamur-invitation-v2"}');
  await screen.click("button[type=submit]");
  expect(core.joined).toEqual(['{"format":"testamur-invitation-v2"}']);
  expect(screen.find("[data-banner=joined]").textContent).toContain("Invented Observers");
  expect(screen.find("nav [aria-current=page]").getAttribute("data-screen")).toBe("capture");
  await screen.click("[data-banner=joined] button");
  expect(screen.root.querySelector("[data-banner=joined]")).toBeNull();
});

test("for whom the device has joined leaves by a tap on it, and by itself once it could be read", async () => {
  for (const tapped of [true, false]) {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const screen = await open(fake());
    await screen.click("[data-way=paste]");
    await screen.fill("textarea", '{"format":"testamur-invitation-v2"}');
    await screen.click("button[type=submit]");
    await vi.advanceTimersByTimeAsync(10_000);
    screen.find("[data-banner=joined]");
    if (tapped) await screen.click("[data-banner=joined] span");
    else await vi.advanceTimersByTimeAsync(12_000);
    expect(screen.root.querySelector("[data-banner=joined]")).toBeNull();
    vi.useRealTimers();
    if (tapped) await screen.gone();
  }
});

test("for whom the device has joined takes no room of another screen", async () => {
  const screen = await open(fake());
  await screen.click("[data-way=paste]");
  await screen.fill("textarea", '{"format":"testamur-invitation-v2"}');
  await screen.click("button[type=submit]");
  screen.find("[data-banner=joined]");
  await screen.click("nav [data-screen=write]");
  expect(screen.root.querySelector("[data-banner=joined]")).toBeNull();
});

test("a refused invitation stays in the field and three sentences explain it", async () => {
  const core = fake();
  core.refusal = new Trouble("invitation-refused");
  const screen = await open(core);
  await screen.click("[data-way=paste]");
  await screen.fill("textarea", "altered");
  await screen.click("button[type=submit]");
  const alert = screen.find("[role=alert]").textContent;
  expect(alert).toContain("The invitation’s signatures do not hold");
  expect(alert).toContain("Nothing was changed on this device.");
  expect(alert).toContain("Do not use it.");
  expect(screen.find<HTMLTextAreaElement>("textarea").value).toBe("altered");
});

test("the reason against a text goes when another one is typed", async () => {
  const core = fake();
  core.join = () => Promise.reject(new Trouble("invitation-malformed"));
  const screen = await open(core);
  await screen.click("[data-way=paste]");
  await screen.fill("#invitation", "a piece");
  await screen.click("button[type=submit]");
  screen.find("[role=alert]");
  await screen.fill("#invitation", "another");
  expect(screen.root.querySelector("[role=alert]")).toBeNull();
});

test("an empty field asks nothing of the core", async () => {
  const core = fake();
  const screen = await open(core);
  await screen.click("[data-way=paste]");
  await screen.fill("textarea", "  \n ");
  await screen.click("button[type=submit]");
  expect(core.joined).toEqual([]);
  expect(screen.text()).toContain("Paste an invitation first.");
});

test("an invitation's file joins at once", async () => {
  const core = fake();
  const screen = await open(core);
  await choose(screen, { size: 12, text: () => Promise.resolve("from a file") });
  expect(core.joined).toEqual(["from a file"]);
  screen.find("[data-banner=joined]");
});

test.each(["en", "ru", "kk"] as const)("while the picture of the codes is read the screen says so and takes no second press: %s", async (language) => {
  const core = fake();
  const screen = await open(core, language);
  let arrived: (text: string) => void = () => undefined;
  const text = vi.fn(() => new Promise<string>((resolve) => (arrived = resolve)));
  const picture = { size: 12, name: "invitation.svg", type: "image/svg+xml", text };
  await choose(screen, picture);
  const said = screen.find("[data-reading]");
  expect(said.textContent).toBe(new Texts(language).say("join-reading"));
  for (const press of ["input[type=file]", "[data-way=paste]", "[data-way=scan]", "[data-way=trial]"]) expect(screen.find<HTMLButtonElement>(press).disabled, press).toBe(true);
  await choose(screen, picture);
  expect(text).toHaveBeenCalledTimes(1);
  arrived("<svg/>");
  await screen.loaded("[role=alert]");
  expect(screen.find("[data-reading]").textContent).toBe("");
  for (const press of ["input[type=file]", "[data-way=paste]", "[data-way=trial]"]) expect(screen.find<HTMLButtonElement>(press).disabled, press).toBe(false);
});

test("a file too large is never read, and one that vanished is reported", async () => {
  const screen = await open(fake());
  let read = false;
  const text = (): Promise<string> => {
    read = true;
    return Promise.reject(new DOMException("gone", "NotReadableError"));
  };
  await choose(screen, { size: UNJOINED.state === "unjoined" ? UNJOINED.invitationLimit + 1 : 0, text });
  expect(read).toBe(false);
  expect(screen.text()).toContain("The file is too large to be an invitation");
  await choose(screen, { size: 10, text });
  expect(screen.text()).toContain("The file could not be read");
});

test("the moving picture of the codes is read as one file: each of its pictures is drawn alone", async () => {
  const core = fake();
  const drawn: string[] = [];
  const draw = async (file: Blob): Promise<Picture> => (drawn.push(await file.text()), { width: 2, luma: new Uint8Array(4) });
  const still = (n: number): string => `<g style="animation-delay:${n}.0s"><svg xmlns="http://www.w3.org/2000/svg" version="1.1" viewBox="0 0 ${600 + n} 600" shape-rendering="crispEdges"><path d="M${n} 0"/></svg>\n</g>`;
  const text = `<?xml version="1.0" standalone="yes"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 1000"><style>g{visibility:hidden}</style>\n${[0, 1, 2].map(still).join("\n")}</svg>\n`;
  const open = (file: File): Promise<string | null> => chosen({ files: [file], value: "" } as unknown as HTMLInputElement, 1_000, core, draw);
  const some = (read: number): ReturnType<typeof scanned> => scanned({ state: "some", read, total: 3 });
  core.seen = [some(1), some(2), scanned({ state: "whole", invitation: "{}" })];
  expect(await open(new File([text], "codes.svg", { type: "image/svg+xml" }))).toBe("{}");
  expect(drawn.map((one) => /viewBox="0 0 60(\d)/.exec(one)?.[1])).toEqual(["0", "1", "2"]);
  expect(drawn.every((one) => one.includes('width="1000"') && one.includes("xmlns=") && !one.includes("animation"))).toBe(true);
});

test("pictures of codes that are opened as files are read as the camera's are, all at once", async () => {
  const core = fake();
  const draw = (): Promise<Picture> => Promise.resolve({ width: 2, luma: new Uint8Array(4) });
  const open = (...files: File[]): Promise<string | null> => chosen({ files, value: "" } as unknown as HTMLInputElement, 1_000, core, draw);
  const picture = (name: string, type = ""): File => new File(["x"], name, { type });
  core.seen = [scanned({ state: "some", read: 1, total: 2 }), scanned({ state: "whole", invitation: "{}" })];
  expect(await open(picture("codes-1.svg", "image/svg+xml"), picture("codes-2.PNG"))).toBe("{}");
  core.seen = [scanned({ state: "some", read: 1, total: 2 })];
  await expect(open(picture("codes-1.svg"))).rejects.toMatchObject({ code: "codes-missing" });
  core.seen = [scanned()];
  await expect(open(picture("cat.jpg"))).rejects.toMatchObject({ code: "picture-without-code" });
  expect(core.looked.length).toBe(4);
});

test("a trial is begun in one tap and marked as one on every screen", async () => {
  const core = fake();
  const screen = await open(core, "ru");
  await screen.click("[data-way=trial]");
  expect(screen.find("[data-banner=trial]").textContent).toContain("Учебный режим: всё только на этом устройстве, больше ни у кого.");
  expect(screen.root.querySelector("[data-banner=joined]"), "one notice, and it says what this is").toBeNull();
  for (const name of ["tally", "more", "capture"]) {
    await screen.click(`nav [data-screen=${name}]`);
    screen.find("[data-banner=trial]");
  }
});

test.each([
  ["trial-port-taken", "Another program uses the address of the server of practice mode"],
  ["disk-full", "The disk is full"],
  ["trial-server", "The server of practice mode could not be started"],
] as const)("a trial that fails by %s says so in words", async (code, words) => {
  const core = fake();
  core.unwilling = new Trouble(code);
  const screen = await open(core);
  await screen.click("[data-way=trial]");
  expect(screen.find("[role=alert]").textContent).toContain(words);
});

test("the words can be changed before there is a home", async () => {
  const core = fake();
  const screen = await open(core);
  await screen.fill("select[name=language]", "kk");
  expect(screen.find("h1").textContent).toBe("Шақыруды ашыңыз");
  expect(core.set).toEqual([["language", "kk"]]);
});

async function scan(core: FakeCore, source: () => Promise<Pictures>): Promise<{ screen: Shown; joined: string[]; left: number[] }> {
  const [joined, left]: [string[], number[]] = [[], []];
  const session = new Session(core, "en");
  const join = (text: string): Promise<void> => Promise.resolve(void joined.push(text));
  shown = await show(Scan, { session, join, back: () => void left.push(1), source });
  return { screen: shown, joined, left };
}

const lens = (stopped: number[] = []): Promise<Pictures> =>
  Promise.resolve({ take: () => ({ width: 2, luma: new Uint8Array(4) }), stop: () => void stopped.push(1) });

const patience = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("codes are read one after the other until the invitation is whole, and the camera is let go", async () => {
  const core = fake();
  core.seen = [scanned(), scanned({ state: "foreign" }), scanned({ state: "some", read: 1, total: 2 }), scanned({ state: "whole", invitation: "{}" })];
  const stopped: number[] = [];
  const { screen, joined } = await scan(core, () => lens(stopped));
  await patience(300);
  expect(screen.text()).toContain("That code is not an invitation to Testamur.");
  await patience(200);
  expect(screen.text()).toContain("1 of 2 codes are read.");
  await patience(300);
  expect(joined).toEqual(["{}"]);
  expect(stopped).toEqual([1]);
  expect(core.looked[0]).toEqual([2, 4]);
});

test("the camera is let go when the scan was left while it was opening", async () => {
  const stopped: number[] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const core = fake();
  const { screen } = await scan(core, () => gate.then(() => lens(stopped)));
  await screen.gone();
  shown = null;
  open();
  await patience(50);
  expect(stopped).toEqual([1]);
  expect(core.looked).toEqual([]);
});

test("the camera is not even opened when the scan was left before the core was ready for it", async () => {
  let ready: () => void = () => undefined;
  let asked = 0;
  const core = fake();
  core.scanBegin = () => new Promise((resolve) => (ready = resolve));
  const { screen } = await scan(core, () => ((asked += 1), lens()));
  await screen.gone();
  shown = null;
  ready();
  await patience(50);
  expect(asked).toBe(0);
});

test("a camera that is refused or missing is said plainly, and the file and the text are offered", async () => {
  for (const code of ["camera-refused", "camera-missing"] as const) {
    const { screen } = await scan(fake(), () => Promise.reject(new Trouble(code)));
    expect(screen.find("[role=alert]").textContent).toContain("open the invitation’s file or paste its text");
    await screen.click("[data-back]");
    await screen.gone();
  }
  shown = null;
});

test("brightness is weighed as eyes weigh it", () => {
  expect([...grey(new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 255, 0, 255, 0, 255]))]).toEqual([255, 0, 149]);
});

test.each(["paste", "scan"])("who comes back from the way %s finds the focus on its button", async (way) => {
  const screen = await open(fake(UNJOINED));
  await screen.click(`[data-way=${way}]`);
  await screen.settle();
  await screen.click("[data-back]");
  await screen.settle();
  expect(document.activeElement).toBe(screen.find(`[data-way=${way}]`));
});
