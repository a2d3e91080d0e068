//! Bundles from and for others: writes one, and judges one on the disk or one that the page lends.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;

use archive::{Store, Withhold};
use evidence::ItemId;
use export::{BundleReport, Form, Selection};
use jiff::Timestamp;
use reader::FolderSource;
use testimony::Use;
use verify::{BundleSource, Trust, ZipSource};

use super::blame::{Asked, blame};
use super::{Office, absolute, now, read_item};
use crate::lend::Lending;
use crate::views::capture::StepView;
use crate::views::office::BundleInput;
use crate::views::trouble::{Answer, ErrorCode, TroubleView};
use crate::views::verdict::VerdictView;

/// Most bytes of a medium that are returned at once.
const MAX_READ: u64 = 4 * 1024 * 1024;

/// A requested bundle, parsed from the window's input.
pub(super) struct Wanted {
    items: Vec<ItemId>,
    withhold: Withhold,
    purpose: Option<Use>,
    looked: Vec<ItemId>,
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
        let (items, looked) = (ids(&input.items)?, ids(&input.looked)?);
        Ok(Self { items, withhold, purpose: input.purpose, looked, out, form })
    }

    /// Returns its path.
    pub(super) fn into_path(self) -> PathBuf {
        self.out
    }

    pub(super) fn write(&self, store: &Store, made_at: Timestamp) -> export::Result<BundleReport> {
        Selection::of(store, &self.items, self.purpose, &self.withhold, &self.looked, made_at)?
            .bundle(&self.out, self.form)
    }
}

/// A bundle that was judged at a path, with the positions of its items' media.
pub(super) struct Judged {
    path: PathBuf,
    /// Offset in the zip and length of each medium; offset 0 in a folder.
    media: BTreeMap<String, (u64, u64)>,
    folder: bool,
}

impl Judged {
    /// Returns up to `length` bytes of a medium from `offset` on. Fails if no item of the bundle lists that file, or if
    /// the disk fails.
    pub(super) fn read(&self, file: &str, offset: u64, length: u32) -> Answer<Vec<u8>> {
        let (place, size) = self.media.get(file).ok_or(TroubleView::from(ErrorCode::BadRequest))?;
        let path = if self.folder { self.path.join(file) } else { self.path.clone() };
        let unreadable = |_| TroubleView::from(ErrorCode::BundleUnreadable);
        // A file at that path may have been replaced by a link since it was judged.
        if !path.symlink_metadata().map_err(unreadable)?.is_file() {
            return Err(ErrorCode::BundleUnreadable.into());
        }
        let mut bytes = Vec::new();
        let mut source = disk::open_ordinary(&path).map_err(unreadable)?;
        source.seek(SeekFrom::Start(place.saturating_add(offset))).map_err(unreadable)?;
        let left = size.saturating_sub(offset).min(u64::from(length).min(MAX_READ));
        source.take(left).read_to_end(&mut bytes).map_err(unreadable)?;
        Ok(bytes)
    }
}

/// Judges a bundle at a path: a zip or a folder. Its media can be opened until another one is judged.
pub fn judge_path(office: &Office, path: &str, policy: Option<&str>) -> Answer<VerdictView> {
    let (path, trust) = (absolute(path)?, trust(office, policy)?);
    let held = |judged| -> Answer<()> {
        *office.judged.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))? = judged;
        Ok(())
    };
    held(None)?;
    let (mut path, folder) = (path.clone(), path.is_dir());
    if !folder && !path.is_file() {
        return Err(ErrorCode::PathMissing.into());
    }
    let view = if folder {
        let mut source = FolderSource::new(&path).map_err(blame(Asked::Judge))?;
        let view = judge(&mut source, &trust)?;
        source.root().clone_into(&mut path);
        view
    } else {
        let file = disk::open_ordinary(&path).map_err(|_| TroubleView::from(ErrorCode::BundleUnreadable))?;
        judge_zip(BufReader::new(file), &trust)?
    };
    let files = view.items.iter().flat_map(|item| &item.files);
    // A medium that is compressed in a zip can be judged, but not shown from there.
    let offset = |offset: Option<u64>| if folder { Some(0) } else { offset };
    let media = files.filter_map(|file| Some((file.path.clone()?, (offset(file.offset)?, file.size?)))).collect();
    held(Some(Judged { path, media, folder }))?;
    Ok(view)
}

/// Begins to judge a zip that the page lends.
pub fn judge_lent(office: &Office, lending: &Lending, size: u64, policy: Option<&str>) -> Answer<StepView> {
    let trust = trust(office, policy)?;
    lending.begin(size, move |file| judge_zip(BufReader::with_capacity(256 * 1024, file), &trust))
}

/// Judges a zip, or the whole files of a damaged one, and returns the positions of its media.
fn judge_zip<R: Read + Seek>(reader: R, trust: &Trust) -> Answer<VerdictView> {
    let mut zip = ZipSource::salvage(reader).map_err(blame(Asked::Judge))?;
    let mut view = judge(&mut zip, trust)?;
    for file in view.items.iter_mut().flat_map(|item| &mut item.files) {
        file.offset = file.path.as_deref().and_then(|path| zip.place(path)).map(|(offset, _)| offset);
    }
    Ok(view)
}

fn judge(source: &mut dyn BundleSource, trust: &Trust) -> Answer<VerdictView> {
    let verdict = verify::bundle(source, trust).map_err(blame(Asked::Judge))?;
    Ok(VerdictView::of(&verdict, trust.at.unwrap_or_else(now), &BTreeSet::new()))
}

/// Uses the reader's policy, else that of the open archive; with neither, no organisation is trusted.
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
