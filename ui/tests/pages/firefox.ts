// Debian's Firefox, driven by WebDriver BiDi over its own port: no driver program, and the page from its file.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import WebSocket from "ws";

/** Longest wait for Firefox, in ms: a machine with other work on it takes its time. */
const PATIENCE = 60_000;

interface Reply {
  readonly id?: number;
  readonly type: string;
  readonly error?: string;
  readonly message?: string;
  readonly result?: Record<string, unknown>;
}

export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #next = 0;
  #context = "";

  private constructor(process: ChildProcess, profile: string, socket: WebSocket) {
    [this.#process, this.#profile, this.#socket] = [process, profile, socket];
    socket.on("message", (data) => {
      const reply = JSON.parse(String(data)) as Reply;
      if (reply.id !== undefined) this.#waiting.get(reply.id)?.(reply);
    });
  }

  /** Starts Firefox with a profile of its own and opens `page`, with the clock at `at`. */
  static async open(page: string, at: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), "testamur-firefox-"));
    writeFileSync(join(profile, "user.js"), 'user_pref("datareporting.policy.dataSubmissionEnabled", false);\nuser_pref("app.update.enabled", false);\nuser_pref("browser.shell.checkDefaultBrowser", false);\n');
    const process = spawn("firefox-esr", ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
    const address = await new Promise<string>((resolve, reject) => {
      let said = "";
      const late = setTimeout(() => reject(new Error(`Firefox does not answer: ${said}`)), PATIENCE);
      process.once("error", reject);
      process.stderr?.on("data", (data) => {
        said += String(data);
        const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said)?.[1];
        if (!found) return;
        clearTimeout(late);
        resolve(found);
      });
    });
    const socket = new WebSocket(`${address}/session`);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const firefox = new Firefox(process, profile, socket);
    await firefox.#ask("session.new", { capabilities: {} });
    const tree = await firefox.#ask("browsingContext.getTree", {});
    firefox.#context = (tree.contexts as { context: string }[])[0]?.context ?? "";
    await firefox.#ask("script.addPreloadScript", { functionDeclaration: `() => { const now = ${Date.parse(at)}; const Real = Date; window.Date = class extends Real { constructor(...of) { if (of.length === 0) super(now); else super(...of); } static now() { return now; } }; }` });
    await firefox.#ask("browsingContext.navigate", { context: firefox.#context, url: pathToFileURL(page).href, wait: "complete" });
    await firefox.until('document.querySelector("h1")');
    return firefox;
  }

  async close(): Promise<void> {
    await this.#ask("browser.close", {}).catch(() => undefined);
    this.#socket.close();
    if (this.#process.exitCode === null) {
      const ended = new Promise((resolve) => this.#process.once("exit", resolve));
      this.#process.kill("SIGKILL");
      await ended;
    }
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Chooses files in an input. */
  async give(input: string, files: readonly string[]): Promise<void> {
    const { result } = (await this.#ask("script.evaluate", { expression: `document.querySelector(${JSON.stringify(input)})`, target: { context: this.#context }, awaitPromise: false })) as { result: { sharedId: string } };
    await this.#ask("input.setFiles", { context: this.#context, element: { sharedId: result.sharedId }, files });
  }

  /** Waits until an expression is true in the page. */
  async until(expression: string): Promise<void> {
    for (const end = Date.now() + PATIENCE; !(await this.#value(`Boolean(${expression})`)); await new Promise((later) => setTimeout(later, 50))) {
      if (Date.now() > end) throw new Error(`never true in Firefox: ${expression}`);
    }
  }

  /** Judges a bundle and returns the verdict that the page would save; null if it shows a trouble. */
  async judge(bundle: string): Promise<unknown> {
    if (statSync(bundle).isDirectory()) await this.#drop(bundle);
    else await this.give("input[name=zip]", [bundle]);
    await this.until('document.querySelector("[data-save], [role=alert]") && !document.querySelector(".working")');
    if (await this.#value('document.querySelector("[role=alert]") !== null')) return null;
    // The saved file's bytes are caught where the page makes its address.
    const saved = await this.#value(`(async () => {
      const real = URL.createObjectURL;
      let blob = null;
      URL.createObjectURL = (one) => ((blob = one), real.call(URL, one));
      HTMLAnchorElement.prototype.click = () => undefined;
      document.querySelector("[data-save]").click();
      URL.createObjectURL = real;
      return blob.text();
    })()`);
    return JSON.parse(String(saved));
  }

  /** Hands a folder's files to the folder's input: BiDi can choose files and no folder. */
  async #drop(folder: string): Promise<void> {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: `${basename(folder)}/${path.slice(folder.replace(/\/$/, "").length + 1)}`, bytes: readFileSync(path).toString("base64") };
    });
    await this.#value(`(() => {
      const files = ${JSON.stringify(files)}.map(({ path, bytes }) => {
        const file = new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], path.split("/").pop());
        Object.defineProperty(file, "webkitRelativePath", { value: path });
        return file;
      });
      const input = document.querySelector("input[name=folder]");
      Object.defineProperty(input, "files", { value: files, configurable: true });
      input.dispatchEvent(new Event("change", { bubbles: true }));
      delete input.files;
      return true;
    })()`);
  }

  async #value(expression: string): Promise<unknown> {
    const said = await this.#ask("script.evaluate", { expression, target: { context: this.#context }, awaitPromise: true });
    if (said.type !== "success") throw new Error(`Firefox: ${JSON.stringify(said.exceptionDetails).slice(0, 500)}`);
    return (said.result as { value?: unknown }).value;
  }

  async #ask(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = (this.#next += 1);
    const reply = await new Promise<Reply>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Firefox does not answer ${method}`)), PATIENCE);
      this.#waiting.set(id, (reply) => (clearTimeout(late), resolve(reply)));
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    this.#waiting.delete(id);
    if (reply.type === "error") throw new Error(`Firefox refuses ${method}: ${reply.message}`);
    return reply.result ?? {};
  }
}
