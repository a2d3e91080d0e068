//! Items that are captured or brought in whole. Photos come from the page's memory, files are lent by it.

use std::io::Cursor;
use std::sync::Arc;

use vault::{NewItem, Reason};

use crate::device::Device;
use crate::ipc::Answer;
use crate::lend::Lending;
use crate::views::capture::{SealedView, StepView};
use crate::views::trouble::{Asked, ErrorCode, TroubleView};

/// Takes in photos and files.
pub struct Capture {
    device: Arc<Device>,
}

impl Capture {
    /// On this device's home.
    pub fn new(device: Arc<Device>) -> Self {
        Self { device }
    }

    /// Seals a photo that was taken in the app.
    pub fn photo(&self, name: &str, media_type: &str, bytes: &[u8]) -> Answer<SealedView> {
        let new = NewItem { media_type: Some(media_type.to_owned()), ..NewItem::default() };
        let sealed = self.device.ask(|home| home.add_captured(&mut Cursor::new(bytes), name, &new, &mut |_| {}))?;
        Ok(sealed.into())
    }

    /// Begins to import a lent file. An empty one is refused before anything is sealed, as by `testamur add`.
    pub fn import(&self, lending: &Lending, name: &str, media_type: &str, size: u64) -> Answer<StepView> {
        if size == 0 {
            return Err(ErrorCode::FileEmpty.into());
        }
        let home = self.device.home()?;
        let name = name.to_owned();
        // The first bytes decide what it is; the page's word counts only where it gives one.
        let media_type = Some(media_type.to_owned()).filter(|t| !t.is_empty());
        let new = NewItem { media_type, ..NewItem::default() };
        lending.begin(size, move |mut file| {
            match home.add_file(&mut file, &name, &new, &mut |_| {}) {
                Ok(added) => Ok(SealedView::from(added)),
                // Stopped, or the file went away: what came is closed as cut off, and the page says so.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use crate::views::home::StatusView;

    #[test]
    fn an_empty_file_is_refused_before_anything_is_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms_with_server());
        let (capture, lending) = (Capture::new(Arc::clone(&device)), Lending::default());
        let refused = capture.import(&lending, "empty.jpg", "image/jpeg", 0).unwrap_err();
        assert_eq!(refused.code, ErrorCode::FileEmpty);
        assert!(matches!(device.status().unwrap(), StatusView::Joined(home) if home.items == 0));
    }
}
