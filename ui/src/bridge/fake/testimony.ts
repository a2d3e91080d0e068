// Interviews in memory, with as many of the core's rules as the screens need to proceed.
import { Trouble } from "../bridge";
import type { CaptureBridge } from "../capture";
import type { TestimonyBridge } from "../testimony";
import type { Draft, Fact, InterviewView, LockView, Missing, Offer, Section, SectionKind, TestimonyChange, Use } from "../types";

/** Interviews in memory; screens and tests set them. */
export interface FakeTestimony {
  lock: LockView;
  full: Trouble | null;
  stuck: boolean;
  /** Kept interviews, newest first. */
  interviews: Draft[];
  /** The open interview. */
  interview: Draft | null;
  /** Whether the organisation has a witness compartment. */
  compartment: boolean;
  /** Names on sealed identity cards, which must appear in no other place. */
  readonly sealedNames: string[];
  /** The card's names that the open interview is searched for. */
  watched: string | null;
  /** Names on the cards of interviews that were left in this run, by the interview's witness. */
  readonly watchedLeft: Map<string, string>;
  readonly testimonies: Draft[];
}

const FACTS: readonly Fact[] = ["water", "food", "lawyer", "relatives-told", "phone-taken", "footage-erased", "force"];
const KINDS: readonly SectionKind[] = ["account", "before", "taken", "van", "station", "court", "other"];
const WORDS = {
  en: ["acorn", "owl", "river", "lamp", "grape", "snow"],
  ru: ["абрикос", "сова", "река", "лампа", "вишня", "снег"],
  kk: ["ай", "алма", "өзен", "гүл", "жол", "қар"],
};

export function untouched(section: SectionKind): Section {
  const facts = Object.fromEntries(FACTS.map((fact) => [fact, "not-asked"])) as Section["facts"];
  return { section, lines: [], facts, read_back: "not-read" };
}

/** Returns an interview without any answer; `n` makes its name unique. */
export function interview(n: number, change: Partial<Draft> = {}): Draft {
  return {
    format: "testamur-testimony-draft-v1",
    witness: n.toString(16).padStart(32, "0"),
    pseudonym: `Owl ${40 + n}`,
    identity: { state: "not-asked" },
    began_at: "2026-11-25T12:00:00.000+05:00",
    step: "before",
    before: {
      alone: "not-asked",
      safe: "not-asked",
      language: null,
      interpreter: "not-asked",
      child: "not-asked",
      guardian: "not-asked",
      heard_before: "not-asked",
      first_account: true,
      long_form_reason: null,
    },
    consent: {
      written_down: "not-asked",
      recorded: "not-asked",
      assent: "not-asked",
      uses: {},
      language: null,
      risks_named: false,
      can_change_told: false,
      how: null,
    },
    filed: null,
    recordings: [],
    voice_marks: [],
    sections: [],
    sign_off: null,
    ...change,
  };
}

export function told(section: Section): boolean {
  const words = section.lines.some((line) => line.text.trim() !== "");
  return words || Boolean(section.when) || Boolean(section.place) || Object.values(section.facts).some((answer) => answer !== "not-asked");
}

const missing = (field: string, key: string): Missing => ({ field, key });

function consentMissing({ consent, before, filed }: Draft): Missing | null {
  if (filed === null && (consent.written_down === "no" || consent.written_down === "later")) return missing("consent.written-down", "need-consent");
  if (consent.written_down === "not-asked") return missing("consent.written-down", "ask-first");
  if (!consent.language) return missing("consent.language", "language-needed");
  if (!consent.risks_named) return missing("consent.risks-named", "risks-needed");
  if (!consent.can_change_told) return missing("consent.can-change-told", "change-needed");
  if (before.child === "yes" && consent.written_down === "yes") {
    if (before.guardian !== "yes") return missing("before.guardian", "guardian-needed");
    if (consent.assent !== "yes") return missing("consent.assent", "assent-needed");
  }
  return consent.how ? null : missing("consent.how", "how-needed");
}

function writing(draft: Draft): Missing | null {
  const same = JSON.stringify(draft.filed?.consent) === JSON.stringify(draft.consent);
  if (!draft.filed || !same) return missing("consent", "consent-not-filed");
  return draft.consent.written_down === "yes" ? null : missing("consent.written-down", "need-consent");
}

function signing(draft: Draft): Missing | null {
  const unread = draft.sections.find((s) => told(s) && s.read_back === "not-read");
  return (
    writing(draft) ??
    (draft.sections.some(told) || draft.recordings.length > 0 ? null : missing("sections", "nothing-told")) ??
    (unread ? missing(`sections.${unread.section}.read-back`, "not-read-back") : null)
  );
}

