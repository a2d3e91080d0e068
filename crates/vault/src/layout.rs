//! Where things lie in a home. Names only; touches nothing.

use std::path::{Path, PathBuf};

use evidence::Digest;

use crate::Panic;

/// The folders and files of one home.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    root: PathBuf,
    /// The folder of the whole home: another one only of a chain that lies beside the current one.
    home: PathBuf,
}

impl Layout {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), home: root.to_owned() }
    }

    /// A chain of this home in a folder of its own. A panic over the home is a panic over it.
    pub(crate) fn chain(&self, folder: PathBuf) -> Self {
        Self { root: folder, home: self.home.clone() }
    }

    /// True where there is a folder. A link may stand for the home itself, and for no chain in it.
    pub(crate) fn is_folder(&self) -> bool {
        self.root == self.home || self.root.symlink_metadata().is_ok_and(|found| found.is_dir())
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Held while a process has the home open.
    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// Chain state, entries, upload progress: plain SQLite, nothing private in it.
    pub(crate) fn outbox(&self) -> PathBuf {
        self.root.join("outbox.sqlite")
    }

    /// Whether there is an outbox. An error when nobody here may look, which is not the same as none.
    pub(crate) fn has_outbox(&self) -> crate::Result<bool> {
        match std::fs::metadata(self.outbox()) {
            Ok(found) => Ok(found.is_file()),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(crate::new_chain::is_begun(self)),
            Err(e) => Err(crate::Error::disk("the home could not be looked into", e)),
        }
    }

    /// Room that is held back for when the disk is full.
    pub(crate) fn reserve(&self) -> PathBuf {
        self.root.join("reserve")
    }

    /// The one-time keys' slots.
    pub(crate) fn ratchet(&self) -> PathBuf {
        self.root.join("ratchet")
    }

    /// The file without which the row of the transport key is nothing.
    pub(crate) fn transport(&self) -> PathBuf {
        self.root.join("transport")
    }

    /// Every file that holds a key, the most urgent first.
    pub(crate) fn keys(&self) -> [PathBuf; 4] {
        [self.ratchet(), self.vault_salt(), self.transport(), self.vault()]
    }

    /// The locked vault.
    pub(crate) fn vault(&self) -> PathBuf {
        self.root.join("vault.sqlite")
    }

    /// Salt of the vault's passphrase.
    pub(crate) fn vault_salt(&self) -> PathBuf {
        self.root.join("vault.salt")
    }

    /// Says that a panic was begun. It stays where only the keys were destroyed.
    pub(crate) fn panic_marker(&self, what: Panic) -> PathBuf {
        self.home.join(match what {
            Panic::Keys => "destroyed.keys",
            Panic::Everything => "destroyed.everything",
        })
    }

    /// Torn files, kept for whoever can still make something of them.
    pub(crate) fn aside(&self) -> PathBuf {
        self.root.join("aside")
    }

    /// Says that rows of the outbox were found to be changed: the next start mends it.
    pub(crate) fn broken(&self) -> PathBuf {
        self.root.join("broken")
    }

    /// Says that parts may lie here which no entry names.
    pub(crate) fn mended(&self) -> PathBuf {
        self.root.join("mended")
    }

    /// Chains that could not go on, each a home of its own.
    pub(crate) fn earlier(&self) -> PathBuf {
        self.root.join("earlier")
    }

    pub(crate) fn parts(&self) -> PathBuf {
        self.root.join("parts")
    }

    /// Sealed parts without an entry yet.
    pub(crate) fn incoming(&self) -> PathBuf {
        self.root.join("parts").join("incoming")
    }

    /// The place of a sealed part.
    pub(crate) fn part(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        let folder: String = name.chars().take(2).collect();
        self.root.join("parts").join(folder).join(name)
    }

    /// Every folder of a home, outermost first.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        let mut out = vec![self.aside(), self.parts(), self.incoming()];
        out.extend((0..=255u8).map(|n| self.parts().join(format!("{n:02x}"))));
        out
    }
}

/// A file that SQLite puts beside a database.
pub(crate) fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}
