//! A verdict as a window shows it: findings grouped by code, each code with a text in the reader's language.
//!
//! The desktop's window and the verifier page both show these views, so that one bundle has one answer. Owns no rule: a
//! view repeats `verify`'s answer. Builds for `wasm32-unknown-unknown`.

mod answers;
mod end;
mod heading;
mod kinds;

#[cfg(feature = "ts")]
pub use answers::VerdictCode;
pub use answers::{
    AnswerView, BoundView, FileCode, FileView, ItemVerdictView, QuestionCode, ReasonView, StatusCode, VerdictView,
    VoucherCode,
};
pub use end::{ChangeCode, EndView, LaterView};
pub use heading::HeadingView;
pub use kinds::{KindCode, MethodCode};
