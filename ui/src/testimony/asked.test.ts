// Typed words are never dropped without a question, and every obstacle names itself and its place.
import { afterEach, expect, test, vi } from "vitest";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { interview, untouched } from "../bridge/fake/testimony";
import type { Draft } from "../bridge/types";
import { Session } from "../session/session.svelte";
import { show, type Shown } from "../testing";
import type { Language } from "../texts/texts.svelte";
import Testimony from "./Testimony.svelte";

let shown: Shown | null = null;
afterEach(async () => {
  await shown?.gone();
  shown = null;
});

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
const filed = { item: "c0".repeat(16), consent, child: "not-asked" as const, guardian: "not-asked" as const };
const account = { ...untouched("account"), lines: [{ text: "First words.", known: "saw" as const }] };

async function resumed(change: Partial<Draft>, watched: string | null = null, language: Language = "en") {
  const core: FakeCore = Object.assign(fake(home()), { lock: "open" as const, watched, interviews: [interview(3, { consent, filed, ...change })] });
  const session = new Session(core, language);
  session.go("testimony");
  const screen = await show(Testimony, { session });
  shown = screen;
  await screen.click("[data-resume]");
  return { core, session, screen };
}

/** Opens an interview with an identity card that has a name. */
async function withCard(): ReturnType<typeof resumed> {
  const opened = await resumed({ step: "who" });
  await opened.screen.click("[data-open-identity]");
  await opened.screen.fill("#id-name", "Planted Name");
  return opened;
}

const step = (screen: Shown): string | undefined => screen.find("[data-step]").dataset.step;
const pick = (question: string, answer: string): string => `[data-question="${question}"] input[value="${answer}"]`;
const dark = (screen: Shown): string[] => [...screen.root.querySelectorAll("button.main")].map((one) => (one.textContent ?? "").trim());

test("a card with words that are not sealed is asked about when the window is closed", async () => {
  const { core, session, screen } = await withCard();
  expect(core.asksToClose).toBe(true);
  expect(session.closing.losses).toEqual(["loose"]);
  await screen.fill("#id-name", "");
  expect(session.closing.losses).toEqual([]);
});

test.each(["[data-next]", "footer button", '[data-goto="before"]', "[data-leave-interview]"])("a card with words that are not sealed asks when %s is pressed, and both answers go on", async (way) => {
  for (const answer of ["[data-keep]", "[data-drop]"]) {
    const { core, screen } = await withCard();
    await screen.click(way);
    expect(screen.find("[data-loose]").dataset.loose).toBe("card");
    expect(screen.find<HTMLInputElement>("#id-name").value).toBe("Planted Name");
    expect(document.activeElement).toBe(screen.find("[data-keep]"));
    expect(dark(screen)).toEqual(["Seal the card"]);
    await screen.click(answer);
    expect(core.sealedNames).toEqual(answer === "[data-keep]" ? ["Planted Name"] : []);
    expect(screen.root.querySelector("[data-identity]")).toBeNull();
    await screen.gone();
    shown = null;
  }
});

test("the bar asks as well, and leads where it was asked to once the card is sealed", async () => {
  const { core, session, screen } = await withCard();
  session.go("capture");
  await screen.settle();
  expect(session.screen).toBe("testimony");
  await screen.click("[data-keep]");
  expect([session.screen, core.sealedNames]).toEqual(["capture", ["Planted Name"]]);
});

const closing = { step: "sign-off" as const, sections: [{ ...account, read_back: "right" as const }], sign_off: { kind: "agreed-not-signed" as const } };

test("the six words say that they are shown only once, and the bar asks before it takes them away", async () => {
  const { session, screen } = await resumed(closing);
  await screen.click("[data-file]");
  expect(screen.find("[data-once]").textContent).toContain("only now");
  session.go("write");
  await screen.settle();
  expect(session.screen).toBe("testimony");
  expect(screen.find("[data-loose]").textContent).toContain("not shown again");
  expect(document.activeElement).toBe(screen.find("[data-keep]"));
  await screen.click("[data-keep]");
  expect([session.screen, screen.root.querySelectorAll("[data-words] li").length, screen.root.querySelector("[data-loose]")]).toEqual(["testimony", 6, null]);
  session.go("write");
  await screen.settle();
  await screen.click("[data-drop]");
  expect(session.screen).toBe("write");
});

