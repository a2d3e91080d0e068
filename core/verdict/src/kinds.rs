//! The kind of an item, and how it came, as codes for a window.

use evidence::record::{Kind, Method};
use serde::{Deserialize, Serialize};

macro_rules! same {
    ($(#[$doc:meta])* $code:ident of $kind:ident: $($name:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        pub enum $code { $(#[allow(missing_docs, reason = "documented in evidence::record")] $name,)+ }

        impl From<$kind> for $code {
            fn from(kind: $kind) -> Self {
                match kind { $($kind::$name => Self::$name,)+ }
            }
        }

        impl From<$code> for $kind {
            fn from(code: $code) -> Self {
                match code { $($code::$name => Self::$name,)+ }
            }
        }
    };
}

same!(
    /// Kinds of items.
    KindCode of Kind: Photo, Video, Audio, Document, Testimony, Form, Note, OfficialClaim, HeldHead, Interrupted, Found
);
same!(
    /// How an item came.
    MethodCode of Method: Captured, Imported, Entered
);
