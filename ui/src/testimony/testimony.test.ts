import { afterEach, expect, test, vi } from "vitest";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { interview, untouched } from "../bridge/fake/testimony";
import type { Draft } from "../bridge/types";
import { RETRY_MS } from "../session/retry";
import { Session } from "../session/session.svelte";
import { show, type Shown } from "../testing";
import Testimony from "./Testimony.svelte";
import { type Language, Texts } from "../texts/texts.svelte";
import { compose, nothing, parse, said } from "./when";
import { monthsFrom } from "./words";

let shown: Shown | null = null;
afterEach(async () => {
  await shown?.gone();
  shown = null;
  vi.useRealTimers();
});

async function open(change: (core: FakeCore) => void = () => undefined, language: Language = "en"): Promise<{ core: FakeCore; session: Session; screen: Shown }> {
  const core = Object.assign(fake(home()), { lock: "open" as const });
  change(core);
  const session = new Session(core, language);
  shown = await show(Testimony, { session });
  return { core, session, screen: shown };
}

const consent: Draft["consent"] = {
  written_down: "yes",
  recorded: "no",
  assent: "not-asked",
  uses: {},
  language: "en",
  risks_named: true,
  can_change_told: true,
  how: { kind: "witnessed", by: "interpreter" },
};

/** Returns an interview whose consent is filed. */
function consented(change: Partial<Draft> = {}): Draft {
  const filed = { item: "c0".repeat(16), consent: structuredClone(consent), child: "not-asked" as const, guardian: "not-asked" as const };
  return interview(3, { consent, filed, ...change });
}

async function resumed(draft: Draft, change: (core: FakeCore) => void = () => undefined, language: Language = "en"): ReturnType<typeof open> {
  const opened = await open((core) => {
    core.interviews = [draft];
    change(core);
  }, language);
  await opened.screen.click("[data-resume]");
  return opened;
}

/** Types and waits until the words have reached the core. */
async function type(screen: Shown, selector: string, words: string): Promise<void> {
  await screen.fill(selector, words);
  await new Promise((resolve) => setTimeout(resolve, 750));
  await screen.settle();
}

const pick = (question: string, answer: string): string => `[data-question="${question}"] input[value="${answer}"]`;

test("an interview begins with nothing asked, and every answer that is chosen is the core's at once", async () => {
  const { core, screen } = await open();
  await screen.click("[data-begin]");
  expect(screen.find("[data-step]").dataset.step).toBe("before");
  for (const question of screen.root.querySelectorAll<HTMLElement>("[data-question]")) expect(question.dataset.value).toBe("not-asked");
  await screen.click(pick("before-alone", "no"));
  expect(core.interview?.before.alone).toBe("no");
  expect(screen.find("[data-finding]").dataset.finding).toBe("not-alone");
  expect(core.interview?.before.safe).toBe("not-asked");
});

test("a short first account is chosen already, and the long form waits for the question who heard the person before", async () => {
  const { core, screen } = await open();
  await screen.click("[data-begin]");
  expect(screen.find<HTMLInputElement>('input[value="short"]').checked).toBe(true);
  expect(screen.find<HTMLInputElement>('input[value="long"]').disabled).toBe(true);
  await screen.click(pick("before-heard_before", "yes"));
  await screen.click('input[value="long"]');
  expect(core.interview?.before.first_account).toBe(true);
  await type(screen, "#before-reason", "the court asks for it");
  expect(core.interview?.before.first_account).toBe(false);
});

test("the long form without its reason is not left for the short one without a word", async () => {
  const { core, screen } = await open();
  await screen.click("[data-begin]");
  await screen.click(pick("before-heard_before", "yes"));
  await screen.click('input[value="long"]');
  await screen.click("[data-next]");
  expect(screen.find("[data-step]").dataset.step).toBe("before");
  expect(screen.find('[data-field="before.long-form-reason"]').dataset.hinders).toBe("true");
  expect(document.activeElement?.id).toBe("before-reason");
  await type(screen, "#before-reason", "the court asks for it");
  await screen.click("[data-next]");
  expect(screen.find("[data-step]").dataset.step).toBe("consent");
  expect(core.interview?.before.long_form_reason).toBe("the court asks for it");
});

