// Interviews with witnesses. A rule's refusal is said in the answer; everything else rejects with a `Trouble`.
import type { ClosingView, DraftView, Identity, InterviewView, Purpose, TestimonyChange } from "./types";

export interface TestimonyBridge {
  /** Interviews that were begun and not filed, newest first. Rejects with `vault-locked` while the vault is not open. */
  testimonyDrafts(): Promise<DraftView[]>;
  /** Begins an interview; a pseudonym is proposed in `language`. */
  testimonyBegin(language: string): Promise<InterviewView>;
  /** Takes up an interview again. */
  testimonyResume(id: string): Promise<InterviewView>;
  /** Changes the open interview and saves it. */
  testimonyChange(change: TestimonyChange): Promise<InterviewView>;
  /** Proposes another pseudonym. */
  testimonyPseudonym(language: string): Promise<InterviewView>;
  /** Files the consent on the cards, in place of the one filed before. */
  testimonyConsent(): Promise<InterviewView>;
  /** Seals the identity card; keep nothing of it after this call. */
  testimonyIdentity(identity: Identity): Promise<InterviewView>;
  /** Begins a recording that the person agreed to; the answer names it, its bytes go to `recordingPush`. `field`: the answer that a voice is for. */
  testimonyRecord(purpose: Purpose, name: string, mediaType: string, field?: string | null): Promise<InterviewView>;
  /** Files the testimony. */
  testimonyFinish(): Promise<ClosingView>;
  /** Removes an interview that was not filed. */
  testimonyDelete(id: string): Promise<void>;
  /** Leaves the open interview; it stays in the vault. */
  testimonyClose(): Promise<void>;
  /** Files that a person takes back their consent; says the item of the testimony with these six words, or none. */
  testimonyWithdraw(words: string): Promise<string | null>;
}
