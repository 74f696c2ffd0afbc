//! Files that appear whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::briefing_page::PageSink;
use crate::write_conllu::ConlluSink;
use crate::write_document::DocumentSink;
use crate::write_evidence::EvidenceSink;
use crate::write_html::{self, write_html};
use crate::write_markdown::write_markdown;
use crate::write_table::TableSink;
use crate::{IoError, Quarantine, Sink, SinkFormat, SinkSpec, Target};

/// The files of a run. Each is written aside, as `NAME.PROCESS-NUMBER.part` in the same folder, and
/// [`Outputs::commit`] renames them when the run has ended well; so two runs at once do not mix, and a run that is
/// killed leaves no half file under a final name. A value that is dropped without `commit` or
/// [`Outputs::keep_parts`] removes its parts.
#[derive(Debug, Default)]
pub struct Outputs {
    parts: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    file: File,
    part: PathBuf,
    path: PathBuf,
    shown: String,
}

/// A file being written, or standard output. Buffered; errors name the final file.
#[derive(Debug)]
pub struct Part {
    writer: Writer,
    shown: String,
}

#[derive(Debug)]
enum Writer {
    File(BufWriter<File>),
    Stdout(BufWriter<io::Stdout>),
}

const BUFFER: usize = 256 << 10;

impl Part {
    /// Writes bytes.
    ///
    /// # Errors
    /// When the disk is full, or the reader of standard output is gone.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), IoError> {
        let result = match &mut self.writer {
            Writer::File(file) => file.write_all(bytes),
            Writer::Stdout(stdout) => stdout.write_all(bytes),
        };
        result.map_err(|error| IoError::write(&self.shown, error))
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// As [`Part::write`].
    pub fn flush(&mut self) -> Result<(), IoError> {
        let result = match &mut self.writer {
            Writer::File(file) => file.flush(),
            Writer::Stdout(stdout) => stdout.flush(),
        };
        result.map_err(|error| IoError::write(&self.shown, error))
    }
}

impl Outputs {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens a sink.
    ///
    /// # Errors
    /// When its file cannot be made.
    pub fn sink(&mut self, spec: &SinkSpec) -> Result<Box<dyn Sink>, IoError> {
        let part = self.open(&spec.target)?;
        Ok(match &spec.format {
            SinkFormat::Documents => Box::new(DocumentSink::new(part, spec.offsets)),
            SinkFormat::Table(table) => Box::new(TableSink::new(part, table, spec.offsets)),
            SinkFormat::Markdown => Box::new(PageSink::new(part, write_markdown, &[])),
            SinkFormat::Html => Box::new(PageSink::new(part, write_html, write_html::LAYERS)),
            SinkFormat::Evidence => Box::new(EvidenceSink::new(part, spec.offsets)),
            SinkFormat::Conllu => Box::new(ConlluSink::new(part)),
        })
    }

    /// Opens the quarantine file.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn quarantine(&mut self, target: &Target) -> Result<Quarantine, IoError> {
        Ok(Quarantine::new(self.open(target)?))
    }

    /// Opens a file of the caller's own, which appears together with the others.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(&mut self, target: &Target) -> Result<Part, IoError> {
        match target {
            Target::Stdout => {
                let writer = Writer::Stdout(BufWriter::with_capacity(BUFFER, io::stdout()));
                Ok(Part { writer, shown: "-".to_owned() })
            }
            Target::File(path) => self.create(path),
        }
    }

    fn create(&mut self, path: &Path) -> Result<Part, IoError> {
        let shown = path.display().to_string();
        let fails = |error| IoError::write(&shown, error);
        // A link is followed, so that the file behind it is replaced and the link stays.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => {
                return Err(fails(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")));
            }
            // Devices and pipes have no place beside them and cannot be renamed onto.
            Ok(meta) if !meta.is_file() => {
                let file = OpenOptions::new().write(true).open(&path).map_err(fails)?;
                return Ok(Part { writer: Writer::File(BufWriter::with_capacity(BUFFER, file)), shown });
            }
            _ => {}
        }
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(fails)?;
        }
        let (file, part) = create_part(&path).map_err(fails)?;
        let writer = Writer::File(BufWriter::with_capacity(BUFFER, file.try_clone().map_err(fails)?));
        self.parts.push(Waiting { file, part, path, shown: shown.clone() });
        Ok(Part { writer, shown })
    }

    /// Brings all files to the disk and then gives each its name. Sinks must have finished.
    ///
    /// # Errors
    /// When a file cannot be brought to the disk: then no file got its name. When one cannot be renamed, the files
    /// before it have theirs.
    pub fn commit(mut self) -> Result<(), IoError> {
        for waiting in &self.parts {
            waiting.file.sync_all().map_err(|error| IoError::write(&waiting.shown, error))?;
        }
        while let Some(waiting) = self.parts.first() {
            fs::rename(&waiting.part, &waiting.path)
                .map_err(|error| IoError::write(&waiting.shown, error))?;
            let done = self.parts.remove(0);
            sync_folder(&done.path);
        }
        Ok(())
    }

    /// Leaves the parts where they are, for a run that was interrupted, and returns their paths.
    pub fn keep_parts(mut self) -> Vec<PathBuf> {
        self.parts.drain(..).map(|waiting| waiting.part).collect()
    }

    /// Removes the parts of this run; what else lies in the folder is not touched. Dropping does the same.
    pub fn abort(self) {}
}

