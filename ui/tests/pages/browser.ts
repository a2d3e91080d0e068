// One Chromium and one loopback server for a file of tests; a tab for each view.
import axe from "axe-core";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { build, preview, type PreviewServer } from "vite";
import type {} from "../../src/frame/address";
import type * as Inside from "./inside/inside";
import { ABOUT, type Look, type Place, type State } from "./views";

declare global {
  interface Window {
    inside: typeof Inside;
    axe: typeof axe;
  }
}

const UI = fileURLToPath(new URL("../../", import.meta.url));
/** The folder of the pictures and of `faults.txt`. */
export const SCREENSHOTS = fileURLToPath(new URL("../../../screenshots/pages/", import.meta.url));

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
];

/** An open view: its page and the errors of the console. */
export interface Opened {
  readonly page: Page;
  /** Errors since the view was opened. */
  readonly said: string[];
}

export class Chromium {
  readonly #browser: Browser;
  readonly #server: PreviewServer;
  readonly #inside: string;

  private constructor(browser: Browser, server: PreviewServer, inside: string) {
    this.#browser = browser;
    this.#server = server;
    this.#inside = inside;
  }

  /** Serves `dist-fake` under the app's own content security policy and starts Chromium. */
  static async open(): Promise<Chromium> {
    const server = await preview({
      root: UI,
      configFile: false,
      logLevel: "error",
      build: { outDir: "dist-fake" },
      preview: { host: "127.0.0.1", port: 0, headers: { "Content-Security-Policy": policy() } },
    });
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
    return new Chromium(browser, server, await inside());
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }

  /** Opens a blank tab. */
  async tab(): Promise<Opened> {
    const context = await this.#browser.newContext({ reducedMotion: "reduce", deviceScaleFactor: 1 });
    const page = await context.newPage();
    await page.addInitScript({ content: `${axe.source};${this.#inside}` });
    const said: string[] = [];
    page.on("console", (message) => {
      // Chromium requests an icon; the app's window does not.
      if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico")) said.push(message.text());
    });
    page.on("pageerror", (error) => said.push(error.message));
    page.on("request", (request) => {
      if (!/^(http:\/\/127\.0\.0\.1:|blob:|data:)/.test(request.url())) said.push(`asks for ${request.url()}`);
    });
    return { page, said };
  }

  /** Opens `place` in `state`, in the language and theme of `look`. */
  async show(opened: Opened, place: Place, state: State, look: Look): Promise<void> {
    const { page, said } = opened;
    said.length = 0;
    await page.setViewportSize(look.size);
    const asked = new URLSearchParams({ state, lang: look.language, theme: look.theme });
    if (place !== "start" && place !== "join") asked.set("screen", place);
    const about = ABOUT[place];
    if (about !== undefined) asked.set("about", about);
    await page.goto(`${this.#address()}/?${asked}`);
    await page.waitForFunction(() => document.querySelector("main") && !document.querySelector("[data-opening]"));
    await this.turn(opened, look);
  }

  /** Opens a tab with an empty form on a joined device. */
  async form(form: string, size: Look["size"], language: Look["language"]): Promise<Page> {
    const opened = await this.tab();
    await this.show(opened, "more", "joined", { language, size, theme: "light" });
    const { page } = opened;
    await page.evaluate((form) => window.session?.go("form", form), form);
    await page.waitForSelector("[data-step]");
    await page.evaluate(() => window.inside.quiet());
    return page;
  }

  /** Changes the open view to another look, as if a person had changed the settings and the window. */
  async turn({ page }: Opened, { language, theme, size, double }: Look): Promise<void> {
    await page.setViewportSize(size);
    await page.evaluate(
      ({ language, theme, double }) => {
        const session = window.session;
        if (!session) throw new Error("no session is open");
        session.texts.language = language;
        session.appearance.theme = theme;
        document.documentElement.style.fontSize = double ? "200%" : "";
        (document.activeElement as HTMLElement | null)?.blur();
        for (const one of document.querySelectorAll("*")) one.scrollTop = 0;
        return window.inside.quiet();
      },
      { language, theme, double: double === true },
    );
  }

