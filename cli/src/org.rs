//! `testamur org`: keys, policies and invitations of an organisation.

use std::path::{Path, PathBuf};

use evidence::policy::{RecipientKind, Review, Server};
use jiff::{Timestamp, ToSpan};
use organisation::{Founded, Opens, Organisation, PolicyTerms, Share};
use serde_json::json;

use crate::address::{self, server_url};
use crate::args::{self, Org};
use crate::door::{Door, tell_if_open, write_private, write_small};
use crate::input::read_text;
use crate::opened::{key_passphrase, name_share, open, read_shares};
use crate::trouble::{Done, Trouble};

pub fn run(door: &Door, command: &Org) -> Done {
    match command {
        Org::Init { dir, name, shares, threshold, recipients } => {
            let kind = match recipients {
                args::Recipients::Hybrid => RecipientKind::Hybrid,
                args::Recipients::Classic => RecipientKind::Classic,
            };
            init(door, kind, dir, name, (*shares, *threshold))
        }
        Org::Policy { dir, server, pin, log_key, retire, review, delete_after_delivery, out } => {
            let terms = PolicyTerms {
                servers: vec![Server {
                    url: server_url(server)?,
                    pins: pin.iter().map(|w| address::pin(w)).collect::<Done<_>>()?,
                }],
                logs: vec![organisation::log_of(log_key)?],
                review: match review {
                    args::Review::Never => Review::Never,
                    args::Review::UntilDelivered => Review::UntilDelivered,
                    args::Review::Always => Review::Always,
                },
                keep_after_delivery: !delete_after_delivery,
                forms: Vec::new(),
                expires: None,
            };
            policy(door, dir, terms, retire, out)
        }
        Org::Invite { dir, policy, server, code, renews, days, qr, out } => {
            let renews = renews.as_deref().map(|named| crate::devices::named(door, named)).transpose()?;
            let asked = Asked { server: server.as_deref(), code: code.clone(), renews, days: *days };
            invite(door, dir, policy, asked, Paths { out, qr: qr.as_deref() })
        }
        Org::Rehearse { shares } => rehearse(door, shares),
    }
}

fn init(door: &Door, kind: RecipientKind, dir: &Path, name: &str, (shares, threshold): (u8, u8)) -> Done {
    let passphrase = door.given_passphrase()?;
    let Founded { organisation, shares: made, witness_shares } =
        Organisation::init_of(kind, dir, name, shares, threshold, passphrase.as_ref().map(|p| p.as_str()))
            .map_err(|e| Trouble::at(dir)(e.into()))?;
    let card = organisation.card();
    let paths = |set: &[Share]| set.iter().map(|s| organisation::share_path(dir, s)).collect::<Vec<_>>();
    let (files, witness_files) = (paths(&made), paths(&witness_shares));
    files.first().into_iter().for_each(|share| tell_if_open(share));
    let value = json!({
        "organisation": card.organisation, "archivist": card.archivist, "archive_recipient": card.archive_recipient,
        "set": card.set, "threshold": card.threshold, "shares": files, "locked": passphrase.is_some(),
        "witness_recipient": card.witness_recipient, "witness_set": card.witness_set,
        "witness_threshold": organisation::WITNESS_SHARES, "witness_shares": witness_files,
    });
    let lock = if passphrase.is_some() {
        "Its keys are locked with the passphrase."
    } else {
        "Its keys are NOT locked with a passphrase: keep the folder on a medium that only you hold, offline."
    };
    let mut lines = format!(
        "{} is made.\n  organisation key  {}\n  archive recipient {}\n  witness recipient {}\n{lock}\n\nThe archive key exists only as {} shares; any {} of them open the archive:\n",
        verify::escape(&card.name),
        card.organisation,
        short(&card.archive_recipient),
        short(card.witness_recipient.as_deref().unwrap_or_default()),
        card.shares,
        card.threshold
    );
    for file in &files {
        lines += &format!("  {}\n", file.display());
    }
    lines += "\nThe witness key exists only as these two shares; both are needed, and the archive key does not open what it opens:\n";
    for (file, share) in witness_files.iter().zip(&witness_shares) {
        lines += &format!("  {}  for the {}\n", file.display(), share.holder().unwrap_or_default());
    }
    lines += "\nPrint each, give it to its holder, delete the file, then try: testamur org rehearse SHARE SHARE ...";
    door.done(&value, lines);
    Ok(())
}

