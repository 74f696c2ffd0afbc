//! From the words of the configuration to those of sources and sinks.

use copydesk_config as config;
use copydesk_io as io;

/// Limits of reading.
pub(crate) fn limits(run: &config::Run) -> io::Limits {
    io::Limits {
        max_document_bytes: run.max_document_bytes as u64,
        invalid_utf8: match run.invalid_utf8 {
            config::InvalidUtf8::Quarantine => io::InvalidUtf8::Quarantine,
            config::InvalidUtf8::Replace => io::InvalidUtf8::Replace,
        },
        max_expansion: run.max_expansion,
    }
}

/// A configured source.
pub(crate) fn source(source: &config::Source, run: &config::Run) -> io::SourceSpec {
    let text = |path: &std::path::PathBuf| path.to_string_lossy().into_owned();
    let input = match source.kind {
        config::SourceKind::Stdin => io::Input::Stdin,
        config::SourceKind::Files => io::Input::Files {
            paths: source.include.clone(),
            include: Vec::new(),
            exclude: source.exclude.iter().map(text).collect(),
            base: None,
        },
    };
    let keys = &source.fields;
    io::SourceSpec {
        input,
        format: match source.format {
            config::InputFormat::Auto => io::Format::Auto,
            config::InputFormat::Text => io::Format::Text,
            config::InputFormat::Jsonl => io::Format::Jsonl,
            config::InputFormat::Documents => io::Format::Documents,
            config::InputFormat::Conll => io::Format::Conll,
            config::InputFormat::Conllu => io::Format::Conllu,
            config::InputFormat::Json => io::Format::Json,
            config::InputFormat::Html => io::Format::Html,
            config::InputFormat::Warc => io::Format::Warc,
            config::InputFormat::Feed => io::Format::Feed,
            config::InputFormat::Csv => io::Format::Csv,
            config::InputFormat::Tsv => io::Format::Tsv,
            config::InputFormat::Parquet => io::Format::Parquet,
        },
        fields: io::Fields {
            id: keys.id.clone(),
            title: keys.title.clone(),
            text: keys.text.clone(),
            date: keys.date.clone(),
            publisher: keys.publisher.clone(),
            url: keys.url.clone(),
            author: keys.author.clone(),
            lang: keys.lang.clone(),
        },
        metadata: source.metadata.clone(),
        limits: limits(run),
        tagged_entities: false,
        encoding: source.encoding.clone(),
        html: match source.html {
            config::HtmlText::Story => io::HtmlText::Story,
            config::HtmlText::Page => io::HtmlText::Page,
        },
        skip_copies: source.duplicates == config::Duplicates::Skip,
    }
}

/// A configured sink.
pub(crate) fn sink(sink: &config::Sink) -> io::SinkSpec {
    let format = match sink.format {
        config::SinkFormat::Markdown => io::SinkFormat::Markdown,
        config::SinkFormat::Html => io::SinkFormat::Html,
        config::SinkFormat::Evidence => io::SinkFormat::Evidence,
        config::SinkFormat::Conllu => io::SinkFormat::Conllu,
        config::SinkFormat::Jsonl if sink.content == "documents" => io::SinkFormat::Documents,
        config::SinkFormat::Jsonl => io::SinkFormat::Table(sink.content.clone()),
    };
    let target = match &sink.path {
        Some(path) => io::Target::File(path.clone()),
        None => io::Target::Stdout,
    };
    let offsets = match sink.offsets {
        config::OffsetUnit::Codepoint => io::Unit::Codepoint,
        config::OffsetUnit::Byte => io::Unit::Byte,
        config::OffsetUnit::Utf16 => io::Unit::Utf16,
    };
    io::SinkSpec { format, target, offsets }
}
