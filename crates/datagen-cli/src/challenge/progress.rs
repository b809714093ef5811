//! What a challenge is busy with: a bar on a terminal, lines elsewhere.

use std::time::Duration;

use factory_core::progress::Doing;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal::{stderr_is_terminal, tell};

/// Before the last phase nobody knows how much is still to come.
const WORKING: &str = "{spinner} {msg} ({elapsed})";
const STEPS: &str = "{bar:30.cyan/dim} {percent:>3}%  {msg} ({elapsed})";

/// Tells what is being done, as long as it lives.
pub(super) struct Teller(Option<ProgressBar>);

impl Teller {
    pub(super) fn new() -> Self {
        let bar = stderr_is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::stderr_with_hz(10));
            bar.set_style(style(WORKING));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self(bar)
    }

    pub(super) fn tell(&self, doing: Doing) {
        match (&self.0, doing) {
            (Some(bar), Doing::Work(text)) => bar.set_message(text),
            (Some(bar), Doing::Step(step)) => {
                bar.set_style(style(STEPS));
                bar.set_position(step.percent().into());
                bar.set_message(step.about());
            }
            (None, Doing::Work(_)) => tell(format_args!("{doing} ...\n")),
            (None, Doing::Step(_)) => tell(format_args!("{doing}\n")),
        }
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("━╸─")
}
