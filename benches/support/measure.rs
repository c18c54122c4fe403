//! Figures: CPU time of processes, memory, the disk's own rate, percentiles.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// What `getconf CLK_TCK` says on every Linux we know.
const TICKS_PER_SECOND: u32 = 100;

/// The fields of `/proc/PID/stat` after the name, which may hold spaces: `state ppid …`.
fn stat(pid: u32) -> Option<Vec<i64>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    // The state is a letter: 0 keeps the places.
    Some(rest.split_whitespace().map(|field| field.parse().unwrap_or(0)).collect())
}

fn ticks(fields: &[i64], places: &[usize]) -> Duration {
    let ticks: i64 = places.iter().map(|place| fields[*place]).sum();
    Duration::from_secs(u64::try_from(ticks).unwrap_or(0)) / TICKS_PER_SECOND
}

/// User and system time of a process, all its threads.
pub fn cpu_of(pid: u32) -> Duration {
    stat(pid).map_or(Duration::ZERO, |fields| ticks(&fields, &[11, 12]))
}

fn children_of(pid: u32) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|child| stat(*child).is_some_and(|fields| fields[1] == i64::from(pid))).collect()
}

/// The first process of the PostgreSQL that `scripts/postgres` started.
pub fn postmaster() -> Option<u32> {
    let file = std::env::var("RELAIS_TEST_POSTGRES_PIDFILE").ok()?;
    fs::read_to_string(file).ok()?.lines().next()?.trim().parse().ok()
}

/// PostgreSQL with its backends, those that have ended included.
pub fn cpu_of_postgres() -> Duration {
    let Some(postmaster) = postmaster() else { return Duration::ZERO };
    let own = stat(postmaster).map_or(Duration::ZERO, |fields| ticks(&fields, &[11, 12, 13, 14]));
    children_of(postmaster).into_iter().map(cpu_of).fold(own, |sum, one| sum + one)
}

/// The same to the nanosecond, for single requests; threads that ended are not in it.
pub fn exact_cpu_of(pid: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let nanos = tasks.filter_map(|task| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanos.sum())
}

pub fn exact_cpu_of_postgres(backends: &[u32]) -> Duration {
    backends.iter().map(|pid| exact_cpu_of(*pid)).sum()
}

pub fn postgres_backends() -> Vec<u32> {
    postmaster().map(children_of).unwrap_or_default()
}

/// Resident memory in MiB.
pub fn memory_of(pid: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kib =
        text.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

/// How often per second one thread gets 4 KiB onto the disk under `folder`.
pub fn syncs_per_second(folder: &Path, lasting: Duration) -> f64 {
    let path = folder.join("sync-rate");
    let mut file = fs::File::create(&path).expect("the folder of the database can be written");
    let page = [7_u8; 4096];
    // The file has its size already, as a log that is used again: only data goes to the disk.
    for _ in 0..256 {
        file.write_all(&page).expect("room on the disk");
    }
    file.sync_all().expect("a disk that syncs");
    let begun = Instant::now();
    let mut done = 0_u32;
    while begun.elapsed() < lasting {
        file.seek(SeekFrom::Start(u64::from(done % 256) * 4096)).expect("inside the file");
        file.write_all(&page).expect("room on the disk");
        file.sync_data().expect("a disk that syncs");
        done += 1;
    }
    let rate = f64::from(done) / begun.elapsed().as_secs_f64();
    let _ = fs::remove_file(path);
    rate
}

/// The value below which `percent` of the values lie; `values` is sorted here.
pub fn percentile(values: &mut [Duration], percent: f64) -> Duration {
    values.sort_unstable();
    let Some(last) = values.len().checked_sub(1) else { return Duration::ZERO };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
    let place = (last as f64 * percent / 100.0).round() as usize;
    values[place.min(last)]
}

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    if values.is_empty() { 0.0 } else { values[values.len() / 2] }
}

pub fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// `143 µs`, `4.7 ms`.
pub fn shown(micros: f64) -> String {
    match micros {
        m if m < 995.0 => format!("{m:.0} µs"),
        m if m < 9_950.0 => format!("{:.2} ms", m / 1e3),
        m => format!("{:.1} ms", m / 1e3),
    }
}

pub fn shown_time(duration: Duration) -> String {
    shown(micros(duration))
}
