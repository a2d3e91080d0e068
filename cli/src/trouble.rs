//! Failures of a command.

use std::error::Error;
use std::io;
use std::path::Path;

/// The reason why a command could not be done. Ends with exit code 2.
pub struct Trouble(String);

/// Result of a command.
pub type Done<T = ()> = Result<T, Trouble>;

impl Trouble {
    /// Takes one or more sentences: the event, its meaning for the evidence, the next step.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Adds the name of the file that the person typed.
    pub fn at(path: &Path) -> impl FnOnce(Trouble) -> Trouble {
        let name = verify::escape(&path.display().to_string());
        move |t| Trouble(format!("{name}: {}", t.0))
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl<E: Error + 'static> From<E> for Trouble {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut next: Option<&(dyn Error + 'static)> = Some(&error);
        while let Some(cause) = next {
            let said = cause.to_string();
            if !text.contains(&said) {
                text = format!("{text}: {said}");
            }
            if let Some(system) = cause.downcast_ref::<io::Error>() {
                text = text.replace(&said, &in_words(system));
            }
            next = cause.source();
        }
        Self(text)
    }
}

/// Returns the system's failure in a user's words; those of the system, without its number, if the failure is rare.
fn in_words(error: &io::Error) -> String {
    use io::ErrorKind::{IsADirectory, NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem, StorageFull};
    let words = match error.kind() {
        NotFound => "there is no such file or folder",
        PermissionDenied => "this account may not read or change it",
        StorageFull => "the disk is full",
        ReadOnlyFilesystem => "nothing can be written to this medium",
        IsADirectory => "it is a folder, not a file",
        NotADirectory => "a file stands where a folder is needed",
        _ => return error.to_string().split(" (os error ").next().unwrap_or_default().to_owned(),
    };
    words.to_owned()
}
