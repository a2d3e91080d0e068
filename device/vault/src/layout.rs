//! The paths of a home's files. Touches no file.

use std::path::{Path, PathBuf};

use evidence::Digest;

use crate::destroyed::Panic;

/// The folders and files of one home.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    root: PathBuf,
    /// The folder of the whole home; differs from `root` only for a chain beside the current one.
    home: PathBuf,
}

impl Layout {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), home: root.to_owned() }
    }

    /// Returns the layout of a chain of this home in its own folder. A panic over the home covers the chain.
    pub(crate) fn chain(&self, folder: PathBuf) -> Self {
        Self { root: folder, home: self.home.clone() }
    }

    /// Returns true if there is a folder. A link is accepted for the home itself, but not for a chain inside it.
    pub(crate) fn is_folder(&self) -> bool {
        self.root == self.home || self.root.symlink_metadata().is_ok_and(|found| found.is_dir())
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the lock file, held while a process has the home open.
    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// Returns the outbox: chain state, entries and upload progress in plain SQLite, with nothing private.
    pub(crate) fn outbox(&self) -> PathBuf {
        self.root.join("outbox.sqlite")
    }

    /// Returns the reserve file, whose room is freed when the disk is full.
    pub(crate) fn reserve(&self) -> PathBuf {
        self.root.join("reserve")
    }

    /// Returns the file of the one-time keys' slots.
    pub(crate) fn ratchet(&self) -> PathBuf {
        self.root.join("ratchet")
    }

    /// Returns the pad file, without which the row of the transport key is useless.
    pub(crate) fn transport(&self) -> PathBuf {
        self.root.join("transport")
    }

    /// Returns every file that holds a key, the most urgent first.
    pub(crate) fn keys(&self) -> [PathBuf; 4] {
        [self.ratchet(), self.vault_salt(), self.transport(), self.vault()]
    }

    /// Returns the locked vault.
    pub(crate) fn vault(&self) -> PathBuf {
        self.root.join("vault.sqlite")
    }

    /// Returns the salt file of the vault's passphrase.
    pub(crate) fn vault_salt(&self) -> PathBuf {
        self.root.join("vault.salt")
    }

    /// Returns the marker of a begun panic. It stays if only the keys were destroyed.
    pub(crate) fn panic_marker(&self, what: Panic) -> PathBuf {
        self.home.join(match what {
            Panic::Keys => "destroyed.keys",
            Panic::Everything => "destroyed.everything",
        })
    }

    /// Returns the panic that a marker records; the greater one if there are two.
    pub(crate) fn panic_begun(&self) -> Option<Panic> {
        [Panic::Everything, Panic::Keys].into_iter().find(|what| self.panic_marker(*what).exists())
    }

    /// Returns the folder of torn files, kept for later examination.
    pub(crate) fn aside(&self) -> PathBuf {
        self.root.join("aside")
    }

    /// Returns the marker that rows of the outbox were changed: the next start repairs it.
    pub(crate) fn broken(&self) -> PathBuf {
        self.root.join("broken")
    }

    /// Returns the marker that parts may exist which no entry names.
    pub(crate) fn mended(&self) -> PathBuf {
        self.root.join("mended")
    }

    /// Returns the folder of chains that could not continue, each a home of its own.
    pub(crate) fn earlier(&self) -> PathBuf {
        self.root.join("earlier")
    }

    pub(crate) fn parts(&self) -> PathBuf {
        self.root.join("parts")
    }

    /// Returns the folder of sealed parts without an entry.
    pub(crate) fn incoming(&self) -> PathBuf {
        self.root.join("parts").join("incoming")
    }

    /// Returns the path of a sealed part.
    pub(crate) fn part(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        let folder: String = name.chars().take(2).collect();
        self.root.join("parts").join(folder).join(name)
    }

    /// Returns every folder of a home, outermost first.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        let mut out = vec![self.aside(), self.parts(), self.incoming()];
        out.extend((0..=255u8).map(|n| self.parts().join(format!("{n:02x}"))));
        out
    }
}

/// Returns the path of a file that SQLite puts beside a database.
pub(crate) fn beside(database: &Path, ending: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}
