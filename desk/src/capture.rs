//! Items that are captured or imported whole. Photos come from the page's memory; the page lends files.

use std::io::Cursor;
use std::sync::Arc;

use vault::{NewItem, Reason};

use crate::device::Device;
use crate::lend::Lending;
use crate::views::capture::{SealedView, StepView};
use crate::views::trouble::{Answer, Asked, ErrorCode, TroubleView};

/// Accepts photos and files.
pub struct Capture {
    device: Arc<Device>,
}

impl Capture {
    /// Captures into this device's home.
    pub fn new(device: Arc<Device>) -> Self {
        Self { device }
    }

    /// Seals a photo that was taken in the app.
    pub fn photo(&self, name: &str, media_type: &str, bytes: &[u8]) -> Answer<SealedView> {
        let new = NewItem { media_type: Some(media_type.to_owned()), ..NewItem::default() };
        let sealed = self.device.ask(|home| home.add_captured(&mut Cursor::new(bytes), name, &new, &mut |_| {}))?;
        Ok(sealed.into())
    }

    /// Returns the size in bytes of the largest file that the disk has room for; `None` if the system does not report
    /// the free room.
    pub fn room(&self) -> Answer<Option<u64>> {
        Ok(self.device.home()?.room())
    }

    /// Begins to import a lent file. An empty one is refused before anything is sealed, as by `testamur add`.
    pub fn import(&self, lending: &Lending, lent: &Lent) -> Answer<StepView> {
        let Lent { name, media_type, size, modified } = lent;
        if *size == 0 {
            return Err(ErrorCode::FileEmpty.into());
        }
        let home = self.device.home()?;
        let name = name.clone();
        // The first bytes determine the kind; the page's media type counts only if it gives one.
        let media_type = Some(media_type.clone()).filter(|t| !t.is_empty());
        let milliseconds = |ms: i64| vault::modified(ms.div_euclid(1_000), u32::try_from(ms.rem_euclid(1_000)).ok()?);
        let new = NewItem { media_type, modified: modified.and_then(milliseconds), ..NewItem::default() };
        lending.begin(*size, move |mut file| {
            match home.add_file(&mut file, &name, &new, &mut |_| {}) {
                Ok(added) => Ok(SealedView::from(added)),
                // The import was stopped, or the file disappeared: the bytes so far are closed as cut off, and the page
                // says so.
                Err(vault::Error::Unavailable { reason: Reason::Source, safe, .. }) => {
                    SealedView::cut_off(&safe).ok_or_else(|| ErrorCode::SourceFailed.into())
                }
                Err(vault::Error::Unavailable { reason: Reason::Cancelled, safe, .. }) => {
                    SealedView::cut_off(&safe).ok_or_else(|| ErrorCode::Stopped.into())
                }
                Err(error) => Err(TroubleView::of(&error, Asked::Home)),
            }
        })
    }
}

/// A file as the page describes it before it lends it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lent {
    /// Its original name.
    pub name: String,
    /// Its media type; empty if the page knows none.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its last change in milliseconds since 1970, if the page knows it.
    pub modified: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use crate::views::home::StatusView;

    fn lent(name: &str, size: u64) -> Lent {
        Lent { name: name.to_owned(), media_type: "image/jpeg".to_owned(), size, modified: Some(-1) }
    }

    #[test]
    fn a_file_that_the_page_saw_change_is_sealed_and_marked() {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms_with_server());
        let (capture, lending) = (Capture::new(Arc::clone(&device)), Lending::default());
        for changes in [false, true] {
            let StepView::Want { job, length: 10, .. } = capture.import(&lending, &lent("a.jpg", 10)).unwrap() else {
                panic!("nothing is wanted")
            };
            if changes {
                lending.mark_changed(job).unwrap();
            }
            let end = lending.feed(job, vec![7; 10]).unwrap();
            let StepView::Done { answer, .. } = end else { panic!("{end:?}") };
            assert_eq!((&answer["changed"], &answer["interrupted"]), (&changes.into(), &false.into()));
        }
        assert!(lending.mark_changed(77).is_err());
    }

    #[test]
    fn there_is_room_for_a_file_and_not_for_more_than_any_disk_has() {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms_with_server());
        let room = Capture::new(device).room().unwrap().unwrap();
        assert!(room > 1 << 20 && room < 1 << 60, "{room}");
    }

    #[test]
    fn an_empty_file_is_refused_before_anything_is_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms_with_server());
        let (capture, lending) = (Capture::new(Arc::clone(&device)), Lending::default());
        let refused = capture.import(&lending, &lent("empty.jpg", 0)).unwrap_err();
        assert_eq!(refused.code, ErrorCode::FileEmpty);
        assert!(matches!(device.status().unwrap(), StatusView::Joined(home) if home.items == 0));
    }
}
