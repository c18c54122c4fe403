//! `relais import`: a CSV file in, and a report that a secretary can act on.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use relais::actions::import::{FileProblem, ImportError, ImportRequest, Problem, Reason, Report};
use relais::config::Config;
use relais::domain::scheduling::booking::{Refusal, Warning};

use super::town::{Town, Where};
use super::voice::Voice;

/// Lines of one problem that are named; the others are counted.
const MOST_LINES: usize = 10;
/// Problems that are printed; a file with more has one mistake, repeated.
const MOST_PROBLEMS: usize = 200;
/// Done, and some rows were refused.
const SOME_REFUSED: u8 = 2;

#[derive(Debug, Subcommand)]
pub enum What {
    /// People: one row each, recognised by their file numbers.
    People {
        #[command(flatten)]
        file: File,
        /// Make the workers that the file names as referents and nobody knows.
        #[arg(long)]
        create_workers: bool,
    },
    /// Sectors: city_code, city_name, sector_id, street_name.
    Sectors {
        #[command(flatten)]
        file: File,
    },
    /// Openings: key, worker_email, place, motives (separated by |), first_day, last_day, days (lu ma
    /// je, or an RRULE), blocks (09:00-12:00,14:00-17:00).
    Openings {
        #[command(flatten)]
        file: File,
    },
    /// Appointments: key, motive, worker_email, place, person (file number), start (2026-03-10 09:00).
    Appointments {
        #[command(flatten)]
        file: File,
        /// What is passed over, by name: outside_opening, absent, place_closed, public_holiday,
        /// in_the_past, overlap (separated by commas).
        #[arg(long, value_delimiter = ',')]
        accept: Vec<Warning>,
    },
}

#[derive(Debug, Args)]
pub struct File {
    /// The CSV file: separator ; or , and UTF-8 or Windows encoding are recognised.
    #[arg(value_name = "FILE")]
    path: PathBuf,
    #[command(flatten)]
    wanted: Where,
    /// Write. Without it, only say what would happen.
    #[arg(long)]
    write: bool,
}

impl What {
    fn file(&self) -> &File {
        match self {
            What::People { file, .. }
            | What::Sectors { file }
            | What::Openings { file }
            | What::Appointments { file, .. } => file,
        }
    }
}

pub async fn run(voice: &Voice, config: Config, what: What) -> anyhow::Result<ExitCode> {
    let file = what.file();
    let name = file.path.display().to_string();
    let bytes = std::fs::read(&file.path)
        .map_err(|error| voice.error("file-not-there", &[("file", name.into()), ("why", error.to_string().into())]))?;
    let town = Town::open(voice, config, &file.wanted).await?;
    let organisation = town.organisation(voice, &file.wanted)?.id;
    let (create_workers, accept) = match &what {
        What::People { create_workers, .. } => (*create_workers, Vec::new()),
        What::Appointments { accept, .. } => (false, accept.clone()),
        What::Sectors { .. } | What::Openings { .. } => (false, Vec::new()),
    };
    let request = ImportRequest { organisation, write: file.write, create_workers, accept };
    let bar = bar();
    let progress = |done: usize, rows: usize| {
        bar.set_length(rows as u64);
        bar.set_position(done as u64);
    };
    let (desk, caller, now) = (&town.app.desk, &town.caller, town.now);
    let report = match &what {
        What::People { .. } => desk.import_people(caller, &bytes, &request, now, &progress).await,
        What::Sectors { .. } => desk.import_sectors(caller, &bytes, &request, now, &progress).await,
        What::Openings { .. } => desk.import_openings(caller, &bytes, &request, now, &progress).await,
        What::Appointments { .. } => desk.import_appointments(caller, &bytes, &request, now, &progress).await,
    };
    bar.finish_and_clear();
    town.app.desk.db.close().await;
    let report = report.map_err(|error| explained(voice, error))?;
    voice.print(&told(voice, &request, &report));
    Ok(if report.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(SOME_REFUSED) })
}

/// Hidden by itself when stderr is no terminal.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}");
    let bar = ProgressBar::new(0);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn explained(voice: &Voice, error: ImportError) -> anyhow::Error {
    let problem = match error {
        ImportError::Action(error) => return voice.action(error),
        ImportError::File(problem) => problem,
    };
    match problem {
        FileProblem::Empty => voice.error("file-empty", &[]),
        FileProblem::Spreadsheet => voice.error("file-spreadsheet", &[]),
        FileProblem::NotText => voice.error("file-not-text", &[]),
        FileProblem::Unreadable { why } => voice.error("file-unreadable", &[("why", why.into())]),
        FileProblem::MissingColumns { missing, found } => {
            let missing: Vec<String> =
                missing.iter().map(|field| voice.texts.word(voice.lang, "field", field)).collect();
            let args = [("missing", missing.join(", ").into()), ("found", found.join(", ").into())];
            voice.error("file-missing-columns", &args)
        }
    }
}

