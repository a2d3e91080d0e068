//! An invitation as one or a few texts, each small enough for a QR code that a phone reads from a screen or from paper.
//!
//! Owns the compact form and the numbering. The joined invitation is read and checked like any other. Draws no
//! pictures.

use std::collections::BTreeMap;

use crate::policy::PAYLOAD_TYPE as POLICY_TYPE;
use crate::{Digest, Envelope, Error, Invitation, PublicKey, Result};

use zeroize::Zeroizing;

use super::{AdmissionSecret, FORMAT, MAX_INVITATION, TICKET_TYPE};

/// The prefix of each code: the name and the version of this form.
pub const HEAD: &str = "TESTAMUR:2:";
/// Most characters of content in one code. With its head it stays below 734: a QR code of 85 by 85 at level M. An
/// invitation with two hybrid recipients, which do not compress, then has seven or eight codes.
const CONTENT: usize = 700;
/// Most codes of one invitation: more than a person would hold up to a camera.
pub const MAX_CODES: usize = 32;
/// Work of the compressor, 0 to 10.
const EFFORT: u8 = 9;

/// The codes that were read so far, in any order.
#[derive(Clone, Default, Debug)]
pub struct Codes {
    set: String,
    total: usize,
    read: BTreeMap<usize, String>,
}

/// Progress of reading the codes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reading {
    /// Some codes are still missing.
    Some {
        /// Number of codes read.
        read: usize,
        /// Number of codes of the invitation.
        total: usize,
    },
    /// All codes were read: the invitation in its JSON form.
    Whole(Vec<u8>),
}

/// Returns the invitation as texts of letters that a QR code's alphanumeric mode has, in order:
/// `TESTAMUR:2:2/3:SET:CONTENT`.
///
/// Errors: an envelope of another type, or more codes than are read.
pub fn write(invitation: &Invitation) -> Result<Vec<String>> {
    let packed = pack(invitation)?;
    let set = set_of(&packed);
    let text = base45::encode(&packed);
    // Letters of base45 are single bytes, so every cut falls between two of them.
    // All of one size, so that their pictures are of one size too.
    let each = text.len().div_ceil(text.len().div_ceil(CONTENT).max(1)).max(1);
    let pieces: Vec<&[u8]> = text.as_bytes().chunks(each).collect();
    if pieces.len() > MAX_CODES {
        return Err(Error::refused("invitation", "it is too large for codes; hand over the file"));
    }
    let total = pieces.len();
    let one = |(n, piece): (usize, &&[u8])| format!("{HEAD}{}/{total}:{set}:{}", n + 1, String::from_utf8_lossy(piece));
    Ok(pieces.iter().enumerate().map(one).collect())
}

impl Codes {
    /// Adds the text of one code. A code of another invitation starts the reading again.
    ///
    /// Errors: `Malformed` for a text that is no such code, `Unsupported` for a code of a later version. The last code
    /// also gives the errors of the joined invitation, after which reading starts again.
    pub fn take(&mut self, text: &str) -> Result<Reading> {
        let code = Code::parse(text)?;
        if code.set != self.set || code.total != self.total {
            *self = Self { set: code.set.to_owned(), total: code.total, read: BTreeMap::new() };
        }
        self.read.insert(code.number, code.content.to_owned());
        if self.read.len() < self.total {
            return Ok(Reading::Some { read: self.read.len(), total: self.total });
        }
        let whole = std::mem::take(self);
        let content: String = whole.read.into_values().collect();
        let packed = base45::decode(&content).map_err(|_| Error::malformed("code", "its letters are not base45"))?;
        if set_of(&packed) != whole.set {
            return Err(Error::malformed("code", "its pieces do not belong together"));
        }
        crate::json::print(&unpack(&packed)?).map(Reading::Whole)
    }
}

/// Returns true for the text of a code, of this version or another.
pub fn is_code(text: &str) -> bool {
    text.trim_start().starts_with("TESTAMUR:")
}

struct Code<'a> {
    number: usize,
    total: usize,
    set: &'a str,
    content: &'a str,
}

