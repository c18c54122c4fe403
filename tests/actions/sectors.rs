//! Sectors: where a person lives decides who is in charge. An unknown street is asked for, and
//! nothing found says why.

use relais::actions::find_slots::{Found, SlotRequest};
use relais::domain::ids::{SectorId, WorkerId};
use relais::domain::scheduling::search::{Audience, Bound, Nothing};
use relais::store::{self, StoreError, ZoneLine};

use crate::support::acts::monday;
use crate::support::databases::on_both;
use crate::support::town::TestTown;

async fn add_zone(town: &TestTown, sector: &str, city: &str, street: &str) -> SectorId {
    let (territory, sector) = (town.territory, sector.to_owned());
    let line = ZoneLine { city_code: city.to_owned(), city_name: city.to_owned(), street_name: street.to_owned() };
    let write = town.app.desk.db.write(move |tx| {
        Box::pin(async move {
            let sector = store::sector_named(tx, territory, &sector).await?;
            store::put_zone(tx, territory, sector, &line).await?;
            Ok::<_, StoreError>(sector)
        })
    });
    write.await.unwrap()
}

async fn in_charge(town: &TestTown, sector: SectorId, worker: Option<WorkerId>) {
    let worker = worker.map_or("NULL".to_owned(), |worker| worker.to_string());
    let sql = format!(
        "INSERT INTO sector_target (territory_id, sector_id, organisation_id, worker_id)
         VALUES ({}, {sector}, {}, {worker})",
        town.territory, town.organisation
    );
    town.raw().await.run(&sql).await.unwrap();
}

/// Who receives somebody of that address; or why nobody.
async fn workers(town: &TestTown, city: &str, street: Option<&str>) -> Result<Vec<WorkerId>, Nothing> {
    let mut request =
        SlotRequest::new(town.motive, Audience::Public, Bound::At(monday(9, 0)), Bound::At(monday(9, 30)));
    request.address = Some((city.to_owned(), street.map(str::to_owned)));
    match town.app.desk.find_slots(&town.claimant(), &request, town.now()).await.unwrap().found {
        Found::Slots(slots) => Ok(slots[0].slot.workers.clone()),
        Found::Nothing(nothing) => Err(nothing),
        Found::Sessions(_) => panic!("slots were asked for"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commune_leads_to_those_in_charge_and_a_street_wins_over_it() {
    on_both(|db| async {
        let town = TestTown::new(db, 3).await;
        let whole = add_zone(&town, "Ouest", "62041", "").await;
        in_charge(&town, whole, None).await;
        assert_eq!(workers(&town, "62041", None).await, Ok(town.workers.clone()));
        assert_eq!(workers(&town, "62041", Some("rue Verte")).await, Ok(town.workers.clone()));
        // The town is cut: the street is asked for, and each leads to its own worker.
        let street = add_zone(&town, "Centre", "62041", "Rue de l'Église").await;
        in_charge(&town, street, Some(town.workers[1])).await;
        assert_eq!(workers(&town, "62041", None).await, Err(Nothing::StreetNeeded));
        for typed in ["rue de l'église", "RUE DE L EGLISE", "  Rue  de l’Eglise "] {
            assert_eq!(workers(&town, "62041", Some(typed)).await, Ok(vec![town.workers[1]]), "{typed}");
        }
        assert_eq!(workers(&town, "62041", Some("rue Verte")).await, Ok(town.workers.clone()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_found_has_its_reason() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        assert_eq!(workers(&town, "62999", None).await, Err(Nothing::SectorUnknown));
        let nobody = add_zone(&town, "Sans", "62002", "").await;
        assert_eq!(workers(&town, "62002", None).await, Err(Nothing::NobodyInSector));
        in_charge(&town, nobody, Some(town.workers[0])).await;
        assert_eq!(workers(&town, "62002", None).await, Ok(vec![town.workers[0]]));
        // Cut by street, without a rest: a street that no sector names is asked for again.
        let street = add_zone(&town, "Centre", "62003", "rue Verte").await;
        in_charge(&town, street, None).await;
        for unknown in [None, Some("rue Bleue")] {
            assert_eq!(workers(&town, "62003", unknown).await, Err(Nothing::StreetNeeded));
        }
        assert_eq!(workers(&town, "62003", Some("rue verte")).await, Ok(vec![town.workers[0]]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_arrondissement_and_its_city_stand_in_for_each_other() {
    on_both(|db| async {
        let town = TestTown::new(db, 3).await;
        let workers_of = |nth: usize| Ok(vec![town.workers[nth]]);
        // The file names the city: each arrondissement is in it.
        let lyon = add_zone(&town, "Lyon", "69123", "").await;
        in_charge(&town, lyon, Some(town.workers[0])).await;
        assert_eq!(workers(&town, "69389", None).await, workers_of(0));
        // Its own zone wins over the city's.
        let third = add_zone(&town, "Lyon 3", "69383", "").await;
        in_charge(&town, third, Some(town.workers[1])).await;
        assert_eq!(workers(&town, "69383", None).await, workers_of(1));
        assert_eq!(workers(&town, "69123", None).await, workers_of(0));
        // The file names arrondissements: who says the city only is of any of them.
        let paris = add_zone(&town, "Est", "75120", "").await;
        assert_eq!(add_zone(&town, "Est", "75119", "").await, paris);
        in_charge(&town, paris, Some(town.workers[2])).await;
        assert_eq!(workers(&town, "75056", None).await, workers_of(2));
        assert_eq!(workers(&town, "75101", None).await, Err(Nothing::SectorUnknown));
        assert_eq!(workers(&town, "13055", None).await, Err(Nothing::SectorUnknown));
    })
    .await;
}