  /**
   * Returns the longest task of the window's thread during `work`, in milliseconds of that thread's processor time,
   * which excludes the load of a shared machine.
   */
  async longestTask(page: Page, work: () => Promise<void>): Promise<number> {
    const { tasks } = await this.#traced(page, work);
    return Math.max(...tasks.map((one) => one.tdur)) / 1000;
  }

  /**
   * Returns the processor time of the window's thread from each `performance.mark` called `from` to the next one called
   * `to` during `work`, in milliseconds.
   */
  async between(page: Page, from: string, to: string, work: () => Promise<void>): Promise<number[]> {
    const { tasks, marks } = await this.#traced(page, work);
    const ends = marks.filter(({ name }) => name === to);
    return marks
      .filter(({ name }) => name === from)
      .map(({ ts }) => {
        const end = ends.find((one) => one.ts >= ts)?.ts ?? ts;
        return tasks.filter((one) => one.ts + one.dur > ts && one.ts < end).reduce((sum, one) => sum + one.tdur, 0) / 1000;
      });
  }

  /** Returns the tasks of the window's thread and the marks during `work`. */
  async #traced(page: Page, work: () => Promise<void>): Promise<{ tasks: Required<TraceEvent>[]; marks: TraceEvent[] }> {
    await this.#browser.startTracing(page, { categories: ["toplevel", "disabled-by-default-devtools.timeline", "blink.user_timing", "__metadata"] });
    await work();
    // The last task answers before it ends: it is in the trace only once another has run.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
    const { traceEvents } = JSON.parse((await this.#browser.stopTracing()).toString("utf8")) as { traceEvents: TraceEvent[] };
    const threads = new Set(traceEvents.filter((one) => one.args?.name === "CrRendererMain").map((one) => `${one.pid}/${one.tid}`));
    const own = traceEvents.filter((one) => threads.has(`${one.pid}/${one.tid}`));
    const tasks = own.filter((one): one is Required<TraceEvent> => one.name === "RunTask" && one.tdur !== undefined);
    if (tasks.length === 0) throw new Error("the trace has no tasks");
    return { tasks, marks: own.filter((one) => one.cat === "blink.user_timing") };
  }

  /** Opens a blank page without a policy, for planted faults. */
  async blank({ page }: Opened, body: string): Promise<void> {
    await page.goto("about:blank");
    await page.setContent(`<!doctype html><html lang="en"><title>planted</title><body style="margin:0">${body}</body></html>`);
  }

  #address(): string {
    const bound = this.#server.httpServer.address();
    if (bound === null || typeof bound === "string") throw new Error("the server has no port");
    return `http://127.0.0.1:${bound.port}`;
  }
}

/** The used fields of Chromium's trace; times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Returns the path of a view's picture. */
export function picture(name: string): string {
  return `${SCREENSHOTS}${name.replace(/:/g, "-")}.png`;
}

/** Returns the policy of the shipped app, so that a blocked request fails here too. */
function policy(): string {
  const shipped = JSON.parse(readFileSync(`${UI}../src-tauri/tauri.conf.json`, "utf8")) as { app: { security: { csp: Record<string, string> } } };
  return Object.entries(shipped.app.security.csp)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
}

/** Returns the code that runs in the page, as one script. */
async function inside(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    root: UI,
    build: { write: false, minify: false, lib: { entry: `${UI}tests/pages/inside/inside.ts`, formats: ["iife"], name: "inside" } },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ("output" in one ? one.output : []));
  const code = outputs.find((one) => one.type === "chunk")?.code;
  if (!code) throw new Error("the checks were not built");
  return `${code};window.inside=inside;`;
}
