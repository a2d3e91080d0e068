// The verifier page from its file, in Chromium and in Firefox: every vector has the answer of `testamur verify --json`.
// Needs the page (`cargo xtask verifier`) and the command (TESTAMUR_BIN); `cargo xtask test` makes both.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MOST } from "../../scripts/verifier.mjs";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium, picture, SCREENSHOTS } from "./browser";
import { accessible, designed, fitting, reachedByTab, Report } from "./checks";
import { Firefox } from "./firefox";
import { made as real } from "./made";
import { DESK, type Look, PHONE, SMALL } from "./views";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PAGE = process.env.TESTAMUR_VERIFIER ?? `${ROOT}target/testamur-verifier.html`;
const COMMAND = join(process.env.TESTAMUR_BIN ?? `${ROOT}target/debug`, "testamur");
const VECTORS = `${ROOT}tests/vectors/bundle/`;
const POLICY = `${VECTORS}policy.dsse`;
const AT = "2026-06-10T00:00:00Z";
const BUNDLES = readdirSync(VECTORS).filter((name) => statSync(VECTORS + name).isDirectory());

/** The page's words: its own answer as JSON, or the code of the trouble that it shows. */
interface Said {
  readonly verdict: unknown;
  readonly trouble: string | null;
}

/** Returns what the command prints; null without a verdict. */
function command(bundle: string): unknown {
  const { stdout, status } = spawnSync(COMMAND, ["verify", bundle, "--policy", POLICY, "--at", AT, "--json"], { encoding: "utf8" });
  return status === 2 ? null : JSON.parse(stdout);
}

let chromium: Chromium;
/** Folders and zips that are no vector: hurt, packed again, with litter. */
let made: string;
const CARRIERS = ["stored.zip", "deflated.zip", "inside-a-folder.zip", "cut.zip", "damaged.zip", "empty.zip", "litter", "around"] as const;

beforeAll(async () => {
  for (const needed of [PAGE, COMMAND]) if (!existsSync(needed)) throw new Error(`${needed} is missing: run cargo xtask verifier and cargo build -p testamur-cli, or set TESTAMUR_VERIFIER and TESTAMUR_BIN`);
  made = mkdtempSync(join(tmpdir(), "testamur-carriers-"));
  const zip = (name: string, from: string, what: string, ...how: readonly string[]): Buffer => execFileSync("python3", ["-c", "import sys,os,zipfile\nout,how=sys.argv[1:3]\nz=zipfile.ZipFile(out,'w',int(how))\nfor d,_,fs in sorted(os.walk(sys.argv[3])):\n  for f in sorted(fs): z.write(os.path.join(d,f))\nz.close()", join(made, name), how[0] ?? "0", what], { cwd: from });
  zip("stored.zip", `${VECTORS}good`, ".");
  zip("deflated.zip", `${VECTORS}good`, ".", "8");
  zip("inside-a-folder.zip", VECTORS, "good", "8");
  const whole = readFileSync(join(made, "stored.zip"));
  writeFileSync(join(made, "cut.zip"), whole.subarray(0, whole.length - 700));
  const hurt = Buffer.from(whole);
  const middle = Math.floor(whole.length / 2);
  hurt.fill(0x2a, middle, middle + 40);
  writeFileSync(join(made, "damaged.zip"), hurt);
  writeFileSync(join(made, "empty.zip"), "");
  cpSync(`${VECTORS}good`, join(made, "litter"), { recursive: true });
  writeFileSync(join(made, "litter", ".DS_Store"), "x");
  writeFileSync(join(made, "litter", "a copy.json"), "x");
  mkdirSync(join(made, "litter", "media", "more"));
  writeFileSync(join(made, "litter", "media", "more", "x"), "x");
  cpSync(`${VECTORS}medium-changed`, join(made, "around", "bundle"), { recursive: true });
  writeFileSync(join(made, "around", "notes.txt"), "x");
  chromium = await Chromium.open();
  mkdirSync(SCREENSHOTS, { recursive: true });
});
afterAll(async () => {
  await chromium.close();
  rmSync(made, { recursive: true });
});

