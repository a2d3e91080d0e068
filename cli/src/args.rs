//! The arguments of the command line. Their doc comments are its help texts.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use testimony::Use;

/// Capture evidence offline, seal it, prove it.
#[derive(Parser)]
#[command(name = "testamur", version, propagate_version = true, arg_required_else_help = true)]
pub struct Cli {
    /// Data folder of this device or archive (or set TESTAMUR_HOME to a whole path)
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Print JSON, one value a line
    #[arg(long, global = true)]
    pub json: bool,
    /// Read the passphrase from the first line of this file (or set TESTAMUR_PASSPHRASE)
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Keys, policies and invitations of an organisation; offline
    #[command(subcommand)]
    Org(Org),
    /// Prepare this device from an invitation, or renew it by one for its own code; needs no network
    Join { invitation: PathBuf },
    /// Follow a newer policy of the organisation, from its file or a folder that `carry` wrote on another device;
    /// needs no network
    Policy {
        /// The policy's file, or a carrier's folder
        from: PathBuf,
    },
    /// Import files and folders: sealed, signed and durable when this returns
    Add(Add),
    /// Record live from standard input until it ends; prints the item's id at once
    Record(Record),
    /// Take a testimony or any other form
    Testify {
        /// The form's definition
        #[arg(long, value_name = "FORM.json")]
        form: PathBuf,
        /// The answers
        #[arg(long, value_name = "ANSWERS.json")]
        answers: PathBuf,
    },
    /// The items and parts on this device, and those that have left it
    Status,
    /// The items that may be shown under the policy
    List,
    /// Send everything that waits to the server and keep its receipts
    Sync(Sync),
    /// Write entries, sealed parts and receipts to a folder that any carrier may bring to the archive
    Carry {
        /// A new folder; in an existing folder, a new one is made
        folder: PathBuf,
        /// Only the parts of entries from this one on, when another carrier has the others
        #[arg(long, value_name = "ENTRY", default_value_t = 0)]
        from: u64,
    },
    /// Destroy this device's keys, or everything on it, at once; there is no way back
    Panic(Panic),
    /// The archivist's store
    #[command(subcommand)]
    Archive(Archive),
    /// Judge a bundle: content, signer, time, completeness, delivery
    Verify(Verify),
}

