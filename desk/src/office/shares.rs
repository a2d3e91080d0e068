//! Shares before an intake: checked as they are typed, and read from a code. Their text is neither kept nor passed on.

use organisation::shares::typing::check;
use organisation::{Opens, Share};
use zeroize::{Zeroize, Zeroizing};

use super::blame::{Asked, blame};
use super::input::organisation_at;
use crate::scan;
use crate::views::office::IntakeInput;
use crate::views::shares::{OpensCode, ShareCodeView, ShareView};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Most shares that are checked together: as many as a key can have.
const MAX_TEXTS: usize = 16;

/// Checks shares as they are typed. `organisation` is the folder of the organisation whose key is needed.
pub fn check_shares(texts: Vec<String>, opens: OpensCode, organisation: Option<&str>) -> Answer<Vec<ShareView>> {
    let texts: Vec<Zeroizing<String>> = texts.into_iter().map(Zeroizing::new).collect();
    if texts.len() > MAX_TEXTS {
        return Err(ErrorCode::BadRequest.into());
    }
    let wanted = Opens::from(opens);
    let card = organisation.map(organisation_at).transpose()?.map(|o| o.card().clone());
    let recipient = card.and_then(|card| match wanted {
        Opens::Archive => Some(card.archive_recipient),
        Opens::Witnesses => card.witness_recipient,
    });
    Ok(check(&texts, wanted, recipient.as_deref()).iter().map(ShareView::from).collect())
}

/// Looks for a share's code in a picture.
pub fn look(width: u32, luma: &[u8]) -> Answer<ShareCodeView> {
    let texts = scan::read(width, luma).ok_or(TroubleView::from(ErrorCode::BadRequest))?;
    let seen = !texts.is_empty();
    let mut texts: Vec<Zeroizing<String>> = texts.into_iter().map(Zeroizing::new).collect();
    texts.retain(|text| Share::parse(text, 1).is_ok());
    Ok(ShareCodeView { seen, line: texts.first().map(|text| text.to_string()) })
}

/// Reads typed shares: words or the line, without blank fields.
pub(super) fn read(texts: &[String]) -> Answer<Vec<Share>> {
    let typed = texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
    typed
        .map(|(place, text)| {
            let share = Share::parse(text, place + 1).map_err(archive::Error::from);
            share.map_err(blame(Asked::Shares))
        })
        .collect()
}

/// Wipes the typed text.
pub(super) fn wipe(input: &mut IntakeInput) {
    input.shares.iter_mut().chain(&mut input.witness_shares).for_each(Zeroize::zeroize);
    input.passphrase.zeroize();
}

#[cfg(test)]
mod tests {
    use organisation::Organisation;

    use super::*;
    use crate::scan::tests::picture;
    use crate::views::shares::ShareStage;

    #[test]
    fn a_share_of_this_organisation_is_good_and_one_of_another_is_told_at_its_field() {
        let dir = tempfile::tempdir().unwrap();
        let found = |name: &str| Organisation::init(&dir.path().join(name), name, 3, 2, None).unwrap();
        let (ours, theirs) = (found("ours"), found("theirs"));
        let text = |share: &Share| share.words().to_string();
        let folder = dir.path().join("ours");
        let texts = vec![text(&ours.shares[0]), text(&theirs.shares[1]), String::new()];
        let told = check_shares(texts, OpensCode::Archive, folder.to_str()).unwrap();
        let stages: Vec<ShareStage> = told.iter().map(|view| view.stage).collect();
        assert_eq!(stages, [ShareStage::Good, ShareStage::OtherOrganisation, ShareStage::Empty]);
        assert_eq!((told[0].index, told[0].set.as_deref().map(str::len)), (Some(1), Some(8)));
        let witness = check_shares(vec![text(&ours.shares[0])], OpensCode::Witnesses, folder.to_str()).unwrap();
        assert_eq!(witness[0].stage, ShareStage::OtherKey);
    }

    #[test]
    fn the_code_of_a_share_s_page_is_read_and_another_code_is_only_seen() {
        let dir = tempfile::tempdir().unwrap();
        let founded = Organisation::init(&dir.path().join("org"), "Observers", 3, 2, None).unwrap();
        for line in founded.shares.iter().chain(&founded.witness_shares).map(Share::line) {
            let (width, luma) = picture(&line, 3);
            let found = look(width, &luma).unwrap();
            assert_eq!((found.seen, found.line.as_deref()), (true, Some(line.as_str())));
        }
        let (width, luma) = picture("https://example.org", 4);
        assert_eq!(look(width, &luma).unwrap(), ShareCodeView { seen: true, line: None });
        assert_eq!(look(64, &[128; 64 * 48]).unwrap(), ShareCodeView { seen: false, line: None });
        assert_eq!(look(0, &[1]).unwrap_err().code, ErrorCode::BadRequest);
    }
}