test("for somebody under 18 the cards of the consent begin with the parent or guardian, and lead there", async () => {
  const { core, screen } = await open();
  await screen.click("[data-begin]");
  await screen.click(pick("before-child", "yes"));
  expect(screen.root.querySelector('[data-question="before-guardian"]')).toBeNull();
  await screen.click("[data-next]");
  await screen.click(pick("consent-written", "yes"));
  await screen.fill("#consent-language", "en");
  for (const told of ["risks", "can-change"]) await screen.click(`[name="${told}"]`);
  await screen.click("[data-next]");
  expect(screen.find('[data-field="before.guardian"]').dataset.hinders).toBe("true");
  expect(document.activeElement).toBe(screen.find(pick("before-guardian", "not-asked")));
  await screen.click(pick("before-guardian", "yes"));
  expect(core.interview?.before.guardian).toBe("yes");
  await screen.click("[data-next]");
  expect(screen.find('[data-field="consent.assent"]').dataset.hinders).toBe("true");
});

test("each use has a card of its own, no card is answered for the person, and consent is filed before the next step", async () => {
  const { core, screen } = await open();
  await screen.click("[data-begin]");
  await screen.click("[data-next]");
  expect(screen.find("[data-step]").dataset.step).toBe("consent");
  expect(screen.root.querySelectorAll("[data-use]").length).toBe(9);
  await screen.click("[data-next]");
  expect(screen.find("[data-refused]").dataset.refused).toBe("ask-first");
  expect(core.interview?.filed).toBeNull();
  await screen.click(pick("consent-written", "yes"));
  await screen.click(pick("use-lawyer", "yes"));
  await screen.fill("#until-lawyer", "6");
  await screen.fill("#consent-language", "en");
  await screen.click('[name="risks"]');
  await screen.click('[name="can-change"]');
  await screen.click(pick("consent-how", "witnessed"));
  await type(screen, "#how-by", "interpreter");
  await screen.click("[data-next]");
  expect(screen.find("[data-step]").dataset.step).toBe("who");
  const filed = core.interview?.filed?.consent;
  expect(filed?.uses.lawyer).toEqual({ choice: "yes", until: monthsFrom(new Date(), 6) });
  expect(filed?.uses.media).toBeUndefined();
});

test.each(["no", "later"])("whoever says %s to being written down ends the interview: nothing is sealed, and what was begun can go at once", async (answer) => {
  const { core, screen } = await open();
  await screen.click("[data-begin]");
  await screen.click("[data-next]");
  await screen.fill("#consent-language", "en");
  await screen.click('[name="risks"]');
  await screen.click('[name="can-change"]');
  await screen.click(pick("consent-how", "witnessed"));
  await type(screen, "#how-by", "interpreter");
  expect(screen.root.querySelector("[data-finding=after-no]")).toBeNull();
  await screen.click(pick("consent-written", answer));
  expect((screen.find("[data-next]") as HTMLButtonElement).disabled).toBe(true);
  expect(screen.find('[data-field="consent.written-down"] [data-finding=after-no]').textContent, "beside the question").toContain("We stop here. At the foot");
  expect(screen.find("[data-said-no]").textContent).toContain("Nothing was sealed");
  expect(screen.find("[data-said-no]").textContent).toContain(answer === "no" ? "does not agree" : "has not decided");
  await screen.click(pick("consent-written", "yes"));
  expect(screen.root.querySelector("[data-said-no]")).toBeNull();
  expect((screen.find("[data-next]") as HTMLButtonElement).disabled).toBe(false);
  await screen.click(pick("consent-written", answer));
  await screen.click("[data-stop-here]");
  expect(core.interview).toBeNull();
  expect(core.interviews).toEqual([]);
  screen.find("[data-begin]");
});

