//! Judges bundles of others: one on the disk, or one that the page lends.

use std::collections::BTreeSet;
use std::io::{BufReader, Read, Seek};

use reader::FolderSource;
use verify::{BundleSource, Trust, ZipSource};

use super::blame::{Asked, blame};
use super::input::{absolute, now};
use super::judged::Judged;
use super::room::Office;
use crate::lend::Lending;
use crate::views::capture::StepView;
use crate::views::trouble::{Answer, ErrorCode, TroubleView};
use crate::views::verdict::VerdictView;

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
