//! Bundles from and for others: writing one, and judging one that lies on the disk or that the page lends.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use archive::{BundleReport, FolderSource, Form, Store, Withhold};
use evidence::ItemId;
use jiff::Timestamp;
use verify::{BundleSource, Trust, ZipSource};

use super::blame::{Asked, blame};
use super::{Office, absolute, now, read_item};
use crate::ipc::Answer;
use crate::lend::Lending;
use crate::views::capture::StepView;
use crate::views::office::BundleInput;
use crate::views::trouble::{ErrorCode, TroubleView};
use crate::views::verdict::VerdictView;

/// A bundle that is wanted, read from what the window sent.
pub(super) struct Wanted {
    items: Vec<ItemId>,
    withhold: Withhold,
    out: PathBuf,
    form: Form,
}

impl Wanted {
    pub(super) fn read(input: &BundleInput) -> Answer<Self> {
        let ids = |texts: &[String]| texts.iter().map(|i| read_item(i)).collect::<Answer<Vec<_>>>();
        let (media, records) = (ids(&input.withhold_media)?, ids(&input.withhold_records)?);
        let withhold = Withhold {
            media: media.into_iter().collect(),
            records: records.into_iter().collect(),
            ..Withhold::default()
        };
        let out = absolute(&input.path)?;
        if out.symlink_metadata().is_ok() {
            return Err(ErrorCode::NameTaken.into());
        }
        let form = if input.folder { Form::Folder } else { Form::Zip };
        Ok(Self { items: ids(&input.items)?, withhold, out, form })
    }

    pub(super) fn write(&self, store: &Store, made_at: Timestamp) -> archive::Result<BundleReport> {
        store.bundle(&self.items, &self.withhold, made_at, &self.out, self.form)
    }
}

/// Judges a bundle at a path: a zip or a folder.
pub fn judge_path(office: &Office, path: &str, policy: Option<&str>) -> Answer<VerdictView> {
    let (path, trust) = (absolute(path)?, trust(office, policy)?);
    if path.is_dir() {
        return judge(&mut FolderSource::new(&path), &trust);
    }
    if !path.is_file() {
        return Err(ErrorCode::PathMissing.into());
    }
    let file = File::open(&path).map_err(|_| TroubleView::from(ErrorCode::BundleUnreadable))?;
    judge(&mut open(BufReader::new(file))?, &trust)
}

/// Begins to judge a zip that the page lends.
pub fn judge_lent(office: &Office, lending: &Lending, size: u64, policy: Option<&str>) -> Answer<StepView> {
    let trust = trust(office, policy)?;
    lending.begin(size, move |file| judge(&mut open(BufReader::with_capacity(256 * 1024, file))?, &trust))
}

fn open<R: std::io::Read + std::io::Seek>(reader: R) -> Answer<ZipSource<R>> {
    ZipSource::open(reader).map_err(|e| blame(Asked::Judge)(e.into()))
}

fn judge(source: &mut dyn BundleSource, trust: &Trust) -> Answer<VerdictView> {
    let verdict = verify::bundle(source, trust).map_err(|e| blame(Asked::Judge)(e.into()))?;
    Ok(VerdictView::of(&verdict, trust.at.unwrap_or_else(now), &BTreeSet::new()))
}

/// The policy that the reader gave counts; else that of the open archive; else nobody vouches for an organisation.
fn trust(office: &Office, policy: Option<&str>) -> Answer<Trust> {
    let trust = match policy {
        Some(text) => {
            Trust::from_policy(text.as_bytes()).map_err(|_| TroubleView::from(ErrorCode::PolicyUnreadable))?
        }
        None => match office.policy()? {
            Some(own) => {
                Trust::from_policy(&own.envelope().to_json()).map_err(|_| TroubleView::from(ErrorCode::Bug))?
            }
            None => Trust::default(),
        },
    };
    Ok(trust.at(now()))
}
