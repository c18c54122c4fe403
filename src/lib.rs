//! Relais: appointments and caseloads for social services.
//!
//! Who may name whom, and nothing else (`tests/guards` holds it):
//!
//! ```text
//! domain  → nothing of ours
//! store   → domain                            the only place that names sqlx
//! deliver → domain
//! safe    → domain, store, deliver            the document safe: keys, files, one narrow door
//! actions → domain, store, safe               it enqueues, it never sends
//! texts   → domain                            every word a person reads
//! wording → domain, texts                     what a message says
//! web     → actions, store, safe, domain, app, texts, wording    the only place that names axum
//! jobs    → actions, store, deliver, safe, domain, app, texts, wording    the only place that names tokio-cron-scheduler
//! main    → all
//! ```

pub mod actions;
pub mod app;
pub mod config;
pub mod deliver;
pub mod domain;
#[path = "../jobs/mod.rs"]
pub mod jobs;
pub mod safe;
pub mod store;
pub mod texts;
pub mod web;
pub mod wording;