/** Returns the words of a section that begin like a name on the card. */
function namesIn(section: Section, watched: string | null): string[] {
  const stems = watched?.split(" ") ?? [];
  const text = [...section.lines.map((line) => line.text), section.place ?? ""].join(" ");
  return text.split(/[^\p{L}]+/u).filter((word) => stems.some((stem) => word.startsWith(stem)));
}

function offer(draft: Draft, watched: string | null): Offer {
  const may = writing(draft) === null && draft.sign_off === null;
  const found = draft.sections.map((s) => ({ field: `sections.${s.section}.lines`, key: "names-the-person", words: namesIn(s, watched), said: told(s) }));
  return {
    consent_missing: consentMissing(draft),
    consent_filed: writing(draft)?.key !== "consent-not-filed",
    may_write: may,
    may_record: may && draft.consent.recorded === "yes",
    may_record_voice_mark: draft.consent.written_down === "yes" && draft.consent.recorded === "yes",
    offered: draft.before.first_account ? ["account"] : [...KINDS],
    sign_off_missing: signing(draft),
    finish_missing: draft.sign_off ? (draft.sign_off.kind === "stopped" ? writing(draft) : signing(draft)) : missing("sign-off", "not-signed"),
    findings: [
      ...(draft.before.safe === "no" ? [{ field: "before.safe", key: "not-safe", words: [] }] : []),
      ...(draft.before.alone === "no" ? [{ field: "before.alone", key: "not-alone", words: [] }] : []),
      ...found.filter(({ field, words, said }) => words.length > 0 || (watched === null && said && draft.named?.includes(field))).map(({ said: _, ...finding }) => finding),
    ],
  };
}

/** Removes the voice that began for an answer once the answer itself is new. */
function settle(draft: Draft, field: string, answer: unknown, before: unknown): void {
  if (answer && JSON.stringify(answer) !== JSON.stringify(before)) delete draft.voices?.[field];
}

/** Applies a change to `draft`, or returns the reason of a refusal. */
function apply(draft: Draft, change: TestimonyChange): Missing | null {
  const at = (kind: SectionKind): Section => {
    let found = draft.sections.find((s) => s.section === kind);
    if (!found) {
      found = untouched(kind);
      draft.sections.push(found);
      draft.sections.sort((a, b) => KINDS.indexOf(a.section) - KINDS.indexOf(b.section));
    }
    return found;
  };
  switch (change.change) {
    case "go-to": {
      const needs = change.step === "who" || change.step === "interview" || change.step === "read-back" ? writing(draft) : change.step === "sign-off" ? signing(draft) : null;
      if (!needs) draft.step = change.step;
      return needs;
    }
    case "before": {
      const { before } = change;
      if (!before.first_account && before.heard_before === "not-asked") return missing("before.heard-before", "ask-first");
      if (!before.first_account && before.heard_before !== "no" && !before.long_form_reason?.trim()) return missing("before.long-form-reason", "reason-needed");
      draft.before = before;
      return null;
    }
    case "consent": {
      const { consent } = change;
      settle(draft, "consent.how", consent.how, draft.consent.how);
      for (const use of Object.keys(consent.uses) as Use[]) settle(draft, `consent.${use}.voice`, consent.uses[use]?.voice, draft.consent.uses[use]?.voice);
      draft.consent = consent;
      return null;
    }
    case "ways":
      settle(draft, "consent.how", change.ways.consent, draft.ways?.consent);
      settle(draft, "sign-off", change.ways.sign_off, draft.ways?.sign_off);
      draft.ways = change.ways;
      return null;
    case "pseudonym":
      if (change.pseudonym.trim() === "") return missing("pseudonym", "pseudonym-needed");
      draft.pseudonym = change.pseudonym.trim();
      return null;
    case "no-identity":
      draft.identity = { state: change.refused ? "refused" : "not-asked" };
      return null;
    case "sign-off":
      if (change.sign_off.kind !== "stopped") {
        const needs = signing(draft);
        if (needs) return needs;
      }
      settle(draft, "sign-off", change.sign_off, null);
      draft.sign_off = change.sign_off;
      draft.step = "sign-off";
      return null;
    case "unsign":
      draft.sign_off = null;
      return null;
    default:
  }
  const section = at(change.section);
  switch (change.change) {
    case "right":
      section.read_back = "right";
      return null;
    case "correct":
      (section.corrections ??= []).push({ lines: change.lines });
      section.read_back = "changed";
      return null;
    case "leave-out":
    case "tell-again":
      draft.sections = draft.sections.map((s) => (s === section ? { ...untouched(s.section), read_back: change.change === "leave-out" ? "left-out" : "not-read" } : s));
      return null;
    default:
  }
  if (section.read_back !== "not-read") return missing(`sections.${section.section}.lines`, "read-already");
  switch (change.change) {
    case "lines":
      section.lines = change.lines;
      break;
    case "when":
      if (change.when) section.when = change.when;
      else delete section.when;
      break;
    case "place":
      if (change.place) section.place = change.place;
      else delete section.place;
      break;
    case "fact":
      section.facts[change.fact] = change.answer;
      break;
    case "audio":
      section.audio = change.audio;
      break;
  }
  return null;
}

