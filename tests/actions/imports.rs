//! Files in: what is written, what is refused and why, and that the same file again writes nothing.

use relais::actions::find_slots::{Found, SlotRequest};
use relais::actions::import::{FileProblem, ImportError, ImportRequest, Report};
use relais::domain::ids::WorkerId;
use relais::domain::scheduling::booking::Warning;
use relais::domain::scheduling::search::{Audience, Bound};
use relais::store;

use crate::support::databases::{on_both, sqlite};
use crate::support::town::{TestTown, motive, paris};

const PEOPLE: &str = include_str!("../fixtures/people.csv");
const SECTORS: &str = include_str!("../fixtures/sectors.csv");
const OPENINGS: &str = include_str!("../fixtures/openings.csv");
const APPOINTMENTS: &str = include_str!("../fixtures/appointments.csv");

#[derive(Clone, Copy)]
enum Kind {
    People,
    Sectors,
    Openings,
    Appointments,
}

struct Importing<'t> {
    town: &'t TestTown,
    request: ImportRequest,
}

impl Importing<'_> {
    fn of(town: &TestTown) -> Importing<'_> {
        let request =
            ImportRequest { organisation: town.organisation, write: false, create_workers: false, accept: Vec::new() };
        Importing { town, request }
    }

    fn writing(mut self) -> Self {
        self.request.write = true;
        self
    }

    fn creating_workers(mut self) -> Self {
        self.request.create_workers = true;
        self
    }

    fn accepting(mut self, warning: Warning) -> Self {
        self.request.accept.push(warning);
        self
    }

    async fn run(&self, kind: Kind, file: &str) -> Result<Report, ImportError> {
        let desk = &self.town.app.desk;
        let (caller, now) = (self.town.caller(), self.town.now());
        let file = file.as_bytes();
        match kind {
            Kind::People => desk.import_people(&caller, file, &self.request, now, &|_, _| ()).await,
            Kind::Sectors => desk.import_sectors(&caller, file, &self.request, now, &|_, _| ()).await,
            Kind::Openings => desk.import_openings(&caller, file, &self.request, now, &|_, _| ()).await,
            Kind::Appointments => desk.import_appointments(&caller, file, &self.request, now, &|_, _| ()).await,
        }
    }
}

fn codes(problems: &[relais::actions::import::Problem]) -> Vec<(u64, &'static str)> {
    problems.iter().map(|problem| (problem.line, problem.reason.code())).collect()
}

fn counts(report: &Report) -> (usize, usize, usize, usize) {
    (report.new, report.changed, report.unchanged, report.refused.len())
}

/// File numbers found in the town, each with the name that stands there.
async fn named(town: &TestTown, number: &str) -> Vec<(String, String, Option<String>)> {
    let found = town.app.desk.people(&relais::actions::Claimant::Known(town.caller()), (number, ""), (0, 500)).await;
    found.unwrap().into_iter().map(|person| (person.first_name, person.last_name, person.phone)).collect()
}

