//! Every kind of input, good and bad: what comes out of a source, in order, and that nothing else is lost.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail the test, as the tests do")]

use std::fs;
use std::path::Path;

use copydesk_core::{Document, names};
use copydesk_io::{
    Fields, Format, Input, InvalidUtf8, Limits, Read, Rejection, SourceSpec, open, open_all, open_reader,
};

fn read(text: &[u8], spec: SourceSpec) -> Vec<Read> {
    let mut source = open_reader(Box::new(std::io::Cursor::new(text.to_vec())), "in", spec);
    std::iter::from_fn(|| source.next().map(Read::made)).collect()
}

fn spec(format: Format) -> SourceSpec {
    SourceSpec { format, ..SourceSpec::default() }
}

fn read_files(base: &Path, paths: &[&str]) -> Vec<Read> {
    let input = Input::Files {
        paths: paths.iter().map(Into::into).collect(),
        include: Vec::new(),
        exclude: Vec::new(),
        base: Some(base.to_owned()),
    };
    let mut source = open(SourceSpec { input, ..SourceSpec::default() }).unwrap();
    std::iter::from_fn(|| source.next().map(Read::made)).collect()
}

/// `id` of each document, `code@line:offset` of each rejection.
fn outline(reads: &[Read]) -> Vec<String> {
    let place = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    reads
        .iter()
        .map(|read| match read {
            Read::Document(doc) => doc.id.clone(),
            Read::Rejected(bad) | Read::LeftOut(bad) => {
                format!("{}@{}:{}", bad.code, place(bad.line), place(bad.offset))
            }
            Read::Raw(raw) => panic!("{raw:?} is still to be made"),
        })
        .collect()
}

fn document(read: &Read) -> &Document {
    match read {
        Read::Document(doc) => doc,
        other => panic!("{other:?}"),
    }
}

fn rejection(read: &Read) -> &Rejection {
    match read {
        Read::Rejected(rejection) => rejection,
        other => panic!("{other:?}"),
    }
}

fn meta(doc: &Document) -> Vec<(&str, &str)> {
    doc.meta.iter().map(|entry| (entry.key.as_str(), entry.value.as_str())).collect()
}

#[test]
fn a_bad_line_costs_itself_only() {
    let cases: &[(&str, &[u8], &str, &str)] = &[
        (
            "not json",
            b"{\"text\": \"a\"",
            "bad-json@2:26",
            "is not JSON: EOF while parsing an object (byte 12)",
        ),
        ("trailing", b"{\"text\": \"a\"} x", "bad-json@2:26", "trailing characters"),
        ("a list", b"[1]", "not-an-object@2:26", "is not a JSON object"),
        ("a string", b"\"a\"", "not-an-object@2:26", "is not a JSON object"),
        ("no text", b"{\"id\": \"x\"}", "no-text@2:26", "none of the keys `text`, `body`, `content`"),
        ("null text", b"{\"text\": null}", "no-text@2:26", "has no text"),
        ("text is a number", b"{\"text\": 1}", "wrong-type@2:26", "`text` is a number and must be a string"),
        ("id is a list", b"{\"id\": [], \"text\": \"a\"}", "wrong-type@2:26", "`id` is a list"),
        ("id is a fraction", b"{\"id\": 1.5, \"text\": \"a\"}", "wrong-type@2:26", "whole number"),
        (
            "title is an object",
            b"{\"title\": {}, \"text\": \"a\"}",
            "wrong-type@2:26",
            "`title` is an object",
        ),
        ("empty text", b"{\"text\": \"\"}", "empty@2:26", "has no text"),
        ("blank text", b"{\"text\": \" \\n\\u00a0\"}", "empty@2:26", "only blanks"),
        ("lone surrogate", b"{\"text\": \"\\udc00\"}", "bad-json@2:26", "surrogate"),
        ("invalid utf-8", b"{\"text\": \"caf\xe9\"}", "invalid-utf8@2:39", "byte 0xe9 is not UTF-8"),
        (
            "used id",
            b"{\"id\": \"first\", \"text\": \"a\"}",
            "duplicate-id@2:26",
            "already used by `-`, line 1",
        ),
    ];
    for (name, line, expected, reason) in cases {
        let mut text = b"{\"id\":\"first\",\"text\":\"1\"}\n".to_vec();
        text.extend_from_slice(line);
        text.extend_from_slice(b"\n\n  \n{\"id\": \"last\", \"text\": \"b\"}");
        let reads = read(&text, spec(Format::Jsonl));
        let found = outline(&reads);
        assert_eq!(found, ["first", *expected, "last"], "{name}");
        let bad = rejection(&reads[1]);
        assert!(bad.reason.contains(reason), "{name}: {}", bad.reason);
        assert_eq!(bad.sha256.as_deref(), Some(copydesk_io::sha256_hex(line).as_str()), "{name}");
        assert_eq!(bad.path, "in", "{name}");
    }
}