#[derive(Subcommand)]
pub enum Org {
    /// Make the organisation's keys; archive key and witness key exist only as shares, two sets of them
    Init {
        dir: PathBuf,
        #[arg(long)]
        name: String,
        /// How many shares
        #[arg(long, default_value_t = 3)]
        shares: u8,
        /// How many of them restore the archive key
        #[arg(long, default_value_t = 2)]
        threshold: u8,
        /// The kind of recipients: hybrid also withstands quantum computers; classic is opened by every age program
        #[arg(long, value_enum, default_value_t = Recipients::Hybrid)]
        recipients: Recipients,
    },
    /// Sign a policy
    Policy {
        dir: PathBuf,
        #[arg(long, value_name = "URL")]
        server: String,
        /// SHA-256 of the server's TLS public key (SPKI), as the server, openssl or curl prints it; may be given more
        /// than once
        #[arg(long, value_name = "SPKI")]
        pin: Vec<String>,
        /// The log's verifier key: origin+hash+base64
        #[arg(long, value_name = "KEY")]
        log_key: String,
        /// The last checkpoint (a signed note) of a log that is given up: its receipts count up to there; once for
        /// each
        #[arg(long, value_name = "FILE")]
        retire: Vec<PathBuf>,
        /// Whether, and how long, a device may look at its items
        #[arg(long, value_enum, default_value_t = Review::Never)]
        review: Review,
        /// Delete sealed parts from the device once the server has signed that it holds them and shows that it has
        /// them; without it they stay, but under --review until-delivered, which lets them go
        #[arg(long)]
        delete_after_delivery: bool,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Make an invitation for one device
    Invite {
        dir: PathBuf,
        #[arg(long, value_name = "FILE")]
        policy: PathBuf,
        /// Make the organisation and its policy known to this server now
        #[arg(long, value_name = "URL")]
        server: Option<String>,
        /// Admission code from `testamur-server invite`, if the server asks for one
        #[arg(long)]
        code: Option<String>,
        /// Renew this device, which joined before: its five words (the archive of this home knows it), or its digest
        #[arg(long, value_name = "DEVICE")]
        renews: Option<String>,
        /// Days until the server refuses the invitation
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(0..=3_650))]
        days: u32,
        /// Also as QR codes: one moving picture to hold before a camera, and out-1.svg, out-2.svg … to print
        #[arg(long, value_name = "FILE.svg")]
        qr: Option<PathBuf>,
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Prove that shares restore the archive key, or the witness key; the key is not kept
    Rehearse {
        #[arg(required = true)]
        shares: Vec<PathBuf>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Recipients {
    Hybrid,
    Classic,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Review {
    Never,
    UntilDelivered,
    Always,
}

#[derive(Args)]
pub struct Add {
    /// Files, and folders with everything below them; links in a folder are not followed
    #[arg(required_unless_present = "files_from")]
    pub files: Vec<PathBuf>,
    /// Read the names of more files and folders from this file, one a line; - is standard input
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
    /// The names in --files-from end in a zero byte, as `find -print0` writes them
    #[arg(short = '0', long, requires = "files_from")]
    pub null: bool,
    /// Write the sealed files to this list and skip those in it, so that a stopped import can continue. The list is
    /// not sealed: its reader learns which files were imported
    #[arg(long, value_name = "LIST")]
    pub resume: Option<PathBuf>,
    /// A remark, sealed with the item
    #[arg(long, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// Where, in degrees north and east: LAT,LON
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    pub at: Option<String>,
}

#[derive(Args)]
pub struct Record {
    #[arg(long)]
    pub name: String,
    /// Media type, for example audio/webm
    #[arg(long = "type", value_name = "MIME")]
    pub media_type: String,
    #[arg(long, allow_hyphen_values = true)]
    pub note: Option<String>,
    /// Where, in degrees north and east: LAT,LON
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    pub at: Option<String>,
}

#[derive(Args)]
pub struct Panic {
    /// The keys and the locked vault; sealed parts and the chain stay for the archive to take by cable
    #[arg(long, required_unless_present = "everything", conflicts_with = "everything")]
    pub keys: bool,
    /// Everything: the folder is as if it had never joined
    #[arg(long)]
    pub everything: bool,
    /// Yes, destroy them
    #[arg(long)]
    pub yes: bool,
}

#[derive(Args)]
pub struct Sync {
    /// Continue until stopped, sending new items as they come
    #[arg(long)]
    pub watch: bool,
    /// Send through a proxy: socks5h://HOST:PORT or http://HOST:PORT, "" for none. Without it TESTAMUR_PROXY counts, then
    /// HTTPS_PROXY and ALL_PROXY
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
}

#[derive(Subcommand)]
pub enum Archive {
    /// Fetch, open, check and file everything new
    Pull {
        /// The organisation's folder
        #[arg(long, value_name = "DIR")]
        org: PathBuf,
        /// Share files, enough to restore the archive key
        #[arg(long, value_name = "SHARE,SHARE", value_delimiter = ',', num_args = 1.., required = true)]
        shares: Vec<PathBuf>,
        /// Share files of the witness key: opens the witness compartment too, which otherwise stays sealed
        #[arg(long, value_name = "SHARE,SHARE", value_delimiter = ',', num_args = 1..)]
        witness_shares: Vec<PathBuf>,
        #[arg(long, value_name = "URL", required_unless_present = "from", conflicts_with = "from")]
        server: Option<String>,
        /// A carrier folder, or a copied home, instead of a server
        #[arg(long, value_name = "DIR")]
        from: Option<PathBuf>,
        /// As with sync
        #[arg(long, value_name = "URL")]
        proxy: Option<String>,
    },
    /// The items, in the order of their arrival unless another one is wanted
    List(Listing),
    /// Mark an item for yourself; the mark never leaves the archive
    Mark {
        item: String,
        /// You looked at it; `--looked-at=false` takes it back
        #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
        looked_at: Option<bool>,
        /// It is important; `--important=false` takes it back
        #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
        important: Option<bool>,
        /// Your own words, up to 2,000 characters, found by search; "" removes them
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// The devices: code to compare with the holder, items, and the organisation's present relation to each
    Devices,
    /// Confirm that a device is the organisation's own, after comparing its code with the person who holds it
    Confirm {
        /// Its five words, in either script
        code: String,
        /// The organisation's folder
        #[arg(long, value_name = "DIR")]
        org: PathBuf,
    },
    /// Say that a device was taken, lost or copied: its signatures from now on are not the organisation's, until it is
    /// renewed
    End {
        /// Its five words, in either script
        code: String,
        /// The organisation's folder
        #[arg(long, value_name = "DIR")]
        org: PathBuf,
        /// Number or digest of the last entry that is still the organisation's; the newest in the archive unless given
        #[arg(long, value_name = "ENTRY", conflicts_with = "from")]
        after: Option<String>,
        /// Number or digest of the first entry that is not, where the device was copied and its chain forks
        #[arg(long, value_name = "ENTRY")]
        from: Option<String>,
        /// Yes, say it; without it, the command shows the effect on the items in the archive, and asks
        #[arg(long)]
        yes: bool,
    },
    /// The policy that the archive follows, and the lines of policies if the organisation's key signed more than one
    Policy {
        /// Follow the line of this policy from now on; the choice is kept in the archive
        #[arg(long, value_name = "ID")]
        follow: Option<String>,
    },
    /// One item: record, custody, state of its parts
    Show { item: String },
    /// Write an item's media and record to a folder
    Open {
        item: String,
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Write a bundle that anyone can verify
    Bundle {
        #[arg(required = true)]
        items: Vec<String>,
        /// A file ending in .zip, or a folder
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The use of the bundle: it has only accounts of persons who agreed to this use
        #[arg(long = "for", value_name = "USE", value_parser = purpose)]
        purpose: Option<Use>,
        /// Leave out all media, or one item's record or media: media | record:ITEM | media:ITEM
        #[arg(long, value_name = "WHAT")]
        withhold: Vec<String>,
        /// An account with a finding that it may hold a name of its witness: you have read it, and it may go as it is
        #[arg(long, value_name = "ITEM")]
        looked: Vec<String>,
    },
}

/// Returns a use by the name that a consent has for it.
fn purpose(name: &str) -> Result<Use, String> {
    let known = || Use::ALL.iter().map(|to| to.name()).collect::<Vec<_>>().join(", ");
    Use::ALL.iter().copied().find(|to| to.name() == name).ok_or_else(|| format!("the uses are {}", known()))
}

#[derive(Args)]
pub struct Listing {
    #[arg(long, value_enum, default_value_t = Sort::Arrived)]
    pub sort: Sort,
    /// The largest, newest or last first
    #[arg(long)]
    pub descending: bool,
    /// Only items for which the last successful pull brought something new
    #[arg(long)]
    pub newest: bool,
    #[arg(long, value_enum)]
    pub marked: Option<Marked>,
    /// Only items with this doubt about their signer, because of their device
    #[arg(long, value_enum)]
    pub doubt: Option<Doubt>,
    /// Beginnings of words of notes, answers, file names and your own notes
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub words: String,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Sort {
    Claimed,
    Title,
    Kind,
    Bytes,
    Device,
    Arrived,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Marked {
    LookedAt,
    NotLookedAt,
    Important,
    OwnNote,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Doubt {
    /// Noted after its device was ended
    Ended,
    /// Noted before its device was ended
    EndedLater,
    CopiedKey,
    NotAdmitted,
    TicketShared,
}

#[derive(Args)]
pub struct Verify {
    /// bundle.zip, or an unpacked bundle's folder
    pub bundle: PathBuf,
    /// The organisation's policy, obtained from a source you trust
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// The organisation key, obtained from a source you trust
    #[arg(long, value_name = "HEX")]
    pub organisation: Option<String>,
    /// Judge as of this instant (RFC 3339) instead of now
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}
