//! Writes `tests/vectors`: `cargo run -p verify --example make_vectors`. Vectors never change silently: reproducible
//! files are written again and show in the diff; sealed parts are made only if they are missing.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test reads files; its room does not")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool for developers")]

#[path = "../tests/support/mod.rs"]
mod support;

fn main() {
    let folder = support::vectors::folder();
    let write = |path: &str, bytes: &[u8]| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a path has a folder")).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let vectors = support::vectors::all();
    // A vector that is no longer made must disappear.
    for format in vectors.keys().filter_map(|path| path.split_once('/')).map(|(format, _)| format) {
        drop(std::fs::remove_dir_all(folder.join(format)));
    }
    for (path, bytes) in &vectors {
        write(path, bytes);
    }
    let parts = support::vectors::parts();
    let made = !folder.join("part/good-record.age").exists();
    if made {
        for (path, bytes) in &parts {
            write(path, bytes);
        }
    }
    println!("{} files written, sealed parts {}", vectors.len(), if made { "made" } else { "kept" });
}
