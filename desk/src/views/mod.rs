//! The form of answers for the window. Only this module knows both sides: one file of types for each area.
//!
//! `ui/src/bridge/types.ts` is generated from here: `UPDATE_TYPES=1 cargo test -p desk types` writes it, and
//! without the variable that test compares. Counts are JSON numbers: exact below 2^53. Owns no rule: a view only
//! repeats the core's answer.

pub mod capture;
pub mod changes;
pub mod devices;
pub mod forms;
pub mod home;
pub mod locked;
pub mod office;
pub mod scan;
pub mod sending;
pub mod settings;
pub mod shares;
pub mod testimony;
#[cfg(feature = "trial")]
pub mod trial;
pub mod trouble;
pub mod words;

pub use ::verdict;

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Declarations of one area, in the order of their names.
    macro_rules! declared {
        ($config:expr, $($view:ty),+ $(,)?) => { vec![$(<$view as ts_rs::TS>::decl($config)),+] };
    }

    fn types() -> String {
        let config = &ts_rs::Config::new().with_large_int("number");
        let areas = [
            {
                use super::trouble::*;
                declared!(config, ErrorCode, TroubleView)
            },
            {
                use super::home::*;
                declared!(
                    config,
                    CodeView,
                    FindingCode,
                    FindingView,
                    HeadView,
                    HomeView,
                    PolicyChangeCode,
                    RenewedView,
                    StatusView
                )
            },
            {
                use super::capture::*;
                declared!(
                    config,
                    FolderFileView,
                    FolderView,
                    ItemView,
                    PageView,
                    ReadableView,
                    SealedView,
                    StepView,
                    TakenView
                )
            },
            {
                use super::changes::*;
                declared!(config, ChangedCode)
            },
            {
                use super::locked::*;
                declared!(config, LockView)
            },
            {
                use super::forms::*;
                declared!(
                    config,
                    FormNameView,
                    FormView,
                    QuestionType,
                    QuestionView,
                    ChoiceView,
                    PlaceView,
                    CalculatedView,
                    FormFindingView,
                    SheetView,
                    FormDraftView,
                    FormDraftAnswersView
                )
            },
            {
                use ::testimony::*;
                declared!(
                    config,
                    AudioRange,
                    Before,
                    Card,
                    Change,
                    Choice,
                    Consent,
                    Correction,
                    Draft,
                    Fact,
                    Filed,
                    FiledIdentity,
                    Finding,
                    How,
                    Identity,
                    IdentityCard,
                    Known,
                    Line,
                    Missing,
                    Offer,
                    BegunVoice,
                    Ways,
                    WayToAgree,
                    WayToClose,
                    Purpose,
                    ReadBack,
                    Section,
                    SectionKind,
                    SignOff,
                    Step,
                    Strokes,
                    Use,
                    YesNo
                )
            },
            {
                use super::testimony::*;
                declared!(config, ClosingView, DraftView, FiledView, InterviewView)
            },
            {
                use super::sending::*;
                declared!(config, SendingCode, SendingState, SendingView)
            },
            {
                use super::scan::*;
                declared!(config, ScanState, ScanView)
            },
            {
                use super::settings::*;
                declared!(config, AboutView, PreferenceName, PreferencesView)
            },
            #[cfg(feature = "trial")]
            {
                use super::trial::*;
                declared!(config, LookView, TrialView)
            },
            {
                use super::office::*;
                use ::verdict::{KindCode, MethodCode};
                declared!(
                    config,
                    AllowedView,
                    ArchiveView,
                    BundleInput,
                    BundleView,
                    CaseView,
                    ChooseFor,
                    FilterInput,
                    FoundCode,
                    FoundView,
                    IntakeInput,
                    IntakeState,
                    IntakeView,
                    KindCode,
                    LineView,
                    LinesView,
                    MarkInput,
                    MarkedCode,
                    WholenessCode,
                    MediumView,
                    MethodCode,
                    OrganisationView,
                    PrintedCode,
                    PrintedView,
                    RecordView,
                    SortCode,
                    StepOfCustody,
                )
            },
            {
                use super::devices::*;
                declared!(config, DeviceView, DoubtCode, DoubtedView, EndOfDeviceView, StateView)
            },
            {
                use ::verdict::*;
                declared!(config, ChangeCode, EndView, LaterView)
            },
            {
                use super::words::DocumentView;
                use super::words::related::*;
                use super::words::testimony::*;
                use ::forms::{FiledAnswer, FiledFinding, FiledForm, FiledPart, Said};
                use ::verdict::HeadingView;
                declared!(
                    config,
                    BesideView,
                    ConsentView,
                    DocumentView,
                    FiledFinding,
                    FiledForm,
                    FiledPart,
                    HeadingView,
                    RelatedView,
                    RelationCode,
                    FiledAnswer,
                    Said,
                    StoodOutView,
                    TestimonyView,
                )
            },
            {
                use super::shares::*;
                declared!(config, OpensCode, ShareCodeView, ShareStage, ShareView)
            },
            {
                use ::verdict::*;
                let mut declared = declared!(
                    config,
                    AnswerView,
                    BoundView,
                    FileCode,
                    FileView,
                    ItemVerdictView,
                    QuestionCode,
                    ReasonView,
                    StatusCode,
                    VerdictView,
                    VoucherCode,
                );
                declared.push(VerdictCode::decl());
                declared
            },
        ];
        let head = "// Generated from desk/src/views/; its mod.rs says how. Not to be edited.\n";
        areas.concat().iter().fold(head.to_owned(), |text, one| text + "\nexport " + one + "\n")
    }

    #[test]
    fn the_windows_types_are_generated_from_the_views() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bridge/types.ts");
        if std::env::var_os("UPDATE_TYPES").is_some() {
            std::fs::write(&path, types()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), types(), "run it once with UPDATE_TYPES=1");
    }
}