test("the button that finishes says itself that the words are written down, and asks nothing more", async () => {
  const { screen } = await resumed(closing);
  await screen.click("[data-file]");
  expect(screen.find(".done > button.main").textContent).toContain("written down");
  await screen.click(".done > button.main");
  screen.find("[data-begin]");
});

test("when everything is closed at once, nobody is asked and no word of the card stays", async () => {
  const { core, session, screen } = await withCard();
  void session.close();
  session.go("more");
  await screen.settle();
  expect([session.screen, core.sealedNames]).toEqual(["more", []]);
  expect(screen.root.querySelector("#id-name")).toBeNull();
});

test("a card that was emptied on purpose asks nothing, and one without words neither", async () => {
  const { screen } = await withCard();
  await screen.click("[data-identity] button:not(.main)");
  await screen.click("[data-open-identity]");
  expect(screen.find<HTMLInputElement>("#id-name").value).toBe("");
  await screen.click("[data-next]");
  expect(step(screen)).toBe("interview");
});

test("a card without a name is not sealed: the reason stands at the name, which has the focus", async () => {
  const { core, screen } = await resumed({ step: "who" });
  await screen.click("[data-open-identity]");
  expect(document.activeElement).toBe(screen.find("#id-name"));
  await screen.fill("#id-contact", "+7 701 000 00 00");
  await screen.click("[data-identity] [type=submit]");
  expect(core.sealedNames).toEqual([]);
  expect(screen.find('[data-field="identity.name"] [data-reason]').textContent).toContain("no name");
  expect(document.activeElement).toBe(screen.find("#id-name"));
});

test("a birth is typed as people write it, said back in words, and refused at its own field", async () => {
  const { core, screen } = await resumed({ step: "who" });
  let sent: string | null | undefined;
  const seal = core.testimonyIdentity;
  core.testimonyIdentity = (identity) => {
    sent = identity.birth;
    return seal(identity);
  };
  await screen.click("[data-open-identity]");
  await screen.fill("#id-name", "Planted Name");
  await screen.fill("#id-born", "17.05.80");
  await screen.click("[data-identity] [type=submit]");
  expect([sent, document.activeElement]).toEqual([undefined, screen.find("#id-born")]);
  expect(screen.find("#id-born-read").textContent).toContain("four digits");
  await screen.fill("#id-born", "17.05.1980");
  expect(screen.find("#id-born-read").textContent).toContain("May 17, 1980");
  await screen.click("[data-identity] [type=submit]");
  expect(sent).toBe("1980-05-17");
});

test("an account without words says at its own field why the way on led back to it", async () => {
  const { screen } = await resumed({ step: "read-back" });
  await screen.click("[data-next]");
  await screen.click("[data-way]");
  const field = screen.find("textarea[data-line]");
  expect(document.activeElement).toBe(field);
  const reason = screen.find('[data-field="sections.account.lines"] [data-reason]');
  expect(reason.textContent).toContain("Nothing has been told yet.");
  expect(field.getAttribute("aria-describedby")?.split(" ")).toContain(reason.id);
  await screen.fill("textarea[data-line]", "A bus came.");
  await vi.waitFor(() => expect(screen.root.querySelector("[data-reason]")).toBeNull(), { timeout: 3_000 });
  expect(field.getAttribute("aria-describedby")?.split(" ") ?? []).not.toContain(reason.id);
});

test("Enter in the card goes to the next field and seals nothing", async () => {
  const { core, screen } = await withCard();
  const name = screen.find("#id-name");
  name.focus();
  name.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  await screen.settle();
  expect(document.activeElement).toBe(screen.find("#id-other"));
  expect(core.sealedNames).toEqual([]);
});

test("words that are being added when it is read back ask before they are left", async () => {
  const { core, screen } = await resumed({ step: "read-back", sections: [account] });
  await screen.click("[data-change]");
  await screen.fill('[data-read="account"] textarea', "Two buses.");
  await screen.click('[data-goto="interview"]');
  expect(screen.find("[data-loose]").dataset.loose).toBe("added");
  await screen.click("[data-keep]");
  expect(core.interview?.sections[0]?.corrections).toEqual([{ lines: [{ text: "Two buses.", known: "not-asked" }] }]);
  expect(step(screen)).toBe("interview");
});