#[test]
fn fields_become_metadata() {
    let line = br#"{"id": 7, "headline": " Rain ", "body": "Rain fell.\u0000", "published": "Wed, 08 Aug 2018 19:28:00 +0100",
        "source": {"id": null, "name": "Harbour Wire"}, "byline": ["A. Reed", {"name": "B. Cole"}], "url": "u", "language": "en",
        "extra": {"deep": [1, 2]}, "title": null}"#;
    let line: Vec<u8> = line.iter().map(|&byte| if byte == b'\n' { b' ' } else { byte }).collect();
    let reads = read(
        &line,
        SourceSpec {
            metadata: [("desk".to_owned(), "city".to_owned()), ("lang".to_owned(), "de".to_owned())].into(),
            ..SourceSpec::default()
        },
    );
    let doc = document(&reads[0]);
    assert_eq!((doc.id.as_str(), doc.text()), ("7", "Rain fell.\0"));
    let expected = [
        ("title", "Rain"),
        ("published", "2018-08-08T19:28:00+01:00"),
        ("publisher", "Harbour Wire"),
        ("url", "u"),
        ("author", "A. Reed, B. Cole"),
        ("lang", "en"),
        ("desk", "city"),
    ];
    assert_eq!(meta(doc), expected);
    assert!(doc.notes.is_empty(), "{:?}", doc.notes);
    assert_eq!((doc.origin.path.as_str(), doc.origin.line, doc.origin.offset), ("in", 1, 0));
    assert_eq!(doc.origin.sha256, copydesk_io::sha256_hex(b"Rain fell.\0"));
}

#[test]
fn odd_metadata_is_noted_and_costs_no_document() {
    let line = br#"{"text": "Rain fell.", "date": "last week", "source": 5}"#;
    let reads = read(line, spec(Format::Jsonl));
    let doc = document(&reads[0]);
    assert_eq!(meta(doc), []);
    let notes: Vec<_> = doc.notes.iter().map(|note| note.message.as_str()).collect();
    assert!(notes[0].contains("`date` is \"last week\", which is not an ISO 8601"), "{notes:?}");
    assert!(notes[1].contains("`source` is 5, which was not taken as publisher"), "{notes:?}");
    assert_eq!(doc.notes[0].stage, "read");
}

#[test]
fn own_documents_are_known_wherever_their_schema_stands() {
    let line = |schema: &str| {
        format!(
            "{{\"id\":\"a\",\"text\":\"Rain\",\"offsets\":\"byte\",\"tokens\":[{{\"start\":0,\"end\":4}}]{schema}}}"
        )
    };
    let own = line(",\"schema\":\"copydesk.document/1\"");
    let layers =
        |text: &str, format: Format| document(&read(text.as_bytes(), spec(format))[0]).layers().count();
    assert_eq!(layers(&own, Format::Auto), 1);
    assert_eq!(layers(&own, Format::Documents), 1);
    assert_eq!(layers(&own, Format::Jsonl), 0);
    assert_eq!(layers(&line(""), Format::Auto), 0);
}

