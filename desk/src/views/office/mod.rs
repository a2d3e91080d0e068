//! The archive in the window: the list, an item with its record and its custody, a running intake, a bundle.

mod archive;
mod bundle;
mod intake;
mod item;
mod list;
mod system;

pub use self::archive::ArchiveView;
pub use self::bundle::{AllowedView, BundleInput, BundleView};
pub use self::intake::{FoundCode, FoundView, IntakeInput, IntakeState, IntakeView, OrganisationView};
pub use self::item::{CaseView, MediumView, RecordView, StepOfCustody};
pub use self::list::{FilterInput, LineView, LinesView, MarkInput, MarkedCode, SortCode, WholenessCode};
pub use self::system::{ChooseFor, PrintedCode, PrintedView};