test("a reason for the long form that was typed is kept without another press", async () => {
  const { core, screen } = await resumed({ step: "before", before: { ...interview(1).before, heard_before: "yes" } });
  await screen.click('input[value="long"]');
  await screen.fill("#before-reason", "the court asks for it");
  await screen.click("[data-next]");
  expect(core.interview?.before).toMatchObject({ first_account: false, long_form_reason: "the court asks for it" });
});

test("the button says from the start what is open on the cards, and pressing it leads to the first of it", async () => {
  const { screen } = await resumed({ step: "consent", filed: null, consent: { ...consent, written_down: "not-asked", how: null } });
  expect(screen.find("[data-left]").textContent?.replace(/[\u2068\u2069]/g, "")).toContain("2 left: writing down, how the person agrees");
  await screen.click("[data-next]");
  const card = screen.find('[data-field="consent.written-down"]');
  expect(card.dataset.hinders).toBe("true");
  expect(document.activeElement).toBe(screen.find(pick("consent-written", "not-asked")));
  expect(screen.find("[data-refused]").textContent).toContain("writing down");
  await screen.click(pick("consent-written", "yes"));
  expect(card.dataset.hinders).toBe("false");
  expect(screen.find("[data-left]").dataset.left).toBe("1");
});

test("a step that is not open yet says why where it was pressed, and leads to what is open", async () => {
  const { screen } = await resumed({ step: "before", filed: null, consent: { ...consent, risks_named: false } });
  await screen.click('[data-goto="interview"]');
  expect(step(screen)).toBe("before");
  const why = screen.find("[data-refused]");
  expect(why.closest("footer")).toBeNull();
  expect(why.textContent).toContain("The consent on the cards is not");
  expect(document.activeElement).toBe(screen.find("[data-way]"));
  await screen.click("[data-way]");
  expect(step(screen)).toBe("consent");
  expect(document.activeElement).toBe(screen.find("[name=risks]"));
});

test("an account that is missing is gone to where it is written, and nothing is said of it once it begins", async () => {
  const { screen } = await resumed({ step: "read-back", recordings: [] });
  await screen.click("[data-next]");
  await screen.click("[data-way]");
  const words = '[data-field="sections.account.lines"] textarea';
  expect(step(screen)).toBe("interview");
  expect(document.activeElement).toBe(screen.find(words));
  expect(screen.find("[data-refused]").textContent).toContain("Nothing has been told yet.");
  await screen.fill(words, "I heard three shots");
  await vi.waitFor(() => expect(screen.root.querySelector("[data-refused]")).toBeNull(), { timeout: 3000 });
});

test("what was not read back is named, marked and gone to", async () => {
  const { screen } = await resumed({ step: "read-back", sections: [account] });
  expect(screen.find("[data-left]").textContent).toContain("In short");
  await screen.click("[data-next]");
  expect(screen.find('[data-field="sections.account.read-back"]').dataset.hinders).toBe("true");
  expect(document.activeElement).toBe(screen.find("[data-right]"));
});

test("an interview that was taken up again says at each step that names are compared no more", async () => {
  const sealed = { state: "sealed" as const, item: "1d".repeat(16) };
  for (const at of ["before", "consent", "interview", "read-back"] as const) {
    const { screen } = await resumed({ step: at, identity: sealed, sections: [account] });
    expect(screen.text()).toContain("Names are no longer compared. Look for them yourself.");
    await screen.gone();
    shown = null;
  }
});

/** Opens another screen, acts there, and resumes the interview. */
async function elsewhere(core: FakeCore, session: Session, between: () => Promise<void> = async () => undefined): Promise<Shown> {
  session.go("capture");
  await shown?.gone();
  await between();
  core.lock = "open";
  session.go("testimony");
  const screen = await show(Testimony, { session });
  shown = screen;
  await screen.click("[data-resume]");
  return screen;
}