#[test]
fn names_of_fields_can_be_changed() {
    let fields = Fields { text: vec!["story".to_owned(), "lead".to_owned()], ..Fields::default() };
    let reads = read(
        b"{\"lead\": \"b\", \"story\": \"a\", \"text\": \"c\"}\n{\"lead\": \"b\"}\n{\"text\": \"c\"}",
        SourceSpec { fields, ..spec(Format::Jsonl) },
    );
    assert_eq!(outline(&reads), ["in:1", "in:2", "no-text@3:55"]);
    assert_eq!((document(&reads[0]).text(), document(&reads[1]).text()), ("a", "b"));
}

#[test]
fn text_comes_exactly_as_read() {
    let cases: &[(&str, &[u8], &str, usize)] = &[
        ("plain", b" Rain \r\nfell.\n\n", " Rain \r\nfell.\n\n", 0),
        ("byte order mark", b"\xef\xbb\xbfRain", "Rain", 1),
        ("nul", b"Rain\0fell on the roofs.", "Rain\0fell on the roofs.", 0),
        ("mark inside", "a\u{feff}b".as_bytes(), "a\u{feff}b", 0),
    ];
    for (name, bytes, text, notes) in cases {
        let reads = read(bytes, spec(Format::Text));
        let doc = document(&reads[0]);
        assert_eq!((doc.text(), doc.notes.len(), doc.id.as_str()), (*text, *notes, "in"), "{name}");
    }
}

#[test]
fn files_that_are_no_text_say_what_they_are() {
    type Case<'a> = (&'a str, &'a [u8], &'a str, Option<u64>, &'a str);
    let cases: &[Case<'_>] = &[
        ("empty", b"", "empty", None, "is empty"),
        ("blank", b" \n\n", "empty", None, "only blanks"),
        ("png", b"\x89PNG\r\n\x1a\n", "binary", None, "looks like a PNG image"),
        ("pdf", b"%PDF-1.4\n", "binary", None, "extract its text first"),
        ("cut gzip", b"\x1f\x8b\x08\x00", "unreadable", None, "ends in the middle, after 4 bytes"),
        ("zip", b"PK\x03\x04\x14", "binary", None, "ZIP"),
        ("zeros", &[0; 64], "binary", None, "control characters"),
        ("latin-1", b"\xef\xbb\xbfCaf\xe9 noir", "invalid-utf8", Some(6), "`windows-1252`"),
    ];
    for (name, bytes, code, offset, reason) in cases {
        let reads = read(bytes, SourceSpec::default());
        assert_eq!(reads.len(), 1, "{name}");
        let bad = rejection(&reads[0]);
        assert_eq!((bad.code, bad.offset), (*code, *offset), "{name}");
        assert!(bad.reason.contains(reason), "{name}: {}", bad.reason);
    }
}

#[test]
fn broken_characters_are_replaced_on_demand() {
    let limits = Limits { invalid_utf8: InvalidUtf8::Replace, ..Limits::default() };
    for (format, bytes) in
        [(Format::Text, &b"Caf\xe9 noir"[..]), (Format::Jsonl, b"{\"text\": \"Caf\xe9 noir\"}")]
    {
        let reads = read(bytes, SourceSpec { limits, ..spec(format) });
        let doc = document(&reads[0]);
        assert_eq!(doc.text(), "Caf\u{fffd} noir");
        assert!(doc.notes[0].message.contains("1 place that is not UTF-8 became U+FFFD"), "{:?}", doc.notes);
    }
    let conll = b"Caf\xe9 O\nnoir O\n";
    let reads = read(conll, SourceSpec { limits, ..spec(Format::Conll) });
    assert_eq!(document(&reads[0]).text(), "Caf\u{fffd} noir");
}

