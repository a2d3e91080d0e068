//! The program's memory: none of it reaches a disk or another program, and freed bytes are wiped.
//!
//! Every program links this crate, which makes its allocator the program's, and calls [`keep_in`] first. Libraries in
//! other languages (SQLite, the webview) allocate their own memory: `docs/known-issues.md` says which secrets stay in
//! it.

use std::alloc::System;
use std::io;

use zeroizing_alloc::ZeroAlloc;

/// Wipes each block when it is freed, also in libraries that do not know of secrets.
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);

/// Switches core dumps off, for this program and its children, and keeps other programs of the same user from reading
/// its memory (`setrlimit(2)`, `prctl(2)`; the second on Linux and Android only).
///
/// Errors: the system refuses. The program may continue: nothing else depends on it.
pub fn keep_in() -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    }
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};

    use super::*;

    #[test]
    fn after_it_no_core_is_written_and_nobody_of_the_same_user_may_look() {
        keep_in().unwrap();
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
