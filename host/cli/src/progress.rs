//! The progress bar on a terminal: documents, megabytes per second, quarantined.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use copydesk::Control;
use indicatif::{ProgressBar, ProgressStyle};

/// How often the bar is drawn, in milliseconds.
const EVERY: u64 = 100;

/// A bar that a thread of its own keeps up to date. Nothing is drawn where standard error is no terminal.
pub(crate) struct Bar {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    pub(crate) fn start(control: &Arc<Control>, quiet: bool) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        if quiet || !std::io::stderr().is_terminal() {
            return Self { done, thread: None };
        }
        let (control, over) = (Arc::clone(control), Arc::clone(&done));
        let thread = thread::spawn(move || draw(&control, &over));
        Self { done, thread: Some(thread) }
    }

    /// Takes the bar away.
    pub(crate) fn finish(mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A bar that broke is no reason to fail a run that did not.
            drop(thread.join());
        }
    }
}

fn draw(control: &Control, over: &AtomicBool) {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        bar.set_style(style);
    }
    let start = Instant::now();
    while !over.load(Ordering::Relaxed) {
        let megabytes = control.bytes.load(Ordering::Relaxed) as f64 / 1e6;
        let speed = megabytes / start.elapsed().as_secs_f64().max(1e-3);
        let read = control.documents.load(Ordering::Relaxed);
        let finished = control.finished.load(Ordering::Relaxed);
        let lost = control.lost.load(Ordering::Relaxed);
        bar.set_message(format!(
            "{finished} of {read} documents, {megabytes:.1} MB, {speed:.1} MB/s, {lost} quarantined"
        ));
        bar.tick();
        thread::sleep(Duration::from_millis(EVERY));
    }
    bar.finish_and_clear();
}
