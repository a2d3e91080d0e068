import { afterEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { type FakeCore, UNJOINED, fake, home } from "../bridge/fake/fake";
import { type Shown, show } from "../testing";

let shown: Shown | null = null;

async function open(bridge: FakeCore, language: "en" | "ru" | "kk" = "en"): Promise<Shown> {
  shown = await show(App, { bridge, language });
  await shown.click("nav [data-screen=more]");
  await shown.loaded("ul [data-screen=settings]");
  await shown.click("ul [data-screen=settings]");
  await shown.loaded(".settings");
  return shown;
}

afterEach(async () => {
  vi.useRealTimers();
  await shown?.gone();
  shown = null;
});

const NONE = { language: null, theme: null, lockAfter: null, panic: null, proxy: null, uses: null, tallyWords: null, recipients: null };

test("what was chosen in an earlier run is taken up when the window opens", async () => {
  const screen = await open(fake(home({ preferences: { ...NONE, language: "kk", theme: "sun" } })));
  expect(document.documentElement.lang).toBe("kk");
  expect(document.documentElement.dataset.theme).toBe("sun");
  expect(screen.find<HTMLSelectElement>("select[name=theme]").value).toBe("sun");
});

test("language and theme are kept by the core, and a disk that refuses is reported", async () => {
  const core = fake(home());
  const screen = await open(core);
  await screen.fill("select[name=language]", "ru");
  await screen.fill("select[name=theme]", "dark");
  expect(core.set).toEqual([["language", "ru"], ["theme", "dark"]]);
  core.unwilling = new Trouble("disk-full");
  await screen.fill("select[name=theme]", "light");
  expect(screen.find("[role=alert]").textContent).toContain("На диске нет места");
  expect(document.documentElement.dataset.theme).toBe("light");
});

test("a proxy that is none is refused in words, a good one is kept", async () => {
  const core = fake(home());
  const screen = await open(core);
  await screen.fill("input[name=proxy]", "http" + "://me:secret@127.0.0.1:8080");
  await screen.click("[data-proxy]");
  expect(screen.find("[role=alert]").textContent).toContain("This is not the address of a proxy");
  expect(core.set).toEqual([]);
  await screen.fill("input[name=proxy]", " socks5h" + "://127.0.0.1:9050 ");
  await screen.click("[data-proxy]");
  expect(core.set).toEqual([["proxy", "socks5h" + "://127.0.0.1:9050"]]);
  expect(screen.text()).toContain("Everything is sent through the proxy from now on.");
});

test("an example of a proxy stands below its field, and the empty field looks empty", async () => {
  const screen = await open(fake(home()));
  expect(screen.find<HTMLInputElement>("input[name=proxy]").placeholder).toBe("");
  expect(screen.find("#settings-proxy-example").textContent).toContain("For example, for Tor on this device: socks5h" + "://127.0.0.1:9050");
  expect(screen.find("input[name=proxy]").getAttribute("aria-describedby")).toContain("settings-proxy-example");
});

test("what destroys never wears the colour of going on", async () => {
  const core = fake(home({ trial: true, preferences: { ...NONE, panic: "keys" } }));
  const screen = await open(core);
  await screen.click("[data-trial-ask]");
  for (const destroys of ["[data-trial-end]", "[data-panic]"]) {
    expect(screen.find(destroys).classList.contains("danger")).toBe(true);
    expect(screen.find(destroys).classList.contains("main")).toBe(false);
  }
  expect(screen.text()).toContain("the archive and everything that was captured and made in practice mode are deleted");
});

test("who may look at what was captured is not told that nobody can open it", async () => {
  const screen = await open(fake(home({ review: true })));
  expect(screen.text()).not.toContain("“I cannot open it” is true");
  expect(screen.text()).toContain("So can whoever makes you unlock the vault.");
});

test("in practice mode, where the keys lie beside it, nobody is told to say “I cannot open it”", async () => {
  const screen = await open(fake(home({ trial: true })));
  expect(screen.text()).not.toContain("“I cannot open it” is true");
  expect(screen.text()).toContain("what opens it lies beside it");
});

test("the vault is made, locked and opened, and when it locks is chosen", async () => {
  const core = Object.assign(fake(home()), { lock: "absent" as const });
  const screen = await open(core);
  await screen.fill("input[name=passphrase]", "four words of mine");
  await screen.fill("input[name=again]", "four words of mine");
  await screen.click("[aria-labelledby=settings-vault] button[type=submit]");
  await screen.click("[data-lock]");
  expect(core.lock).toBe("locked");
  await screen.fill("input[name=passphrase]", "wrong");
  await screen.click("[aria-labelledby=settings-vault] button[type=submit]");
  expect(screen.find("[aria-labelledby=settings-vault] [role=alert]").textContent).toContain("This passphrase does not open the vault.");
  expect(screen.text()).toContain("also while a video or sound is recorded");
  await screen.fill("select[name=lock-after]", "15");
  expect(core.set).toEqual([["lock-after", "15"]]);
});

test("nothing is destroyed unless it was chosen, and the price is told before", async () => {
  const core = fake(home());
  const screen = await open(core);
  expect(screen.find<HTMLInputElement>("input[name=panic][value=off]").checked).toBe(true);
  expect(screen.root.querySelector("[data-panic]")).toBeNull();
  const text = screen.text();
  for (const said of ["Destroying is a choice.", "it may be a crime", "“I cannot open it” is true"]) expect(text).toContain(said);
  await screen.click("input[name=panic][value=keys]");
  expect(core.set).toEqual([["panic", "keys"]]);
  screen.find("[data-panic]");
});

function press(screen: Shown, type: string, key?: string): void {
  const button = screen.find("[data-panic]");
  button.dispatchEvent(key === undefined ? new Event(type, { bubbles: true }) : new KeyboardEvent(type, { key, bubbles: true }));
}

const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
};