#[test]
fn long_documents_are_refused_and_the_next_one_is_read() {
    let limits = Limits { max_document_bytes: 10, ..Limits::default() };
    let long = "x".repeat(11);
    let exact = "x".repeat(10);
    let text = |text: &str| outline(&read(text.as_bytes(), SourceSpec { limits, ..spec(Format::Text) }));
    assert_eq!(text(&long), ["too-large@-:-"]);
    assert_eq!(text(&exact), ["in"]);
    assert_eq!(text(&format!("\u{feff}{exact}")), ["in"]);
    let lines = format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"{exact}\"}}");
    assert_eq!(
        outline(&read(lines.as_bytes(), SourceSpec { limits, ..spec(Format::Jsonl) })),
        ["too-large@1:0", "in:2"]
    );
    let conll = "-DOCSTART- O\n\nabcdef O\nghijkl O\n\nmore O\n-DOCSTART- O\n\nshort O\n";
    assert_eq!(
        outline(&read(conll.as_bytes(), SourceSpec { limits, ..spec(Format::Conll) })),
        ["too-large@4:23", "in:2"]
    );
}

#[test]
fn whole_json_files_are_read_too() {
    let array = br#"[{"text": "a"}, {"id": "given", "text": "b"}, 5, {"text": 5}]"#;
    let reads = read(array, SourceSpec::default());
    assert_eq!(outline(&reads), ["in:1", "given", "not-an-object@-:-", "wrong-type@-:-"]);
    assert!(rejection(&reads[3]).reason.starts_with("element 4 `text` is a number"));
    let object = b"{\n \"id\": \"one\",\n \"text\": \"a\"\n}\n";
    assert_eq!(outline(&read(object, spec(Format::Json))), ["one"]);
    assert_eq!(outline(&read(object, SourceSpec::default())), ["one"]);
    let broken = b"[{\"text\": \"a\"},\n {\"text\"]";
    let reads = read(broken, SourceSpec::default());
    assert!(rejection(&reads[0]).reason.contains("line 2, byte"), "{:?}", reads[0]);
}

#[test]
fn columns_bring_their_tokens() {
    let conll = "-DOCSTART- -X- O O\n\nRain NNP B-NP O\nfell VBD B-VP O\n\nIn IN O O\nNew NNP B-NP B-LOC\nHaven NNP I-NP I-LOC\nMary NNP I-NP B-PER\n. . O O\n-DOCSTART- -X- O O\n\nÉté NN O O\n";
    let reads = read(conll.as_bytes(), SourceSpec { tagged_entities: true, ..SourceSpec::default() });
    assert_eq!(outline(&reads), ["in:1", "in:2"]);
    let doc = document(&reads[0]);
    assert_eq!(doc.text(), "Rain fell\nIn New Haven Mary .");
    let texts = |name: &str| -> Vec<&str> {
        doc.view(name).unwrap().spans().map(|span| span.of(doc.text())).collect()
    };
    assert_eq!(texts(names::SENTS), ["Rain fell", "In New Haven Mary ."]);
    assert_eq!(texts(names::TOKENS).len(), 7);
    assert_eq!(texts(names::ENTS), ["New Haven", "Mary"]);
    let ents = doc.view(names::ENTS).unwrap();
    assert_eq!((ents.label(0), ents.label(1)), (Some("LOC"), Some("PER")));
    let plain = read(conll.as_bytes(), SourceSpec::default());
    assert!(document(&plain[0]).layer(names::ENTS).is_none());
    assert_eq!(document(&plain[1]).text(), "Été");
}

