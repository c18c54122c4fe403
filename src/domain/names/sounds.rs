//! How a word sounds, whoever wrote it down: a French registrar, an English-speaking consulate, a
//! passport in Ukrainian transliteration. Only spelling is known here, no names.
//!
//! A sound is written with fifteen signs: the vowels `a`, `i` (e, i, y), `u` (o, u, ou), and the
//! consonants `b c d f g j k l m n p r s t`, where `c` stands for ch and sh, `j` for j and dj, `f` for
//! f and v, `s` for s and z.

const VOWELS: [char; 3] = ['a', 'i', 'u'];
pub(super) const CONSONANTS: [char; 14] = ['b', 'c', 'd', 'f', 'g', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't'];

pub(super) fn is_vowel(c: char) -> bool {
    VOWELS.contains(&c)
}

/// What letters may stand for, where languages disagree; one choice for a whole word.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Choice {
    /// Khadija, Mykhailo: as k, or breathed like the h of Hadidja.
    kh_breathed: bool,
    /// Othmane: as t, or as the s of Ousmane.
    th_as_s: bool,
    /// Wade is Ouade, Kowalenko is Kovalenko.
    w_as_v: bool,
    /// Jallow is Diallo, Jankowska is Yankovska.
    j_as_y: bool,
    /// Georges, or Sergei.
    g_hard: bool,
}

/// Spellings of several letters, the longest first where one begins another.
const GROUPS: &[(&str, &str)] = &[
    ("schtsch", "c"),
    ("chtch", "c"),
    ("shch", "c"),
    ("szcz", "c"),
    ("tsch", "c"),
    ("chr", "kr"),
    ("dzh", "j"),
    ("tch", "c"),
    ("tsh", "c"),
    ("sch", "c"),
    ("eau", "u"),
    ("dj", "j"),
    ("jh", "j"),
    ("zh", "j"),
    ("ch", "c"),
    ("sh", "c"),
    ("cz", "c"),
    ("sz", "c"),
    ("tj", "c"),
    ("ph", "f"),
    ("bv", "f"),
    ("gn", "n"),
    ("gh", "g"),
    ("rh", "r"),
    ("ck", "k"),
    ("qu", "k"),
    ("ts", "s"),
    ("tz", "s"),
    ("au", "u"),
    ("ou", "u"),
    ("oi", "ua"),
    ("x", "ks"),
];

/// How a folded word may sound, vowels included: the usual way first, four ways at most.
pub fn sounds(word: &str) -> Vec<String> {
    // Doubled letters are where clerks differ most, and no language here tells names apart by them.
    let mut letters: Vec<char> = word.chars().collect();
    letters.dedup();
    let text: String = letters.iter().collect();
    let soft_g = ["ge", "gi", "gy"].iter().any(|soft| text.contains(soft));
    let mut choices = vec![Choice::default()];
    let mut either = |there: bool, set: fn(&mut Choice)| {
        if there && choices.len() < 4 {
            let others: Vec<Choice> = choices.iter().map(|choice| changed(*choice, set)).collect();
            choices.extend(others);
        }
    };
    either(text.contains('w'), |choice| choice.w_as_v = true);
    either(text.contains("kh"), |choice| choice.kh_breathed = true);
    either(text.contains("th"), |choice| choice.th_as_s = true);
    either(has_lone_j(&letters), |choice| choice.j_as_y = true);
    either(soft_g, |choice| choice.g_hard = true);
    let mut sounds: Vec<String> = Vec::new();
    for choice in choices {
        let sound = sound(&letters, choice);
        if !sounds.contains(&sound) {
            sounds.push(sound);
        }
    }
    sounds
}

fn changed(mut choice: Choice, set: fn(&mut Choice)) -> Choice {
    set(&mut choice);
    choice
}

/// A j that is not the second letter of dj.
fn has_lone_j(letters: &[char]) -> bool {
    letters.iter().enumerate().any(|(at, c)| *c == 'j' && (at == 0 || !matches!(letters[at - 1], 'd' | 't')))
}

fn sound(letters: &[char], choice: Choice) -> String {
    let mut sound = String::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let (taken, heard) = next(&letters[at..], at == 0, choice);
        for c in heard.chars() {
            if !sound.ends_with(c) {
                sound.push(c);
            }
        }
        // What no rule knows (another script) stands for itself.
        if heard.is_empty() && !letters[at].is_ascii() {
            sound.push(letters[at]);
        }
        at += taken;
    }
    settled(sound)
}

