//! Plugins that lie, break or come from another version: each is refused by name, or costs its documents only.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use copydesk_core::{Document, Fault, Inputs, Outcome, Plugin as _, StageError, Staging, Tables};
use serde_json::Value;

/// Compiles `hostile.c` for one case into `libhostile_CASE.so` and returns its path.
fn build(case: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let library = folder.join(format!(
        "{}hostile_{case}{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    ));
    let done = Command::new("cc")
        .args(["-std=c11", "-O1", "-shared", "-fPIC"])
        .args([format!("-DCASE_{case}"), format!("-DNAME={case}")])
        .arg("-I")
        .arg(here.join("../../core/abi/include"))
        .arg("-o")
        .arg(&library)
        .arg(here.join("tests/hostile.c"))
        .output()
        .expect("the C compiler `cc` is needed for this test");
    assert!(done.status.success(), "{case}: {}", String::from_utf8_lossy(&done.stderr));
    library
}

/// What a plugin makes of two documents in one call, the first of which begins with a character of two bytes.
fn process(case: &str) -> Result<Vec<Outcome>, StageError> {
    let plugin = copydesk_loader::load(&build(case), None).unwrap_or_else(|error| panic!("{case}: {error}"));
    let mut worker = plugin.load(&Value::Null)?.open()?;
    let mut docs = vec![Document::new("a", "žabc"), Document::new("b", "abcdef")];
    let (cancelled, mut tables) = (AtomicBool::new(false), Tables::default());
    let mut result = Vec::new();
    for _ in 0..2 {
        let mut staging = Staging::new(&docs, plugin.descriptor(), Vec::new());
        let inputs = Inputs { docs: &docs, tables: &tables, cancelled: &cancelled, threads: 1 };
        worker.process(&inputs, &mut staging)?;
        let staged = staging.finish()?;
        (result, _) = staged.apply("hostile", &mut docs, &mut tables);
    }
    Ok(result)
}

#[test]
fn a_plugin_that_cannot_be_loaded_says_which_file_and_what_to_do() {
    let cases = [
        ("major", "speaks plugin boundary 2, this copydesk speaks 1; update copydesk"),
        ("old_major", "speaks plugin boundary 0, this copydesk speaks 1; rebuild the plugin"),
        ("table_major", "speaks plugin boundary 9, this copydesk speaks 1"),
        ("minor", "needs plugin boundary 1.40, this copydesk offers 1.0; update copydesk"),
        (
            "renamed",
            "exports no `copydesk_v1_hostile_renamed`, so it is not a copydesk plugin or its file was renamed",
        ),
        ("null_table", "its entry function returned no table"),
        ("magic", "does not begin with the magic number"),
        ("truncated", "its table is cut short: 48 bytes, version 1.0 has 80"),
        ("null_function", "its table lacks the function `process`"),
        ("bad_descriptor", "its descriptor is not valid: "),
        ("descriptor_not_utf8", "its descriptor is not UTF-8"),
    ];
    for (case, expected) in cases {
        let library = build(case);
        let error = copydesk_loader::load(&library, None).expect_err(case).to_string();
        assert!(error.contains(expected), "{case}: {error}");
        assert!(error.contains(&format!("hostile_{case}")), "{case} does not name its file: {error}");
    }
}

#[test]
fn what_is_no_library_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(format!("libjunk{}", std::env::consts::DLL_SUFFIX));
    std::fs::write(&file, b"\x7fELF junk").expect("a file");
    let error = copydesk_loader::load(&file, None).expect_err("junk").to_string();
    assert!(
        error.contains("is not a library that this system can load") && error.contains("libjunk"),
        "{error}"
    );
    let error =
        copydesk_loader::load(&folder.path().join("libnone.so"), None).expect_err("missing").to_string();
    assert!(error.contains("libnone.so cannot be read"), "{error}");
    let dirs = [folder.path().to_owned()];
    let error = copydesk_loader::find("junkk", &dirs).expect_err("not found").to_string();
    assert!(
        error.contains("plugin `junkk` was not found") && error.contains("did you mean `junk`?"),
        "{error}"
    );
}

#[test]
fn a_pin_is_held() {
    let library = build("good");
    let hash = copydesk_loader::sha256_of(&library).expect("readable");
    assert!(copydesk_loader::load(&library, Some(&hash.to_uppercase())).is_ok());
    let error = copydesk_loader::load(&library, Some(&"0".repeat(64))).expect_err("wrong pin").to_string();
    assert!(error.contains(&hash) && error.contains("put its hash into `sha256`"), "{error}");
}

#[test]
fn a_lie_costs_the_documents_it_is_about() {
    let range = "layer `tokens`, row 1: span 2..4000 ends past the end of the text; the text has 5 bytes";
    let cases = [
        ("out_of_range", range),
        ("unsorted", "layer `tokens`, row 0: span 2..2"),
        ("overlap", "layer `tokens`, row 1: span 2..4 overlaps the row above"),
        ("undeclared", "wrote layer `ents`, which it does not declare (provides: tokens)"),
        ("too_many", "too many rows"),
        ("null_column", "missing column"),
        ("null_layer", "missing column"),
        ("short_layer", "a wrong size"),
        ("bad_name", "a layer whose name is not UTF-8"),
        ("bad_label", "has a label without a name"),
        ("bad_meta", "returned text that is not UTF-8"),
    ];
    for (case, expected) in cases {
        let outcomes = process(case).unwrap_or_else(|error| panic!("{case}: {error}"));
        if case == "unsorted" {
            assert!(
                matches!(&outcomes[0], Outcome::Failed(error) if error.fault == Fault::BadOutput),
                "{outcomes:?}"
            );
            continue;
        }
        let Outcome::Failed(error) = &outcomes[0] else { panic!("{case}: {outcomes:?}") };
        assert!(error.message.contains(expected), "{case}: {error}");
        assert_eq!(error.fault, Fault::BadOutput);
    }
    // A character is cut in the first document only; the other one is fine.
    let outcomes = process("cuts_character").expect("the call itself is fine");
    assert!(matches!(&outcomes[0], Outcome::Failed(error) if error.message.contains("inside a character")));
    assert_eq!(outcomes[1], Outcome::Kept);
}

#[test]
fn a_call_that_fails_as_a_whole_says_so() {
    let error = process("fails_silently").expect_err("it fails");
    assert_eq!(error.message, "the plugin returned status -1 and no message");
    assert_eq!(process("odd_status").expect_err("it fails").fault, Fault::Failed);
    assert_eq!(process("load_fails").expect_err("it fails").message, "the model file is gone");
    assert!(process("open_fails").is_err());
    let error = process("rows_in_document_scope").expect_err("it fails");
    assert!(error.message.contains("only stages of collection scope write tables"), "{error}");
}

#[test]
fn stale_calls_wrong_documents_and_later_versions_do_no_harm() {
    for case in ["good", "stale_call", "future"] {
        let kept = process(case).unwrap_or_else(|error| panic!("{case}: {error}"));
        // `good` writes 0..2 and 2..4, which is sound in both documents.
        assert_eq!(kept, [Outcome::Kept, Outcome::Kept], "{case}");
    }
    assert_eq!(process("wrong_doc").expect("nothing was written"), [Outcome::Kept, Outcome::Kept]);
}
