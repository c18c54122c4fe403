//! Whose a safe is: what opens it, what does not, who is shown what, and that nobody else finds
//! anything there.

use relais::actions::safe::keep::Extras;
use relais::actions::safe::open::Secret;
use relais::domain::access::{Caller, Deed, Role};
use relais::domain::ids::ItemId;
use relais::domain::safe::{ItemState, Missing};
use relais::domain::time::Minutes;
use relais::safe::SafeError;
use relais::safe::shares::Shown;
use relais::store::safes::CharterRow;

use crate::support::databases::on_both;
use crate::support::safe::{PHONE, PIN, SafeTown, another_browser, at_work, coming, facts, pdf, said};

fn wrong() -> Secret {
    Secret::Pin("999111".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_safe_opens_with_the_number_and_the_pin_and_never_with_one_of_them() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let item = town.keep("carte", &pdf("carte")).await;
        let now = town.town.now();
        let desk = town.desk();
        // The same number in another browser: closed until the PIN is given.
        let other = another_browser(&town.town, "another browser").await;
        assert_eq!(said(&town.read_by(&other, item).await), "closed");
        assert_eq!(said(&desk.documents(&other, ItemState::Held, None, (None, 50), now).await), "closed");
        assert_eq!(said(&desk.open_safe(&other, &wrong(), now).await), "wrong_secret");
        assert_eq!(said(&town.read_by(&other, item).await), "closed");
        desk.open_safe(&other, &town.pin(), now).await.unwrap();
        assert_eq!(town.read_by(&other, item).await.unwrap(), pdf("carte"));
        // It closes by itself, and on demand.
        desk.close_safe(&other, now).await.unwrap();
        assert_eq!(said(&town.read_by(&other, item).await), "closed");
        town.later(Minutes(16));
        assert_eq!(said(&town.read(item).await), "closed");
        // A browser that signed out of the number has nothing open, whatever the row says.
        desk.open_safe(&town.holder, &town.pin(), town.town.now()).await.unwrap();
        desk.sign_out(&town.cookie, town.town.now()).await.unwrap();
        assert_eq!(said(&town.read(item).await), "closed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_number_alone_never_reopens_it() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let item = town.keep("carte", &pdf("carte")).await;
        let mut raw = town.town.raw().await;
        raw.run(&format!("UPDATE person SET phone = '+33655555555' WHERE id = {}", town.person)).await.unwrap();
        let cookie = town.town.proven("the thief’s browser", "+33655555555").await;
        let thief = town.town.session(&cookie).await.unwrap();
        assert_eq!(said(&town.read_by(&thief, item).await), "closed");
        for _ in 0..5 {
            assert_eq!(said(&town.desk().open_safe(&thief, &wrong(), town.town.now()).await), "wrong_secret");
        }
        // Throttled, also for the right PIN, also from elsewhere; the person reads of every try.
        let now = town.town.now();
        assert_eq!(said(&town.desk().open_safe(&thief, &town.pin(), now).await), "wait");
        assert_eq!(said(&town.desk().open_safe(&town.holder, &town.pin(), now).await), "wait");
        assert_eq!(town.acts().await.iter().filter(|act| *act == "safe_refused").count(), 5);
        town.later(Minutes(66));
        assert_eq!(said(&town.desk().open_safe(&thief, &town.pin(), town.town.now()).await), "ok");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pin_is_chosen_with_a_ticket_from_the_desk_and_changing_it_closes_everything() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        let ticket = town.ticket().await;
        assert_eq!(said(&desk.choose_pin(&town.holder, &ticket, "123456", now).await), "weak_pin");
        assert_eq!(said(&desk.choose_pin(&town.holder, "00000000", "861402", now).await), "wrong_secret");
        desk.choose_pin(&town.holder, &ticket, "861402", now).await.unwrap();
        assert_eq!(said(&desk.choose_pin(&town.holder, &ticket, "530718", now).await), "wrong_secret", "used");
        let closed = desk.documents(&town.holder, ItemState::Held, None, (None, 50), now).await;
        assert_eq!(said(&closed), "closed");
        assert_eq!(said(&desk.open_safe(&town.holder, &town.pin(), now).await), "wrong_secret");
        desk.change_pin(&town.holder, &Secret::Pin("861402".to_owned()), "540917", now).await.unwrap();
        desk.open_safe(&town.holder, &Secret::Pin("540917".to_owned()), now).await.unwrap();
        let late = town.ticket().await;
        town.later(Minutes(31));
        assert_eq!(said(&desk.choose_pin(&town.holder, &late, PIN, town.town.now()).await), "wrong_secret", "late");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_opens_like_a_pin_until_another_is_printed() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        let card = desk.safe_card(&town.worker, town.person, now).await.unwrap();
        assert_eq!(card.replace('-', "").len(), 26);
        let typed = Secret::Card(card.to_uppercase().replace('-', " "));
        desk.open_safe(&town.holder, &typed, now).await.unwrap();
        desk.safe_card(&town.worker, town.person, now).await.unwrap();
        assert_eq!(said(&desk.open_safe(&town.holder, &typed, now).await), "wrong_secret");
        let mut raw = town.town.raw().await;
        let kept = raw.texts("SELECT COALESCE(card_hash, '') || COALESCE(pin_hash, '') FROM safe").await.concat();
        assert!(!kept.contains(&card) && !kept.contains(PIN));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_without_charter_or_training_opens_nothing_and_is_told_who_can_change_that() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let item = town.keep("carte", &pdf("carte")).await;
        town.grant(Shown::Item(item), 1).await;
        let (desk, now) = (town.desk(), town.town.now());
        town.town.set_role(town.town.workers[2], town.town.organisation, Role::OrganisationAdmin).await;
        let new = at_work(&town.town, 1, Role::Worker);
        match town.read_by(&new, item).await {
            Err(SafeError::NotYet { missing, lifted_by }) => {
                assert_eq!(missing, [Missing::Charter, Missing::Training]);
                assert_eq!(lifted_by, ["Agent 2"]);
            }
            other => panic!("{other:?}"),
        }
        let wish = (town.person, facts("x"));
        let captured = desk.capture_document(&new, wish, coming(&pdf("x")), Extras::default(), now).await;
        assert_eq!(said(&captured), "not_yet");
        assert_eq!(said(&desk.safe_ticket(&new, town.person, now).await), "not_yet");
        assert_eq!(said(&desk.shown_to_me(&new, now).await), "not_yet");
        let signed = CharterRow { signed_on: chrono::NaiveDate::from_ymd_opt(2026, 1, 1), trained_on: None };
        desk.record_charter(&town.town.caller(), town.town.workers[1], signed, now).await.unwrap();
        match town.read_by(&new, item).await {
            Err(SafeError::NotYet { missing, .. }) => assert_eq!(missing, [Missing::Training]),
            other => panic!("{other:?}"),
        }
        town.trained(1).await;
        assert_eq!(town.read_by(&new, item).await.unwrap(), pdf("carte"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_in_by_every_state_of_a_grant_gives_what_was_granted_and_nothing_else() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        let boris = town.another_holder().await;
        let shown = town.keep("montré", &pdf("montré")).await;
        let private = town.keep("privé", &pdf("privé")).await;
        let folder = desk.add_folder(&town.holder, "Logement", now).await.unwrap();
        let filed = town.keep("rangé", &pdf("rangé")).await;
        desk.put_into_folder(&town.holder, filed, Some(folder), now).await.unwrap();
        for number in 0..3 {
            town.trained(number).await;
        }
        let grant = town.grant(Shown::Item(shown), 1).await;
        let by_folder = town.grant(Shown::Folder(folder), 1).await;
        let named = at_work(&town.town, 1, Role::Worker);
        let captured = {
            let wish = (town.person, facts("capturé"));
            let file = coming(&pdf("capturé"));
            desk.capture_document(&town.worker, wish, file, Extras::default(), now).await.unwrap().item
        };

        // Who × what, as the table says.
        let may = |who: &str, item: ItemId| match who {
            "holder" => true,
            "named" => item == shown || item == filed,
            _ => false,
        };
        let mut askers =
            vec![("holder", town.holder.clone()), ("named", named.clone()), ("another holder", boris.clone())];
        // Who captured reads nothing; nor does any other role, even when the same worker bears it.
        for role in Role::ALL.iter().filter(|role| !matches!(role, Role::Visitor | Role::Beneficiary)) {
            askers.push(("stranger", at_work(&town.town, 0, *role)));
            if !matches!(role, Role::Worker | Role::TeamLead) {
                askers.push(("granted, with a role that reads nothing", at_work(&town.town, 1, *role)));
            }
        }
        for (who, asker) in &askers {
            for item in [shown, private, filed, captured, ItemId(404_404)] {
                let read = town.read_by(asker, item).await;
                let extras = desk.document_extras(asker, item, now).await;
                if may(who, item) && item != ItemId(404_404) {
                    assert!(read.is_ok() && extras.is_ok(), "{who} {item}: {read:?}");
                } else {
                    assert_eq!(
                        (said(&read), said(&extras)),
                        ("not_found".to_owned(), "not_found".to_owned()),
                        "{who} {item}"
                    );
                }
            }
            if !["holder", "another holder"].contains(who) {
                for refused in [
                    said(&desk.documents(asker, ItemState::Held, None, (None, 9), now).await),
                    said(&desk.bin_document(asker, shown, now).await),
                    said(&desk.restore_document(asker, shown, now).await),
                    said(&desk.destroy_document(asker, shown, now).await),
                    said(&desk.rename_document(asker, shown, "x", now).await),
                    said(&desk.export_safe(asker, now).await),
                    said(&desk.grants(asker, now).await),
                    said(&desk.revoke(asker, grant, now).await),
                    said(&desk.reading_log(asker, (None, 9), now).await),
                    said(&desk.grant(asker, &town.pin(), town.wish(Shown::Item(shown), 0), now).await),
                    said(&desk.replace_document(asker, shown, coming(&pdf("y")), Extras::default(), now).await),
                ] {
                    assert_eq!(refused, "not_found", "{who}");
                }
            }
        }
        // Another holder neither lists, nor changes, nor grants what is not theirs.
        for refused in [
            said(&desk.bin_document(&boris, shown, now).await),
            said(&desk.destroy_document(&boris, shown, now).await),
            said(&desk.revoke(&boris, grant, now).await),
            said(&desk.grant(&boris, &town.pin(), town.wish(Shown::Item(shown), 0), now).await),
            said(&desk.put_into_folder(&boris, shown, Some(folder), now).await),
        ] {
            assert_eq!(refused, "not_found");
        }
        assert!(desk.documents(&boris, ItemState::Held, None, (None, 9), now).await.unwrap().0.is_empty());
        let listed = desk.shown_to_me(&named, now).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|one| (one.item.id, one.purpose.as_str())).collect();
        assert_eq!(listed.len(), 2);
        assert!(listed.iter().all(|(item, purpose)| may("named", *item) && *purpose == "demande de logement"));

        // Revoked: dead at the next request. Thrown away, moved out of the folder, over: the same.
        desk.revoke(&town.holder, grant, now).await.unwrap();
        assert_eq!(said(&town.read_by(&named, shown).await), "not_found");
        assert_eq!(said(&desk.revoke(&town.holder, grant, now).await), "not_found", "twice");
        desk.put_into_folder(&town.holder, filed, None, now).await.unwrap();
        assert_eq!(said(&town.read_by(&named, filed).await), "not_found");
        desk.put_into_folder(&town.holder, filed, Some(folder), now).await.unwrap();
        assert!(town.read_by(&named, filed).await.is_ok());
        desk.bin_document(&town.holder, filed, now).await.unwrap();
        assert_eq!(said(&town.read_by(&named, filed).await), "not_found");
        desk.restore_document(&town.holder, filed, now).await.unwrap();
        assert!(town.read_by(&named, filed).await.is_ok());
        town.later(Minutes::days(30));
        assert_eq!(said(&town.read_by(&named, filed).await), "not_found", "over");
        assert!(desk.shown_to_me(&named, town.town.now()).await.unwrap().is_empty());
        let _ = by_folder;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_needs_the_pin_once_more_and_a_named_worker() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        let item = town.keep("carte", &pdf("carte")).await;
        let wish = || town.wish(Shown::Item(item), 1);
        assert_eq!(said(&desk.grant(&town.holder, &wrong(), wish(), now).await), "wrong_secret");
        let mut nobody = wish();
        nobody.worker = relais::domain::ids::WorkerId(404);
        assert_eq!(said(&desk.grant(&town.holder, &town.pin(), nobody, now).await), "not_found");
        let mut silent = wish();
        silent.purpose = "  ".to_owned();
        assert_eq!(said(&desk.grant(&town.holder, &town.pin(), silent, now).await), "purpose");
        let mut endless = wish();
        endless.ends_at = now + Minutes::days(1000);
        assert_eq!(said(&desk.grant(&town.holder, &town.pin(), endless, now).await), "ends_at");
        assert!(desk.grants(&town.holder, now).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_reads_who_opened_what_and_who_tried() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        let item = town.keep("carte", &pdf("carte")).await;
        town.grant(Shown::Item(item), 1).await;
        town.trained(1).await;
        let named = at_work(&town.town, 1, Role::Worker);
        town.read_by(&named, item).await.unwrap();
        desk.document_extras(&named, item, now).await.unwrap();
        assert_eq!(said(&town.read_by(&town.worker, item).await), "not_found");
        let log = desk.reading_log(&town.holder, (None, 50), now).await.unwrap();
        let lines: Vec<_> = log
            .iter()
            .take(4)
            .map(|line| (line.act.word(), line.worker.as_ref().map(|(name, _)| name.as_str()), line.purpose.as_deref()))
            .collect();
        assert_eq!(
            lines,
            [
                ("item_refused", Some("Agent 0"), None),
                ("item_read", Some("Agent 1"), Some("demande de logement")),
                ("item_read", Some("Agent 1"), Some("demande de logement")),
                ("grant_made", None, Some("demande de logement")),
            ]
        );
        assert!(log.iter().all(|line| line.worker.as_ref().is_none_or(|(_, at)| at.as_deref() == Some("MDS"))));
        // A list by pages is the same list.
        let mut paged = Vec::new();
        while let Ok(part) = desk.reading_log(&town.holder, (paged.last().copied(), 2), now).await {
            if part.is_empty() {
                break;
            }
            paged.extend(part.iter().map(|line| line.id));
        }
        assert_eq!(paged, log.iter().map(|line| line.id).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_shares_the_phone_or_is_family_opens_only_their_own() {
    on_both(|db| async {
        let town = SafeTown::new(db).await;
        let (desk, now) = (town.desk(), town.town.now());
        let item = town.keep("carte", &pdf("carte")).await;
        // A child with the same number, and somebody of whom Amina is a relative.
        let child = town.town.person_with("Yanis", "Benali", PHONE, true).await;
        let mut raw = town.town.raw().await;
        let (territory, person) = (town.town.territory, town.person);
        for (one, other) in [(child, person), (person, child)] {
            let row = format!("({territory}, {one}, {other}, 'family')");
            raw.run(&format!("INSERT INTO relative (territory_id, person_id, relative_id, kind) VALUES {row}"))
                .await
                .unwrap();
        }
        let cookie = town.town.proven("the family’s tablet", PHONE).await;
        let nobody = town.town.session(&cookie).await.unwrap();
        assert_eq!(said(&desk.open_safe(&nobody, &town.pin(), now).await), "closed", "several have the number");
        desk.choose_person(&cookie, child, now).await.unwrap();
        let family = town.town.session(&cookie).await.unwrap();
        assert_eq!(said(&desk.open_safe(&family, &town.pin(), now).await), "not_found", "the child has none");
        assert_eq!(said(&town.read_by(&family, item).await), "closed");
        // A ticket is for the safe it was given for, with a safe of one's own too.
        let own = desk.safe_ticket(&town.worker, child, now).await.unwrap().0;
        let other = town.ticket().await;
        assert_eq!(said(&desk.choose_pin(&family, &other, "861402", now).await), "wrong_secret");
        desk.choose_pin(&family, &own, "861402", now).await.unwrap();
        assert_eq!(said(&desk.open_safe(&family, &town.pin(), now).await), "wrong_secret");
        desk.open_safe(&family, &Secret::Pin("861402".to_owned()), now).await.unwrap();
        assert_eq!(said(&town.read_by(&family, item).await), "not_found");
        // A browser that has chosen one person does not become the other.
        assert!(desk.choose_person(&cookie, person, now).await.is_err());
    })
    .await;
}

#[test]
fn no_role_that_keeps_the_house_reads_a_document() {
    for role in Role::ALL {
        let reads = role.may(Deed::ReadGranted);
        assert_eq!(reads, matches!(role, Role::Worker | Role::TeamLead), "{role}");
        assert!(!role.may(Deed::EraseSafe), "{role}");
    }
    let territory = relais::domain::ids::TerritoryId(1);
    // The command line passes the table; the door lets in nobody who is not a person or a worker.
    assert!(Caller::CommandLine { territory }.may(Deed::ReadGranted).is_ok_and(|scope| scope.guest().is_none()));
}