#[test]
fn universal_dependencies_are_read() {
    let row = |id: &str, form: &str, misc: &str| format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n");
    let mut text = "# newdoc id = d1\n# newpar\n# sent_id = 1\n# text = I don't  know.\n".to_owned();
    for (id, form, misc) in [
        ("1", "I", "_"),
        ("2-3", "don't", "_"),
        ("2", "do", "_"),
        ("3", "n't", "_"),
        ("3.1", "ghost", "_"),
        ("4", "know", "SpaceAfter=No"),
        ("5", ".", "_"),
    ] {
        text.push_str(&row(id, form, misc));
    }
    text.push_str("\n# text = wrong text\n");
    for (id, form, misc) in
        [("1", "Vamo", "SpaceAfter=No"), ("2-3", "nos", "_"), ("2", "nosotros", "_"), ("3", "s", "_")]
    {
        text.push_str(&row(id, form, misc));
    }
    text.push_str("\n# newpar\n");
    text.push_str(&row("1", "End", "_"));
    text.push_str("\n# newdoc\n");
    text.push_str(&row("1", "Next", "_"));
    let reads = read(text.as_bytes(), SourceSpec::default());
    assert_eq!(outline(&reads), ["d1", "in:2"]);
    let doc = document(&reads[0]);
    assert_eq!(doc.text(), "I don't  know. Vamonos\n\nEnd");
    let texts = |name: &str| -> Vec<&str> {
        doc.view(name).unwrap().spans().map(|span| span.of(doc.text())).collect()
    };
    assert_eq!(texts(names::TOKENS), ["I", "do", "n't", "know", ".", "Vamo", "nos", "End"]);
    assert_eq!(texts(names::SENTS), ["I don't  know.", "Vamonos", "End"]);
}

#[test]
fn broken_columns_cost_their_document_only() {
    let good = "1\tRain\t_\t_\t_\t_\t_\t_\t_\t_\n";
    let text =
        format!("# newdoc id = a\n{good}\n# newdoc id = b\n1\tRain\tfell\n\n{good}\n# newdoc id = c\n{good}");
    let reads = read(text.as_bytes(), spec(Format::Conllu));
    assert_eq!(outline(&reads), ["a", "bad-conllu@5:56", "c"]);
    let bad = rejection(&reads[1]);
    assert_eq!(bad.id.as_deref(), Some("b"));
    assert!(bad.reason.contains("a row of 3 columns; CoNLL-U has ten"), "{}", bad.reason);
}

#[test]
fn folders_are_read_whole_whatever_lies_in_them() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    write("a.txt", b"Rain fell.");
    write("a.md", b"Snow fell.");
    write(
        "b.jsonl",
        b"{\"text\":\"x\"}\n{oops\n{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"g\",\"text\":\"x\"}",
    );
    write("c.json", b"{\"id\":\"g\",\"text\":\"x\"}");
    write("d.txt", b"\x89PNG\r\n");
    write("e.txt", b"");
    write("entities.jsonl", b"{\"schema\":\"copydesk.entity/1\",\"id\":\"e:1\"}\n");
    write("pic.png", b"\x89PNG\r\n");
    write("sub/f.txt", b"Hail fell.");
    let reads = read_files(dir.path(), &["in"]);
    // `a.md` is sorted before `a.txt`.
    let expected = [
        "a",
        "a~2",
        "b:1",
        "bad-json@2:13",
        "duplicate-id@3:19",
        "g",
        "duplicate-id@1:0",
        "binary@-:-",
        "empty@-:-",
        "sub/f",
    ];
    assert_eq!(outline(&reads), expected);
    assert_eq!(
        rejection(&reads[4]).reason,
        "id `a` was already used by `in/a.md`; give each record an id of its own"
    );
    assert!(rejection(&reads[6]).reason.contains("already used by `in/b.jsonl`, line 4"));
    assert_eq!(document(&reads[1]).origin.path, "in/a.txt");
    // Named itself, a file of results is no silent matter.
    let named = read_files(dir.path(), &["in/entities.jsonl"]);
    assert_eq!(outline(&named), ["own-output@-:-"]);
}