test("a consent that is sealed already is taken back by sealing the no", async () => {
  const { core, screen } = await resumed(consented({ step: "consent" }));
  await screen.click(pick("consent-written", "no"));
  expect(screen.root.querySelector("[data-said-no]")).toBeNull();
  expect(screen.find("[data-next]").textContent?.trim()).toBe("Seal the refusal");
  expect(screen.find("[data-finding=after-no]").textContent).toContain("this answer is sealed");
  await screen.click("[data-next]");
  expect(core.interview?.filed?.consent.written_down).toBe("no");
});

test("the cards are shown in the language in which they are read aloud", async () => {
  const { screen } = await resumed(interview(1, { step: "consent", consent: { ...consent, language: "kk" } }));
  expect(screen.find(".aloud").lang).toBe("kk");
  expect(screen.find('[data-use="lawyer"]').textContent).toContain("Адвокат");
});

test("once it is sealed, nothing of the identity is on the screen, in the page's fields or in the draft", async () => {
  const { core, screen } = await resumed(consented({ step: "who" }));
  await screen.click("[data-open-identity]");
  await screen.fill("#id-name", "Planted Name");
  await screen.fill("#id-contact", "+7 701 000 00 00");
  await screen.click("[data-identity] button.main");
  expect(core.sealedNames).toEqual(["Planted Name"]);
  screen.find("[data-sealed]");
  expect(screen.text()).not.toContain("Planted");
  for (const field of screen.root.querySelectorAll<HTMLInputElement>("input, textarea")) expect(field.value).not.toMatch(/Planted|701/);
  expect(JSON.stringify(core.interview)).not.toMatch(/Planted|701/);
});

test("without a witness compartment the screen says so and the interview goes on under the pseudonym", async () => {
  const { screen } = await resumed(consented({ step: "who" }), (core) => (core.compartment = false));
  expect(screen.root.querySelector("[data-open-identity]")).toBeNull();
  expect(screen.text()).toContain("nobody to keep the names of witnesses");
  await screen.click("[data-next]");
  expect(screen.find("[data-step]").dataset.step).toBe("interview");
});

test("own words go line by line to the core with how they are known, and facts are not asked until they are", async () => {
  const { core, screen } = await resumed(consented({ step: "interview" }));
  await screen.fill("textarea[data-line]", "A bus came.");
  await screen.click('[data-known="saw"]');
  screen.find("textarea[data-line]").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  await screen.settle();
  expect(screen.root.querySelectorAll("textarea[data-line]").length).toBe(2);
  await screen.click(pick("fact-account-water", "no"));
  await screen.click("[data-next]");
  const section = core.interview?.sections[0];
  expect(section?.lines).toEqual([{ text: "A bus came.", known: "saw" }]);
  expect(section?.facts.water).toBe("no");
  expect(section?.facts.food).toBe("not-asked");
  expect(screen.find("[data-step]").dataset.step).toBe("read-back");
});

test("typed words are saved by themselves within a second", async () => {
  const { core, screen } = await resumed(consented({ step: "interview" }));
  await screen.fill("textarea[data-line]", "A bus came.");
  expect(screen.find("[data-saved]").dataset.saved).toBe("false");
  await new Promise((resolve) => setTimeout(resolve, 900));
  await screen.settle();
  expect(core.interview?.sections[0]?.lines[0]?.text).toBe("A bus came.");
  expect(screen.find("[data-saved]").dataset.saved).toBe("true");
});

test("words that the core refuses are called not saved, stay where they are, and nobody leaves them behind", async () => {
  const { core, screen } = await resumed(consented({ step: "interview" }));
  const long = "a".repeat(4_001);
  const take = core.testimonyChange;
  core.testimonyChange = async (change) => {
    const tooLong = change.change === "lines" && change.lines.some((line) => line.text.length > 4_000);
    if (!tooLong) return take(change);
    const now = await core.testimonyResume(`testimony-${core.interview?.witness}`);
    return { ...now, refused: { field: "sections.account.lines", key: "too-long" } };
  };
  await type(screen, "textarea[data-line]", long);
  expect(screen.find("[data-refused]").dataset.refused).toBe("too-long");
  expect(screen.find("[data-saved]").dataset.saved).toBe("false");
  await screen.click("[data-next]");
  await screen.click("[data-leave-interview]");
  expect(screen.find("[data-step]").dataset.step).toBe("interview");
  expect(screen.find<HTMLTextAreaElement>("textarea[data-line]").value).toBe(long);
  await type(screen, "textarea[data-line]", "A bus came.");
  expect(screen.find("[data-saved]").dataset.saved).toBe("true");
  await screen.click("[data-next]");
  expect(screen.find("[data-step]").dataset.step).toBe("read-back");
});

