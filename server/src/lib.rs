//! The trusted server.
