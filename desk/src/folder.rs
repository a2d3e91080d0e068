//! A folder that the person chose: its files are listed to the page, which imports one after the other as if it lent
//! them.
//!
//! Owns their paths. Their bytes never reach the page.

use std::fs::{File, Metadata};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use evidence::file_name;
use vault::walk::{self, Found, Left};

use crate::capture::{Capture, Lent};
use crate::device::Device;
use crate::lend::Lending;
use crate::views::capture::{FolderFileView, FolderView, StepView};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Most files of one folder, because the page lists each of them. The command line takes any number.
const MOST: usize = 5_000;

/// The last chosen folder.
pub struct Folder {
    device: Arc<Device>,
    capture: Arc<Capture>,
    lending: Arc<Lending>,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    files: Vec<PathBuf>,
    /// The file that is being imported: its job, and its metadata before.
    open: Option<(u32, File, Metadata)>,
}

impl Folder {
    /// Starts without a chosen folder.
    pub fn new(device: Arc<Device>, capture: Arc<Capture>, lending: Arc<Lending>) -> Self {
        Self { device, capture, lending, held: Mutex::default() }
    }

    /// Lists the files in a folder. Reads and seals no content.
    pub fn look(&self, root: &Path) -> Answer<FolderView> {
        let mut files = Vec::new();
        let mut view = FolderView { files: Vec::new(), left: Vec::new(), links: 0 };
        for found in walk::files(root, self.device.path()) {
            let told = |path: &Path, size, left| FolderFileView {
                name: file_name::text(path.strip_prefix(root).unwrap_or(path).as_os_str()),
                size,
                left,
            };
            match found {
                Found::File(path) => {
                    let size = path.metadata().map_or(0, |found| found.len());
                    view.files.push(told(&path, size, None));
                    files.push(path);
                }
                Found::Refused(path, why) => view.left.push(told(&path, 0, Some(code(&why)))),
                Found::Link => view.links += 1,
            }
            if files.len() + view.left.len() > MOST {
                return Err(ErrorCode::FolderTooLarge.into());
            }
        }
        if files.is_empty() && view.left.is_empty() {
            return Err(ErrorCode::FolderEmpty.into());
        }
        self.held()?.files = files;
        Ok(view)
    }

    /// Begins to import the file at this place of the list.
    pub fn begin(&self, place: usize) -> Answer<StepView> {
        let path = self.held()?.files.get(place).cloned().ok_or(TroubleView::from(ErrorCode::BadRequest))?;
        let gone = |_| TroubleView::from(ErrorCode::SourceFailed);
        let file = disk::open_ordinary(&path).map_err(gone)?;
        let before = file.metadata().map_err(gone)?;
        let modified = before.mtime().checked_mul(1_000).and_then(|ms| ms.checked_add(before.mtime_nsec() / 1_000_000));
        let name = file_name::text(path.file_name().unwrap_or_default());
        let lent = Lent { name, media_type: String::new(), size: before.len(), modified };
        let step = self.capture.import(&self.lending, &lent)?;
        if let StepView::Want { job, .. } = step {
            self.held()?.open = Some((job, file, before));
        }
        Ok(step)
    }

    /// Reads the range that its job requested last, and returns the next request.
    pub fn feed(&self, job: u32, offset: u64, length: u32) -> Answer<StepView> {
        let mut bytes = vec![0; usize::try_from(length).map_err(|_| TroubleView::from(ErrorCode::BadRequest))?];
        let read = {
            let held = self.held()?;
            let Some((of, file, before)) = &held.open else { return Err(ErrorCode::BadRequest.into()) };
            if *of != job {
                return Err(ErrorCode::BadRequest.into());
            }
            file.read_exact_at(&mut bytes, offset).and_then(|()| Ok(differs(before, &file.metadata()?)))
        };
        match read {
            Ok(changed) => {
                if changed {
                    self.lending.mark_changed(job)?;
                }
                self.lending.feed(job, bytes)
            }
            // The bytes so far are closed as cut off, if any of them are in the chain.
            Err(_) => Ok(match self.lending.stop(job)? {
                StepView::Failed { job, .. } => StepView::Failed { job, trouble: ErrorCode::SourceFailed.into() },
                end => end,
            }),
        }
    }

