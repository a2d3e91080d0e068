//! Reads the paths, items and filters of the page, and the clock.

use std::path::PathBuf;

use archive::Filter;
use evidence::ItemId;
use organisation::Organisation;

use super::blame::{Asked, blame};
use crate::views::office::FilterInput;
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Returns the archivist's clock.
#[allow(clippy::disallowed_methods, reason = "a door reads the clock and hands it on")]
pub(super) fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Returns a path that does not depend on the app's working directory.
pub(super) fn absolute(path: &str) -> Answer<PathBuf> {
    let path = PathBuf::from(path.trim());
    if path.is_absolute() { Ok(path) } else { Err(ErrorCode::PathMissing.into()) }
}

/// Returns the organisation of this folder. A folder without an organisation is another error than a missing folder.
pub(super) fn organisation_at(folder: &str) -> Answer<Organisation> {
    let path = absolute(folder)?;
    Organisation::open(&path).map_err(|error| match blame(Asked::Organisation)(error) {
        TroubleView { code: ErrorCode::PathMissing, .. } if path.exists() => ErrorCode::OrganisationUnreadable.into(),
        other => other,
    })
}

pub(super) fn read_item(item: &str) -> Answer<ItemId> {
    item.parse().map_err(|_| ErrorCode::BadRequest.into())
}

pub(super) fn read_filter(input: &FilterInput) -> Answer<Filter> {
    let bad = || TroubleView::from(ErrorCode::BadRequest);
    let instant = |text: &Option<String>| text.as_deref().map(str::parse).transpose().map_err(|_| bad());
    Ok(Filter {
        words: input.words.clone(),
        kind: input.kind.map(Into::into),
        method: input.method.map(Into::into),
        device: input.device.as_deref().map(str::parse).transpose().map_err(|_| bad())?,
        from: instant(&input.from)?,
        to: instant(&input.to)?,
        wholeness: input.wholeness.map(Into::into),
        delivered: input.delivered,
        doubt: input.doubt.map(Into::into),
        marked: input.marked.map(Into::into),
        newest: input.newest,
        sort: input.sort.into(),
        ascending: input.ascending,
    })
}