it("the page is one small file that names no other place", () => {
  const html = readFileSync(PAGE, "utf8");
  expect(Buffer.byteLength(html)).toBeLessThan(MOST);
  expect(html).not.toMatch(/(?:src|href)="|@import|url\((?!#)/);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^ ]+' 'wasm-unsafe-eval'; style-src 'sha256-[^ ]+'; img-src blob:; media-src blob:; worker-src blob:;/);
});

describe("Chromium", () => {
  async function open(): Promise<Awaited<ReturnType<Chromium["tab"]>>> {
    const opened = await chromium.tab();
    await opened.page.clock.setFixedTime(AT);
    await opened.page.goto(pathToFileURL(PAGE).href);
    await opened.page.selectOption("select[name=language]", "en");
    // The tab counts every request outside a loopback server; the page itself is one.
    expect(opened.said.splice(0)).toEqual([`asks for ${pathToFileURL(PAGE).href}`]);
    return opened;
  }
  type Page = Awaited<ReturnType<typeof open>>["page"];

  async function judge(page: Page, bundle: string): Promise<Said> {
    await page.setInputFiles(statSync(bundle).isDirectory() ? "input[name=folder]" : "input[name=zip]", bundle);
    await page.waitForSelector("[data-save], [role=alert]");
    if ((await page.locator("[role=alert]").count()) > 0) return { verdict: null, trouble: await page.locator("[role=alert]").innerText() };
    const [saved] = await Promise.all([page.waitForEvent("download"), page.click("[data-save]")]);
    return { verdict: JSON.parse(readFileSync(await saved.path(), "utf8")), trouble: null };
  }

  it("every vector has the command's answer, and asks for nothing", async () => {
    const { page, said } = await open();
    await page.setInputFiles("input[name=policy]", POLICY);
    await page.waitForFunction(() => document.querySelector(".trust p")?.textContent?.includes("policy.dsse"));
    for (const name of BUNDLES) {
      const found = await judge(page, VECTORS + name);
      expect(found.verdict, name).toEqual(command(VECTORS + name));
      const expected = JSON.parse(readFileSync(`${VECTORS}${name}.expected.json`, "utf8")) as { outcome: string; answers?: Record<string, string> };
      expect(found.trouble !== null, name).toBe(expected.outcome !== "verdict");
      if (!expected.answers) continue;
      const shown = await page.$$eval("#verdict ~ ol > [data-question]", (rows) => rows.map((row) => [row.getAttribute("data-question"), row.getAttribute("data-status")]));
      expect(Object.fromEntries(shown), name).toEqual(expected.answers);
    }
    expect(BUNDLES.length).toBeGreaterThanOrEqual(15);
    expect(said).toEqual([]);
    await page.context().close();
  });

  it.each(CARRIERS)("%s is read as the command reads it", async (name) => {
    const { page } = await open();
    await page.setInputFiles("input[name=policy]", POLICY);
    await page.waitForFunction(() => document.querySelector(".trust p")?.textContent?.includes("policy.dsse"));
    const found = await judge(page, join(made, name));
    expect(found.verdict).toEqual(command(join(made, name)));
    await page.context().close();
  });

  it("a photo is shown from memory, and an altered one is called altered", async () => {
    const bundle = join(made, "photo");
    cpSync(`${VECTORS}good`, bundle, { recursive: true });
    const { page, said } = await open();
    await page.setViewportSize(PHONE);
    writeFileSync(join(bundle, "media/photo-0.jpg"), await page.screenshot({ type: "jpeg" }));
    await page.setInputFiles("input[name=folder]", bundle);
    await page.click("[data-open]");
    await page.waitForFunction(() => (document.querySelector<HTMLImageElement>(".medium img")?.naturalWidth ?? 0) > 0);
    expect(await page.locator(".medium img").getAttribute("src")).toMatch(/^blob:/);
    expect(await page.locator(".medium").getAttribute("data-state")).toBe("altered");
    expect(said).toEqual([]);
    await page.context().close();
  });

  it("photo, film and sound of a real bundle are whole, are shown and play from memory", async () => {
    const { zip, policy } = real(join(made, "real"), dirname(COMMAND));
    const { page, said } = await open();
    await page.setInputFiles("input[name=policy]", policy);
    await page.waitForFunction(() => document.querySelector(".trust p")?.textContent?.includes("policy.dsse"));
    expect((await judge(page, zip)).verdict).toMatchObject({ content: { status: "passed" }, signer: { status: "passed" } });
    for (const button of ["[data-found] > button[aria-expanded=false]", "[data-open]"]) {
      // A pressed button goes: count first, then press the first that is left. By key, because the page
      // holds back a quick second press of the mouse where a button has moved under it.
      for (let left = await page.locator(button).count(); left > 0; left -= 1) await page.locator(button).first().press("Enter");
    }
    await page.waitForFunction(() => document.querySelector<HTMLImageElement>(".medium img")?.naturalWidth === 320);
    for (const player of ["video", "audio"]) {
      await page.waitForFunction((player) => (document.querySelector<HTMLMediaElement>(`.medium ${player}`)?.duration ?? 0) > 1.5, player);
      // A machine without a loudspeaker plays without sound.
      await page.$eval(`.medium ${player}`, (medium) => (((medium as HTMLMediaElement).muted = true), (medium as HTMLMediaElement).play()));
      await page.waitForFunction((player) => (document.querySelector<HTMLMediaElement>(`.medium ${player}`)?.currentTime ?? 0) > 0.3, player);
    }
    expect(await page.$$eval(".medium[data-state]", (all) => all.map((one) => one.getAttribute("data-state")))).toEqual(["whole", "whole", "whole"]);
    await page.screenshot({ path: picture("verifier-media"), fullPage: true });
    expect(said).toEqual([]);
    await page.context().close();
  });

  it("a wrong key is refused in words, and the right one says whose bundle it is", async () => {
    const { page } = await open();
    await page.fill("input[name=organisation]", "abc");
    expect((await judge(page, `${VECTORS}good`)).trouble).toContain("This is not the key of an organisation");
    const { organisation } = JSON.parse(readFileSync(`${VECTORS}good/bundle.json`, "utf8")) as { organisation: string };
    await page.fill("input[name=organisation]", (organisation.match(/.{4}/g) ?? []).join(" "));
    const { verdict } = await judge(page, `${VECTORS}good`);
    expect(verdict).toMatchObject({ organisation: { key: organisation, trusted: true } });
    await page.context().close();
  });

  it.each(LANGUAGES)("it is readable, reachable and fits in %s, and its report prints alone", async (language) => {
    const opened = await open();
    const { page } = opened;
    const report = new Report();
    await page.selectOption("select[name=language]", language);
    for (const state of ["begun", "good", "medium-changed", "without-manifest", "report"] as const) {
      if (state === "report") {
        await page.setInputFiles("input[name=folder]", `${VECTORS}good`);
        await page.click("[data-room=report]");
        await page.waitForSelector("article.report");
      } else if (state !== "begun") {
        await page.setInputFiles("input[name=folder]", VECTORS + state);
        await page.waitForSelector("[data-save], [role=alert]");
      }
      for (const size of [SMALL, PHONE, DESK]) {
        for (const theme of ["light", "dark"] as const) {
          const look: Look = { language, size, theme };
          await page.setViewportSize(size);
          if (state !== "report") await page.selectOption("select[name=theme]", theme);
          else await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
          await page.evaluate(() => window.inside.quiet());
          const faults = [...(await accessible(page)), ...(await fitting(page)), ...(await designed(page)), ...(size === PHONE && theme === "light" ? await reachedByTab(page) : [])];
          // The verifier's own words name keys in full: 64 digits have no place to break, and no room in a narrow line.
          report.add(opened, look, faults.filter(({ what }) => !/^breaks the word "[0-9a-f]{64}"$/.test(what)));
          if (size !== SMALL) await page.screenshot({ path: picture(`verifier-${state}-${language}-${theme}-${size.width}`) });
        }
      }
    }
    await page.emulateMedia({ media: "print" });
    const paper = await page.evaluate(() => ({ tools: getComputedStyle(document.querySelector(".tools") ?? document.body).display, scrolls: getComputedStyle(document.querySelector("main") ?? document.body).overflow }));
    expect(paper).toEqual({ tools: "none", scrolls: "visible" });
    expect(report.lines("the verifier page", "every state")).toEqual([]);
    await page.context().close();
  });
});

describe("Firefox", () => {
  it("every vector and every carrier has the command's answer", async () => {
    const firefox = await Firefox.open(PAGE, AT);
    try {
      await firefox.give("input[name=policy]", [POLICY]);
      await firefox.until('document.querySelector(".trust p")?.textContent.includes("policy.dsse")');
      const all = [...BUNDLES.map((name) => VECTORS + name), ...CARRIERS.map((name) => join(made, name))];
      for (const bundle of all) expect(await firefox.judge(bundle), bundle).toEqual(command(bundle));
    } finally {
      await firefox.close();
    }
  });
});