    fn held(&self) -> Answer<MutexGuard<'_, Held>> {
        self.held.lock().map_err(|_| ErrorCode::Bug.into())
    }
}

fn differs(before: &Metadata, now: &Metadata) -> bool {
    (before.len(), before.mtime(), before.mtime_nsec()) != (now.len(), now.mtime(), now.mtime_nsec())
}

fn code(why: &Left) -> ErrorCode {
    match why {
        Left::Home | Left::NoFile => ErrorCode::NoFile,
        Left::LeadsOut | Left::LeadsNowhere => ErrorCode::LinkLeft,
        Left::Unreadable(_) => ErrorCode::SourceFailed,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::testing;
    use crate::views::home::StatusView;

    fn world() -> (tempfile::TempDir, Arc<Device>, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let device = testing::joined(dir.path(), testing::terms_with_server());
        let capture = Arc::new(Capture::new(Arc::clone(&device)));
        let folder = Folder::new(Arc::clone(&device), capture, Arc::new(Lending::default()));
        fs::create_dir_all(dir.path().join("DCIM/100")).unwrap();
        (dir, device, folder)
    }

    fn take(folder: &Folder, place: usize, between: impl Fn()) -> StepView {
        let mut step = folder.begin(place).unwrap();
        while let StepView::Want { job, offset, length } = step {
            between();
            step = folder.feed(job, offset, length).unwrap();
        }
        step
    }

    #[test]
    fn the_files_of_a_folder_are_named_and_sealed_one_by_one_and_a_link_leads_nowhere() {
        let (dir, device, folder) = world();
        let root = dir.path().join("DCIM");
        fs::write(root.join("100/a.jpg"), vec![7; 2_500_000]).unwrap();
        fs::write(root.join("b.txt"), "seen").unwrap();
        symlink(dir.path().join("org"), root.join("out")).unwrap();
        let view = folder.look(&root).unwrap();
        let named: Vec<_> = view.files.iter().map(|file| (file.name.as_str(), file.size)).collect();
        assert_eq!(named, [("100/a.jpg", 2_500_000), ("b.txt", 4)]);
        assert_eq!(view.left.iter().map(|left| left.left).collect::<Vec<_>>(), [Some(ErrorCode::LinkLeft)]);
        for (place, bytes) in [2_500_000, 4].into_iter().enumerate() {
            let StepView::Done { answer, .. } = take(&folder, place, || ()) else { panic!("it was not sealed") };
            assert_eq!((&answer["changed"], answer["interrupted"].as_bool()), (&false.into(), Some(false)), "{bytes}");
        }
        assert!(matches!(device.status().unwrap(), StatusView::Joined(home) if home.items == 2));
        assert_eq!(folder.begin(2).unwrap_err().code, ErrorCode::BadRequest);
    }

    #[test]
    fn a_file_of_a_folder_that_changes_meanwhile_says_so_and_one_that_was_cut_breaks_off() {
        let (dir, device, folder) = world();
        let path = dir.path().join("DCIM/a.bin");
        fs::write(&path, vec![7; 3_000_000]).unwrap();
        folder.look(&dir.path().join("DCIM")).unwrap();
        let StepView::Done { answer, .. } = take(&folder, 0, || fs::write(&path, vec![8; 3_000_000]).unwrap()) else {
            panic!("it was not sealed")
        };
        assert_eq!(answer["changed"], true);
        let cut = std::cell::Cell::new(0);
        let end = take(&folder, 0, || {
            cut.set(cut.get() + 1);
            if cut.get() == 2 {
                fs::write(&path, "short").unwrap();
            }
        });
        assert!(matches!(end, StepView::Failed { trouble, .. } if trouble.code == ErrorCode::SourceFailed));
        assert!(matches!(device.status().unwrap(), StatusView::Joined(home) if home.items == 1));
    }

    #[test]
    fn a_folder_without_a_file_and_the_home_itself_are_refused() {
        let (dir, _, folder) = world();
        assert_eq!(folder.look(&dir.path().join("DCIM")).unwrap_err().code, ErrorCode::FolderEmpty);
        let view = folder.look(&dir.path().join("home")).unwrap();
        assert_eq!((view.files.len(), view.left.len()), (0, 1));
    }
}
