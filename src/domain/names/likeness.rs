//! How like a typed name is to a stored one: what ranks the candidates that the keys found. Order of
//! words is indifferent, words may be missing, joined or begun only.

use super::sounds::is_vowel;
use super::{forms, is_particle, sounds, without_article};

/// Less like than this is not alike.
const LEAST: f64 = 0.55;
/// Two words are one, joined, only when the whole is nearly right: half of it always is.
const LEAST_JOINED: f64 = 0.75;

/// One word, or two joined, with how it may sound.
struct Heard {
    text: Vec<char>,
    sounds: Vec<Vec<char>>,
    /// Which words it covers.
    words: u32,
    /// An article was left out of it.
    shortened: bool,
}

/// How much a word says: the longer, the more; a particle next to nothing.
fn weight(word: &str) -> f64 {
    if is_particle(word) { 1.0 } else { 2.0 + word.chars().count().min(8) as f64 }
}

struct Name {
    heard: Vec<Heard>,
    weights: Vec<f64>,
}

impl Name {
    fn of<'t>(parts: impl IntoIterator<Item = &'t str>) -> Name {
        let mut heard = Vec::new();
        let mut weights = Vec::new();
        for form in forms(parts) {
            // A bit per word; nobody types more than thirty.
            if form.from + form.words > 30 {
                continue;
            }
            if form.words == 1 {
                weights.resize(form.from + 1, 0.0);
                weights[form.from] = weight(&form.text);
            }
            let words = ((1_u32 << form.words) - 1) << form.from;
            let whole = std::iter::once((form.text.as_str(), false));
            for (text, shortened) in whole.chain(without_article(&form.text).map(|rest| (rest, true))) {
                let sounds = sounds(text).iter().map(|sound| sound.chars().collect()).collect();
                heard.push(Heard { text: text.chars().collect(), sounds, words, shortened });
            }
        }
        Name { heard, weights }
    }

    fn weight_of(&self, words: u32) -> f64 {
        self.weights.iter().enumerate().filter(|(at, _)| words & (1 << at) != 0).map(|(_, weight)| weight).sum()
    }
}

/// A typed name, ready to be compared with many.
pub struct TypedName(Name);

/// From 0 (nothing in common) to 1 (the same words).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Likeness(pub f64);

impl TypedName {
    pub fn new(words: &[String]) -> TypedName {
        TypedName(Name::of([words.join(" ").as_str()]))
    }

    /// The best pairs of typed and stored words first, each word once.
    pub fn likeness(&self, first_name: &str, last_name: &str) -> Likeness {
        let stored = Name::of([first_name, last_name]);
        let mut pairs = Vec::new();
        for one in &self.0.heard {
            for other in &stored.heard {
                let alike = alike(one, other);
                let joined = one.words.count_ones() + other.words.count_ones() > 2;
                if alike >= if joined { LEAST_JOINED } else { LEAST } {
                    pairs.push(Pair { worth: alike * self.0.weight_of(one.words), one, other, joined });
                }
            }
        }
        // What says most is settled first: a long word that is nearly right before a particle that is.
        pairs.sort_by(|a, b| b.worth.total_cmp(&a.worth));
        // Joined where that is better; a joined pair that comes first may keep two better ones away.
        let apart = settled(pairs.iter().filter(|pair| !pair.joined));
        let (sum, found) = Some(settled(pairs.iter())).filter(|joined| joined.0 > apart.0).unwrap_or(apart);
        let all: f64 = self.0.weights.iter().sum();
        let there: f64 = stored.weights.iter().sum();
        if all == 0.0 || there == 0.0 {
            return Likeness(0.0);
        }
        // Of two people with the typed words, the one with nothing besides comes first.
        let besides = 1.0 - stored.weight_of(found) / there;
        Likeness((sum / all - 0.08 * besides).max(0.0))
    }
}

/// A typed form and a stored one.
struct Pair<'n> {
    worth: f64,
    one: &'n Heard,
    other: &'n Heard,
    joined: bool,
}

/// The worth of pairs, in their order, each word once; and which stored words they cover.
fn settled<'p>(pairs: impl Iterator<Item = &'p Pair<'p>>) -> (f64, u32) {
    let (mut typed, mut found, mut sum) = (0, 0, 0.0);
    for pair in pairs {
        if typed & pair.one.words == 0 && found & pair.other.words == 0 {
            typed |= pair.one.words;
            found |= pair.other.words;
            sum += pair.worth;
        }
    }
    (sum, found)
}

fn alike(one: &Heard, other: &Heard) -> f64 {
    let (a, b) = (&one.text, &other.text);
    let spelt = 1.0 - edits(a, b, |x, y| if x == y { 0.0 } else { 1.0 }, |_| 1.0) / longest(a, b);
    let mut best = spelt.max(begun(a, b, 0.75));
    for a in &one.sounds {
        for b in &other.sounds {
            if a.is_empty() || b.is_empty() {
                continue;
            }
            let heard = 1.0 - edits(a, b, replaced, left_out) / length(a).max(length(b));
            best = best.max(0.97 * heard).max(begun(a, b, 0.65));
        }
    }
    // Left out on both sides is no agreement.
    if one.shortened || other.shortened { 0.95 * best } else { best }
}

