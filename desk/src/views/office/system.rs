//! Requests to the system's dialogs, and the outcome of printing.

use serde::{Deserialize, Serialize};

/// The outcomes of printing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum PrintedCode {
    /// It was handed to a printer.
    Printed,
    /// It was written to a file.
    Saved,
    /// The person closed the dialog.
    Cancelled,
    /// The system took it and says no more.
    Unknown,
}

/// How printing ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PrintedView {
    /// The outcome.
    pub became: PrintedCode,
    /// Where the file was written, as the system says it.
    pub path: Option<String>,
}

impl From<PrintedCode> for PrintedView {
    fn from(became: PrintedCode) -> Self {
        Self { became, path: None }
    }
}

/// The purposes for which a file or folder is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ChooseFor {
    /// A folder that exists.
    Folder,
    /// A file that exists.
    File,
    /// A new file.
    Save,
}
