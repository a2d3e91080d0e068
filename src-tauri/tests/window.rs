//! The real window, driven by WebKitWebDriver.
