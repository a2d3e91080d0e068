//! A bundle that was judged at a path, whose media can be opened.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;

use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Most bytes of a medium that are returned at once.
const MAX_READ: u64 = 4 * 1024 * 1024;

/// A bundle that was judged at a path, with the positions of its items' media.
pub(super) struct Judged {
    pub(super) path: PathBuf,
    /// Offset in the zip and length of each medium; offset 0 in a folder.
    pub(super) media: BTreeMap<String, (u64, u64)>,
    pub(super) folder: bool,
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
