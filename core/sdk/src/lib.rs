//! The one dependency of a copydesk plugin
#![forbid(unsafe_code)]
