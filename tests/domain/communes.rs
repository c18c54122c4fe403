//! Communes as they are typed: postcodes, names, and what people make of both.

use relais::domain::communes::{Commune, by_code, find};

fn codes(typed: &str) -> Vec<&'static str> {
    find(typed, 10).into_iter().map(|commune| commune.code).collect()
}

fn first(typed: &str) -> &'static str {
    codes(typed).first().copied().unwrap_or_else(|| panic!("nothing for “{typed}”"))
}

#[test]
fn a_name_is_found_however_it_is_typed() {
    for (typed, code) in [
        ("Arras", "62041"),
        ("arras", "62041"),
        ("ARRAS", "62041"),
        ("  Arras ", "62041"),
        ("Bapaume", "62080"),
        ("bapau", "62080"),
        ("L'Haÿ-les-Roses", "94038"),
        ("l’haÿ les roses", "94038"),
        ("hay les roses", "94038"),
        ("hay roses", "94038"),
        ("lhay les roses", "94038"),
        ("lhaylesr", "94038"),
        ("mans", "72181"),
        ("le mans", "72181"),
        ("st etienne", "42218"),
        ("St-Étienne", "42218"),
        ("saint e", "42218"),
        ("saintetienne", "42218"),
        ("ste genevieve des bois", "91549"),
        ("villeneuve dascq", "59009"),
        ("villeneuve ascq", "59009"),
        ("fontenay ss bois", "94033"),
        ("vitry s seine", "94081"),
        ("cayenne", "97302"),
        ("Saint-Laurent du Maroni", "97311"),
        ("mamoudzou", "97611"),
        ("noumea", "98818"),
        ("papeete", "98735"),
        ("st barth", "97701"),
        ("saint pierre et", "97502"),
        ("œuilly", "02565"),
        ("oeuilly", "02565"),
        // Strasbourg, as long as the word may still become it.
        ("st", "67482"),
    ] {
        let found = codes(typed);
        assert!(found.contains(&code), "{typed}: {code} is not in {found:?}");
    }
}

#[test]
fn what_is_exact_comes_first_then_what_is_most_populous() {
    assert_eq!(first("y"), "80829", "Y, in the Somme, has fewer than a hundred people, and is exact");
    assert_eq!(first("Saint-Denis"), "97411");
    assert_eq!(codes("saint denis")[1], "93066", "the two largest, then the villages of the same name");
    assert_eq!(first("lil"), "59350");
    assert_eq!(first("la"), "17300", "La Rochelle before Laon");
    assert_eq!(first("le port"), "97407", "the article counts when it is typed");
}

#[test]
fn a_postcode_leads_to_all_its_communes() {
    assert_eq!(first("62450"), "62080");
    assert!(codes("62 450").contains(&"62080"));
    assert!(find("62450", 100).iter().all(|commune| commune.postcodes().any(|postcode| postcode == "62450")));
    assert_eq!(first("62"), "62193", "Calais is the largest of the Pas-de-Calais");
    assert!(find("62", 2000).len() > 800);
    assert_eq!(first("974"), "97411");
    assert_eq!(codes("98800"), ["98818"]);
    assert_eq!(codes("97133"), ["97701"]);
    assert!(codes("6").is_empty(), "one digit is a tenth of the country");
    assert!(codes("99999").is_empty());
    assert!(codes("620410").is_empty());
}

#[test]
fn a_name_and_a_postcode_together_mean_one_commune() {
    assert_eq!(codes("62000 arras"), ["62041"]);
    assert_eq!(codes("Arras (62000)"), ["62041"]);
    assert_eq!(first("saint denis 93"), "93066");
    assert_eq!(first("saint-denis 974"), "97411");
}

#[test]
fn arrondissements_are_found_beside_their_city() {
    for typed in ["paris 20", "Paris 20e", "paris 20ème", "Paris 20e Arrondissement", "paris 20e arr"] {
        assert_eq!(first(typed), "75120", "{typed}");
    }
    assert_eq!(first("paris 1er"), "75101");
    assert_eq!(first("paris"), "75056");
    assert_eq!(codes("75020"), ["75120", "75056"], "the postcode says which arrondissement");
    assert_eq!(first("69003"), "69383");
    assert_eq!(first("marseille 15"), "13215");
}

#[test]
fn the_name_of_a_part_leads_to_the_commune_it_is_part_of() {
    let found = find("pierrefitte sur seine", 5)[0];
    assert_eq!((found.code, found.name, found.part), ("93066", "Saint-Denis", Some("Pierrefitte-sur-Seine")));
    assert_eq!(find("saint-denis", 2)[1].part, None);
}

#[test]
fn nothing_is_found_where_nothing_is_typed() {
    for typed in ["", "   ", "-", "'", "zzzzzz", "شارع", "0", "\u{0}"] {
        assert!(codes(typed).is_empty(), "{typed:?}");
    }
    assert!(find("saint", 0).is_empty());
    assert_eq!(find("saint", 3).len(), 3);
}

#[test]
fn a_code_leads_to_its_commune() {
    let arras = by_code("62041").unwrap();
    assert_eq!((arras.name, arras.department()), ("Arras", "62"));
    assert_eq!(arras.postcodes().collect::<Vec<_>>(), ["62000"]);
    assert_eq!(by_code("2A004").map(Commune::department), Some("2A"));
    assert_eq!(by_code("97411").map(Commune::department), Some("974"));
    assert_eq!(by_code("98818").map(|commune| commune.name), Some("Nouméa"));
    assert_eq!(by_code("62000"), None, "a postcode is not a code");
    assert_eq!(by_code(""), None);
}

#[test]
fn every_line_of_the_list_is_whole() {
    let mut last = String::new();
    let mut lines = 0;
    for line in include_str!("../../src/domain/communes.tsv").lines().filter(|line| !line.starts_with('#')) {
        let code = line.split('\t').next().unwrap();
        assert_eq!(line.split('\t').count(), 5, "{line}");
        assert!(last.as_str() < code, "{code} after {last}");
        let commune = by_code(code).unwrap();
        assert!(!commune.name.is_empty() && commune.postcodes().all(|postcode| postcode.len() == 5), "{line}");
        last = code.to_owned();
        lines += 1;
    }
    assert!(lines > 34_000);
}

#[test]
fn a_city_is_related_to_its_arrondissements_and_they_to_it() {
    use relais::domain::communes::related;
    for (city, first, last, count) in
        [("75056", "75101", "75120", 20), ("69123", "69381", "69389", 9), ("13055", "13201", "13216", 16)]
    {
        let all = related(city);
        assert_eq!((all.len(), all[0].as_str(), all[count - 1].as_str()), (count, first, last));
        for one in all {
            assert!(by_code(&one).is_some(), "{one} is in the list");
            assert_eq!(related(&one), [city]);
        }
    }
    assert!(related("62041").is_empty() && related("2A004").is_empty() && related("75121").is_empty());
}
