//! The contract of every stage.

#[test]
fn contract() {
    copydesk_sdk::testkit::contract::<copydesk_tokenize::Tokenize>(include_str!("../sample.toml"));
}