impl Drop for Outputs {
    fn drop(&mut self) {
        for waiting in self.parts.drain(..) {
            if let Err(error) = fs::remove_file(&waiting.part) {
                log::debug!("{} could not be removed: {error}", waiting.part.display());
            }
        }
    }
}

/// Makes a file beside `path` whose name no other run has.
fn create_part(path: &Path) -> io::Result<(File, PathBuf)> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let process = std::process::id();
    for number in 0..10_000 {
        let part = path.with_file_name(format!("{name}.{process}-{number}.part"));
        match OpenOptions::new().write(true).create_new(true).open(&part) {
            Ok(file) => return Ok((file, part)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many `.part` files lie beside it; remove them"))
}

/// Makes a rename last over a power cut, where the system can.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
        log::debug!("{} could not be synced: {error}", folder.display());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_appear_at_the_end_or_never() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sub/out.txt");
        let target = Target::File(path.clone());
        let mut outputs = Outputs::new();
        let mut part = outputs.open(&target).unwrap();
        // A second run at the same time writes beside it.
        let mut other = Outputs::new();
        let mut twin = other.open(&target).unwrap();
        part.write(b"first").unwrap();
        twin.write(b"second").unwrap();
        part.flush().unwrap();
        twin.flush().unwrap();
        assert_eq!(files(&dir.path().join("sub")).len(), 2);
        assert!(!path.exists());
        outputs.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"first");
        other.abort();
        assert_eq!(files(&dir.path().join("sub")), ["out.txt"]);
        assert_eq!(fs::read(&path).unwrap(), b"first");
    }

    #[test]
    fn an_interrupted_run_may_keep_its_parts() {
        let dir = tempfile::tempdir().unwrap();
        let mut outputs = Outputs::new();
        let mut part = outputs.open(&Target::File(dir.path().join("out"))).unwrap();
        part.write(b"half").unwrap();
        part.flush().unwrap();
        let kept = outputs.keep_parts();
        assert_eq!(fs::read(&kept[0]).unwrap(), b"half");
        assert!(kept[0].to_string_lossy().ends_with(".part"));
    }

    #[test]
    fn places_that_cannot_be_written_are_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        let error = Outputs::new().open(&Target::File(dir.path().to_owned())).unwrap_err().to_string();
        assert!(error.contains("it is a folder"), "{error}");
        let error = Outputs::new().open(&Target::File(dir.path().join("file/out"))).unwrap_err().to_string();
        assert!(error.contains("file/out`") && error.contains("cannot write"), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said_so() {
        let mut outputs = Outputs::new();
        let mut part = outputs.open(&Target::File("/dev/full".into())).unwrap();
        let text = vec![b'x'; 2 * BUFFER];
        let error = part.write(&text).and_then(|()| part.flush()).unwrap_err();
        assert!(matches!(error, IoError::DiskFull { .. }), "{error:?}");
        let message = error.to_string();
        assert!(message.contains("no space left while writing `/dev/full`"), "{message}");
        assert!(message.contains("free some space"), "{message}");
    }
}