/// How many letters are read, and what is heard of them.
fn next(rest: &[char], at_start: bool, choice: Choice) -> (usize, &'static str) {
    let letter = |nth: usize| rest.get(nth).copied().unwrap_or(' ');
    let begins = |with: &str| with.chars().enumerate().all(|(nth, c)| letter(nth) == c);
    let before_front = |nth: usize| matches!(letter(nth), 'e' | 'i' | 'y');
    // A vowel that is heard: the e that ends a word is not.
    let before_vowel = |nth: usize| {
        matches!(letter(nth), 'a' | 'e' | 'i' | 'o' | 'u') && !(letter(nth) == 'e' && rest.len() == nth + 1)
    };
    // Thierno is Cherno; Diallo is Jallow.
    for (group, heard) in [("thi", "c"), ("thy", "c"), ("ti", "c"), ("ty", "c"), ("di", "j"), ("dy", "j")] {
        if begins(group) && before_vowel(group.len()) {
            return (group.len(), heard);
        }
    }
    if begins("kh") {
        return (2, if choice.kh_breathed { "" } else { "k" });
    }
    if begins("th") {
        return (2, if choice.th_as_s { "s" } else { "t" });
    }
    if begins("gu") && before_front(2) {
        return (2, "g");
    }
    if begins("sc") && before_front(2) {
        return (2, "s");
    }
    if let Some((group, heard)) = GROUPS.iter().find(|(group, _)| begins(group)) {
        return (group.len(), heard);
    }
    let heard = match letter(0) {
        'a' => "a",
        // The e that ends a word is not heard, unless little else is there.
        'e' if rest.len() == 1 && !at_start => "e",
        'e' | 'i' | 'y' => "i",
        'o' | 'u' => "u",
        'b' => "b",
        'c' if before_front(1) => "s",
        'c' | 'k' | 'q' => "k",
        'd' => "d",
        'f' | 'v' => "f",
        'g' if before_front(1) && !choice.g_hard => "j",
        'g' => "g",
        'j' if choice.j_as_y => "i",
        'j' => "j",
        'l' => "l",
        // Camba and Canba, M'Baye and N'Baye.
        'm' if matches!(letter(1), 'b' | 'p') => "n",
        'm' => "m",
        'n' => "n",
        'p' => "p",
        'r' => "r",
        's' | 'z' => "s",
        't' => "t",
        'w' if choice.w_as_v => "f",
        'w' => "u",
        // h, and what is no letter of a sound.
        _ => "",
    };
    (1, heard)
}

/// Ends as they are heard: no mute e, and hard (Dupond is Dupont, Oleg is Olek).
fn settled(mut sound: String) -> String {
    if sound.ends_with('e') {
        sound.pop();
        if sound.chars().filter(|c| !is_vowel(*c)).count() < 2 {
            sound.push('i');
        }
    }
    let hard = match sound.chars().next_back() {
        Some('b') => Some('p'),
        Some('d') => Some('t'),
        Some('g') => Some('k'),
        _ => None,
    };
    if let Some(hard) = hard.filter(|_| sound.len() > 1) {
        sound.pop();
        sound.push(hard);
    }
    sound
}

/// The consonants of a sound, and an `a` for whatever vowel it begins with: vowels are what changes
/// most between two spellings (Mohamed, Muhammad), so that no key holds them.
pub fn skeleton(sound: &str) -> String {
    let mut skeleton = String::with_capacity(sound.len());
    for (at, c) in sound.chars().enumerate() {
        match is_vowel(c) {
            true if at == 0 => skeleton.push('a'),
            true => {}
            false if skeleton.ends_with(c) => {}
            false => skeleton.push(c),
        }
    }
    skeleton
}

/// The skeletons of a folded word, each once.
pub fn skeletons(word: &str) -> Vec<String> {
    let mut skeletons: Vec<String> = Vec::new();
    for sound in sounds(word) {
        let skeleton = skeleton(&sound);
        if !skeleton.is_empty() && !skeletons.contains(&skeleton) {
            skeletons.push(skeleton);
        }
    }
    skeletons
}

/// Past it a word gives too many neighbours for one question.
const LONGEST_NEAR: usize = 7;

/// The skeletons that one consonant more, less or other would give: what is misheard on the phone.
/// Made from what is typed rather than stored: writing a person stays cheap.
pub fn near(skeleton: &str) -> Vec<String> {
    let letters: Vec<char> = skeleton.chars().collect();
    // Of one consonant everything is near.
    if letters.len() < 2 || letters.len() > LONGEST_NEAR {
        return Vec::new();
    }
    let mut near = Vec::with_capacity(letters.len() * 30);
    let mut add = |changed: Vec<char>| {
        let mut changed = changed;
        changed.dedup();
        let text: String = changed.into_iter().collect();
        if text != skeleton {
            near.push(text);
        }
    };
    for at in 0..=letters.len() {
        let others = CONSONANTS.iter().copied().chain((at == 0).then_some('a'));
        for other in others {
            let mut more = letters.clone();
            more.insert(at, other);
            add(more);
            if at < letters.len() {
                let mut changed = letters.clone();
                changed[at] = other;
                add(changed);
            }
        }
        if at < letters.len() && letters.len() > 2 {
            let mut less = letters.clone();
            less.remove(at);
            add(less);
        }
        if at + 1 < letters.len() {
            let mut turned = letters.clone();
            turned.swap(at, at + 1);
            add(turned);
        }
    }
    near.sort_unstable();
    near.dedup();
    near
}
