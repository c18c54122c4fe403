//! Properties of papers, tried with chance: no plan holds a piece that is stale at its use, no day of an
//! interim chain is uncovered and unseen, slots are given as well as they can be; and it is fast.

use std::time::Instant;

use chrono::{Days, Months, NaiveDate};
use proptest::prelude::*;
use relais::domain::ids::{PaperId, PersonId};
use relais::domain::papers::caseload::{self, Renewal, Urgent};
use relais::domain::papers::dates::Period;
use relais::domain::papers::held::{HeldPaper, Keeping, Told};
use relais::domain::papers::interim::{self, Cover, Covered};
use relais::domain::papers::obtaining::{PieceState, Problem};
use relais::domain::papers::plans::{Plan, Subject, plan};
use relais::domain::papers::rules::{Circumstance, PaperKind, RuleBook};

use super::papers_support::*;
use super::trials::hold;

fn codes(kinds: &[PaperKind]) -> Vec<String> {
    book().all().filter(|rule| kinds.contains(&rule.kind)).map(|rule| rule.paper.to_string()).collect()
}

fn a_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..1600).prop_map(|days| day("2025-06-01") + Days::new(days))
}

fn a_paper() -> impl Strategy<Value = HeldPaper> {
    let codes = codes(&[PaperKind::Paper, PaperKind::Piece]);
    let told = prop_oneof![
        6 => Just(None),
        1 => prop::sample::select(Told::ALL.to_vec()).prop_map(Some),
    ];
    let days = (prop::option::of(a_day()), prop::option::of(a_day()), prop::option::of(a_day()));
    (prop::sample::select(codes), days, told, any::<bool>(), any::<bool>()).prop_map(
        |(code, (issued_on, ends_on, told_on), told, on_file, minor_at_issue)| HeldPaper {
            issued_on,
            ends_on,
            told,
            told_on,
            minor_at_issue,
            keeping: if on_file { Keeping::OnFile } else { Keeping::WithPerson },
            ..HeldPaper::new(PaperId(0), code)
        },
    )
}

#[derive(Clone, Debug)]
struct Case {
    held: Vec<HeldPaper>,
    subject: HeldPaper,
    case: Vec<Circumstance>,
    today: NaiveDate,
    slots: Option<Vec<NaiveDate>>,
    off: Vec<NaiveDate>,
}

fn cases() -> impl Strategy<Value = Case> {
    let renewed: Vec<String> = book()
        .all()
        .filter(|rule| rule.window.is_some() && rule.kind == PaperKind::Paper)
        .map(|rule| rule.paper.to_string())
        .collect();
    let ends = (prop::sample::select(renewed), 0u64..500);
    let slots = prop::option::of(prop::collection::btree_set(0u64..400, 0..12));
    let circumstances = prop::sample::subsequence(Circumstance::ALL.to_vec(), 0..3);
    let off = prop::collection::vec(0u64..300, 0..20);
    (prop::collection::vec(a_paper(), 0..14), ends, circumstances, a_day(), slots, off).prop_map(
        |(mut held, (code, end), case, today, slots, off)| {
            for (id, paper) in held.iter_mut().enumerate() {
                paper.id = PaperId(id as i64);
            }
            let later = |days: u64| today + Days::new(days);
            let ends_on = Some(later(end) - Days::new(60));
            Case {
                held,
                subject: HeldPaper { ends_on, ..HeldPaper::new(PaperId(999), code) },
                case,
                today,
                slots: slots.map(|days| days.into_iter().map(later).collect()),
                off: off.into_iter().map(later).collect(),
            }
        },
    )
}

impl Case {
    fn plan(&self) -> Option<Plan> {
        let mut life = life("2026-01-01", self.held.clone());
        (life.case, life.today) = (self.case.clone(), self.today);
        life.working.off = self.off.iter().copied().collect();
        let slots = self.slots.as_ref().map(|days| slots_in(PARIS, days));
        plan(life.situation(), &Subject::renewal(&self.subject), slots.as_deref(), PARIS).ok()
    }
}

/// Counted apart from the planner: younger than the limit that day, its own end not passed.
fn good(issued: Option<NaiveDate>, limit: Option<Period>, end: Option<NaiveDate>, used: NaiveDate) -> bool {
    let young = match (limit, issued) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(Period::Months(months)), Some(issued)) => used < issued + Months::new(months),
        (Some(Period::Days(days)), Some(issued)) => used < issued + Days::new(days.into()),
    };
    young && issued.is_none_or(|issued| issued <= used) && end.is_none_or(|end| used <= end)
}

