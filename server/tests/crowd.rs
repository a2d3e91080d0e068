//! What is kept from others.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use std::os::unix::fs::PermissionsExt as _;

use support::{Call, Signer, World};

#[tokio::test]
async fn the_ledgers_files_are_the_operators_alone_also_in_a_copied_folder() {
    let world = World::new().await;
    world.organisation().await;
    let files = ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"].map(|name| world.data.path().join(name));
    let modes = || files.each_ref().map(|file| std::fs::metadata(file).map(|m| m.permissions().mode() & 0o777).ok());
    assert_eq!(modes(), [Some(0o600); 3]);
    for file in &files {
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    let world = world.restart().await;
    world.ask(Call::new("GET", "/v1/server", &Signer::new()).unsigned()).await.ok();
    assert_eq!(modes()[0], Some(0o600));
    assert!(modes().iter().flatten().all(|mode| *mode == 0o600), "{:?}", modes());
}
