//! The contract that every stage keeps.

use copydesk_summarize::Summarize;

#[test]
fn keeps_the_contract() {
    copydesk_sdk::testkit::contract::<Summarize>(include_str!("../sample.toml"));
}
