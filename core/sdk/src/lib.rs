//! The one dependency of a copydesk plugin.
//!
//! Write a [`Stage`], name it in [`export!`], build a `cdylib`, and copydesk loads it; the same crate linked as an
//! `rlib` needs no loading at all. All the unsafe code between the two worlds is in here, so that a plugin can say
//! `#![forbid(unsafe_code)]`.
//!
//! ```
//! use copydesk_sdk::{Descriptor, Docs, Layer, Options, Output, Stage, StageError};
//!
//! /// Marks every word in capitals.
//! #[derive(Clone)]
//! struct Shout;
//!
//! impl Stage for Shout {
//!     fn descriptor() -> Descriptor {
//!         Descriptor::new("shout", "0.1.0", "marks words in capitals").needs(&["tokens"]).provides(&["shout.words"])
//!     }
//!
//!     fn open(_: &Options) -> Result<Self, StageError> {
//!         Ok(Shout)
//!     }
//!
//!     fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
//!         for doc in docs.iter() {
//!             let mut words = Layer::new();
//!             for span in doc.needed("tokens").spans() {
//!                 let word = doc.slice(span);
//!                 if word.len() > 1 && word.chars().all(char::is_uppercase) {
//!                     words.push(span.start, span.end).label("SHOUT");
//!                 }
//!             }
//!             out.put(doc, "shout.words", &words)?;
//!         }
//!         Ok(())
//!     }
//! }
//!
//! copydesk_sdk::export!(Shout);
//! ```
//!
//! `log` macros in a plugin appear in the host's log under the plugin's module names. A panic in a stage costs
//! the documents that caused it and nothing else. Test a plugin with `testkit` (a feature of this crate for
//! `[dev-dependencies]`).

#[cfg(panic = "abort")]
compile_error!(
    "copydesk plugins need `panic = \"unwind\"`: with abort, a panic in a stage takes the whole host down"
);

#[doc(hidden)]
pub mod boundary;
mod guest;
mod logging;
#[cfg(feature = "testkit")]
pub mod testkit;

#[doc(hidden)]
pub use copydesk_abi as abi;
pub use copydesk_core::{
    Access, Attr, Descriptor, Doc, Docs, Document, Fault, Layer, LayerView, MetaEntry, NO_LABEL, NO_REF,
    Note, OptionKind, OptionSpec, Options, Origin, Output, Row, Scope, Span, Stage, StageError, StaticPlugin,
    Strings, StringsView, names, parallel, push_row, tables,
};
pub use log;

/// Makes a plugin of a [`Stage`]: exports the entry function under the name that copydesk looks for, which is
/// `copydesk_v1_` and the crate's name. Use it once per crate, at the top level.
#[macro_export]
macro_rules! export {
    ($stage:ty) => {
        const _: () = {
            static TABLE: ::std::sync::OnceLock<$crate::abi::Plugin> = ::std::sync::OnceLock::new();

            #[unsafe(export_name = concat!("copydesk_v1_", env!("CARGO_CRATE_NAME")))]
            extern "C" fn entry() -> *const $crate::abi::Plugin {
                $crate::boundary::table::<$stage>(&TABLE)
            }
        };
    };
}
