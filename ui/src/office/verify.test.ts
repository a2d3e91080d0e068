// A bundle of others is judged, and reported.
import { expect, test } from "vitest";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore } from "../bridge/fake/fake";
import { reason as reasonOf, verdict } from "../bridge/fake/office";
import type { ReasonView, VerdictCode } from "../bridge/types";
import { feedable, shapeOf } from "../player/player";
import type { Shown } from "../testing";
import { LANGUAGES, Texts } from "../texts/texts.svelte";
import { ADVICE, adviceOf, wordsOf } from "../verdict/verdict";
import { office, open, wait } from "./testing";

test("every finding has words and advice in every language, and no advice is left without a finding", () => {
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    for (const [code, advice] of Object.entries(ADVICE)) {
      expect(texts.has(`verdict-${code}`), `${language} verdict-${code}`).toBe(true);
      if (advice) expect(texts.has(`advice-${advice}`), `${language} advice-${advice}`).toBe(true);
    }
  }
});

test("parts that never came are not called withheld", () => {
  const reason = (code: VerdictCode): ReasonView => reasonOf({ status: "not-checked", code });
  expect(wordsOf(reason("withheld"), false)).toBe("verdict-withheld");
  expect([wordsOf(reason("withheld"), true), adviceOf(reason("withheld"), true)]).toEqual(["verdict-not-here", "advice-intake"]);
  expect(adviceOf({ ...reason("part-missing"), status: "passed" }, false)).toBeNull();
});

test("the verifier's own words are folded once in each answer, and stand in a report after all else, under a heading that says so", async () => {
  const screen = await open(office(3));
  await screen.loaded("li[data-item]");
  await screen.click("li[data-item] button.line");
  await screen.loaded("[data-question]");
  const said = (): number => screen.root.querySelectorAll(".detail").length;
  const answers = [...screen.root.querySelectorAll("[data-question]")];
  expect(answers.map((one) => one.querySelectorAll("details").length)).toEqual([1, 1, 1, 1, 1]);
  const folded = said();
  await screen.click(".actions button:last-child");
  await screen.loaded(".report");
  expect(screen.root.querySelector(".report details")).toBeNull();
  await screen.fill(".tools select", "kk");
  const end = screen.find(".report [data-verbatim]");
  expect(end.querySelector("h2")?.textContent).toBe("Тексерушінің өз сөздері (ағылшынша)");
  expect([...end.querySelectorAll("h3")].map((one) => one.textContent)).toEqual(["Мазмұны", "Қолтаңба", "Уақыты", "Толықтығы", "Жеткізілуі"]);
  expect(end.querySelectorAll(".detail").length).toBe(said());
  expect(said()).toBe(folded);
  expect([end.nextElementSibling, [...screen.root.querySelectorAll(".report [lang=en]")].every((one) => end.contains(one))], "no English before it").toEqual([null, true]);
});

test("a bundle is judged by its path without an archive, and the report prints in another language", async () => {
  const core = fake();
  core.shelf.verdict = verdict({ trusted: false });
  const screen = await open(core, "verify");
  await screen.fill("#bundle-path", "/media/stick/bundle.zip");
  await screen.click("form button[type=submit]");
  await screen.loaded("[data-question]");
  expect(screen.text()).toContain("Result for bundle.zip");
  expect(screen.text()).toContain("nobody vouches for that here");
  expect(document.activeElement?.getAttribute("aria-labelledby"), "the verdict is in sight").toBe("verdict");
  await screen.click("section .actions button");
  await screen.loaded(".report");
  await screen.fill(".tools select", "kk");
  expect(screen.find(".report").getAttribute("lang")).toBe("kk");
  expect(screen.find(".report h1").textContent).toBe("Тексеру есебі");
  await screen.click(".tools button.main");
  expect(core.shelf.asked.printed).toBe(1);
  expect(screen.find("[data-written]").textContent?.replace(/[\u2068\u2069]/g, "")).toBe("report.pdf in the folder /home/me/Documents");
});

test("a dropped file is lent and judged; one that is no bundle is explained", async () => {
  const core = office(0);
  const screen = await open(core, "verify");
  const drop = (): void => {
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { files: [new File(["PK"], "from-a-lawyer.zip")] } });
    screen.find(".drop").dispatchEvent(event);
  };
  drop();
  await screen.loaded("[data-question]");
  expect(screen.text()).toContain("from-a-lawyer.zip");
  core.shelf.broken.bundleVerifyBegin = new Trouble("bundle-unsupported");
  drop();
  await screen.loaded("[role=alert]");
  expect(screen.text()).toContain("Unpack it and verify the folder");
});

/** Drops a file whose reading lasts until the core stops it or answers. */
function reading(core: FakeCore): { begun: string[]; stopped: number; feed: () => void } {
  const told = { begun: [] as string[], stopped: 0, feed: (): void => undefined };
  core.bundleVerifyBegin = (size) => (told.begun.push(String(size)), Promise.resolve({ step: "want", job: told.begun.length, offset: 0, length: 1 }));
  core.lendFeed = (job) => new Promise((resolve) => (told.feed = () => resolve({ step: "want", job, offset: 0, length: 1 })));
  core.lendStop = (job) => ((told.stopped += 1), Promise.resolve({ step: "failed", job, trouble: { code: "stopped", item: null } }));
  return told;
}

function dropOn(screen: Shown, bytes: string): Promise<void> {
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: { files: [new File([bytes], `${bytes}.zip`)] } });
  screen.find(".drop").dispatchEvent(event);
  return screen.settle();
}

test("a file that is dropped while another is judged changes nothing, and the first can still be stopped", async () => {
  const core = fake();
  const told = reading(core);
  const screen = await open(core, "verify");
  await dropOn(screen, "one");
  await dropOn(screen, "another");
  expect(told.begun).toEqual(["3"]);
  await screen.click(".working button");
  told.feed();
  await screen.loaded("[role=alert]");
  expect(told.stopped).toBe(1);
});

test("a file that is being judged is given back when its screen goes", async () => {
  const core = fake();
  const told = reading(core);
  const screen = await open(core, "verify");
  await dropOn(screen, "one");
  await screen.click("[data-screen=capture]");
  told.feed();
  await wait(50);
  expect(told.stopped).toBe(1);
});

test("a stranger's type decides no more than which player is tried", () => {
  expect(["image/png", "image/svg+xml", "text/html", "text/plain; charset=utf-8", "text/csv", "video/webm", "audio/ogg; codecs=opus", null].map((type) => shapeOf(type))).toEqual([
    "picture",
    "none",
    "none",
    "text",
    "text",
    "video",
    "sound",
    "none",
  ]);
  // An unspecific type leaves the decision to the name, as in the archive's search.
  const named = (["a.CSV", "b.md", "c.log", "d.json", "e.bin", "f.html", "csv"] as const).map((name) => shapeOf("application/octet-stream", name));
  expect(named).toEqual(["text", "text", "text", "text", "none", "none", "none"]);
  expect([shapeOf("application/vnd.ms-excel", "table.csv"), shapeOf("application/vnd.ms-excel", "table.xls"), shapeOf("image/png", "a.txt"), shapeOf("text/html", "a.txt"), shapeOf("application/json", null)]).toEqual(["text", "none", "picture", "none", "text"]);
  expect(feedable("video/mp4", new Uint8Array(16))).toBeNull();
});