fn policy(door: &Door, dir: &Path, terms: PolicyTerms, retire: &[PathBuf], out: &Path) -> Done {
    let organisation = open(dir)?;
    let note = |file: &PathBuf| Ok(read_text(file)?.to_string());
    let last = retire.iter().map(note).collect::<Done<Vec<_>>>()?;
    let review = terms.review;
    let asked = terms.servers.iter().map(|server| address::ask(server, &terms.logs)).collect::<Done<Vec<_>>>()?;
    let mut asked = asked.join("\n");
    if terms.servers.iter().any(|server| server.pins.is_empty()) {
        asked += "\nWITHOUT A PIN any certificate authority of the public web can stand in for the server. Give --pin to rule that out.";
    }
    let passphrase = key_passphrase(door, &organisation)?;
    let signed = organisation.policy_after(terms, &last, passphrase.as_ref().map(|p| p.as_str()))?;
    let mut bytes = signed.envelope().to_json();
    bytes.push(b'\n');
    write_small(out, &bytes)?;
    let servers = &signed.policy().servers;
    let named: String = servers.iter().map(|server| format!("{}\n", address::shown(server))).collect();
    let value = json!({
        "policy": signed.digest(), "version": signed.policy().version, "out": out, "server": asked, "servers": servers,
    });
    let warning = match review {
        Review::Never => "Devices hold no key that opens what they capture.",
        Review::UntilDelivered => {
            "Until delivery, whoever opens the vault on a device sees what it captured. DELIVERED PARTS THEN LEAVE THE DEVICE, once the server has shown that it has them."
        }
        Review::Always => "Whoever opens the vault on a device sees what it captured.",
    };
    door.done(
        &value,
        format!(
            "policy version {}  {}\n{named}{warning}\n{asked}\n{}\nNext: an invitation made with it and --server makes it known to the server; devices get it there with their next sending.",
            signed.policy().version,
            signed.digest(),
            out.display()
        ),
    );
    Ok(())
}

/// Returns a recipient in short form for comparison: a hybrid one has 1,959 letters, and its ends identify it.
fn short(recipient: &str) -> String {
    match (recipient.get(..20), recipient.get(recipient.len().saturating_sub(12)..)) {
        (Some(start), Some(end)) if recipient.len() > 100 => format!("{start}…{end}"),
        _ => recipient.to_owned(),
    }
}

/// Paths of an invitation's files.
struct Paths<'a> {
    out: &'a Path,
    qr: Option<&'a Path>,
}

/// The options of an invitation.
struct Asked<'a> {
    server: Option<&'a str>,
    code: Option<String>,
    renews: Option<evidence::Digest>,
    days: u32,
}

fn invite(door: &Door, dir: &Path, policy: &Path, asked: Asked<'_>, Paths { out, qr }: Paths) -> Done {
    let Asked { server, code, renews, days } = asked;
    let organisation = open(dir)?;
    let signed = organisation.read_policy(read_text(policy)?.as_bytes()).map_err(|e| Trouble::at(policy)(e.into()))?;
    let expires = Timestamp::now().checked_add((i64::from(days) * 24).hours())?;
    let passphrase = key_passphrase(door, &organisation)?;
    let admit = |server| crate::send::admit(&signed, &server_url(server)?, &organisation.admission(&signed, code));
    let checkpoint = server.map(admit).transpose()?;
    let invitation =
        organisation.invite(&signed, renews, expires, checkpoint, passphrase.as_ref().map(|p| p.as_str()))?;
    let mut bytes = evidence::json::print(&invitation)?;
    bytes.push(b'\n');
    write_private(out, &bytes)?;
    let pictures = qr.map_or(Ok(Vec::new()), |path| pictures(&invitation, path))?;
    let value = json!({
        "out": out, "policy": signed.digest(), "expires": expires, "admitted": server.is_some(), "qr": pictures,
        "renews": renews,
    });
    let known =
        if server.is_some() { "The server knows the organisation and this policy." } else { "No server was asked." };
    let whom = match renews {
        Some(device) => format!("invitation that renews the device {}", evidence::DeviceCode::of(&device)),
        None => "invitation for one device".to_owned(),
    };
    let mut lines = format!("{whom}, until {expires}\n{known}\n{}", out.display());
    for picture in &pictures {
        lines += &format!("\n{}", picture.display());
    }
    door.done(&value, lines);
    Ok(())
}

/// Time of each code in the moving picture, in tenths of a second: enough for a camera to focus.
const SHOWN: usize = 5;