test("a name of the card in the account is pointed out", async () => {
  const { screen } = await resumed(consented({ step: "interview" }), (core) => (core.watched = "Planted"));
  await type(screen, "textarea[data-line]", "They called Planted.");
  expect(screen.find("[data-finding]").dataset.finding).toBe("names-the-person");
});

test("once it is closed there is one way back, and before that the step before", async () => {
  const sections = [{ ...untouched("account"), lines: [{ text: "A bus came.", known: "saw" as const }], read_back: "right" as const }];
  const { screen } = await resumed(consented({ step: "sign-off", sections, sign_off: { kind: "agreed-not-signed" } }));
  expect(screen.root.querySelector("[data-back]")).toBeNull();
  await screen.click("[data-unsign]");
  expect(screen.root.querySelector("[data-unsign]")).toBeNull();
  expect(screen.root.querySelector("[data-back]")).not.toBeNull();
});

test("the room for the ways to close says what it is for until one is chosen", async () => {
  const sections = [{ ...untouched("account"), lines: [{ text: "A bus came.", known: "saw" as const }], read_back: "right" as const }];
  const { screen } = await resumed(consented({ step: "sign-off", sections }));
  expect(screen.find("[data-here]").classList.contains("hidden")).toBe(false);
  await screen.click('[name="sign-off"][value="drawn"]');
  expect(screen.find("[data-here]").classList.contains("hidden")).toBe(true);
});

test("it is pointed out at each line that it stands in, and at no other, with the name", async () => {
  const lines = ["A bus came.", "“Planted!”, they said.", "We drove.", "Planted again", "Unplanted"].map((text) => ({ text, known: "saw" as const }));
  const { screen } = await resumed(consented({ step: "interview", sections: [{ ...untouched("account"), lines, place: "Planted street" }] }), (core) => (core.watched = "Planted"));
  const places = [...screen.root.querySelectorAll<HTMLElement>("li [role=status]")];
  expect(places.map((place) => place.textContent?.includes("Planted") ?? false)).toEqual([false, true, false, true, false]);
  expect(screen.find("[data-place] [data-finding]").textContent).toContain("Planted");
  await screen.click("[data-next]");
  expect(screen.root.querySelectorAll("[data-read=account] [data-finding=names-the-person]").length).toBe(3);
});

const told = (): Draft => consented({ step: "read-back", sections: [{ ...untouched("account"), lines: [{ text: "First words.", known: "saw" }] }] });

test("nothing is closed before it was read back; a correction is added beside the first words", async () => {
  const { core, screen } = await resumed(told());
  await screen.click("[data-next]");
  expect(screen.find("[data-refused]").dataset.refused).toBe("not-read-back");
  await screen.click("[data-change]");
  await screen.fill('[data-read="account"] textarea', "Two buses.");
  await screen.click("[data-add]");
  expect(core.interview?.sections[0]?.corrections).toEqual([{ lines: [{ text: "Two buses.", known: "not-asked" }] }]);
  expect(screen.text()).toContain("First words.");
  await screen.click("[data-next]");
  expect(screen.find("[data-step]").dataset.step).toBe("sign-off");
});

test("a section that the person withdraws is asked about once more and then gone", async () => {
  const { core, screen } = await resumed(told());
  await screen.click("[data-leave]");
  expect(core.interview?.sections[0]?.read_back).toBe("not-read");
  await screen.click("[data-leave-sure]");
  expect(screen.text()).not.toContain("First words.");
  expect(core.interview?.sections[0]?.lines).toEqual([]);
});

