//! The C plugin boundary of copydesk: tables, constants and copydesk.h
#![forbid(unsafe_code)]
