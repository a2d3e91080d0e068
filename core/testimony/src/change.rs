//! One change to an interview, as a screen asks for it, with the rules that allow it.
//!
//! A change is applied whole or not at all: a refused change leaves the draft unchanged.

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::before::Before;
use crate::codes::{Fact, ReadBack, SectionKind, Step, YesNo};
use crate::consent::Consent;
use crate::draft::{Draft, IdentityCard, SignOff};
use crate::records::MAX_BYTES;
use crate::section::{AudioRange, Correction, Line, Section, field};
use crate::text;
use crate::text::{ensure, refused};
use crate::ways::Ways;

/// A change that a screen may ask for. Filing and recording are noted separately, after they happened.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "TestimonyChange"))]
#[serde(tag = "change", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// To another step.
    GoTo {
        /// Which.
        step: Step,
    },
    /// The answers before the interview.
    Before {
        /// All of them.
        before: Before,
    },
    /// The cards.
    Consent {
        /// All of them.
        consent: Consent,
    },
    /// The ways to agree and to close, as they are chosen.
    Ways {
        /// Both.
        ways: Ways,
    },
    /// Another pseudonym.
    Pseudonym {
        /// The new one.
        pseudonym: String,
    },
    /// No identity card is taken.
    NoIdentity {
        /// True when the person was asked and would not.
        refused: bool,
    },
    /// A section's own words.
    Lines {
        /// Which section.
        section: SectionKind,
        /// Language of the words.
        language: Option<String>,
        /// All its lines.
        lines: Vec<Line>,
    },
    /// When a section was.
    When {
        /// Which section.
        section: SectionKind,
        /// EDTF, or none.
        when: Option<String>,
    },
    /// Where a section was.
    Place {
        /// Which section.
        section: SectionKind,
        /// In words, or none.
        place: Option<String>,
    },
    /// One fact of a section.
    Fact {
        /// Which section.
        section: SectionKind,
        /// Which fact.
        fact: Fact,
        /// The answer to it.
        answer: YesNo,
    },
    /// Where a section is in the recordings.
    Audio {
        /// Which section.
        section: SectionKind,
        /// All stretches.
        audio: Vec<AudioRange>,
    },
    /// Read back, and right.
    Right {
        /// Which section.
        section: SectionKind,
    },
    /// Read back, and something is added.
    Correct {
        /// Which section.
        section: SectionKind,
        /// The lines that are added.
        lines: Vec<Line>,
    },
    /// The person withdraws a section: its words are gone.
    LeaveOut {
        /// Which section.
        section: SectionKind,
    },
    /// The person tells anew what they had withdrawn.
    TellAgain {
        /// Which section.
        section: SectionKind,
    },
    /// Signed off, or broken off.
    SignOff {
        /// How.
        sign_off: SignOff,
    },
    /// Not signed off after all.
    Unsign,
}

impl Draft {
    /// Applies a change, or refuses it and stays unchanged. Errors name the field and the rule, never the person's
    /// words.
    pub fn apply(&mut self, change: Change) -> Result<()> {
        let mut next = self.clone();
        next.change(change)?;
        next.check()?;
        ensure(next.to_json()?.len() <= MAX_BYTES, "sections", "too-long")?;
        *self = next;
        Ok(())
    }