fn told(voice: &Voice, request: &ImportRequest, report: &Report) -> String {
    let mut said: Vec<String> = Vec::new();
    let dry = !request.write;
    said.push(if dry { voice.say("report-dry-run", &[]) } else { voice.say("report-written", &[]) });
    if report.rows == 0 {
        said.push(voice.say("report-no-rows", &[]));
        return said.join("\n") + "\n";
    }
    said.push(voice.say("report-rows", &[("rows", report.rows.into())]));
    let count = |number: usize| [("count", number.into())];
    said.push(match dry {
        true => format!("  {}", voice.say("report-new-dry", &count(report.new))),
        false => format!("  {}", voice.say("report-new", &count(report.new))),
    });
    said.push(match dry {
        true => format!("  {}", voice.say("report-changed-dry", &count(report.changed))),
        false => format!("  {}", voice.say("report-changed", &count(report.changed))),
    });
    said.push(format!("  {}", voice.say("report-unchanged", &count(report.unchanged))));
    said.push(format!("  {}", voice.say("report-refused", &count(report.refused.len()))));
    if !report.ignored.is_empty() {
        said.push(voice.say("report-ignored", &[("columns", report.ignored.join(", ").into())]));
    }
    if !report.new_workers.is_empty() {
        let args = [("count", report.new_workers.len().into()), ("workers", report.new_workers.join(", ").into())];
        said.push(match dry {
            true => voice.say("report-workers-dry", &args),
            false => voice.say("report-workers", &args),
        });
    }
    for (title, problems) in [("report-refused-title", &report.refused), ("report-warnings-title", &report.warnings)] {
        if !problems.is_empty() {
            said.push(String::new());
            said.push(voice.say(title, &[]));
            said.extend(grouped(voice, problems));
        }
    }
    let unknown_worker = |problem: &Problem| matches!(problem.reason, Reason::UnknownWorker { .. });
    let mut advice = Vec::new();
    if report.warnings.iter().any(unknown_worker) {
        advice.push(voice.say("report-how-to-create-workers", &[]));
    }
    let mut passable: Vec<Warning> = report.refused.iter().flat_map(warnings_of).collect();
    passable.sort_unstable();
    passable.dedup();
    if !passable.is_empty() {
        let words = passable.iter().map(|warning| warning.word()).collect::<Vec<_>>().join(",");
        advice.push(voice.say("report-how-to-accept", &[("words", words.into())]));
    }
    if dry && report.new + report.changed > 0 {
        advice.push(voice.say("report-how-to-write", &[]));
    }
    if !advice.is_empty() {
        said.push(String::new());
        said.extend(advice);
    }
    said.join("\n") + "\n"
}

fn warnings_of(problem: &Problem) -> Vec<Warning> {
    match &problem.reason {
        Reason::Refused(Refusal::NeedsAcceptance { warnings }) => warnings.clone(),
        _ => Vec::new(),
    }
}

/// The same thing on many lines is said once.
fn grouped(voice: &Voice, problems: &[Problem]) -> Vec<String> {
    let mut groups: Vec<(Option<&str>, String, Vec<u64>)> = Vec::new();
    let mut at: BTreeMap<(Option<&str>, String), usize> = BTreeMap::new();
    for problem in problems {
        let what = sentence(voice, &problem.reason);
        let key = (problem.column.as_deref(), what.clone());
        match at.get(&key) {
            Some(group) => groups[*group].2.push(problem.line),
            None => {
                at.insert(key, groups.len());
                groups.push((problem.column.as_deref(), what, vec![problem.line]));
            }
        }
    }
    let more = groups.len().saturating_sub(MOST_PROBLEMS);
    groups.truncate(MOST_PROBLEMS);
    let mut said: Vec<String> =
        groups.into_iter().map(|(column, what, lines)| line(voice, column, what, &lines)).collect();
    if more > 0 {
        said.push(format!("  {}", voice.say("report-more", &[("count", more.into())])));
    }
    said
}

fn line(voice: &Voice, column: Option<&str>, what: String, lines: &[u64]) -> String {
    let shown = lines.iter().take(MOST_LINES).map(u64::to_string).collect::<Vec<_>>().join(", ");
    let shown = if lines.len() > MOST_LINES { format!("{shown}…") } else { shown };
    let column = column.unwrap_or_default();
    let args = [
        ("line", shown.clone().into()),
        ("lines", shown.into()),
        ("count", lines.len().into()),
        ("column", column.into()),
        ("what", what.into()),
    ];
    let said = match (lines.len(), column.is_empty()) {
        (1, true) => voice.say("report-line", &args),
        (1, false) => voice.say("report-line-column", &args),
        (_, true) => voice.say("report-lines", &args),
        (_, false) => voice.say("report-lines-column", &args),
    };
    format!("  {said}")
}

fn sentence(voice: &Voice, reason: &Reason) -> String {
    if let Reason::Refused(refusal) = reason {
        return voice.texts.refusal(voice.lang, refusal);
    }
    let key = format!("import-{}", reason.code().replace('_', "-"));
    let values = reason.values();
    let args: Vec<_> = values.into_iter().map(|(name, value)| (name, value.into())).collect();
    voice.say(&key, &args)
}
