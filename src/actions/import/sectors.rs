//! The sectors of a territory: communes, and the streets of those that are cut. What the file no
//! longer names stays: a list of one service is not the list of all.

use std::collections::HashMap;
use std::sync::Arc;

use super::table::{Column, Row, Table};
use super::{ImportError, ImportRequest, MOST_ROWS, Problem, Progress, Reason, Report, journal};
use crate::actions::Desk;
use crate::domain::access::{Caller, Scope};
use crate::domain::ids::OrganisationId;
use crate::domain::journal::Thing;
use crate::domain::scheduling::sectors::street_key;
use crate::domain::time::Timestamp;
use crate::store::{self, StoreError, WriteTx, ZoneLine};

/// What is read, and the headers it is met under.
pub const COLUMNS: &[Column] = &[
    Column { field: "city_code", required: true, headers: "city code | code insee | insee | code commune" },
    Column { field: "city_name", required: true, headers: "city name | commune | nom commune | ville" },
    Column { field: "sector", required: true, headers: "sector id | secteur | sector | id secteur" },
    Column { field: "street", required: false, headers: "street name | rue | voie | nom voie | nom de la voie" },
];

/// A row that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ZoneRow {
    line: u64,
    sector: String,
    zone: ZoneLine,
}

impl Desk {
    /// Writes the zones of a file; the organisation of the request takes charge of sectors that
    /// have nobody.
    ///
    /// # Errors
    /// The whole file is unusable, or the database does not answer: rows already committed stay.
    pub async fn import_sectors(
        &self,
        caller: &Caller,
        file: &[u8],
        request: &ImportRequest,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Report, ImportError> {
        let ground = self.ground(caller, request, now).await?;
        let table = Table::read(file, COLUMNS)?;
        let mut report = Report { rows: table.rows.len(), ignored: table.ignored(), ..Report::default() };
        let rows = read_rows(&table, &mut report);
        let known = {
            let mut tx = self.db.read().await?;
            store::sectors(&mut tx, ground.scope.territory()).await?
        };
        let mut changed: Vec<ZoneRow> = Vec::new();
        for row in rows {
            let key = (row.sector.clone(), row.zone.city_code.clone(), street_key(&row.zone.street_name));
            let shown = (row.zone.city_name.clone(), row.zone.street_name.clone());
            match known.zones.get(&key) {
                None => report.new += 1,
                Some(known_as) if *known_as != shown => report.changed += 1,
                Some(_) if known.sectors.get(&row.sector) == Some(&false) => report.changed += 1,
                Some(_) => {
                    report.unchanged += 1;
                    continue;
                }
            }
            changed.push(row);
        }
        let done = report.rows - changed.len();
        progress(done, report.rows);
        if request.write {
            for (batch, rows) in changed.chunks(MOST_ROWS).enumerate() {
                let (scope, rows, organisation) = (ground.scope.clone(), Arc::new(rows.to_vec()), request.organisation);
                let count = rows.len();
                self.db
                    .write(move |tx| Box::pin(async move { write(tx, &scope, organisation, &rows, now).await }))
                    .await?;
                progress(done + batch * MOST_ROWS + count, report.rows);
            }
        }
        report.refused.sort_by_key(|problem| problem.line);
        Ok(report)
    }
}

async fn write(
    tx: &mut WriteTx,
    scope: &Scope,
    organisation: OrganisationId,
    rows: &[ZoneRow],
    now: Timestamp,
) -> Result<(), StoreError> {
    let territory = scope.territory();
    for row in rows {
        let sector = store::sector_named(tx, territory, &row.sector).await?;
        store::put_zone(tx, territory, sector, &row.zone).await?;
        store::put_target(tx, territory, sector, organisation).await?;
        journal(tx, scope, (Thing::Sector, sector.0), now).await?;
    }
    Ok(())
}

fn read_rows(table: &Table, report: &mut Report) -> Vec<ZoneRow> {
    let mut rows = Vec::with_capacity(table.rows.len());
    let mut seen: HashMap<(String, String, String), (u64, ZoneLine)> = HashMap::new();
    for row in &table.rows {
        let read = match read_row(table, row) {
            Ok(read) => read,
            Err(problem) => {
                report.refused.push(problem);
                continue;
            }
        };
        let key = (read.sector.clone(), read.zone.city_code.clone(), street_key(&read.zone.street_name));
        match seen.get(&key) {
            Some((line, zone)) if *zone == read.zone => {
                report.unchanged += 1;
                let reason = Reason::SameAsLine { line: *line };
                report.warnings.push(Problem { line: row.line, column: None, reason });
            }
            Some((line, _)) => {
                report.refused.push(table.problem(row, "city_name", Reason::ContradictsLine { line: *line }));
            }
            None => {
                seen.insert(key, (row.line, read.zone.clone()));
                rows.push(read);
            }
        }
    }
    rows
}

fn read_row(table: &Table, row: &Row) -> Result<ZoneRow, Problem> {
    table.check_shortened(row, COLUMNS)?;
    let typed = table.needed(row, "city_code")?;
    let city_code = city_code(typed).ok_or_else(|| {
        let value = typed.to_owned();
        table.problem(row, "city_code", Reason::CityCode { value })
    })?;
    let zone = ZoneLine {
        city_code,
        city_name: table.needed(row, "city_name")?.to_owned(),
        street_name: table.cell(row, "street").unwrap_or_default().to_owned(),
    };
    Ok(ZoneRow { line: row.line, sector: table.needed(row, "sector")?.to_owned(), zone })
}

/// An INSEE code: five digits, or `2A`, `2B` and three.
fn city_code(text: &str) -> Option<String> {
    let code = text.to_ascii_uppercase();
    let digits = code.strip_prefix("2A").or_else(|| code.strip_prefix("2B")).unwrap_or(&code);
    (code.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commune_has_a_code_of_the_statistics_office() {
        assert_eq!(city_code("62014").as_deref(), Some("62014"));
        assert_eq!(city_code("2a004").as_deref(), Some("2A004"));
        assert!(["6214", "Arras", "62 14", "2C004", "621400"].into_iter().all(|text| city_code(text).is_none()));
    }
}