#[test]
fn no_plan_holds_a_piece_that_is_stale_at_its_use() {
    let counts = std::cell::RefCell::new((0u32, 0u32));
    hold(3000, cases(), |case| {
        let Some(plan) = case.plan() else { return Ok(()) };
        let doubtful = |paper: &str| {
            plan.problems.iter().any(
                |problem| matches!(problem, Problem::LeadLongerThanFreshness { paper: one } if one.as_str() == paper),
            )
        };
        let rule = rule(case.subject.paper.as_str());
        for piece in
            plan.pieces.iter().filter(|piece| piece.paper != case.subject.paper || piece.held != Some(PaperId(999)))
        {
            let asks = rule.asks.iter().flat_map(|asked| &asked.one_of);
            // The same paper can be asked for twice: good for one of them at least.
            let mut limits = asks.filter(|one| one.paper == piece.paper);
            match piece.state {
                PieceState::Held | PieceState::WithPerson => {
                    let held = &case.held[piece.held.unwrap().0 as usize];
                    prop_assert!(held.told.is_none(), "brought though {:?}", held.told);
                    let end = super::papers_support::rule(held.paper.as_str()).validity_of(held.minor_at_issue);
                    let end = end.end(held.ends_on, held.issued_on).map(|end| end.day);
                    let fine = limits
                        .any(|one| good(held.issued_on, one.fresh, end.filter(|_| !one.expired_ok), plan.file_on));
                    prop_assert!(fine, "{piece:?} is stale on {}", plan.file_on);
                }
                PieceState::Stale | PieceState::Missing if !piece.bring_only => {
                    let Some(step) = piece.step.map(|step| &plan.steps[step]) else {
                        prop_assert!(!plan.is_feasible());
                        continue;
                    };
                    prop_assert_eq!(&step.paper, &piece.paper);
                    let validity = super::papers_support::rule(step.paper.as_str()).validity;
                    let end = validity.end(None, Some(step.do_on)).map(|end| end.day);
                    let fine = limits.any(|one| good(Some(step.do_on), one.fresh, end, plan.file_on));
                    prop_assert!(fine || doubtful(step.paper.as_str()), "{step:?} is stale on {}", plan.file_on);
                }
                _ => {}
            }
        }
        for (place, step) in plan.steps.iter().enumerate() {
            prop_assert!(step.do_on >= case.today, "{step:?} is in the past");
            prop_assert!(step.needs.iter().all(|need| *need < place && plan.steps[*need].ready_on <= step.do_on));
            if plan.is_feasible() {
                prop_assert!(step.ready_on <= plan.file_on && step.do_on <= step.last_day, "{step:?}");
                prop_assert!(step.ready_on <= step.used_on);
            }
        }
        if plan.is_feasible() {
            prop_assert!(plan.window.in_time(plan.file_on));
            prop_assert!(plan.file_on >= case.today);
            prop_assert!(plan.last_useful_day >= case.today, "feasible, and too late to start");
            let room = plan.problems.iter().any(|problem| matches!(problem, Problem::NoRoomForMissedVisit { .. }));
            prop_assert_eq!(plan.again_on.is_none(), room);
            prop_assert!(plan.again_on.is_none_or(|again| again > plan.file_on && again <= plan.window.must_by));
            if case.slots.is_some() {
                prop_assert!(plan.file_at.is_some());
            }
        }
        let mut counts = counts.borrow_mut();
        counts.0 += u32::from(plan.is_feasible());
        counts.1 += u32::from(plan.is_feasible() && !plan.steps.is_empty());
        // The same inputs give the same plan.
        prop_assert_eq!(Some(plan), case.plan());
        Ok(())
    });
    let (feasible, with_steps) = counts.into_inner();
    assert!(feasible > 300 && with_steps > 100, "{feasible} feasible plans, {with_steps} with steps, prove little");
}

#[test]
fn an_infeasible_plan_is_infeasible_for_every_slot() {
    // Whatever slot is taken instead: the pieces are not ready, or the day is out of the window.
    hold(1500, cases(), |case| {
        let (Some(plan), Some(days)) = (case.plan(), &case.slots) else { return Ok(()) };
        if plan.is_feasible() || plan.problems.iter().any(|one| matches!(one, Problem::LeadLongerThanFreshness { .. }))
        {
            return Ok(());
        }
        for day in days {
            let only = Case { slots: Some(vec![*day]), ..case.clone() };
            prop_assert!(only.plan().is_none_or(|plan| !plan.is_feasible()), "{day} would do");
        }
        Ok(())
    });
}

