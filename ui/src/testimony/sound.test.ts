import { beforeEach, expect, test, vi } from "vitest";
import { Trouble } from "../bridge/bridge";
import type { CaptureBridge } from "../bridge/capture";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { interview } from "../bridge/fake/testimony";
import type { Draft } from "../bridge/types";
import { type Devices, devices, FakeRecording } from "../capture/testing";
import { Session } from "../session/session.svelte";
import { show } from "../testing";
import Interview from "./Interview.svelte";
import { Talk } from "./talk.svelte";
import Testimony from "./Testimony.svelte";
import VoiceMark from "./VoiceMark.svelte";

const recorder = vi.hoisted(() => ({ begin: (_bridge: CaptureBridge): Promise<unknown> => Promise.reject(new Error("no recorder")) }));
vi.mock("../capture/recording", () => ({ Recording: { begin: (bridge: CaptureBridge) => recorder.begin(bridge) } }));
vi.mock("../capture/codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

let core: FakeCore;
let given: Devices;
let recording: FakeRecording;
let talk: Talk;
beforeEach(async () => {
  given = devices();
  recording = new FakeRecording();
  recorder.begin = async (bridge) => Object.assign(recording, { item: await bridge.recordingBegin("sound.webm", "audio/webm", []) });
  core = fake(home());
  const consent: Draft["consent"] = { ...interview(3).consent, written_down: "yes", recorded: "yes", language: "en", risks_named: true, can_change_told: true, how: { kind: "witnessed", by: "interpreter" } };
  const filed = { item: "c0".repeat(16), consent: structuredClone(consent), child: "not-asked" as const, guardian: "not-asked" as const };
  core.interviews = [interview(3, { step: "interview", consent, filed })];
  talk = new Talk(new Session(core, "en"), await core.testimonyResume(`testimony-${"3".padStart(32, "0")}`));
});

const settle = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("the sound of an interview that was being begun when everything was closed ends, and closing waits for it", async () => {
  let begun: () => void = () => undefined;
  recorder.begin = () => new Promise((resolve) => (begun = () => resolve(recording)));
  void talk.sound.begin("interview");
  await settle();
  let closed = false;
  const closing = talk.sound.stop().then(() => (closed = true));
  await settle();
  expect(closed).toBe(false);
  begun();
  await closing;
  expect(recording.ended).toEqual([false]);
  expect([talk.sound.live, talk.session.busy]).toEqual([null, false]);
  expect(given.microphones.map((track) => track.stopped)).toEqual([true]);
});

test("sound that was stopped and is never sealed holds neither the microphone nor the way", async () => {
  recording.end = () => new Promise(() => undefined);
  await talk.sound.begin("interview");
  expect(talk.session.busy).toBe(true);
  void talk.sound.stop();
  await settle();
  expect(talk.session.busy).toBe(false);
  expect(given.microphones.map((track) => track.stopped)).toEqual([true]);
});

test("an interview goes on to its next step though the core never says that its sound has ended, and that is told", async () => {
  recording.end = () => new Promise(() => undefined);
  await talk.sound.begin("interview");
  expect(await talk.go("read-back")).toBe(true);
  expect([talk.draft.step, talk.sound.live, talk.sound.working]).toEqual(["read-back", null, false]);
  expect(talk.sound.trouble?.code).toBe("end-unconfirmed");
});

test("no sound is recorded on the next step when the one before was left while the microphone was opening", async () => {
  const open = given.hold();
  void talk.sound.begin("interview");
  await settle();
  const going = talk.go("read-back");
  open();
  expect(await going).toBe(true);
  await settle();
  expect(talk.sound.live).toBeNull();
  expect(core.interview?.recordings).toEqual([]);
  expect(given.microphones.map((track) => track.stopped)).toEqual([true]);
});

test("an interview whose microphone goes silent is sealed as cut off, tied to its section, and says why", async () => {
  await talk.sound.begin("interview");
  await talk.sound.enter("account");
  await settle(450);
  recording.failed(new Trouble("microphone-lost"));
  await settle();
  expect(recording.ended).toEqual([true]);
  expect(talk.sound.trouble?.code).toBe("microphone-lost");
  expect([talk.sound.live, talk.session.busy]).toEqual([null, false]);
  expect(core.interview?.sections[0]?.audio?.map((range) => range.item)).toEqual([recording.item]);
});

test("where the core itself failed, the recording is left for its next start, and the reason stands", async () => {
  await talk.sound.begin("interview");
  recording.failed(new Trouble("disk-full"));
  await settle();
  expect(recording.ended).toEqual([]);
  expect(talk.sound.trouble?.code).toBe("disk-full");
});

test("a microphone that is lost ends the sound and says so, unless sealing failed, which matters more", async () => {
  await talk.sound.begin("interview");
  given.microphones[0]?.end();
  await settle();
  expect(recording.ended).toEqual([true]);
  expect(talk.sound.trouble?.code).toBe("microphone-lost");
  recording.refusal = new Trouble("disk-full");
  await talk.sound.begin("interview");
  given.microphones[1]?.end();
  await settle();
  expect(recording.ended).toEqual([true, true]);
  expect(talk.sound.trouble?.code).toBe("disk-full");
});

test("an interview whose microphone was lost while its sound was being begun ends at once as cut off, and says why", async () => {
  let begun: () => void = () => undefined;
  recorder.begin = () => new Promise((resolve) => (begun = () => resolve(recording)));
  const going = talk.sound.begin("interview");
  await settle();
  given.microphones[0]?.end();
  begun();
  await going;
  expect(recording.ended).toEqual([true]);
  expect([talk.sound.live, talk.sound.working, talk.session.busy]).toEqual([null, false, false]);
  expect(talk.sound.trouble?.code).toBe("microphone-lost");
});

test("sound that could not be sealed when its step was left is told on the next one", async () => {
  const screen = await show(Testimony, { session: talk.session });
  await screen.loaded("[data-resume]");
  await screen.click("[data-resume]");
  await screen.loaded("[data-step=interview]");
  await screen.click("[data-sound] button");
  await screen.loaded("[data-sound=interview]");
  recording.refusal = new Trouble("disk-full");
  await screen.click("[data-next]");
  await screen.loaded("[data-step=read-back]");
  expect(screen.find("[role=alert]").textContent).toContain("disk is full");
  await screen.gone();
});

test("a microphone that the system withholds in an interview is told, and when it is back; the sound goes on", async () => {
  const screen = await show(Interview, { talk });
  await talk.sound.begin("interview");
  recording.heard(false);
  given.microphones[0]?.withhold();
  await screen.settle();
  expect(screen.find("[data-withheld=microphone]").textContent).toContain("switched the microphone off for now");
  expect(screen.root.querySelector("[data-silence]")).toBeNull();
  given.microphones[0]?.withhold(false);
  await screen.settle();
  expect(screen.root.querySelector("[data-withheld]")).toBeNull();
  screen.find("[data-back=microphone]");
  expect([talk.sound.live, recording.ended]).toEqual(["interview", []]);
  await screen.gone();
});

test("a microphone that the system withholds while somebody agrees aloud is told", async () => {
  const screen = await show(VoiceMark, { talk, name: "consent", field: "consent.how", label: "Agree", item: null, made: () => undefined });
  await screen.click("[data-voice] button");
  await screen.loaded("[data-voice] button.main");
  recording.heard(false);
  given.microphones[0]?.withhold();
  await screen.settle();
  screen.find("[data-withheld=microphone]");
  expect(screen.root.querySelector("[data-silence]")).toBeNull();
  await screen.gone();
});

/** Opens the consent of an interview, with the voice as the chosen way to agree and its recording running. */
async function agreeing(): Promise<Awaited<ReturnType<typeof show>>> {
  const draft = core.interviews[0];
  if (!draft) throw new Error("no interview");
  Object.assign(draft, { step: "consent", filed: null, consent: { ...draft.consent, how: null } });
  core.lock = "open";
  const screen = await show(Testimony, { session: new Session(core, "en") });
  await screen.click("[data-resume]");
  await screen.click('[data-question="consent-how"] input[value="voice"]');
  await screen.click("[data-voice=consent] button");
  await screen.loaded("[data-voice=consent] button.main");
  return screen;
}

test("a consent that is sealed while its voice is recorded ends the voice first and holds it", async () => {
  const screen = await agreeing();
  await screen.click("[data-next]");
  await screen.loaded("[data-step=who]");
  expect(recording.ended).toEqual([false]);
  expect(core.interview?.filed?.consent.how).toEqual({ kind: "voice", item: recording.item });
  await screen.gone();
});

/** Opens the interview after a kill: its recording does not run any more. */
async function killed(): Promise<Awaited<ReturnType<typeof show>>> {
  core.interview = null;
  recording = new FakeRecording();
  const screen = await show(Testimony, { session: new Session(core, "en") });
  await screen.click("[data-resume]");
  return screen;
}

test("a voice that was cut off is told where it was to stand, its way stays chosen, and recorded again it is not told any more", async () => {
  const before = await agreeing();
  const cut = core.interview?.voices?.["consent.how"]?.item;
  await before.gone();
  const screen = await killed();
  expect(screen.find<HTMLInputElement>('[data-question="consent-how"] input[value="voice"]').checked).toBe(true);
  expect(screen.find("[data-voice=consent] [data-cut=true]").textContent).toMatch(/was cut off\. It is sealed by itself.*record it again/);
  expect(screen.root.querySelectorAll("[data-cut=true]").length).toBe(1);
  await screen.click("[data-voice=consent] button");
  await screen.loaded("[data-voice=consent] button.main");
  expect(screen.root.querySelectorAll("[data-cut=true]").length).toBe(0);
  await screen.click("[data-voice=consent] button.main");
  await screen.loaded("[data-voice=consent][data-done=true]");
  expect(screen.root.querySelectorAll("[data-cut=true]").length).toBe(0);
  expect([core.interview?.voices, core.interview?.consent.how]).toEqual([{}, { kind: "voice", item: recording.item }]);
  expect(recording.item).not.toBe(cut);
  await screen.gone();
});

test("a voice that the hand stopped is told when the interview is taken up again", async () => {
  const before = await agreeing();
  const draft = core.interviews[0];
  // The hand locks the vault: later answers cannot be kept.
  core.testimonyChange = () => Promise.reject(new Trouble("vault-locked"));
  await before.gone();
  core = Object.assign(fake(home()), { lock: "open" as const, interviews: draft ? [structuredClone(draft)] : [] });
  const screen = await killed();
  screen.find("[data-voice=consent] [data-cut=true]");
  await screen.gone();
});

test("each way to agree and to close that was chosen is chosen after a kill", async () => {
  for (const way of ["voice", "sign", "witnessed"]) {
    const before = await agreeing();
    await before.click(`[data-question="consent-how"] input[value="${way}"]`);
    await before.gone();
    const screen = await killed();
    expect(screen.find<HTMLInputElement>('[data-question="consent-how"] input:checked').value).toBe(way);
    await screen.gone();
  }
  const draft = core.interviews[0];
  Object.assign(draft ?? {}, { step: "sign-off", sign_off: null, ways: { consent: null, sign_off: "voice" }, voices: { "sign-off": { item: "9".repeat(32), at: "2026-11-30T12:00:00.000+05:00" } } });
  const screen = await killed();
  expect(screen.find<HTMLInputElement>('[data-question="sign-off"] input:checked').value).toBe("voice");
  screen.find("[data-voice=sign-off] [data-cut=true]");
  await screen.gone();
});

test("a voice that is still being recorded when another way to agree is chosen takes nobody's place", async () => {
  const screen = await agreeing();
  await screen.click('[data-question="consent-how"] input[value="witnessed"]');
  await screen.fill("#how-by", "interpreter");
  await screen.click("[data-next]");
  await screen.loaded("[data-step=who]");
  expect(core.interview?.filed?.consent.how).toEqual({ kind: "witnessed", by: "interpreter" });
  await screen.gone();
});

test("sound of an interview that goes on is use of the window: nothing locks in the middle of an account", async () => {
  const touched = vi.spyOn(talk.session, "touch");
  await talk.sound.begin("interview");
  await settle(600);
  expect(touched.mock.calls.length).toBeGreaterThanOrEqual(2);
  await talk.sound.stop();
  touched.mockClear();
  await settle(400);
  expect(touched).not.toHaveBeenCalled();
});

test("agreeing aloud ends by itself after twelve seconds and can be heard again; one that was ended by hand is not ended twice", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await talk.sound.begin("voice-mark");
  await vi.advanceTimersByTimeAsync(11_000);
  expect([talk.sound.live, recording.ended]).toEqual(["voice-mark", []]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([talk.sound.live, recording.ended, talk.sound.again?.item]).toEqual([null, [false], recording.item]);
  await talk.sound.begin("voice-mark");
  expect(talk.sound.again).toBeNull();
  await talk.sound.stop();
  await talk.sound.begin("interview");
  await vi.advanceTimersByTimeAsync(12_000);
  vi.useRealTimers();
  expect(talk.sound.live).toBe("interview");
});

test.each([
  ["voice-mark", "end-unconfirmed"],
  ["interview", undefined],
] as const)("where the end of %s is confirmed late, what is told then is %s: agreeing that stands nowhere is recorded again", async (purpose, told) => {
  let answer: () => void = () => undefined;
  const end = recording.end.bind(recording);
  recording.end = (cutOff) => new Promise<void>((go) => (answer = go)).then(() => end(cutOff));
  await talk.sound.begin(purpose);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  void talk.sound.stop();
  await vi.advanceTimersByTimeAsync(6_000);
  vi.useRealTimers();
  expect(talk.sound.trouble?.code).toBe("end-unconfirmed");
  answer();
  await settle();
  expect([talk.sound.trouble?.code, talk.sound.again]).toEqual([told, null]);
});

test("sound that goes on after a pause is tied from its own beginning, to the section that is still open", async () => {
  await talk.sound.begin("interview");
  await settle(500);
  await talk.sound.enter("account");
  await settle(450);
  await talk.sound.stop();
  await talk.sound.begin("interview");
  await settle(450);
  await talk.sound.stop();
  const [first, second] = core.interview?.sections[0]?.audio ?? [];
  expect(first?.from_ms).toBeGreaterThanOrEqual(480);
  expect(second?.from_ms).toBe(0);
  expect(second?.to_ms).toBeGreaterThanOrEqual(430);
});

test("silence in an interview is told while it lasts", async () => {
  const { session } = talk;
  const screen = await show(Interview, { talk });
  await talk.sound.begin("interview");
  await screen.settle();
  expect(screen.root.querySelector("[data-silence]")).toBeNull();
  recording.heard(false);
  await screen.settle();
  expect(screen.find("[data-silence]").textContent).toContain("Only silence comes from the microphone");
  recording.heard(true);
  await screen.settle();
  expect(screen.root.querySelector("[data-silence]")).toBeNull();
  expect(session.busy).toBe(true);
  await screen.gone();
});

test("what an old agreeing hands over late, and its late seal, are nothing to the one that goes on", async () => {
  const pushed: CaptureBridge[] = [];
  const { begin } = recorder;
  recorder.begin = (bridge) => {
    pushed.push(bridge);
    return begin(bridge);
  };
  const old = recording;
  let seal: () => void = () => undefined;
  const end = old.end.bind(old);
  old.end = (cutOff) => new Promise<void>((go) => (seal = go)).then(() => end(cutOff));
  await talk.sound.begin("voice-mark");
  const { item } = old;
  await pushed[0]?.recordingPush(item, new Uint8Array(50));
  old.failed(new Error("encoder"));
  recording = new FakeRecording();
  await talk.sound.begin("voice-mark");
  await pushed[0]?.recordingPush(item, new Uint8Array(50));
  await pushed[1]?.recordingPush(recording.item, new Uint8Array(7));
  seal();
  await settle();
  expect(talk.sound.again, "the old one is not what is being agreed now").toBeNull();
  const blobs: Blob[] = [];
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => (blobs.push(blob as Blob), "blob:again"));
  await talk.sound.stop();
  expect([talk.sound.again?.item, blobs.map((blob) => blob.size)]).toEqual([recording.item, [7]]);
  vi.restoreAllMocks();
});