export function fakeTestimony(core: FakeTestimony & Pick<CaptureBridge, "recordingBegin">): TestimonyBridge {
  const open = (): Draft => {
    if (core.lock !== "open") throw new Trouble("vault-locked");
    if (!core.interview) throw new Trouble("no-interview");
    return core.interview;
  };
  /** Closes the open interview; the names to search it for are kept. */
  const leave = (): void => {
    if (core.interview && core.watched !== null) core.watchedLeft.set(core.interview.witness, core.watched);
    [core.interview, core.watched] = [null, null];
  };
  const view = (refused: Missing | null = null, recording: string | null = null): InterviewView => {
    const draft = open();
    return structuredClone({
      id: `testimony-${draft.witness}`,
      draft,
      offer: offer(draft, core.watched),
      refused,
      unsaved: core.full ? { code: "disk-full" as const, item: null } : null,
      witnessCompartment: core.compartment,
      namesWatched: core.watched !== null,
      recording,
    });
  };
  const keep = (draft: Draft): void => {
    core.interview = draft;
    core.interviews = [draft, ...core.interviews.filter((d) => d !== draft)];
  };
  return {
    async testimonyDrafts() {
      if (core.stuck) return new Promise(() => undefined);
      if (core.lock !== "open") throw new Trouble("vault-locked");
      return core.interviews.map((d) => ({ id: `testimony-${d.witness}`, savedAt: d.began_at, pseudonym: d.pseudonym, step: d.step }));
    },
    async testimonyBegin() {
      leave();
      keep(interview(core.interviews.length + core.testimonies.length + 1));
      return view();
    },
    async testimonyResume(id) {
      const found = core.interviews.find((d) => `testimony-${d.witness}` === id) ?? null;
      if (core.interview && core.interview !== found) leave();
      if (found && core.watched === null) core.watched = core.watchedLeft.get(found.witness) ?? null;
      core.interview = found;
      return view();
    },
    async testimonyChange(change) {
      const draft = structuredClone(open());
      const refused = apply(draft, change);
      if (!refused) Object.assign(open(), draft);
      if (core.watched !== null) open().named = open().sections.filter((s) => namesIn(s, core.watched).length > 0).map((s) => `sections.${s.section}.lines`);
      return view(refused);
    },
    async testimonyPseudonym() {
      open().pseudonym = `Heron ${10 + core.interviews.length}`;
      return view();
    },
    async testimonyConsent() {
      const draft = open();
      const refused = consentMissing(draft);
      if (core.full) throw core.full;
      if (!refused) draft.filed = { item: "c0".repeat(16), consent: structuredClone(draft.consent), child: draft.before.child, guardian: draft.before.guardian };
      return view(refused);
    },
    async testimonyIdentity(identity) {
      const draft = open();
      if (identity.name.trim() === "") return view(missing("identity.name", "name-needed"));
      if (core.full) throw core.full;
      if (!core.compartment) draft.identity = { state: "no-compartment" };
      else {
        core.sealedNames.push(identity.name);
        core.watched = identity.name;
        draft.identity = { state: "sealed", item: "1d".repeat(16) };
      }
      return view();
    },
    async testimonyRecord(purpose, name, mediaType, field = null) {
      const draft = open();
      const made = await core.recordingBegin(name, mediaType, []);
      (purpose === "interview" ? draft.recordings : draft.voice_marks).push(made);
      if (field !== null) (draft.voices ??= {})[field] = { item: made, at: new Date().toISOString() };
      return view(null, made);
    },
    async testimonyFinish() {
      const draft = open();
      const refused = offer(draft, core.watched).finish_missing;
      if (refused) return { state: "open", interview: view(refused) };
      if (core.full) throw core.full;
      core.testimonies.push(draft);
      core.interviews = core.interviews.filter((d) => d !== draft);
      [core.interview, core.watched] = [null, null];
      return { state: "filed", filed: { item: "7e".repeat(16), words: structuredClone(WORDS), pseudonym: draft.pseudonym, draftLeft: false } };
    },
    async testimonyDelete(id) {
      if (core.interview && `testimony-${core.interview.witness}` === id) [core.interview, core.watched] = [null, null];
      core.interviews = core.interviews.filter((d) => `testimony-${d.witness}` !== id);
    },
    async testimonyClose() {
      leave();
    },
    async testimonyWithdraw(words) {
      if (core.full) throw core.full;
      const said = words.trim().toLowerCase().split(/[\s,]+/).join(" ");
      return Object.values(WORDS).some((six) => six.join(" ") === said) ? "7e".repeat(16) : null;
    },
  };
}
