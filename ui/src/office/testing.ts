// Opens the office in a test, over a fake archive.
import { afterEach, vi } from "vitest";
import App from "../App.svelte";
// The screens are loaded on demand; these imports compile them before a test waits for one.
import "./Office.svelte";
import "./Verify.svelte";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { line, shelf } from "../bridge/fake/office";
import type { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";
import type { Language } from "../texts/texts.svelte";

/** A core with an archive of `count` items. */
export function office(count: number): FakeCore {
  return Object.assign(fake(home()), { shelf: shelf(Array.from({ length: count }, (_, n) => line(n))) });
}

/** Shows the app and goes to the archive, or to *Verify*. */
async function opened(core: FakeCore, screen: "office" | "verify", language: Language, begin: (session: Session) => void): Promise<Shown> {
  const shown = await show(App, { bridge: core, language, begin });
  if (shown.root.querySelector("[data-screen=more]")) {
    await shown.click("[data-screen=more]");
    await shown.loaded(`ul [data-screen=${screen}]`);
    await shown.click(`ul [data-screen=${screen}]`);
  } else {
    await shown.click(`[data-screen=${screen}]`);
  }
  await shown.loaded("main h1");
  return shown;
}

/** The app that the present test shows, and its session. */
export const on: { shown: Shown | null; session: Session | null } = { shown: null, session: null };

/** Shows the archive or *Verify* until the test ends. */
export async function open(core: FakeCore, screen: "office" | "verify" = "office", language: Language = "en"): Promise<Shown> {
  return (on.shown = await opened(core, screen, language, (now) => (on.session = now)));
}

afterEach(async () => {
  await on.shown?.gone();
  on.shown = null;
  vi.unstubAllGlobals();
});

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