test("agreed and not signed, filed, six words, and no trace of the draft", async () => {
  const { core, screen } = await resumed(told());
  await screen.click("[data-right]");
  await screen.click("[data-next]");
  await screen.click(pick("sign-off", "agreed-not-signed"));
  await screen.click("[data-sign]");
  expect(screen.find("[data-signed]").dataset.signed).toBe("agreed-not-signed");
  await screen.click("[data-file]");
  expect(core.testimonies.length).toBe(1);
  expect(screen.root.querySelectorAll("[data-words] li").length).toBe(6);
  await screen.click(".done button.main");
  expect(screen.root.querySelector("[data-draft]")).toBeNull();
});

test("the six words come in the language that the person chose, and in another on a tap", async () => {
  const consent = { ...told().consent, language: "kk" };
  const filed = { item: "c0".repeat(16), consent, child: "not-asked" as const, guardian: "not-asked" as const };
  const { core, screen } = await resumed({ ...told(), step: "sign-off", consent, filed, sections: told().sections.map((s) => ({ ...s, read_back: "right" as const })), sign_off: { kind: "agreed-not-signed" } });
  await screen.click("[data-file]");
  expect(core.testimonies.length).toBe(1);
  expect(screen.find("[data-words]").lang).toBe("kk");
  await screen.click("[data-words-in=ru]");
  expect([screen.find("[data-words]").lang, screen.root.querySelectorAll("[data-words] li").length]).toEqual(["ru", 6]);
});

test("a sign is drawn by the keyboard alone, and by single taps", async () => {
  const { core, screen } = await resumed({ ...told(), step: "sign-off", sections: told().sections.map((s) => ({ ...s, read_back: "right" as const })) });
  await screen.click(pick("sign-off", "drawn"));
  const pad = screen.find("[data-pad]");
  const press = async (key: string): Promise<void> => {
    pad.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await screen.settle();
  };
  expect(screen.find<HTMLButtonElement>("[data-sign]").disabled).toBe(true);
  for (const key of [" ", "ArrowRight", "ArrowDown", " "]) await press(key);
  await screen.click("[data-sign]");
  expect(core.interview?.sign_off).toEqual({ kind: "drawn", strokes: [[[500, 250], [525, 250], [525, 275]]] });
});

test("why one cannot go back while sound is recorded stands at the way back, and at no other button", async () => {
  const { session, screen } = await resumed(consented({ step: "interview" }));
  const free = session.hold();
  await screen.settle();
  const why = screen.find("#busy-why-back");
  expect(why.textContent).toContain("Stop it first");
  const beside = [...(why.parentElement?.querySelectorAll("button") ?? [])];
  expect(beside.map((one) => [one.dataset.back !== undefined, one.disabled])).toEqual([[true, true]]);
  free();
});

test("who stops keeps what was said, and it is called stopped", async () => {
  const { core, screen } = await resumed({ ...told(), step: "interview" });
  await screen.click("[data-stop]");
  await screen.click("[data-stop-keep]");
  expect(core.interview?.sign_off).toEqual({ kind: "stopped" });
  expect(screen.find("[data-signed]").dataset.signed).toBe("stopped");
});

test("on a full disk the screen says that it is not saved and what to do, and keeps the words", async () => {
  const { core, screen } = await resumed(consented({ step: "interview" }));
  core.full = new Trouble("disk-full");
  await type(screen, "textarea[data-line]", "A bus came.");
  expect(screen.find("[data-unsaved] summary").textContent).toContain("The disk is full. What was said is in this window only.");
  expect(screen.find("[data-saved]").dataset.saved).toBe("false");
  expect(screen.find<HTMLTextAreaElement>("textarea[data-line]").value).toBe("A bus came.");
  core.full = null;
  await type(screen, "textarea[data-line]", "A bus came. Then another.");
  expect(screen.find("[data-saved]").dataset.saved).toBe("true");
});

test("an interview that waited for room is saved by itself, and that is told", async () => {
  const { core, screen } = await resumed(consented({ step: "interview" }));
  core.full = new Trouble("disk-full");
  await type(screen, "textarea[data-line]", "A bus came.");
  screen.find("[data-unsaved]");
  core.full = null;
  await vi.waitFor(() => screen.find("[data-kept-again]"), RETRY_MS + 3_000);
  expect([screen.find("[data-saved]").dataset.saved, screen.find("[data-kept-again]").textContent]).toEqual(["true", "Saved in the locked vault."]);
  await type(screen, "textarea[data-line]", "A bus came. Then another.");
  expect(screen.root.querySelector("[data-kept-again]")).toBeNull();
}, 20_000);

