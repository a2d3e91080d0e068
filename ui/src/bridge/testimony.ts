// Interviews with witnesses. The answer contains a rule's refusal; every other failure rejects with a `Trouble`.
import type { ClosingView, DraftView, Identity, InterviewView, Purpose, TestimonyChange } from "./types";

export interface TestimonyBridge {
  /**
   * Returns the interviews that were begun and not filed, newest first. Rejects with `vault-locked` while the vault is
   * not open.
   */
  testimonyDrafts(): Promise<DraftView[]>;
  /** Begins an interview with a proposed pseudonym in `language`. */
  testimonyBegin(language: string): Promise<InterviewView>;
  /** Opens a kept interview. */
  testimonyResume(id: string): Promise<InterviewView>;
  /** Changes the open interview and saves it. */
  testimonyChange(change: TestimonyChange): Promise<InterviewView>;
  /** Proposes another pseudonym. */
  testimonyPseudonym(language: string): Promise<InterviewView>;
  /** Files the consent of the cards, in place of the one filed before. */
  testimonyConsent(): Promise<InterviewView>;
  /** Seals the identity card; the caller must keep no part of the card. */
  testimonyIdentity(identity: Identity): Promise<InterviewView>;
  /**
   * Begins a recording that the person agreed to, for the answer `field` if it is a voice. The answer names the item;
   * its bytes go to `recordingPush`.
   */
  testimonyRecord(purpose: Purpose, name: string, mediaType: string, field?: string | null): Promise<InterviewView>;
  /** Files the testimony. */
  testimonyFinish(): Promise<ClosingView>;
  /** Removes an interview that was not filed. */
  testimonyDelete(id: string): Promise<void>;
  /** Closes the open interview; it stays in the vault. */
  testimonyClose(): Promise<void>;
  /** Files a withdrawal of consent; returns the item of the testimony with these six words, or null. */
  testimonyWithdraw(words: string): Promise<string | null>;
}