test("the names of the card are still compared after a visit to another screen, and no more once the vault was locked", async () => {
  const { core, session, screen } = await withCard();
  await screen.click("[data-identity] [type=submit]");
  await screen.click("[data-next]");
  let again = await elsewhere(core, session);
  expect(again.root.querySelector("[data-unwatched]")).toBeNull();
  await again.fill("textarea[data-line]", "They called Planted Name.");
  await new Promise((resolve) => setTimeout(resolve, 750));
  await again.settle();
  expect(again.root.querySelector("[data-finding=names-the-person]")).not.toBeNull();
  again = await elsewhere(core, session, () => core.vaultLock());
  expect(again.text()).toContain("Names are no longer compared");
});

test("an interview that was left to be continued later compares names again in the same run, and shows where one stands", async () => {
  const { core, screen } = await withCard();
  await screen.click("[data-identity] [type=submit]");
  await screen.click("[data-next]");
  await screen.fill("textarea[data-line]", "They called Planted.");
  await new Promise((resolve) => setTimeout(resolve, 750));
  await screen.settle();
  await screen.click("[data-leave-interview]");
  expect([core.interview, core.watched]).toEqual([null, null]);
  await screen.click("[data-resume]");
  expect(screen.root.querySelector("[data-unwatched]")).toBeNull();
  expect(screen.find("li [data-finding=names-the-person]").textContent).toContain("Planted");
});

test("where a name stood is still said when names can be compared no more: at the account, above the other steps and before sealing", async () => {
  const sealed = { identity: { state: "sealed" as const, item: "1d".repeat(16) }, named: ["sections.account.lines"] };
  const { screen } = await resumed({ step: "interview", ...sealed, sections: [account] });
  const at = screen.find("[data-unwatched]");
  expect(at.textContent).toContain("Names are no longer compared");
  expect(at.classList.contains("finding")).toBe(true);
  expect(screen.find("[data-named-before]").textContent).toContain("One name from the card or several were found here");
  await screen.click("[data-next]");
  expect(step(screen)).toBe("read-back");
  expect(screen.find("[data-finding=names-the-person]").textContent).toContain("One name from the card or several were found here");
  await screen.gone();
  shown = null;
  const last = await resumed({ step: "sign-off", ...sealed, sections: [{ ...account, read_back: "right" }], sign_off: { kind: "agreed-not-signed" } });
  expect(last.screen.text()).toContain("Read the account once more for names");
  expect(last.screen.text()).toContain("One name from the card or several were found here");
});

test("of names that stand in the account it is said which, and one button leads back to the reading from which one went there", async () => {
  const two = { ...account, lines: [{ text: "They called Planted and Sown.", known: "saw" as const }] };
  const { screen } = await resumed({ step: "read-back", identity: { state: "sealed", item: "1d".repeat(16) }, sections: [two] }, "Planted Sown");
  const plain = (text: string | null): string => (text ?? "").replace(/[\u2068\u2069]/g, "");
  expect(plain(screen.find("[data-finding=names-the-person]").textContent)).toContain("2 names or numbers from the name card seem to stand here: “Planted”, “Sown”.");
  expect(screen.root.querySelector("[data-return]")).toBeNull();
  await screen.click("div[data-finding] [data-way]");
  expect(step(screen)).toBe("interview");
  expect(plain(screen.find("[data-return]").textContent)).toContain("Back to “Reading back”");
  await screen.click("[data-return]");
  expect(step(screen)).toBe("read-back");
  expect(screen.root.querySelector("[data-return]")).toBeNull();
});

