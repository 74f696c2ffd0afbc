//! Snapshots: files that hold what must come out. `COPYDESK_BLESS=1 cargo test` writes them anew.

use std::path::Path;

/// Compares text with `tests/snapshots/NAME.txt`.
pub(crate) fn check(name: &str, text: &str) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(format!("{name}.txt"));
    if std::env::var_os("COPYDESK_BLESS").is_some() {
        return std::fs::write(&path, text).map_err(|error| format!("{name}: {error}"));
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if text == expected {
        Ok(())
    } else {
        Err(format!("{name}: expected\n{expected}\nbut got\n{text}\n(COPYDESK_BLESS=1 accepts it)"))
    }
}

/// Fails with everything that went wrong.
pub(crate) fn finish(results: impl Iterator<Item = Result<(), String>>) {
    let wrong: Vec<String> = results.filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}