test("a locked vault asks for its passphrase first, and a wrong one changes nothing", async () => {
  const { screen } = await open((core) => (core.lock = "locked"));
  expect(screen.find("[data-gate]").dataset.gate).toBe("locked");
  await screen.fill('[name="passphrase"]', "wrong");
  await screen.click("form button.main");
  expect(screen.find('[role="alert"]').textContent).toContain("does not open the vault");
  await screen.fill('[name="passphrase"]', "correct horse");
  await screen.click("form button.main");
  screen.find("[data-begin]");
});

test("an interview that was locked meanwhile is opened again with the passphrase, where it was", async () => {
  const { core, screen } = await resumed(consented({ step: "interview" }));
  await type(screen, "textarea[data-line]", "A bus came.");
  core.lock = "locked";
  await type(screen, "textarea[data-line]", "A bus came. Then");
  await screen.click("[data-reopen]");
  await screen.fill('[name="passphrase"]', "correct horse");
  await screen.click("form button.main");
  await screen.click("[data-resume]");
  expect(screen.find<HTMLTextAreaElement>("textarea[data-line]").value).toBe("A bus came.");
});

test("while the vault answers nothing, the screen says that it opens", async () => {
  const { screen } = await open((core) => (core.stuck = true));
  expect(screen.find('[aria-busy="true"]').textContent).not.toBe("");
});

test("when they take the person, what was typed is saved, the vault is locked and nothing is left on the screen", async () => {
  const { core, session, screen } = await resumed(consented({ step: "interview" }));
  await screen.fill("textarea[data-line]", "A bus came.");
  const kept = core.interview;
  await session.close();
  await screen.settle();
  expect(kept?.sections[0]?.lines[0]?.text).toBe("A bus came.");
  expect(core.lock).toBe("locked");
  expect(screen.text()).not.toContain("A bus came.");
});

test("consent is taken back with six words; words that nobody knows are said to be unknown", async () => {
  const { screen } = await open();
  await screen.fill("#six", "one two three");
  await screen.click("[data-withdraw]");
  expect(screen.find("[data-withdrawn]").dataset.withdrawn).toBe("false");
  await screen.fill("#six", "Acorn, owl river lamp grape SNOW");
  await screen.click("[data-withdraw]");
  expect(screen.find("[data-withdrawn]").dataset.withdrawn).toBe("true");
});

test("every step speaks all three languages", async () => {
  for (const language of ["en", "ru", "kk"] as const) {
    for (const step of ["before", "consent", "who", "interview", "read-back", "sign-off"] as const) {
      const draft = { ...told(), step, sections: told().sections.map((s) => ({ ...s, read_back: step === "sign-off" ? ("right" as const) : s.read_back })) };
      const { screen } = await resumed(draft, undefined, language);
      expect(screen.find("[data-step]").dataset.step).toBe(step);
      await screen.gone();
      shown = null;
    }
  }
});

test("a vague time stays vague", () => {
  expect(compose(nothing())).toBeNull();
  expect(compose({ ...nothing(), year: "2019", month: "6" })).toBe("2019-06-XX");
  expect(compose({ year: "2019", month: "6", day: "9", time: "905", about: true })).toBe("2019-06-09T09:05~");
  for (const edtf of ["2019-06-XX", "2019-06-09T11:40~", "XXXX-06-09"]) expect(compose(parse(edtf) ?? nothing())).toBe(edtf);
  expect(parse("2019-06-09/2019-06-10")).toBeNull();
  const texts = new Texts("en");
  expect(said(texts, "2019-06-XX")).toBe("June 2019");
  expect(said(texts, "2019-06-09T11:40~").replace(/[\u2068\u2069]/g, "")).toBe("about June 9, 2019, 11:40");
  expect(said(texts, "2019-06-09/2019-06-10")).toBe("2019-06-09/2019-06-10");
});