#[tokio::test]
async fn people_come_in_once_and_every_refusal_has_its_reason() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let dry = Importing::of(&town).run(Kind::People, PEOPLE).await.unwrap();
        assert_eq!(named(&town, "IODAS1").await, [], "a dry run writes nothing");
        let written = Importing::of(&town).writing().run(Kind::People, PEOPLE).await.unwrap();
        assert_eq!(dry, written, "a dry run says what will happen");
        assert_eq!(counts(&written), (5, 0, 1, 6));
        assert_eq!(
            codes(&written.refused),
            [
                (6, "date_to_come"),
                (7, "no_such_day"),
                (8, "missing"),
                (9, "no_identity"),
                (11, "contradicts_line"),
                (12, "column_count")
            ]
        );
        assert_eq!(
            codes(&written.warnings),
            [
                (3, "other_phones"),
                (3, "other_emails"),
                (3, "unknown_worker"),
                (4, "phone_lost_zero"),
                (4, "shared_number"),
                (10, "same_as_line"),
                (13, "not_a_phone"),
                (13, "not_an_email"),
                (13, "not_an_email"),
                (13, "not_an_email")
            ]
        );
        let refused = written.refused.iter().map(|problem| problem.column.as_deref()).collect::<Vec<_>>();
        assert_eq!(refused[..3], [Some("Date de Naissance"), Some("Date de Naissance"), Some("Prénom bénéficiaire")]);
        assert_eq!(written.ignored, ["Civilité", "CP Ville", "Role"]);
        let elodie = ("Élodie".to_owned(), "D'Artois".to_owned(), Some("+33612345678".to_owned()));
        assert_eq!(named(&town, "IODAS1").await, [elodie]);
        // A household shares a number: it stays with whoever came first, and nobody is merged.
        assert_eq!(named(&town, "CAF0002").await[0].0, "Paul");
        assert_eq!(named(&town, "IODAS3").await[0].0, "Inès");
        assert_eq!(named(&town, "IODAS7").await[0].1, "Le; Goff");

        let again = Importing::of(&town).writing().run(Kind::People, PEOPLE).await.unwrap();
        assert_eq!(counts(&again), (0, 0, 6, 6), "the same file again writes nothing");
        assert_eq!(named(&town, "").await.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_changed_row_changes_its_person_and_an_empty_cell_erases_nothing() {
    let town = TestTown::new(sqlite().await, 1).await;
    let importing = Importing::of(&town).writing();
    let header = "Prénom;Nom;Téléphone;Naissance;ID Iodas\n";
    importing.run(Kind::People, &format!("{header}Anne;Roux;0612345678;01/02/1980;7\n")).await.unwrap();
    let married = importing.run(Kind::People, &format!("{header}Anne;Petit;;01/02/1980;7\n")).await.unwrap();
    assert_eq!(counts(&married), (0, 1, 0, 0));
    let anne = ("Anne".to_owned(), "Petit".to_owned(), Some("+33612345678".to_owned()));
    assert_eq!(named(&town, "7").await, [anne]);
}

#[tokio::test]
async fn at_58_a_number_mistyped_never_turns_one_person_into_another() {
    let town = TestTown::new(sqlite().await, 1).await;
    let importing = Importing::of(&town).writing();
    let header = "Prénom;Nom;Téléphone;Naissance;N° CAF;ID Iodas\n";
    let first = format!("{header}Anne;Roux;0612345678;01/02/1980;C1;7\n");
    importing.run(Kind::People, &first).await.unwrap();
    let other = format!("{header}Hugo;Blanc;0612345678;05/06/1990;C1;7\n");
    let refused = importing.run(Kind::People, &other).await.unwrap();
    assert_eq!(codes(&refused.refused), [(2, "number_of_another")]);
    // The couple: the same household, the same phone, two people.
    let couple = format!("{header}Hugo;Roux;0612345678;05/06/1990;C1;\n");
    let couple_in = importing.run(Kind::People, &couple).await.unwrap();
    assert_eq!((counts(&couple_in), codes(&couple_in.warnings)), ((1, 0, 0, 0), vec![(2, "shared_number")]));
    let again = importing.run(Kind::People, &couple).await.unwrap();
    assert_eq!(counts(&again), (0, 0, 1, 0));
    assert_eq!(named(&town, "").await.len(), 2);
}

#[tokio::test]
async fn a_number_learnt_later_joins_the_person_known_by_name_and_birth_date() {
    let town = TestTown::new(sqlite().await, 1).await;
    let importing = Importing::of(&town).writing();
    importing.run(Kind::People, "Prénom;Nom;Naissance\nAnne;Roux;01/02/1980\n").await.unwrap();
    let numbered = "Prénom;Nom;Naissance;ID Iodas\nANNE;Roux;1980-02-01;7\n";
    assert_eq!(counts(&importing.run(Kind::People, numbered).await.unwrap()), (0, 1, 0, 0));
    assert_eq!(counts(&importing.run(Kind::People, numbered).await.unwrap()), (0, 0, 1, 0));
    // A namesake born the same day has another number: another person.
    let namesake = "Prénom;Nom;Naissance;ID Iodas\nAnne;Roux;01/02/1980;8\n";
    assert_eq!(counts(&importing.run(Kind::People, namesake).await.unwrap()), (1, 0, 0, 0));
    assert_eq!(named(&town, "").await.len(), 2);
}

#[tokio::test]
async fn unknown_referents_are_made_when_asked_for() {
    let town = TestTown::new(sqlite().await, 1).await;
    let file = "Prénom;Nom;Naissance;Référent\nAnne;Roux;01/02/1980;Marie.Petit@62.fr\n";
    let dry = Importing::of(&town).creating_workers().run(Kind::People, file).await.unwrap();
    let written = Importing::of(&town).creating_workers().writing().run(Kind::People, file).await.unwrap();
    assert_eq!((dry.new_workers.as_slice(), &dry), (["marie.petit@62.fr".to_owned()].as_slice(), &written));
    let (settings, _) = town.app.desk.settings(&town.claimant(), town.now()).await.unwrap();
    assert!(settings.settings.workers.values().any(|worker| worker.name == "Marie Petit"));
    let again = Importing::of(&town).creating_workers().writing().run(Kind::People, file).await.unwrap();
    assert_eq!((counts(&again), again.new_workers.len()), ((0, 0, 1, 0), 0));
}

#[tokio::test]
async fn files_that_are_no_lists_are_refused_whole() {
    let town = TestTown::new(sqlite().await, 1).await;
    let importing = Importing::of(&town).writing();
    let refused = |result: Result<Report, ImportError>| match result.unwrap_err() {
        ImportError::File(problem) => problem,
        ImportError::Action(error) => panic!("{error}"),
    };
    assert_eq!(refused(importing.run(Kind::People, "").await), FileProblem::Empty);
    let missing =
        FileProblem::MissingColumns { missing: vec!["last_name"], found: vec!["Prénom".into(), "Ville".into()] };
    assert_eq!(refused(importing.run(Kind::People, "Prénom;Ville\nAnne;Arras\n").await), missing);
    let header_only = importing.run(Kind::People, "Prénom;Nom\r\n\r\n").await.unwrap();
    assert_eq!(header_only, Report::default());
}

#[tokio::test]
async fn many_rows_go_in_bounded_transactions_and_stay_themselves() {
    let town = TestTown::new(sqlite().await, 1).await;
    let mut file = "Prénom;Nom;Naissance;ID Iodas\n".to_owned();
    for row in 0..2_500 {
        file.push_str(&format!("Personne;Numéro {row};01/02/1980;{row}\n"));
    }
    let importing = Importing::of(&town).writing();
    assert_eq!(counts(&importing.run(Kind::People, &file).await.unwrap()), (2_500, 0, 0, 0));
    assert_eq!(counts(&importing.run(Kind::People, &file).await.unwrap()), (0, 0, 2_500, 0));
}

#[tokio::test]
async fn sectors_come_in_once_and_their_organisation_is_in_charge() {
    on_both(|db| async {
        let town = TestTown::new(db, 1).await;
        let dry = Importing::of(&town).run(Kind::Sectors, SECTORS).await.unwrap();
        let written = Importing::of(&town).writing().run(Kind::Sectors, SECTORS).await.unwrap();
        assert_eq!(dry, written);
        assert_eq!(counts(&written), (4, 0, 0, 3));
        assert_eq!(codes(&written.refused), [(6, "contradicts_line"), (7, "city_code"), (8, "column_count")]);
        let again = Importing::of(&town).writing().run(Kind::Sectors, SECTORS).await.unwrap();
        assert_eq!(counts(&again), (0, 0, 4, 3));
        let found = |city: &str, street: Option<&str>| {
            let address = Some((city.to_owned(), street.map(str::to_owned)));
            let (from, to) = (Bound::At(town.now()), Bound::At(paris(2026, 3, 9, 0, 0)));
            let request = SlotRequest { address, ..SlotRequest::new(town.motive, Audience::Public, from, to) };
            let town = &town;
            async move { town.app.desk.find_slots(&town.claimant(), &request, town.now()).await.unwrap().found }
        };
        assert!(matches!(found("62014", None).await, Found::Slots(_)));
        assert!(matches!(found("62080", Some("rue de DOUAI")).await, Found::Slots(_)));
        assert!(matches!(found("62080", None).await, Found::Nothing(_)));
    })
    .await;
}

#[tokio::test]
async fn openings_come_in_once_and_a_change_of_motives_alone_is_seen() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        let papers = {
            let (territory, papers) = (town.territory, motive(town.organisation, "Aide aux papiers"));
            let db = &town.app.desk.db;
            db.write(move |tx| Box::pin(async move { store::insert_motive(tx, territory, &papers).await }))
                .await
                .unwrap()
        };
        let dry = Importing::of(&town).run(Kind::Openings, OPENINGS).await.unwrap();
        let written = Importing::of(&town).writing().run(Kind::Openings, OPENINGS).await.unwrap();
        assert_eq!(dry, written);
        assert_eq!(counts(&written), (3, 0, 0, 6));
        assert_eq!(
            codes(&written.refused),
            [
                (5, "unknown_worker"),
                (6, "unknown_place"),
                (7, "unknown_motive"),
                (8, "ends_before_it_starts"),
                (9, "days_missing"),
                (10, "blocks")
            ]
        );
        let again = Importing::of(&town).writing().run(Kind::Openings, OPENINGS).await.unwrap();
        assert_eq!(counts(&again), (0, 0, 3, 6));
        // Monday, Tuesday and Thursday of one worker, the first Tuesday and a Saturday of the other.
        let slots = town.shown(papers, paris(2026, 3, 2, 0, 0), paris(2026, 3, 9, 0, 0)).await;
        assert_eq!(slots.len(), 3 * 12 + 6 + 4);
        let moved = OPENINGS
            .replace("Mairie,Aide aux papiers,2026-03-07", "Mairie,Premier accueil|Aide aux papiers,2026-03-07");
        let changed = Importing::of(&town).writing().run(Kind::Openings, &moved).await.unwrap();
        assert_eq!(counts(&changed), (0, 1, 2, 6));
        let saturday = town.shown(town.motive, paris(2026, 3, 7, 0, 0), paris(2026, 3, 8, 0, 0)).await;
        assert_eq!(saturday.len(), 4);
        let stolen = OPENINGS.replace("o1,worker0", "o1,worker1");
        let refused = Importing::of(&town).writing().run(Kind::Openings, &stolen).await.unwrap();
        assert_eq!(codes(&refused.refused)[0], (2, "opening_of_another"));
    })
    .await;
}

