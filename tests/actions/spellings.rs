//! The list of 300 spellings (`tests/fixtures/spellings.csv`: written before the program that finds
//! them, as secretaries write what they hear on the phone): who is meant is among the first five, in a
//! crowd of people with the same kinds of names.

use std::collections::BTreeMap;

use relais::domain::ids::PersonId;

use crate::support::databases::{TestDb, on_both};
use crate::support::people::{born, somebody, with_phone};
use crate::support::random::Random;
use crate::support::town::TestTown;

const SPELLINGS: &str = include_str!("../fixtures/spellings.csv");
/// For each group; the crowd has 6,000 people.
const CROWD: usize = 1_500;

/// More names of each group than those of the list: first names, last names.
const POOLS: &[(&str, &str, &str)] = &[
    (
        "french",
        "Alain Alice André Antoine Arnaud Aurore Bernard Bertrand Bruno Camille Caroline Céline Charles Charlotte \
         Chantal Claire Claude Claudine Clément Colette Daniel David Denis Denise Dominique Émile Estelle Étienne Eugène \
         Fabrice Florence Francine Franck Gérard Germaine Gilbert Grégory Guy Henri Hubert Jacques Jean Jeanne Joël \
         Julien Juliette Laurent Léa Louise Lucas Lucie Manon Marc Martine Maurice Michel Mireille Nicole Pauline Pierre \
         Raphaël René Robert Roger Sébastien Simone Suzanne Vincent Yvette",
        "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Simon Laurent Lefebvre Michel Garcia David \
         Bertrand Roux Fournier Morel Girard André Dupuis Bonnet François Martinez Guérin Muller Henry Roussel Gautier \
         Masson Lemaire Duval Joly Denis Marie Dumont Noël Meyer Lucas Brun Blanc Giraud Clément Morin Arnaud Mathieu \
         Barbier Brunet Gaillard Leclerc Rey Philippe Lefort Renard Marchal Dufour Lambert Moulin Bouvier Perrot Dupond \
         Leblanc Legendre Lacoste Poirier Royer Schmidt Weiss Wagner",
    ),
    (
        "arabic",
        "Abdelaziz Abdelhak Abdelhamid Abdelkrim Abdellah Abderrahim Abdeslam Adel Adil Ahlem Ahmed Aziz Aziza Badr \
         Brahim Chafia Dalila Dina El_Mehdi Fadila Farida Fatiha Fatima Fatma Fayçal Hafsa Hamid Hamza Hanane Hayet \
         Ilham Imane Ismaïl Jalal Jamal Kaoutar Karim Khaled Khalid Latifa Lina Lounès Mehdi Malika Mariam Messaoud \
         Mohammed Mouloud Mourad Nabil Nacer Nassim Nawal Nora Rabah Rachida Rim Saadia Saliha Salim Salma Sana Sarah \
         Siham Sihem Tahar Yamina Younès Zahra Zakaria",
        "Abdallah Achour Amar Amari Amrani Aouad Ayari Aziz Azzouz Bachir Belaïd Belhaj Ben_Ahmed Ben_Salah Benabdallah \
         Benamar Benmoussa Benslimane Berkane Bouaziz Bouchama Boudiaf Bouzidi Chaabane Cherif Daoudi Djaballah El_Alaoui \
         El_Haddad El_Hassani Fares Ferhat Ghali Hadj Haddou Hamdaoui Hammadi Hassani Idrissi Jaber Kacem Kadri Khaldi \
         Khelil Lahlou Lakhdar Lazaar Madani Mahdi Mebarki Mekki Mokrani Moussa Naceur Nasri Omari Ouchen Rahal Rahmani \
         Saïdi Salhi Salmi Sebbar Taleb Tahiri Yahia Zaoui Zerhouni Ziani",
    ),
    (
        "west_african",
        "Abdou Abdoul Aïssata Aïssatou Alassane Aliou Alioune Amadou Amara Aminatou Amy Arame Assane Babacar Baba Bintou \
         Birahim Dado Daouda Diénaba Djibril Fatou Fatimata Fodé Habibatou Ibra Idrissa Kadidia Karamoko Kéba Khadim Lassana \
         Mame Mamady Mamoudou Mariam Marietou Mody Mouhamed Moustapha Nafi Nafissatou Ngoné Oumou Ousseynou Papa Penda \
         Ramata Ramatoulaye Safiatou Sadio Salif Samba Seydou Sira Sirandou Sokhna Tahirou Tiguidanké Tidiani Yacine \
         Youssouf Zeynab Kwame Kofi Yaw Abena Ngozi Chioma",
        "Agbo Aidara Amadou Anne Bagayoko Bakayoko Baldé Bamba Bâ Bocoum Camara Cissokho Coulibaly Dabo Daffé Danso Dème \
         Dia Diabaté Diaby Diakhaté Diagne Dianka Diallo Diawara Diédhiou Dicko Diop Diané Dosso Doucouré Dramé Fadiga \
         Fofana Gassama Goudiaby Jallow Jawara Kaba Kaboré Kamara Kane Karamoko Kébé Kouyate Ly Magassa Mané Mbodj \
         Mbengue Ndiaye Ndour Niakaté Nikiema Sako Sall Samaké Samb Sanogo Sarr Sène Seye Simaga Sissoko Sy Tall \
         Tandia Thioune Tamba Timéra Toure Yattara Yéro Zoungrana",
    ),
    (
        "slavic",
        "Alina Alla Andrei Andrey Anatolii Anna Antonina Boris Bozhena Daria Denys Diana Dmitry Elena Eva Evgenia Fedir \
         Galina Hennadii Inna Ievgen Igor Ilya Irina Ivanna Jan Julia Karina Kira Kostiantyn Kyrylo Larisa Leonid Lidia \
         Liubov Lina Marek Maria Mariia Marina Marta Mikhail Milena Milan Myroslava Natalya Nazar Nikolai Nikita \
         Oleksii Olga Orest Ostap Polina Petro Rostyslav Sofiia Solomiia Stanislav Sergei Tamara Tomasz Valentyna \
         Valerii Vera Viacheslav Vladimir Vladyslav Wojciech Yana Yelena Yuri Zlata Zofia",
        "Babenko Bilyk Boiko Bondar Boyko Chernenko Danylenko Demchenko Dovzhenko Dubrovskyi Fomenko Gavrilov Golovko \
         Havryliuk Honchar Horbenko Hordiienko Hrechko Ignatenko Ivanenko Kalinin Karpenko Khomenko Kolomiiets Koval \
         Kovalchuk Kovalev Kozak Kozlov Kravchuk Kuzmin Kuznetsov Lebedev Levchenko Litvinenko Lytvyn Makarenko Mazur \
         Morozov Mishchenko Nazarenko Nesterenko Nikitin Novak Nowak Orlov Pavlov Pavliuk Petrova Polishuk Popova \
         Prokopenko Radchenko Romaniuk Savchuk Semenov Shapovalov Shevtsov Sidorov Smirnov Sokolov Stepanenko \
         Tarasenko Tkachuk Vasilev Volkov Voloshyn Yurchenko Zaitsev Zhukov",
    ),
];