/// The worth of a word that is typed only so far.
fn begun(typed: &[char], stored: &[char], least: f64) -> f64 {
    let begun = typed.len() >= 2 && typed.len() < stored.len() && stored.starts_with(typed);
    if begun { least + 0.2 * typed.len() as f64 / stored.len() as f64 } else { 0.0 }
}

fn longest(a: &[char], b: &[char]) -> f64 {
    a.len().max(b.len()).max(1) as f64
}

/// How long a sound is: a vowel says half of what a consonant does.
fn length(sound: &[char]) -> f64 {
    sound.iter().map(|c| if is_vowel(*c) { 0.5 } else { 1.0 }).sum::<f64>().max(1.0)
}

/// Signs of sounds that are taken for each other on the phone, or between two languages.
const MISHEARD: &[(char, char)] = &[
    ('b', 'p'),
    ('c', 'j'),
    ('c', 'k'),
    ('c', 's'),
    ('c', 't'),
    ('d', 't'),
    ('f', 'u'),
    ('g', 'j'),
    ('g', 'k'),
    ('g', 'r'),
    ('i', 'j'),
    ('j', 's'),
    ('j', 'd'),
    ('k', 's'),
    ('l', 'r'),
    ('m', 'n'),
    ('s', 't'),
    ('b', 'f'),
];

fn replaced(a: char, b: char) -> f64 {
    if a == b {
        0.0
    } else if is_vowel(a) && is_vowel(b) {
        0.35
    } else if MISHEARD.contains(&(a.min(b), a.max(b))) || MISHEARD.contains(&(a.max(b), a.min(b))) {
        0.45
    } else {
        1.0
    }
}

fn left_out(a: char) -> f64 {
    if is_vowel(a) { 0.35 } else { 0.85 }
}

/// The least that turns one word into the other: letters replaced, left out, added, two neighbours
/// turned.
fn edits(a: &[char], b: &[char], replaced: impl Fn(char, char) -> f64, left_out: impl Fn(char) -> f64) -> f64 {
    let mut before: Vec<f64> = Vec::new();
    let mut row: Vec<f64> = Vec::with_capacity(b.len() + 1);
    row.push(0.0);
    for (at, c) in b.iter().enumerate() {
        row.push(row[at] + left_out(*c));
    }
    for (i, x) in a.iter().enumerate() {
        let mut next = Vec::with_capacity(b.len() + 1);
        next.push(row[0] + left_out(*x));
        for (j, y) in b.iter().enumerate() {
            let mut least = (row[j] + replaced(*x, *y)).min(row[j + 1] + left_out(*x)).min(next[j] + left_out(*y));
            if i > 0 && j > 0 && *x == b[j - 1] && *y == a[i - 1] {
                least = least.min(before[j - 1] + 0.8);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(typed: &str, first_name: &str, last_name: &str) -> f64 {
        TypedName::new(&[typed.to_owned()]).likeness(first_name, last_name).0
    }

    #[test]
    fn the_same_words_in_any_order_are_the_same_name() {
        for typed in ["aminata diallo", "DIALLO Aminata", "Diallo, Aminata"] {
            assert_eq!(likeness(typed, "Aminata", "Diallo"), 1.0, "{typed}");
        }
        assert!(likeness("ben said youssef", "Youssef", "Bensaïd") > 0.99);
        assert!(likeness("bensaid youssef", "Youssef", "Ben Saïd") > 0.99);
    }

    #[test]
    fn the_nearer_name_is_the_more_alike() {
        for (typed, nearer, farther) in [
            ("mamadu jallow", ("Mamadou", "Diallo"), ("Mamadou", "Balde")),
            ("kowalenko", ("Olena", "Kovalenko"), ("Olena", "Kravchenko")),
            ("martin", ("Paul", "Martin"), ("Paul", "Martinez")),
            ("diallo", ("Awa", "Diallo"), ("Mamadou Alpha", "Diallo")),
            ("aminata", ("Aminata", "Sow"), ("Amina", "Tall")),
        ] {
            let (near, far) = (likeness(typed, nearer.0, nearer.1), likeness(typed, farther.0, farther.1));
            assert!(near > far, "{typed}: {nearer:?} {near}, {farther:?} {far}");
        }
    }

    #[test]
    fn a_name_can_be_begun_only() {
        assert!(likeness("dia", "Awa", "Diallo") > 0.7);
        assert!(likeness("ami dia", "Aminata", "Diallo") > likeness("ami dia", "Aminata", "Sow"));
    }

    #[test]
    fn nothing_is_like_nothing() {
        assert_eq!(likeness("", "Awa", "Diallo"), 0.0);
        assert_eq!(likeness("awa", "", ""), 0.0);
        assert!(likeness("dupont", "Awa", "Sissoko") < 0.5);
    }
}