test("a panic is held for less than two seconds, let go before that it does nothing, and the keyboard does the same", async () => {
  const core = fake(home({ preferences: { ...NONE, panic: "keys" } }));
  const screen = await open(core);
  let asked = 0;
  const panic = core.panic;
  core.panic = () => ((asked += 1), panic());
  vi.useFakeTimers();
  press(screen, "pointerdown");
  await pass(1_400);
  press(screen, "pointerup");
  await pass(3_000);
  expect(asked).toBe(0);
  press(screen, "keydown", "Enter");
  await pass(1_600);
  vi.useRealTimers();
  await screen.settle();
  expect(asked).toBe(1);
  expect(screen.find("[data-banner=destroyed]").textContent).toContain("Nothing can be added or sent.");
  await screen.click("nav [data-screen=capture]");
  expect(screen.text()).toContain("The keys of this device were destroyed");
});

test("a panic over everything ends at the first screen, one that failed says what may be left", async () => {
  const core = fake(home({ preferences: { ...NONE, panic: "everything" } }));
  core.set.push(["panic", "everything"]);
  const screen = await open(core);
  core.unwilling = new Trouble("panic-unfinished");
  vi.useFakeTimers();
  press(screen, "pointerdown");
  await pass(1_600);
  vi.useRealTimers();
  await screen.settle();
  expect(screen.find("[role=alert]").textContent).toContain("Some keys or files may still be on this device.");
  core.unwilling = null;
  vi.useFakeTimers();
  press(screen, "pointerdown");
  await pass(1_600);
  vi.useRealTimers();
  await screen.settle();
  expect(screen.find("h1").textContent).toBe("Open an invitation");
});

test("the clock has a panic only for who chose one before", async () => {
  for (const panic of [null, "keys"]) {
    const core = fake(home({ preferences: { ...NONE, panic } }));
    const screen = await open(core);
    window.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyX", ctrlKey: true, shiftKey: true }));
    await screen.loaded("[data-harmless]");
    expect(screen.root.querySelectorAll("[data-low]").length).toBe(panic ? 1 : 0);
    await screen.gone();
  }
  shown = null;
});

test("a trial says what it is worth, where its shares lie, and is deleted only after asking", async () => {
  const core = fake(home({ trial: true }));
  const screen = await open(core);
  expect(screen.text()).toContain("for nothing that matters");
  expect(screen.text()).toContain("/home/observer/trial/organisation");
  await screen.click("[data-trial-ask]");
  expect(core.now).not.toEqual(UNJOINED);
  await screen.click("[data-trial-end]");
  expect(core.now).toEqual(UNJOINED);
  expect(screen.find("h1").textContent).toBe("Open an invitation");
  expect(screen.find("[data-practised]").textContent).toBe("Practice mode has ended. It is deleted, with everything that was captured in it.");
  // A person who moves on has read it.
  await screen.click("[data-screen=verify]");
  await screen.click("[data-screen=capture]");
  expect(screen.root.querySelector("[data-practised]")).toBeNull();
});

test("about says versions and the digest of the running program", async () => {
  const screen = await open(fake(home()));
  await screen.click("[data-about]");
  expect(screen.text()).toContain("Testamur 0.1.0");
  expect(screen.find("[data-build]").textContent).toContain("5a5a 5a5a");
  expect(screen.text()).toContain("GNU Affero General Public License");
});

test("a refusal by *About* or by the end of practice mode is brought to whoever pressed, one that nobody asked for scrolls nothing", async () => {
  const core = fake(home({ trial: true }));
  const refused = (): Promise<never> => Promise.reject(new Trouble("home-unavailable"));
  Object.assign(core, { about: refused, trialEnd: refused, trial: refused });
  const screen = await open(core);
  const trial = screen.find("[aria-labelledby=settings-trial]");
  expect(document.activeElement, "by itself").not.toBe(trial.querySelector("[role=alert]"));
  await screen.click("[data-about]");
  expect(document.activeElement).toBe(screen.find("[aria-labelledby=settings-about] [role=alert]"));
  await screen.click("[data-trial-ask]");
  await screen.click("[data-trial-end]");
  expect(document.activeElement).toBe(trial.querySelector("[role=alert]"));
});

test("settings open at their beginning: the vault's passphrase is no field that takes the keyboard by itself", async () => {
  const screen = await open(Object.assign(fake(home()), { lock: "locked" as const }));
  await screen.loaded("[name=passphrase]");
  expect(screen.find("main").scrollTop).toBe(0);
  expect(document.activeElement?.matches("input, select, textarea")).toBe(false);
});
