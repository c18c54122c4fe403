//! Every search and every list, asked in ways that cannot be read: a clear 4xx with its reason.

use crate::support::api::Api;
use crate::support::databases::on_both;
use crate::support::town::TestTown;

/// After `motive=1`, each of these cannot be read.
const UNREADABLE: [&str; 29] = [
    "motive=1",
    "zone=Europe/Paris",
    "nonsense=1",
    "from=2026-02-31",
    "from=2026-03-02T09:00:00",
    "from=2026-03-02T09:00:00%20Europe/Paris",
    "from=2026-03-02T09:00:00%2B99:00",
    "from=9999-01-01",
    "from=9999-01-01T00:00:00Z",
    "from=0001-01-01",
    "from=tomorrow",
    "from=%00",
    "from=%FF%FE",
    "from=2026-03-03&to=2026-03-02",
    "from=2026-03-03T10:00:00Z&to=2026-03-03T09:00:00Z",
    "from=2026-03-03&to=2028-03-02",
    "places=1,,2",
    "places=one",
    "workers=1;2",
    "workers=%00",
    "team=a",
    "mode=telepathy",
    "street=rue%20Verte",
    "city=%00",
    "city=62041&street=a%00b",
    "audience=everybody",
    "by=hour",
    "person=x",
    "person=99999999999999999999",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_cannot_be_read_is_refused_with_its_reason() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let api = Api::of(&town);
        let mut questions: Vec<String> =
            UNREADABLE.iter().map(|wrong| format!("motive={}&{wrong}", town.motive)).collect();
        questions.extend(["", "motive=", "motive=abc", "motive=99999999999999999999", "motive=1.5"].map(str::to_owned));
        questions.push(format!("motive={}&city={}", town.motive, "9".repeat(300)));
        for search in ["slots", "next-availability"] {
            for question in &questions {
                let answer = api.get(&format!("/api/v2/{search}?{question}")).await;
                answer.is_a_problem(question);
                assert_eq!(answer.status, 422, "{question}: {answer:?}");
            }
            let good = api.get(&format!("/api/v2/{search}?motive={}&from=2026-03-02", town.motive)).await;
            assert_eq!(good.status, 200, "{good:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_for_what_is_not_there_is_not_found() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let api = Api::of(&town);
        for search in ["slots", "next-availability"] {
            for id in ["404", "0", "-1", "9223372036854775807"] {
                for what in ["places", "workers", "team", "person"] {
                    let answer = api.get(&format!("/api/v2/{search}?motive={}&{what}={id}", town.motive)).await;
                    answer.is_a_problem(&format!("{what}={id}"));
                    assert_eq!(answer.status, 404, "{what}={id}: {answer:?}");
                }
                assert_eq!(api.get(&format!("/api/v2/{search}?motive={id}")).await.status, 404);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_cannot_be_read_is_refused_with_its_reason() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let api = Api::of(&town);
        for question in [
            "appointments",
            "appointments?from=2026-03-02",
            "appointments?from=2026-03-02&to=2026-03-01",
            "appointments?from=2026-03-02T10:00:00Z&to=2026-03-02T10:00:00Z",
            "appointments?from=2026-02-30&to=2026-03-01",
            "appointments?from=2026-03-02&to=9999-12-31",
            "appointments?from=2026-03-02&to=2026-03-03&limit=0",
            "appointments?from=2026-03-02&to=2026-03-03&limit=201",
            "appointments?from=2026-03-02&to=2026-03-03&after=x",
            "appointments?from=2026-03-02&to=2026-03-03&organisation=2",
            "people?phone=12",
            "people?number=%00",
            "people?limit=-1",
            "people?limit=99999999999999999999",
            "people?name=Amina",
        ] {
            let answer = api.get(&format!("/api/v2/{question}")).await;
            answer.is_a_problem(question);
            assert_eq!(answer.status, 422, "{question}: {answer:?}");
        }
        for question in [
            "appointments?from=2026-03-02&to=2026-03-03&after=-9223372036854775808",
            "appointments?from=1970-01-01&to=2200-12-31&after=9223372036854775807&limit=200",
            "people?phone=0612345678",
        ] {
            assert_eq!(api.get(&format!("/api/v2/{question}")).await.status, 200, "{question}");
        }
    })
    .await;
}
