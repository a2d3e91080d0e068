//! Questions to the open archive: the list, an item, its media and verdict, bundles for others.

use std::path::{Path, PathBuf};

use archive::{Allowed, Cursor, Store};

use super::blame::{Asked, blame, blame_bundle};
use super::bundles::Wanted;
use super::input::{absolute, now, read_filter, read_item};
use super::room::{Office, Opened, Place};
use crate::views::devices::DeviceView;
use crate::views::office::{
    AllowedView, ArchiveView, BundleInput, BundleView, CaseView, FilterInput, LineView, LinesView, MarkInput,
};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};
use crate::views::verdict::VerdictView;

/// Most names that are tried for the bundles of one day in one folder before none is proposed.
const MAX_NAMES: u32 = 99;

impl Office {
    /// Returns a page of the list.
    pub fn page(&self, filter: &FilterInput, after: Option<Cursor>, limit: u32) -> Answer<LinesView> {
        let filter = read_filter(filter)?;
        self.ask(Asked::Archive, |store| {
            let page = store.page(&filter, after, limit as usize)?;
            let next =
                page.last().filter(|_| page.len() == limit as usize).map(|line| Cursor::after(filter.sort, line));
            Ok(LinesView { lines: page.iter().map(LineView::from).collect(), next, total: store.count(&filter)? })
        })
    }

    /// Lists every device with any entry here, in the order of arrival.
    pub fn devices(&self) -> Answer<Vec<DeviceView>> {
        self.ask(Asked::Archive, |store| Ok(store.known_devices()?.iter().map(DeviceView::from).collect()))
    }

    /// Returns every item that fits a filter, in its order.
    pub fn found(&self, filter: &FilterInput) -> Answer<Vec<String>> {
        let filter = read_filter(filter)?;
        self.ask(Asked::Archive, |store| Ok(store.found(&filter)?.iter().map(ToString::to_string).collect()))
    }

    /// Returns a small JPEG of an item; empty if there is none.
    pub fn thumbnail(&self, item: &str) -> Answer<Vec<u8>> {
        let item = read_item(item)?;
        match self.ask(Asked::Archive, |store| store.kept_thumbnail(&item))? {
            Some(kept) => Ok(kept),
            None => self.ask_aside(&self.making, |store| Ok(store.thumbnail(&item)?.unwrap_or_default())),
        }
    }

    /// Marks an item and returns its new line.
    pub fn mark(&self, item: &str, change: MarkInput) -> Answer<LineView> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| Ok(LineView::from(&store.mark(&item, &change.into())?)))
    }

    /// Returns all facts about one item without its media.
    pub fn case(&self, item: &str) -> Answer<CaseView> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| {
            let (mut case, around) = (CaseView::from(&store.show(&item)?), store.around(&item)?);
            case.record = case.record.map(|record| record.within(&around));
            Ok(case)
        })
    }

    /// Returns bytes of a medium.
    pub fn medium(&self, item: &str, medium: u32, offset: u64, length: u32) -> Answer<Vec<u8>> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| store.read_medium(&item, medium as usize, offset, length as usize))
    }

    /// Returns the five answers for items of the archive, under its own newest policy.
    pub fn judge(&self, items: &[String]) -> Answer<VerdictView> {
        let items = items.iter().map(|i| read_item(i)).collect::<Answer<Vec<_>>>()?;
        let now = now();
        self.ask_aside(&self.judging, |store| {
            let judged = store.judge(&items, now)?;
            Ok(VerdictView::of(&judged.verdict, now, &judged.incomplete))
        })
    }

    /// Writes a bundle.
    pub fn bundle(&self, input: &BundleInput) -> Answer<BundleView> {
        let plan = Wanted::read(input)?;
        let made = self.ask(Asked::Bundle, |store| Ok(plan.write(store, now()).map(BundleView::from)))?;
        let made = made.map_err(blame_bundle)?;
        self.written.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?.push(plan.into_path());
        Ok(made)
    }

    /// Removes the files that a kill in the middle of a bundle left.
    pub fn discard_bundles(&self) -> Answer<ArchiveView> {
        self.ask(Asked::Bundle, Store::remove_unfinished_bundles)?;
        self.state()
    }

    /// Returns, for each of these items that is a person's account, the uses that its persons agree to today.
    pub fn allowed(&self, items: &[String]) -> Answer<Vec<AllowedView>> {
        let items = items.iter().map(|i| read_item(i)).collect::<Answer<Vec<_>>>()?;
        let allowed = self.ask(Asked::Archive, |store| store.allowed(&items, now()))?;
        let view = |Allowed { item, asked, named, uses }: Allowed| AllowedView {
            item: item.to_string(),
            asked,
            named,
            uses: uses.into_iter().collect(),
        };
        Ok(allowed.into_iter().map(view).collect())
    }

    /// Returns a free path: `name` in the folder of this run's newest bundle, else in `documents`. Empty if neither is
    /// a folder.
    pub fn bundle_place(&self, name: &str, documents: Option<PathBuf>) -> Answer<String> {
        if Path::new(name).file_name() != Some(name.as_ref()) {
            return Err(ErrorCode::BadRequest.into());
        }
        let last = {
            let written = self.written.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
            written.last().and_then(|path| path.parent()).map(Path::to_owned)
        };
        let Some(folder) = last.into_iter().chain(documents).find(|folder| folder.is_dir()) else {
            return Ok(String::new());
        };
        let (stem, ending) = name.rsplit_once('.').map_or((name, ""), |(stem, _)| (stem, name.split_at(stem.len()).1));
        let names = std::iter::once(name.to_owned()).chain((2..=MAX_NAMES).map(|n| format!("{stem}-{n}{ending}")));
        let free = names.map(|name| folder.join(name)).find(|path| path.symlink_metadata().is_err());
        // A path that is no valid text cannot be typed either.
        Ok(free.as_deref().and_then(Path::to_str).unwrap_or_default().to_owned())
    }

    /// Returns the path, if this run wrote a bundle there.
    pub fn written(&self, path: &str) -> Answer<PathBuf> {
        let path = absolute(path)?;
        let written = self.written.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        if !written.contains(&path) {
            return Err(ErrorCode::BadRequest.into());
        }
        if path.exists() { Ok(path) } else { Err(ErrorCode::PathMissing.into()) }
    }

    /// Returns bytes of a medium from the last bundle that was judged at a path.
    pub fn judged_medium(&self, file: &str, offset: u64, length: u32) -> Answer<Vec<u8>> {
        let judged = self.judged.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        judged.as_ref().ok_or(TroubleView::from(ErrorCode::BadRequest))?.read(file, offset, length)
    }

    /// Returns the policy of the open archive, which verdicts of foreign bundles may trust.
    pub fn policy(&self) -> Answer<Option<evidence::SignedPolicy>> {
        match &*self.place()? {
            Place::Open(Opened { store, .. }) => store.policy().map_err(blame(Asked::Archive)),
            _ => Ok(None),
        }
    }
}