test("it says so again before it is sealed, and says nothing of it while names are compared", async () => {
  const done = { step: "sign-off" as const, identity: { state: "sealed" as const, item: "1d".repeat(16) }, sections: [{ ...account, read_back: "right" as const }], sign_off: { kind: "agreed-not-signed" as const } };
  const { screen } = await resumed(done);
  const [note, button] = [screen.find("[data-unwatched]"), screen.find("[data-file]")];
  expect(note.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
  await screen.gone();
  shown = null;
  const watched = await resumed(done, "Planted");
  expect(watched.screen.root.querySelector("[data-unwatched]")).toBeNull();
});

test("the place of the warning about a name is there before it is due", async () => {
  const { screen } = await resumed({ step: "interview", identity: { state: "sealed", item: "1d".repeat(16) } }, "Planted");
  const place = screen.find("li [role=status]");
  await screen.fill("textarea[data-line]", "They called Planted.");
  await new Promise((resolve) => setTimeout(resolve, 750));
  await screen.settle();
  expect(place.querySelector("[data-finding=names-the-person]")).not.toBeNull();
});

test("where the organisation may look through, nobody promises the witness that this device cannot", async () => {
  for (const review of [false, true]) {
    const { session, screen } = await resumed({ step: "consent" });
    session.home = home({ review });
    await screen.settle();
    expect(screen.find(".aloud ul").textContent).toContain(review ? "may be able to read what was sealed here" : "only by the organisation, not here");
    await screen.gone();
    shown = null;
  }
});

const unsure = { ...consent, how: null };

test("a consent before somebody without a role leads to the role, says so once, and says no more of it once it is answered", async () => {
  const { screen } = await resumed({ step: "consent", filed: null, consent: unsure });
  await screen.click(pick("consent-how", "witnessed"));
  await screen.click("[data-next]");
  expect(document.activeElement).toBe(screen.find("#how-by"));
  expect(screen.find('[data-field="consent.how"] [data-reason]').textContent).toContain("who stands by");
  expect(screen.text()).not.toContain("Choose how the person agrees");
  await screen.fill("#how-by", "interpreter");
  await new Promise((resolve) => setTimeout(resolve, 750));
  await screen.settle();
  expect(screen.root.querySelector("[data-reason], [data-refused]")).toBeNull();
});

test("once a way to agree is chosen, what is named as left is what that way still lacks", async () => {
  const { screen } = await resumed({ step: "consent", filed: null, consent: { ...consent, how: null, recorded: "yes" } });
  const left = (): string => screen.find("[data-left]").textContent ?? "";
  expect(left()).toContain("how the person agrees");
  for (const [way, lacks] of [["witnessed", "role of the person present"], ["voice", "a few seconds of the voice"], ["sign", "the drawn sign"]] as const) {
    await screen.click(pick("consent-how", way));
    expect(left()).toContain(lacks);
    expect(left()).not.toContain("how the person agrees");
  }
});

test("who is to agree in their own voice is asked first whether the voice may be recorded, and is told where it may not", async () => {
  const { screen } = await resumed({ step: "consent", filed: null, consent: { ...consent, how: null, recorded: "not-asked" } });
  const plain = (text: string | null | undefined): string => (text ?? "").replace(/[\u2068\u2069]/g, "");
  await screen.click(pick("consent-how", "voice"));
  expect(plain(screen.find("[data-left]").textContent)).toContain("1 left: recording the voice");
  await screen.click("[data-next]");
  expect(document.activeElement).toBe(screen.find(pick("consent-recorded", "not-asked")));
  await screen.click(pick("consent-recorded", "no"));
  await screen.click("[data-next]");
  expect(screen.text()).toContain("Choose another way to agree");
  expect(document.activeElement).toBe(screen.find(pick("consent-how", "voice")));
});

test("what somebody should look at on another step has a way there", async () => {
  const { screen } = await resumed({ step: "read-back", before: { ...interview(3).before, alone: "no" }, sections: [{ ...account, lines: [{ text: "They called Planted.", known: "saw" }] }] }, "Planted");
  await screen.click("[data-finding=not-alone] [data-way]");
  expect(step(screen)).toBe("before");
  expect(document.activeElement?.closest<HTMLElement>("[data-field]")?.dataset.field).toBe("before.alone");
  expect(screen.root.querySelector("[data-refused]"), "nothing was refused").toBeNull();
  await screen.click("[data-finding=names-the-person] [data-way]");
  expect(step(screen)).toBe("interview");
  expect(document.activeElement?.closest<HTMLElement>("[data-field]")?.dataset.field).toBe("sections.account.lines");
});

test("the first thing that is named as left is the first that the button leads to", async () => {
  const { screen } = await resumed({ step: "consent", filed: null, consent: { ...consent, language: null, written_down: "not-asked" } });
  expect(screen.find("[data-left]").textContent?.replace(/[\u2068\u2069]/g, "")).toContain("2 left: writing down, language");
  await screen.click("[data-next]");
  expect(document.activeElement?.closest<HTMLElement>("[data-field]")?.dataset.field).toBe("consent.written-down");
});

test("the language of the explanation is the person's where that was said before, and never in place of a choice", async () => {
  const before = { ...interview(3).before, language: "kk" };
  for (const [chosen, expected] of [[null, "kk"], ["ru", "ru"]] as const) {
    const { core, screen } = await resumed({ step: "consent", before, filed: null, consent: { ...consent, language: chosen } });
    expect(core.interview?.consent.language).toBe(expected);
    await screen.gone();
    shown = null;
  }
});

test("a reason does not send to the step that is open", async () => {
  const { session, screen } = await resumed({ step: "read-back", sections: [account] });
  await screen.click("[data-next]");
  expect(screen.find("[data-reason]").textContent).toContain("was not read back yet");
  expect(screen.text()).not.toContain("Go to");
  session.texts.language = "ru";
  await screen.settle();
  expect(screen.find("[data-left]").textContent).toContain("Короткий рассказ");
});

test("a voice that was never asked for is not called refused, and two sentences stand apart", async () => {
  const opened = await resumed({ step: "interview", consent: { ...consent, recorded: "not-asked" }, filed: { ...filed, consent: { ...consent, recorded: "not-asked" } } });
  expect(opened.screen.text()).toContain("there is no consent to record the voice");
  await opened.screen.click("[data-leave-interview]");
  expect(opened.screen.find(".begun p").textContent).toMatch(/vault\. Once/);
});

/** Returns the disabled buttons without a visible reason. */
const silent = (screen: Shown): string[] =>
  [...screen.root.querySelectorAll<HTMLButtonElement>("button:disabled")]
    .filter((one) => !/\S/.test((one.getAttribute("aria-describedby") ?? "").split(" ").map((id) => screen.root.querySelector(`[id="${id}"]`)?.textContent ?? "").join("")))
    .map((one) => (one.textContent ?? "").trim());
/** Buttons that clear the pad: an empty pad explains itself. */
const SEEN = ["Clear"];

test("an interview cannot be begun while the vault is read, and the button says so", async () => {
  const core: FakeCore = Object.assign(fake(home()), { lock: "open" as const });
  core.testimonyDrafts = () => new Promise(() => undefined);
  const session = new Session(core, "en");
  session.go("testimony");
  shown = await show(Testimony, { session });
  const begin = shown.find<HTMLButtonElement>("[data-begin]");
  expect([begin.disabled, shown.find(`#${begin.getAttribute("aria-describedby")}`).textContent]).toEqual([true, "Wait a moment: the vault is being read."]);
  expect(silent(shown)).toEqual([]);
});

test("every button of an interview that cannot be pressed says why, in words that it names", async () => {
  const scenes: readonly [Partial<Draft>, ((screen: Shown) => Promise<void>) | null, number][] = [
    [{ step: "consent" }, (screen) => screen.click(pick("consent-how", "voice")), 1],
    [{ step: "read-back", sections: [account] }, (screen) => screen.click("[data-change]"), 1],
    [{ step: "sign-off", sections: [{ ...account, read_back: "right" as const }] }, (screen) => screen.click(pick("sign-off", "drawn")), 2],
    [{ step: "sign-off", sections: [{ ...account, read_back: "right" as const }] }, (screen) => screen.click(pick("sign-off", "voice")), 1],
  ];
  for (const [change, reach, least] of scenes) {
    const { screen } = await resumed(change);
    await reach?.(screen);
    expect(screen.root.querySelectorAll("button:disabled").length, change.step).toBeGreaterThanOrEqual(least);
    expect(silent(screen).filter((one) => !SEEN.includes(one)), change.step).toEqual([]);
    await screen.gone();
    shown = null;
  }
  const { session, screen } = await resumed({ step: "interview" });
  const held = session.hold();
  await screen.settle();
  expect(screen.find<HTMLButtonElement>("[data-leave-interview]").disabled).toBe(true);
  expect(silent(screen)).toEqual([]);
  held();
  await screen.settle();
  expect(screen.root.querySelector("#busy-why")).toBeNull();
});
