//! From the page's request to the answer: reads the trust as `testamur verify` does, judges, makes the views.

use std::collections::BTreeSet;
use std::io::BufReader;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use verdict::VerdictView;
use verify::{BundleSource, Error, Trust, Verdict, ZipSource};

use crate::folder::Folder;
use crate::host::{Host, Listed, Ranges};

/// Bytes of a zip that are asked for at once.
const PIECE: usize = 256 * 1024;

/// The page's request.
#[derive(Debug, Deserialize)]
pub struct Request {
    /// The chosen bundle.
    pub bundle: Bundle,
    /// The envelope of the policy that the reader trusts, as text.
    pub policy: Option<String>,
    /// The organisation's key that the reader trusts, 64 hex digits.
    pub organisation: Option<String>,
    /// The time of judging, RFC 3339.
    pub at: String,
}

/// The chosen bundle. Files are named by their place in the page's list; a zip is file 0.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bundle {
    /// A zip of `size` bytes.
    Zip {
        /// Its bytes.
        size: u64,
    },
    /// The files of a folder.
    Folder {
        /// All of them, with paths below the folder.
        files: Vec<Listed>,
    },
}

/// The answer to a request, in JSON with the field `outcome`.
#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Answer {
    /// The bundle was judged.
    Judged(Box<Judged>),
    /// There is no verdict.
    Trouble {
        /// The window's code: its three texts are `trouble-CODE-…`.
        code: &'static str,
        /// The blame in `verify`'s word: `malformed`, `unsupported`, `refused`, `unavailable` or `bug`.
        blame: &'static str,
        /// The reason, in English, without content.
        why: String,
    },
}

/// A verdict in two forms.
#[derive(Debug, Serialize)]
pub struct Judged {
    /// The verdict as the page shows it.
    pub view: VerdictView,
    /// The bytes that `testamur verify --json` prints, as JSON.
    pub said: Verdict,
    /// True if no check failed: the command's exit code is then 0.
    pub ok: bool,
    /// The folder inside the chosen one that has the bundle's files; empty for a zip.
    pub root: String,
}

/// Judges the bundle of a request, given as JSON.
pub fn answer(host: &dyn Host, request: &[u8]) -> Answer {
    let request: Request = match serde_json::from_slice(request) {
        Ok(request) => request,
        Err(error) => return trouble("verifier-failed", "bug", error.to_string()),
    };
    let (trust, at) = match trust(&request) {
        Ok(trust) => trust,
        Err(answer) => return answer,
    };
    match judge(host, &request.bundle, &trust, at) {
        Ok(judged) => Answer::Judged(Box::new(judged)),
        Err(error) => blame(&error),
    }
}

/// Returns the trust of the request and its time. A key that did not sign the given policy is refused.
fn trust(request: &Request) -> Result<(Trust, Timestamp), Answer> {
    let mut trust = match &request.policy {
        Some(text) => Trust::from_policy(text.as_bytes())
            .map_err(|error| trouble("policy-unreadable", word(&error), error.to_string()))?,
        None => Trust::default(),
    };
    if let Some(word) = &request.organisation {
        let why = || trouble("organisation-key-unreadable", "malformed", "not a public key (64 hex digits)".to_owned());
        let key = word.parse().map_err(|_| why())?;
        if trust.organisation.is_some_and(|own| own != key) {
            let why = "the key did not sign the given policy".to_owned();
            return Err(trouble("organisation-key-other", "refused", why));
        }
        trust.organisation = Some(key);
    }
    let at: Timestamp = request.at.parse().map_err(|_| trouble("verifier-failed", "bug", "no time".to_owned()))?;
    Ok((trust.at(at), at))
}

fn judge(host: &dyn Host, bundle: &Bundle, trust: &Trust, at: Timestamp) -> Result<Judged, Error> {
    let judged = |source: &mut dyn BundleSource| -> Result<Judged, Error> {
        let said = verify::bundle(source, trust)?;
        let view = VerdictView::of(&said, at, &BTreeSet::new());
        Ok(Judged { view, ok: said.exit_ok(), said, root: String::new() })
    };
    match bundle {
        Bundle::Zip { size } => {
            let mut zip = ZipSource::salvage(BufReader::with_capacity(PIECE, Ranges::new(host, 0, *size)))?;
            let mut judged = judged(&mut zip)?;
            for file in judged.view.items.iter_mut().flat_map(|item| &mut item.files) {
                file.offset = file.path.as_deref().and_then(|path| zip.place(path)).map(|(offset, _)| offset);
            }
            Ok(judged)
        }
        Bundle::Folder { files } => {
            let mut folder = Folder::new(host, files)?;
            let judged = judged(&mut folder)?;
            Ok(Judged { root: folder.root().to_owned(), ..judged })
        }
    }
}

/// Maps an error of `verify` to the code that the app's own verifying screen shows.
fn blame(error: &Error) -> Answer {
    let code = match error {
        Error::Unsupported { .. } => "bundle-unsupported",
        _ => "bundle-unreadable",
    };
    trouble(code, word(error), error.to_string())
}

fn word(error: &Error) -> &'static str {
    match error {
        Error::Malformed { .. } => "malformed",
        Error::Unsupported { .. } => "unsupported",
        Error::Refused { .. } => "refused",
        Error::Unavailable { .. } => "unavailable",
        Error::Bug(_) => "bug",
    }
}

fn trouble(code: &'static str, blame: &'static str, why: String) -> Answer {
    Answer::Trouble { code, blame, why }
}