#[test]
fn no_day_of_an_interim_chain_is_without_cover_unseen() {
    let cover = (prop::sample::select(Cover::ALL[..3].to_vec()), 0u64..300, 0u64..120);
    let covers = prop::collection::vec(cover, 0..10);
    hold(2000, (covers, 0u64..200, 0u64..250), |(covers, first, length)| {
        let start = day("2027-12-01");
        let covers: Vec<Covered> = covers
            .into_iter()
            .enumerate()
            .map(|(id, (by, from, days))| Covered {
                paper: PaperId(id as i64),
                by,
                from: start + Days::new(from),
                to: start + Days::new(from + days),
            })
            .collect();
        let (from, to) = (start + Days::new(first), start + Days::new(first + length));
        let chain = interim::chain(&covers, from, to);
        let gaps = interim::gaps(&covers, from, to);
        for today in from.iter_days().take_while(|day| *day <= to) {
            let best = covers.iter().filter(|one| (one.from..=one.to).contains(&today)).map(|one| one.by).min();
            let said: Vec<Cover> =
                chain.iter().filter(|one| (one.from..=one.to).contains(&today)).map(|one| one.by).collect();
            prop_assert_eq!(said, vec![best.unwrap_or(Cover::None)], "{}", today);
            let open = best.is_none_or(|best| best == Cover::FilingOnly);
            prop_assert_eq!(gaps.iter().any(|one| (one.from..=one.to).contains(&today)), open, "{}", today);
        }
        Ok(())
    });
}

#[test]
fn slots_are_given_as_well_as_they_can_be_and_the_most_urgent_first() {
    let file = (0u64..20, 0u64..12).prop_map(|(from, days)| (day("2026-12-01") + Days::new(from), days));
    hold(400, (prop::collection::vec(file, 0..7), prop::collection::vec(0u64..30, 0..6)), |(files, days)| {
        let files: Vec<Urgent> = files
            .iter()
            .enumerate()
            .map(|(key, (from, days))| Urgent { key: key as u64, from: *from, by: *from + Days::new(*days) })
            .collect();
        let offered =
            slots_in(PARIS, &days.iter().map(|days| day("2026-12-01") + Days::new(*days)).collect::<Vec<_>>());
        let served = caseload::serve(&files, &offered, PARIS);
        // Every way of serving, by hand: sets of files that can all be served.
        let on = |slot: usize| day("2026-12-01") + Days::new(days[slot]);
        fn can(files: &[&Urgent], used: &mut [bool], on: &impl Fn(usize) -> NaiveDate) -> bool {
            let Some((first, rest)) = files.split_first() else { return true };
            (0..used.len()).any(|slot| {
                if used[slot] || !(first.from..=first.by).contains(&on(slot)) {
                    return false;
                }
                used[slot] = true;
                let fits = can(rest, used, on);
                used[slot] = false;
                fits
            })
        }
        let mut best: Vec<&Urgent> = Vec::new();
        for file in &files {
            best.push(file);
            if !can(&best, &mut vec![false; days.len()], &on) {
                best.pop();
            }
        }
        let given: Vec<u64> = served.given.iter().map(|(key, _)| *key).collect();
        prop_assert_eq!(given, best.iter().map(|file| file.key).collect::<Vec<_>>());
        prop_assert_eq!(served.given.len() + served.not_served.len(), files.len());
        let mut keys: Vec<u64> = served.given.iter().map(|(_, slot)| slot.key).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), served.given.len(), "no slot is given twice");
        Ok(())
    });
}

#[test]
fn five_hundred_people_with_twelve_papers_are_planned_well_under_a_second() {
    let book = RuleBook::embedded();
    let codes = codes(&[PaperKind::Paper]);
    let today = day("2026-11-23");
    let offered: Vec<NaiveDate> = (1..120).map(|days| today + Days::new(days)).collect();
    let offered = slots_in(PARIS, &offered);
    let people: Vec<Life> = (0..500)
        .map(|person: usize| {
            let paper = |nth: usize| {
                let code = &codes[(person * 7 + nth * 5) % codes.len()];
                let ends = today + Days::new(((person * 37 + nth * 61) % 500) as u64);
                HeldPaper { ends_on: Some(ends), ..HeldPaper::new(PaperId(nth as i64), code.as_str()) }
            };
            Life { book: RuleBook::default(), ..life("2026-11-23", (0..12).map(paper).collect()) }
        })
        .collect();
    let start = Instant::now();
    let mut plans = Vec::new();
    for (person, life) in people.iter().enumerate() {
        let situation = relais::domain::papers::obtaining::Situation { book, ..life.situation() };
        for held in &life.held {
            if let Ok(plan) = plan(situation, &Subject::renewal(held), Some(&offered), PARIS) {
                plans.push((PersonId(person as i64), held.id, plan));
            }
        }
    }
    let renewals: Vec<Renewal<'_>> = plans
        .iter()
        .map(|(person, paper, plan)| Renewal {
            person: *person,
            paper: Some(*paper),
            plan,
            appointment: None,
            filed_on: None,
        })
        .collect();
    let rows = caseload::board(&renewals, today);
    let took = start.elapsed();
    println!("{} plans and their board in {took:?}", rows.len());
    assert!(rows.len() > 3000, "{}", rows.len());
    // Unoptimised, on a machine that others use too; in release it is a fraction.
    let most = if cfg!(debug_assertions) { 5_000 } else { 500 };
    assert!(took.as_millis() < most, "{took:?}");
}
