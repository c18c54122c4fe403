//! What a text message costs: the alphabet of GSM 03.38, septets, segments. A single character
//! outside it makes every character cost sixteen bits.

/// One septet each. The order is of no meaning here.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// An escape and a septet each.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// Longest text that travels in one piece.
pub const ONE_SEGMENT: usize = 160;
const SEGMENT: usize = 153;
const ONE_SEGMENT_UCS2: usize = 70;
const SEGMENT_UCS2: usize = 67;

/// How many septets it takes; `None` when a character is not in the alphabet.
pub fn septets(text: &str) -> Option<usize> {
    text.chars()
        .map(|c| match c {
            c if BASIC.contains(c) => Some(1),
            c if EXTENDED.contains(c) => Some(2),
            _ => None,
        })
        .sum()
}

/// How many messages the provider counts.
pub fn segments(text: &str) -> i64 {
    let (length, one, more) = match septets(text) {
        Some(septets) => (septets, ONE_SEGMENT, SEGMENT),
        None => (text.encode_utf16().count(), ONE_SEGMENT_UCS2, SEGMENT_UCS2),
    };
    let segments = if length <= one { 1 } else { length.div_ceil(more) };
    i64::try_from(segments).unwrap_or(i64::MAX)
}

/// The text as it can be said in one alphabet: what has a twin there is written with it (’ as ', ê as
/// e), what has none stays and makes the whole text dear. For names and places, which we do not write.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if BASIC.contains(c) || EXTENDED.contains(c) => plain.push(c),
            '’' | '‘' | '`' | '´' | 'ʼ' => plain.push('\''),
            '“' | '”' | '«' | '»' => plain.push('"'),
            '–' | '—' | '‑' => plain.push('-'),
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' => plain.push(' '),
            '…' => plain.push_str("..."),
            'ç' => plain.push('c'),
            'œ' => plain.push_str("oe"),
            'Œ' => plain.push_str("OE"),
            c => {
                let bare = unicode_normalization::UnicodeNormalization::nfd(std::iter::once(c)).next();
                plain.push(bare.filter(|bare| BASIC.contains(*bare)).unwrap_or(c));
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typographic_apostrophe_or_a_cedilla_costs_twice_as_much() {
        assert_eq!(septets("Rendez-vous à 9 h"), Some(17));
        assert_eq!(septets("10 €"), Some(5));
        assert_eq!(septets("l’heure"), None);
        assert_eq!(septets("reçu"), None);
        assert_eq!(plain("l’heure de Françoise, Hôtel-Dieu … cœur"), "l'heure de Francoise, Hotel-Dieu ... coeur");
        assert_eq!(plain("é à ù Ç"), "é à ù Ç");
    }

    #[test]
    fn segments_are_counted_as_providers_count_them() {
        assert_eq!(segments(&"a".repeat(160)), 1);
        assert_eq!(segments(&"a".repeat(161)), 2);
        assert_eq!(segments(&"a".repeat(307)), 3);
        assert_eq!(segments(&"م".repeat(70)), 1);
        assert_eq!(segments(&"م".repeat(134)), 2);
        assert_eq!(segments(&"م".repeat(135)), 3);
        // An emoji is two units.
        assert_eq!(segments(&"🙂".repeat(36)), 2);
    }
}
