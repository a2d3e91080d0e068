//! Codes that the page's camera sees: each picture is read here and dropped.
//!
//! Owns the codes of an invitation that were read so far. Never keeps a picture, and never joins: that needs another
//! command.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard};

use evidence::Invitation;
use evidence::invitation;
use evidence::invitation::codes::{Codes, Reading, is_code};
use rqrr::PreparedImage;

use crate::views::scan::{ScanState, ScanView};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Longest side of a picture, in pixels.
const SIDE: u32 = 2048;

/// Reads codes.
#[derive(Default)]
pub struct Scanner {
    codes: Mutex<Codes>,
}

impl Scanner {
    /// Forgets the codes that were read.
    pub fn again(&self) -> Answer<()> {
        *self.held()? = Codes::default();
        Ok(())
    }

    /// Checks a picture of `width` columns, one byte of brightness for each pixel, row after row.
    pub fn look(&self, width: u32, luma: &[u8]) -> Answer<ScanView> {
        let texts = read(width, luma).ok_or(TroubleView::from(ErrorCode::BadRequest))?;
        let mut codes = self.held()?;
        let mut best = ScanView::default();
        for text in texts {
            let view = take(&mut codes, &text);
            if view.state >= best.state {
                best = view;
            }
        }
        Ok(best)
    }

    fn held(&self) -> Answer<MutexGuard<'_, Codes>> {
        self.codes.lock().map_err(|_| ErrorCode::Bug.into())
    }
}

/// Returns the invitation in pasted or opened text: as it is, or assembled from its codes, one per line.
pub fn plain(text: &str) -> Answer<String> {
    if !is_code(text) {
        return Ok(invitation::within(text).to_string());
    }
    let mut codes = Codes::default();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match codes.take(line) {
            Ok(Reading::Whole(bytes)) => {
                return String::from_utf8(bytes).map_err(|_| ErrorCode::InvitationMalformed.into());
            }
            Ok(Reading::Some { .. }) => {}
            Err(evidence::Error::Unsupported { .. }) => return Err(ErrorCode::InvitationUnsupported.into()),
            Err(_) => return Err(ErrorCode::InvitationMalformed.into()),
        }
    }
    Err(ErrorCode::InvitationMalformed.into())
}

fn take(codes: &mut Codes, text: &str) -> ScanView {
    let state = |state| ScanView { state, ..ScanView::default() };
    if Invitation::read(text.as_bytes()).is_ok() {
        return ScanView { invitation: Some(text.to_owned()), ..state(ScanState::Whole) };
    }
    match codes.take(text) {
        Ok(Reading::Some { read, total }) => {
            ScanView { read: read as u64, total: total as u64, ..state(ScanState::Some) }
        }
        Ok(Reading::Whole(bytes)) => match String::from_utf8(bytes) {
            Ok(invitation) => ScanView { invitation: Some(invitation), ..state(ScanState::Whole) },
            Err(_) => state(ScanState::Foreign),
        },
        Err(evidence::Error::Unsupported { .. }) => state(ScanState::Newer),
        Err(_) => state(ScanState::Foreign),
    }
}