    fn change(&mut self, change: Change) -> Result<()> {
        let signed = self.sign_off.is_some();
        let looks = matches!(change, Change::GoTo { .. } | Change::Unsign);
        ensure(!signed || looks, "sign-off", "signed")?;
        match change {
            Change::GoTo { step } => self.go_to(step),
            Change::Before { before } => {
                self.before = before;
                Ok(())
            }
            Change::Consent { consent } => {
                self.settle_consent(&consent);
                self.consent = consent;
                Ok(())
            }
            Change::Ways { ways } => {
                self.change_ways(ways);
                Ok(())
            }
            Change::Pseudonym { pseudonym } => {
                self.pseudonym = pseudonym.trim().to_owned();
                self.named.remove("pseudonym");
                Ok(())
            }
            Change::NoIdentity { refused } => {
                let sealed = matches!(self.identity, IdentityCard::Sealed { .. });
                ensure(!sealed, "identity", "identity-sealed")?;
                self.identity = if refused { IdentityCard::Refused } else { IdentityCard::NotAsked };
                Ok(())
            }
            Change::Lines { section, language, lines } => {
                let open = self.open(section, "lines")?;
                (open.language, open.lines) = (language, lines);
                Ok(())
            }
            Change::When { section, when } => {
                self.open(section, "when")?.when = when.filter(|t| !t.is_empty());
                Ok(())
            }
            Change::Place { section, place } => {
                self.open(section, "place")?.place = place.filter(|t| !t.is_empty());
                Ok(())
            }
            Change::Fact { section, fact, answer } => {
                self.open(section, "facts")?.facts.insert(fact, answer);
                Ok(())
            }
            Change::Audio { section, audio } => {
                self.open(section, "audio")?.audio = audio;
                Ok(())
            }
            Change::Right { section } => {
                let read = self.told_section(section)?;
                ensure(read.read_back == ReadBack::NotRead, &read.field("read-back"), "read-already")?;
                read.read_back = ReadBack::Right;
                Ok(())
            }
            Change::Correct { section, lines } => {
                let lines: Vec<Line> = lines.into_iter().filter(|l| text::said(Some(&l.text))).collect();
                let read = self.told_section(section)?;
                read.corrections.push(Correction { lines });
                read.read_back = ReadBack::Changed;
                Ok(())
            }
            // Withdrawing discloses no words, so it needs no consent.
            Change::LeaveOut { section } => {
                let begun = self.sections.iter_mut().find(|s| s.section == section);
                *begun.ok_or_else(|| refused(field(section, "read-back"), "nothing-told"))? =
                    Section::withdrawn(section);
                Ok(())
            }
            Change::TellAgain { section } => {
                let left_out = |s: &Section| s.section == section && s.read_back == ReadBack::LeftOut;
                let begun = self.sections.iter_mut().find(|s| left_out(s));
                *begun.ok_or_else(|| refused(field(section, "read-back"), "read-already"))? =
                    Section::untouched(section);
                Ok(())
            }
            Change::SignOff { sign_off } => {
                self.may_write()?;
                ensure(self.told(), "sections", "nothing-told")?;
                self.sign_off = Some(sign_off);
                self.settle_sign_off();
                self.step = Step::SignOff;
                Ok(())
            }
            Change::Unsign => {
                self.sign_off = None;
                Ok(())
            }
        }
    }

    fn go_to(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Before | Step::Consent => ensure(self.sign_off.is_none(), "sign-off", "signed")?,
            Step::Who | Step::Interview => {
                ensure(self.sign_off.is_none(), "sign-off", "signed")?;
                self.may_write()?;
            }
            Step::ReadBack => {
                ensure(self.sign_off.is_none(), "sign-off", "signed")?;
                self.may_write()?;
                ensure(self.told(), "sections", "nothing-told")?;
            }
            Step::SignOff if self.sign_off.is_some() => {}
            Step::SignOff => self.may_sign()?,
        }
        self.step = step;
        Ok(())
    }

    /// Returns a section that can still be edited; begins it if necessary.
    fn open(&mut self, kind: SectionKind, of: &str) -> Result<&mut Section> {
        self.may_write()?;
        let at = match self.sections.binary_search_by_key(&kind, |s| s.section) {
            Ok(at) => at,
            Err(at) => {
                self.sections.insert(at, Section::untouched(kind));
                at
            }
        };
        let section = self.sections.get_mut(at).ok_or(crate::Error::Bug("a section that was just begun"))?;
        ensure(section.read_back == ReadBack::NotRead, &field(kind, of), "read-already")?;
        Ok(section)
    }

    /// Returns a section that has something to read back.
    fn told_section(&mut self, kind: SectionKind) -> Result<&mut Section> {
        self.may_write()?;
        let told = self.sections.iter_mut().find(|s| s.section == kind && s.told());
        told.ok_or_else(|| refused(field(kind, "read-back"), "nothing-told"))
    }
}
