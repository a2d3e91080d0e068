//! `testamur sync`, and the organisation's messages to a server.

use std::sync::Arc;
use std::time::Duration;

use evidence::SignedPolicy;
use evidence::chain::ChainFault;
use seal::TransportKey;
use sync::auth::RequestSigner;
use sync::http::{Device, Options, Report, ServerDoor, System, Watch, is_same_server, sync_watch};
use sync::messages::Admit;
use sync::{Failure, Tally, TrustedLog};
use vault::{Home, Preference};

use crate::args::Sync;
use crate::door::Door;
use crate::stop::stopped;
use crate::trouble::{Done, Trouble};
use crate::{opening, proxy};

/// Signs requests with a transport key.
pub fn signer(key: TransportKey) -> Done<Arc<dyn RequestSigner>> {
    Ok(Arc::new((key.public()?, move |base: &[u8]| key.sign(base))))
}

/// Returns the timeouts of a conversation; `TESTAMUR_TIMEOUT_S` shortens all of them, for tests and scripts.
pub fn options(proxy: Option<&str>) -> Done<Options> {
    options_of(proxy, None)
}

/// Returns the options for a home whose window may have set a proxy.
fn options_of(proxy: Option<&str>, window: Option<&str>) -> Done<Options> {
    let mut options = Options::default();
    proxy::choose(proxy, window, &mut options)?;
    if let Ok(word) = std::env::var("TESTAMUR_TIMEOUT_S") {
        let seconds = word.parse().map_err(|_| Trouble::new("TESTAMUR_TIMEOUT_S is not a number of seconds"))?;
        let limit = Duration::from_secs(seconds);
        (options.connect, options.idle, options.grace) = (limit, limit, limit);
        options.attempts = 2;
    }
    Ok(options)
}

/// Returns a runtime for one conversation.
pub fn runtime() -> Done<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// Returns the failure's text, its meaning for the evidence, and the next step.
pub fn trouble(failure: &Failure) -> Trouble {
    let named = match failure {
        Failure::PartsDamaged(_) => failure.detail().map(|parts| format!(": {parts}")).unwrap_or_default(),
        _ => String::new(),
    };
    Trouble::new(format!("{} ({}{named})\nNext: {}", failure.meaning(), failure.code(), failure.next_step()))
}

/// Makes an organisation and its policy known to one of the policy's servers.
pub fn admit(policy: &SignedPolicy, url: &str, admission: &Admit) -> Done<String> {
    let listed = policy.policy().servers.iter().find(|s| is_same_server(&s.url, url));
    let server =
        listed.ok_or_else(|| Trouble::new("--server is not a server of the policy, so its TLS key is not known"))?;
    let log = policy.policy().logs.iter().map(|l| l.key.as_str());
    let door = ServerDoor::new(server, &options(None)?, Arc::new(System)).map_err(|f| trouble(&f))?;
    let runtime = runtime()?;
    let info = runtime.block_on(door.info()).map_err(|f| trouble(&f))?;
    if !log.into_iter().any(|key| key == info.log_key) {
        return Err(Trouble::new(
            "the server's log key is not the one in the policy: its receipts would not count. Nothing was sent",
        ));
    }
    runtime.block_on(door.admit(admission)).map_err(|f| trouble(&f))?;
    let logs = policy.policy().logs.iter().filter_map(|log| TrustedLog::from_policy(log).ok());
    runtime.block_on(door.newest(&logs.collect::<Vec<_>>())).map_err(|f| trouble(&f))
}

/// Returns false if the server reports a fault of this device's chain, or refuses to sign because of its clock.
pub fn sync(door: &Door, args: &Sync) -> Done<bool> {
    let mut home = opening::open(door)?;
    let options = options_of(args.proxy.as_deref(), home.preference(Preference::Proxy)?.as_deref())?;
    let sound = send_earlier(door, &home, &options)?;
    let policy = home.policy()?;
    let signer = signer(home.transport_key()?)?;
    let device =
        Device::new(home.device()?, policy.policy(), signer, &options, Arc::new(System)).map_err(|f| trouble(&f))?;
    // A single sync asks for the newest policy too; a watch asks together with other requests.
    let device = if args.watch { device } else { device.asking_policy() };
    let runtime = runtime()?;
    let mut progress = |r: &Report| {
        let tally = &r.tally;
        door.progress(format_args!(
            "{} noted, {} parts sent, {} items delivered, {} bytes up",
            tally.entries_noted, tally.parts_sent, tally.items_delivered, r.bytes_up
        ));
    };
    if args.watch {
        // The home is free between two conversations, because other programs make the new items.
        drop(home);
        let stop = async {
            let _ = stopped().await;
        };
        let mut told = |r: &Report| {
            door.progress_done();
            let _ = say(door, r);
        };
        let mut said = opening::Said::default();
        let open = || opening::open_now(door, &mut said);
        return runtime
            .block_on(sync_watch(&device, open, drop, &Watch::default(), stop, &mut progress, &mut told))
            .map(|()| true);
    }
    let report = runtime.block_on(device.sync_once(&mut home, &mut progress));
    door.progress_done();
    say(door, &report)?;
    opening::tell_policy(&home)?;
    report.failure.as_ref().map_or(Ok(sound && is_whole(&report.tally)), |f| Err(trouble(f)))
}