#[test]
fn a_file_that_vanishes_costs_itself_only() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["a.txt", "b.txt", "c.txt"] {
        fs::write(dir.path().join(name), "Rain.").unwrap();
    }
    let input = Input::Files {
        paths: vec![".".into()],
        include: Vec::new(),
        exclude: Vec::new(),
        base: Some(dir.path().to_owned()),
    };
    let mut source = open(SourceSpec { input, ..SourceSpec::default() }).unwrap();
    fs::remove_file(dir.path().join("b.txt")).unwrap();
    let reads: Vec<_> = std::iter::from_fn(|| source.next().map(Read::made)).collect();
    assert_eq!(outline(&reads), ["a", "unreadable@-:-", "c"]);
    assert!(rejection(&reads[1]).reason.contains("check that it is there"));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_costs_itself_only() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), "Rain.").unwrap();
    fs::write(dir.path().join("b.txt"), "Rain.").unwrap();
    fs::set_permissions(dir.path().join("a.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(dir.path().join("a.txt")).is_ok() {
        eprintln!("skipped: this user reads every file, so no file is unreadable here");
        return;
    }
    let reads = read_files(dir.path(), &["."]);
    assert_eq!(outline(&reads), ["unreadable@-:-", "b"]);
    assert!(rejection(&reads[0]).reason.contains("permission"), "{:?}", reads[0]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_opens_but_cannot_be_read_costs_itself_only() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("b.txt"), "Rain.").unwrap();
    // Memory of a process has nothing at address 0, whoever reads it.
    let reads = read_files(dir.path(), &["/proc/self/mem", "b.txt"]);
    assert_eq!(outline(&reads), ["unreadable@-:-", "b"]);
    let bad = rejection(&reads[0]);
    assert_eq!(bad.path, "mem");
    assert!(bad.reason.contains("Input/output error"), "{}", bad.reason);
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    // A sparse file: its size is real, its content is not.
    fs::File::create(dir.path().join("a.txt")).unwrap().set_len(1 << 40).unwrap();
    fs::write(dir.path().join("b.txt"), "Rain.").unwrap();
    let reads = read_files(dir.path(), &["."]);
    assert_eq!(outline(&reads), ["too-large@-:-", "b"]);
    assert!(rejection(&reads[0]).reason.contains("has 1099511627776 bytes, more than the 8388608 allowed"));
}

#[test]
fn ids_are_unique_over_all_sources() {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["x", "y"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
        fs::write(dir.path().join(folder).join("a.txt"), "Rain.").unwrap();
        fs::write(dir.path().join(folder).join("b.jsonl"), "{\"id\":\"g\",\"text\":\"Rain.\"}").unwrap();
    }
    let input = |folder: &str| Input::Files {
        paths: vec![folder.into()],
        include: Vec::new(),
        exclude: Vec::new(),
        base: Some(dir.path().to_owned()),
    };
    let specs = ["x", "y"].map(|folder| SourceSpec { input: input(folder), ..SourceSpec::default() });
    let mut source = open_all(specs.into()).unwrap();
    let reads: Vec<_> = std::iter::from_fn(|| source.next().map(Read::made)).collect();
    assert_eq!(outline(&reads), ["a", "g", "a~2", "duplicate-id@1:0"]);
    assert!(rejection(&reads[3]).reason.contains("`x/b.jsonl`, line 1"));
    let progress = source.progress();
    let total = progress.total.load(std::sync::atomic::Ordering::Relaxed);
    assert_eq!(progress.read.load(std::sync::atomic::Ordering::Relaxed), total);
    assert_eq!(total, 60);
}

/// A reader that fails in the middle.
struct Failing(usize);

impl std::io::Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0 += 1;
        if self.0 > 2 {
            return Err(std::io::Error::other("the disk went away"));
        }
        let line = b"{\"text\":\"Rain.\"}\n";
        buffer[..line.len()].copy_from_slice(line);
        Ok(line.len())
    }
}

#[test]
fn an_error_in_the_middle_is_said_and_ends_the_input() {
    let mut source = open_reader(Box::new(Failing(0)), "pipe", spec(Format::Jsonl));
    let reads: Vec<_> = std::iter::from_fn(|| source.next()).take(10).collect();
    assert_eq!(outline(&reads), ["pipe:1", "pipe:2", "unreadable@3:34"]);
    assert!(rejection(&reads[2]).reason.contains("the disk went away"));
}