/// Returns the texts of the codes in a picture; `None` if it is no picture.
pub(crate) fn read(width: u32, luma: &[u8]) -> Option<Vec<String>> {
    let (width, length) = (usize::try_from(width).ok()?, luma.len());
    let side = SIDE as usize;
    if width == 0 || length == 0 || !length.is_multiple_of(width) || width > side || length / width > side {
        return None;
    }
    let at = |x: usize, y: usize| luma.get(y * width + x).copied().unwrap_or_default();
    let found = || {
        let mut picture = PreparedImage::prepare_from_greyscale(width, length / width, at);
        let grids = picture.detect_grids();
        grids.into_iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
    };
    // A stranger can hold any picture before the lens. If the reader panics on it, no code was read.
    Some(catch_unwind(AssertUnwindSafe(found)).unwrap_or_default())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use evidence::invitation::codes;
    use evidence::policy::{Review, Server};
    use organisation::Organisation;
    use organisation::PolicyTerms;
    use qrcode::{Color, EcLevel, QrCode};

    fn invitation() -> Invitation {
        let dir = tempfile::tempdir().unwrap();
        let organisation = Organisation::init(&dir.path().join("org"), "Observers", 3, 2, None).unwrap().organisation;
        let servers =
            vec![Server { url: "https://127.0.0.1:8443".to_owned(), pins: vec![evidence::Digest::of(b"pin")] }];
        let terms = PolicyTerms {
            servers,
            logs: Vec::new(),
            review: Review::Never,
            keep_after_delivery: false,
            forms: Vec::new(),
            expires: None,
        };
        let policy = organisation.policy(terms, None).unwrap();
        organisation.invite(&policy, None, "2026-12-31T00:00:00Z".parse().unwrap(), None, None).unwrap()
    }

    /// Makes a picture of a code, `scale` pixels for each square, grey like a screen in daylight.
    pub(crate) fn picture(text: &str, scale: usize) -> (u32, Vec<u8>) {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let (squares, colors) = (code.width(), code.to_colors());
        let side = (squares + 8) * scale;
        let at = |x: usize, y: usize| {
            let (x, y) = ((x / scale).checked_sub(4), (y / scale).checked_sub(4));
            match (x.filter(|x| *x < squares), y.filter(|y| *y < squares)) {
                (Some(x), Some(y)) if colors[y * squares + x] == Color::Dark => 60,
                _ => 190,
            }
        };
        let luma = (0..side * side).map(|n| at(n % side, n / side)).collect();
        (side as u32, luma)
    }

    #[test]
    fn a_real_invitation_comes_through_its_pictures_in_any_order() {
        let invitation = invitation();
        let mut texts = codes::write(&invitation).unwrap();
        texts.reverse();
        let scanner = Scanner::default();
        let mut last = ScanView::default();
        for text in &texts {
            let (width, luma) = picture(text, 3);
            last = scanner.look(width, &luma).unwrap();
        }
        assert_eq!(last.state, ScanState::Whole);
        let (read, _) = Invitation::parse(last.invitation.unwrap().as_bytes()).unwrap();
        assert_eq!(read, invitation);
    }

    #[test]
    fn a_pasted_list_of_codes_is_the_invitation_and_a_part_of_it_is_not() {
        let invitation = invitation();
        let texts = codes::write(&invitation).unwrap();
        let (read, _) = Invitation::parse(plain(&texts.join("\r\n")).unwrap().as_bytes()).unwrap();
        assert_eq!(read, invitation);
        assert!(texts.len() > 1);
        assert_eq!(plain(&texts[0]).unwrap_err().code, ErrorCode::InvitationMalformed);
        assert_eq!(plain("TESTAMUR:3:later").unwrap_err().code, ErrorCode::InvitationUnsupported);
        assert_eq!(plain("{}").unwrap(), "{}");
    }

    #[test]
    fn other_codes_and_pictures_without_one_are_told_apart() {
        let scanner = Scanner::default();
        let (width, luma) = picture("https://example.org", 4);
        assert_eq!(scanner.look(width, &luma).unwrap().state, ScanState::Foreign);
        let (width, luma) = picture("TESTAMUR:3:SOMETHING LATER", 4);
        assert_eq!(scanner.look(width, &luma).unwrap().state, ScanState::Newer);
        assert_eq!(scanner.look(64, &[128; 64 * 48]).unwrap().state, ScanState::Nothing);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let scanner = Scanner::default();
        for (width, length) in [(0, 10), (10, 0), (10, 11), (4096, 4096), (1, 4096)] {
            assert_eq!(scanner.look(width, &vec![0; length]).unwrap_err().code, ErrorCode::BadRequest);
        }
    }
}