struct Pair {
    group: String,
    first_name: String,
    last_name: String,
    typed: String,
}

fn pairs() -> Vec<Pair> {
    let lines = SPELLINGS.lines().skip(1).map(|line| {
        let [group, first_name, last_name, typed] =
            line.split(',').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
        Pair { group, first_name, last_name, typed }
    });
    lines.collect()
}

/// `Ben_Ahmed` is one name of the pools.
fn name(random: &mut Random, names: &[&str]) -> String {
    random.pick(names).replace('_', " ")
}

/// The pairs' own people, then the crowd: the names of the pairs and of the pools, put together anew.
async fn settle(town: &TestTown, pairs: &[Pair]) -> Vec<PersonId> {
    let wanted = pairs.iter().map(|pair| somebody(&pair.first_name, &pair.last_name)).collect();
    let wanted = town.add_people(town.organisation, wanted).await;
    let mut random = Random::seeded(300);
    let mut crowd = Vec::new();
    for (group, first_names, last_names) in POOLS {
        let own = || pairs.iter().filter(|pair| pair.group == *group);
        let first_names: Vec<&str> =
            first_names.split_whitespace().chain(own().map(|pair| pair.first_name.as_str())).collect();
        let last_names: Vec<&str> =
            last_names.split_whitespace().chain(own().map(|pair| pair.last_name.as_str())).collect();
        for _ in 0..CROWD {
            let line = somebody(&name(&mut random, &first_names), &name(&mut random, &last_names));
            let line = with_phone(line, &format!("+337{:08}", crowd.len()));
            crowd.push(born(
                line,
                1935 + random.below(85) as i32,
                1 + random.below(12) as u32,
                1 + random.below(28) as u32,
            ));
        }
    }
    assert!(crowd.len() >= 5_000);
    town.add_people(town.organisation, crowd).await;
    wanted
}

async fn held(db: TestDb) {
    let town = TestTown::new(db, 1).await;
    let pairs = pairs();
    assert_eq!(pairs.len(), 300);
    let wanted = settle(&town, &pairs).await;
    let kind = town.test_db.db.kind();
    // (in the first five, first, all)
    let mut groups: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for (pair, wanted) in pairs.iter().zip(wanted) {
        let found = town.find(&pair.typed).await;
        let place = found.iter().position(|person| *person == wanted);
        let group = groups.entry(&pair.group).or_default();
        group.2 += 1;
        group.0 += usize::from(place.is_some_and(|place| place < 5));
        group.1 += usize::from(place == Some(0));
        if place.is_none_or(|place| place >= 5) {
            println!("{kind}: “{}” does not find {} {} ({place:?})", pair.typed, pair.first_name, pair.last_name);
        }
    }
    println!("{kind}: in the first five, first, of: {groups:?}");
    let found: usize = groups.values().map(|group| group.0).sum();
    assert!(found * 100 >= pairs.len() * 95, "{kind}: {found} of {} in the first five", pairs.len());
    for (group, (found, _, all)) in groups {
        assert!(found * 100 >= all * 90, "{kind}, {group}: {found} of {all} in the first five");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_300_spellings_95_in_100_find_who_is_meant_among_the_first_five() {
    on_both(held).await;
}