/// Draws an invitation's codes and returns the files: one at `path`, or a moving picture there and numbered single
/// pictures beside it.
fn pictures(invitation: &evidence::Invitation, path: &Path) -> Done<Vec<PathBuf>> {
    let codes = evidence::invitation::codes::write(invitation)?;
    let mut drawn = Vec::new();
    for code in &codes {
        let code = qrcode::QrCode::with_error_correction_level(code, qrcode::EcLevel::M)
            .map_err(|_| Trouble::new("the invitation does not fit its codes; hand over the file"))?;
        drawn.push(code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(600, 600).build());
    }
    let mut made = vec![path.to_owned()];
    match drawn.as_slice() {
        [one] => write_private(path, one.as_bytes())?,
        all => {
            write_private(path, moving(all).as_bytes())?;
            for (n, svg) in all.iter().enumerate() {
                let numbered = beside(path, n + 1);
                write_private(&numbered, svg.as_bytes())?;
                made.push(numbered);
            }
        }
    }
    Ok(made)
}

/// Returns one picture that shows the given ones in turn, endlessly, in any browser and without a script.
fn moving(pictures: &[String]) -> String {
    let round = pictures.len() * SHOWN;
    let share = 100.0 / pictures.len().max(1) as f64;
    let mut svg = format!(
        "<?xml version=\"1.0\" standalone=\"yes\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 1000\">\
         <style>g{{visibility:hidden;animation:round {}.{}s step-end infinite}}\
         @keyframes round{{0%{{visibility:visible}}{share:.3}%{{visibility:hidden}}}}</style>\n",
        round / 10,
        round % 10
    );
    for (n, picture) in pictures.iter().enumerate() {
        let inner = picture.find("<svg").and_then(|at| picture.get(at..)).unwrap_or_default();
        let delay = n * SHOWN;
        svg += &format!("<g style=\"animation-delay:{}.{}s\">{}</g>\n", delay / 10, delay % 10, sized(inner));
    }
    svg + "</svg>\n"
}

/// Returns a picture without a width and height of its own, so that it fills its container.
fn sized(svg: &str) -> String {
    let (head, rest) = svg.split_once('>').unwrap_or((svg, ""));
    let kept = head.split(' ').filter(|word| !word.starts_with("width=") && !word.starts_with("height="));
    format!("{}>{rest}", kept.collect::<Vec<_>>().join(" "))
}

/// Returns `codes-2.svg` for `codes.svg` and 2.
fn beside(path: &Path, n: usize) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}-{n}{ending}"))
}

fn rehearse(door: &Door, files: &[PathBuf]) -> Done {
    let shares = read_shares(files)?;
    let proved = organisation::rehearse(&shares).map_err(|e| name_share(e, files))?;
    let recipient = match proved.opens {
        Opens::Archive => "archive_recipient",
        Opens::Witnesses => "witness_recipient",
    };
    let value = json!({
        "restored": true, recipient: proved.recipient, "set": proved.set.to_string(),
        "tried": proved.tried, "threshold": proved.threshold, "shares": proved.total,
    });
    let lines = format!(
        "The {} was restored from {} of {} shares (any {} are enough) of set {},\nopened a test part, and is gone again.\n  {} {}",
        proved.opens,
        proved.tried,
        proved.total,
        proved.threshold,
        proved.set,
        recipient.replace('_', " "),
        short(&proved.recipient)
    );
    door.done(&value, lines);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_invitation_is_drawn_as_one_moving_picture_and_at_most_eight_numbered_ones() {
        let dir = tempfile::tempdir().unwrap();
        let organisation = Organisation::init(&dir.path().join("org"), "Observers", 3, 2, None).unwrap().organisation;
        let terms = PolicyTerms {
            servers: vec![Server {
                url: "https://127.0.0.1:8443".to_owned(),
                pins: vec![evidence::Digest::of(b"pin")],
            }],
            logs: Vec::new(),
            review: Review::Never,
            keep_after_delivery: false,
            forms: Vec::new(),
            expires: None,
        };
        let policy = organisation.policy(terms, None).unwrap();
        let invitation = organisation.invite(&policy, None, Timestamp::MAX, None, None).unwrap();
        let made = pictures(&invitation, &dir.path().join("codes.svg")).ok().unwrap();
        let names: Vec<_> = made.iter().map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert!((8..=9).contains(&names.len()), "{names:?}");
        assert_eq!(names[..3], ["codes.svg", "codes-1.svg", "codes-2.svg"]);
        let moving = std::fs::read_to_string(&made[0]).unwrap();
        assert_eq!(moving.matches("animation-delay:").count(), names.len() - 1);
        assert_eq!(moving.matches("viewBox=").count(), names.len());
        assert!(made.iter().all(|p| std::fs::read_to_string(p).unwrap().contains("<svg")));
    }
}