impl<'a> Code<'a> {
    fn parse(text: &'a str) -> Result<Self> {
        let wrong = |why| Error::malformed("code", why);
        // Spaces are letters of base45; only line ends and tabs, which a paste adds, are cut off.
        let text = text.trim_matches(['\r', '\n', '\t']);
        let Some(rest) = text.strip_prefix(HEAD) else {
            return Err(match text.strip_prefix("TESTAMUR:").and_then(|rest| rest.split(':').next()) {
                Some(version) => Error::unsupported("code", version),
                None => wrong("it is not a code of an invitation"),
            });
        };
        let mut fields = rest.splitn(3, ':');
        let (place, set, content) = (fields.next(), fields.next(), fields.next());
        let (Some((number, total)), Some(set), Some(content)) = (place.and_then(|p| p.split_once('/')), set, content)
        else {
            return Err(wrong("a field is missing"));
        };
        let (Ok(number), Ok(total)) = (number.parse::<usize>(), total.parse::<usize>()) else {
            return Err(wrong("its place is not a number"));
        };
        if number == 0 || number > total || total > MAX_CODES || content.len() > CONTENT || set.len() != 8 {
            return Err(wrong("a field is out of bounds"));
        }
        Ok(Self { number, total, set, content })
    }
}

/// Returns zlib over organisation key, both signatures, the admission secret, two lengths, both payloads and the
/// checkpoint.
fn pack(invitation: &Invitation) -> Result<Vec<u8>> {
    let (policy, ticket) = (&invitation.policy, &invitation.ticket);
    for (envelope, kind) in [(policy, POLICY_TYPE), (ticket, TICKET_TYPE)] {
        if envelope.payload_type() != kind {
            return Err(Error::unsupported("invitation", envelope.payload_type()));
        }
    }
    let length = u32::try_from(policy.payload().len()).map_err(|_| Error::Bug("a policy longer than 4 GiB"))?;
    let mut plain = invitation.organisation.as_bytes().to_vec();
    plain.extend_from_slice(policy.signature());
    plain.extend_from_slice(ticket.signature());
    plain.extend_from_slice(invitation.admission.seed().as_slice());
    plain.extend_from_slice(&length.to_be_bytes());
    let ticket_length = u16::try_from(ticket.payload().len()).map_err(|_| Error::Bug("a ticket longer than 64 KiB"))?;
    plain.extend_from_slice(&ticket_length.to_be_bytes());
    plain.extend_from_slice(policy.payload());
    plain.extend_from_slice(ticket.payload());
    plain.extend_from_slice(invitation.checkpoint.as_deref().unwrap_or_default().as_bytes());
    Ok(miniz_oxide::deflate::compress_to_vec_zlib(&plain, EFFORT))
}

fn unpack(packed: &[u8]) -> Result<Invitation> {
    let wrong = |why| Error::malformed("invitation", why);
    let plain = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, MAX_INVITATION)
        .map_err(|_| wrong("its codes do not unpack"))?;
    let short = || wrong("its codes hold too little");
    let (key, rest) = plain.split_first_chunk::<32>().ok_or_else(short)?;
    let (policy_signature, rest) = rest.split_first_chunk::<64>().ok_or_else(short)?;
    let (ticket_signature, rest) = rest.split_first_chunk::<64>().ok_or_else(short)?;
    let (secret, rest) = rest.split_first_chunk::<32>().ok_or_else(short)?;
    let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let (ticket_length, rest) = rest.split_first_chunk::<2>().ok_or_else(short)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| short())?;
    let (policy, rest) = rest.split_at_checked(length).ok_or_else(short)?;
    let ticket_length = usize::from(u16::from_be_bytes(*ticket_length));
    let (ticket, note) = rest.split_at_checked(ticket_length).ok_or_else(short)?;
    let note = std::str::from_utf8(note).map_err(|_| wrong("its checkpoint is no text"))?;
    let organisation = PublicKey::from_bytes(key)?;
    Ok(Invitation {
        format: FORMAT.to_owned(),
        organisation,
        policy: Envelope::new(POLICY_TYPE, policy.to_vec(), &organisation, *policy_signature),
        ticket: Envelope::new(TICKET_TYPE, ticket.to_vec(), &organisation, *ticket_signature),
        admission: AdmissionSecret::new(Zeroizing::new(*secret)),
        checkpoint: Some(note.to_owned()).filter(|note| !note.is_empty()),
    })
}

/// Returns eight letters that tell the codes of two invitations apart.
fn set_of(packed: &[u8]) -> String {
    Digest::of(packed).to_string().chars().take(8).collect::<String>().to_uppercase()
}