#[tokio::test]
async fn appointments_come_in_once_by_the_same_rules_as_every_booking() {
    on_both(|db| async {
        let town = TestTown::new(db, 2).await;
        Importing::of(&town).writing().run(Kind::People, PEOPLE).await.unwrap();
        let dry = Importing::of(&town).run(Kind::Appointments, APPOINTMENTS).await.unwrap();
        let written = Importing::of(&town).writing().run(Kind::Appointments, APPOINTMENTS).await.unwrap();
        assert_eq!(counts(&dry), counts(&written));
        assert_eq!(codes(&dry.refused), codes(&written.refused));
        assert_eq!(counts(&written), (3, 0, 0, 4));
        assert_eq!(
            codes(&written.refused),
            [(4, "taken"), (5, "unknown_person"), (6, "needs_acceptance"), (7, "start")]
        );
        let again = Importing::of(&town).writing().run(Kind::Appointments, APPOINTMENTS).await.unwrap();
        assert_eq!(counts(&again), (0, 0, 3, 4));
        let lunch = Importing::of(&town).writing().accepting(Warning::OutsideOpening);
        assert_eq!(counts(&lunch.run(Kind::Appointments, APPOINTMENTS).await.unwrap()), (1, 0, 3, 3));
        let mut tx = town.app.desk.db.read().await.unwrap();
        let id = store::appointment_by_key(&mut tx, town.territory, "a1").await.unwrap().unwrap();
        let appointment = town.app.desk.appointment(&town.claimant(), id).await.unwrap();
        assert_eq!(appointment.span.start(), paris(2026, 3, 10, 9, 0));
        assert_eq!(appointment.workers, [town.workers[0]] as [WorkerId; 1]);
        let moved = APPOINTMENTS.replace("IODAS1;2026-03-10 09:00", "IODAS1;2026-03-11 09:00");
        let left = Importing::of(&town).writing().run(Kind::Appointments, &moved).await.unwrap();
        assert_eq!(codes(&left.warnings), [(2, "other_hour")], "what is there is left as it is");
    })
    .await;
}