/// Returns false if requested data is still to come, though no step failed.
fn is_whole(tally: &Tally) -> bool {
    tally.faults.is_empty() && !tally.server_clock_behind
}

/// Sends the waiting items of earlier chains: each in its own conversation, so that none blocks the next.
fn send_earlier(door: &Door, home: &Home, options: &Options) -> Done<bool> {
    let mut sound = home.unread().is_empty();
    for mut chain in home.earlier() {
        if chain.waits().is_ok_and(|waits| !waits) {
            continue;
        }
        eprintln!("testamur: of the earlier chain {}:", evidence::DeviceCode::of(&chain.device()?));
        let sent = send_chain(door, &mut chain, options);
        sound &= sent.unwrap_or_else(|trouble| {
            eprintln!("testamur: {}", trouble.text());
            false
        });
    }
    Ok(sound)
}

fn send_chain(door: &Door, chain: &mut Home, options: &Options) -> Done<bool> {
    let (policy, signer) = (chain.policy()?, signer(chain.transport_key()?)?);
    let device = Device::new(chain.device()?, policy.policy(), signer, options, Arc::new(System));
    let report = runtime()?.block_on(device.map_err(|f| trouble(&f))?.sync_once(chain, &mut |_: &Report| {}));
    say(door, &report)?;
    report.failure.as_ref().map_or(Ok(is_whole(&report.tally)), |f| Err(trouble(f)))
}

/// Returns the text about a fault of this device's chain, with advice.
fn told(fault: &ChainFault) -> Done<String> {
    Ok(match fault {
        ChainFault::Fork { seq, .. } => format!(
            "THIS DEVICE'S HOME WENT ON IN TWO PLACES, from entry {seq} on: a backup that was restored, or a copied folder. What both \
             captured is kept, and counts; nothing is lost.\nNext: sync the other copy too, then go on with one of them only, and tell \
             your organisation which one and why. If nobody copied this home, somebody else has its keys: tell them at once"
        ),
        other => format!(
            "The server reports a fault of this device's chain ({}). Keep everything and tell your organisation",
            serde_json::to_string(other)?
        ),
    })
}

fn say(door: &Door, report: &Report) -> Done {
    let tally = &report.tally;
    let mut lines = format!(
        "{} entries noted, {} parts sent, {} held already, {} items delivered; {} bytes up, {} down, {} requests\n",
        tally.entries_noted,
        tally.parts_sent,
        tally.parts_held,
        tally.items_delivered,
        report.bytes_up,
        report.bytes_down,
        report.requests
    );
    if tally.parts_removed > 0 {
        lines +=
            &format!("{} delivered parts left this device: the server showed that it has them\n", tally.parts_removed);
    }
    if tally.parts_not_shown > 0 {
        lines += &format!(
            "{} parts stay on this device: the server did not show that it has them; the next sync asks again\n",
            tally.parts_not_shown
        );
    }
    if tally.server_clock_behind {
        lines += "The server's clock is wrong, so it signs for nothing now. It has what was sent, and nothing leaves this device before it signs; tell whoever runs it.\n";
    }
    if tally.policy_followed {
        lines += "a new policy of the organisation came, and this device follows it from now on\n";
    }
    for fault in &tally.faults {
        lines += &format!("{}\n", told(fault)?);
    }
    door.done(&serde_json::to_value(report)?, lines);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_signs_for_nothing_has_not_done_all_that_was_asked() {
        assert!(is_whole(&Tally::default()));
        assert!(!is_whole(&Tally { server_clock_behind: true, ..Tally::default() }));
    }
}
