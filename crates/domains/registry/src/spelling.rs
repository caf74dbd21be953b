//! How people misspell: edits and their weight, the other keyboard layout, the other alphabet.
//!
//! Words here are folded ([`crate::fold`]): lower case, «е» for «ё», look-alikes as Cyrillic.

/// The cost of one ordinary edit.
pub(crate) const TYPO: u32 = 100;
/// Letters that are confused by ear, a doubled letter, a soft sign: wrong more often than others.
const LIKELY_TYPO: u32 = 70;
/// A letter left out, and two in each other's place: what quick fingers do.
const MISSING: u32 = 90;
const SWAPPED: u32 = 65;
/// People seldom miss the first letter.
const FIRST_LETTER: u32 = 30;
/// The same word in the other alphabet.
pub(crate) const OTHER_SCRIPT: u32 = 40;

/// Weighted edits between two words: insertion, deletion, replacement, swap of neighbours.
pub(crate) fn cost(typed: &str, meant: &str) -> u32 {
    let typed: Vec<char> = typed.chars().collect();
    let meant: Vec<char> = meant.chars().collect();
    let width = meant.len() + 1;
    let mut rows: Vec<Vec<u32>> = Vec::with_capacity(typed.len() + 1);
    let mut first = vec![0; width];
    for at in 1..width {
        first[at] = first[at - 1] + alone(&meant, at - 1).min(MISSING);
    }
    rows.push(first);
    for one in 1..=typed.len() {
        let mut row = vec![0; width];
        row[0] = rows[one - 1][0] + alone(&typed, one - 1);
        for other in 1..width {
            let (left, right) = (typed[one - 1], meant[other - 1]);
            let mut least = rows[one - 1][other - 1] + replacing(left, right);
            least = least.min(rows[one - 1][other] + alone(&typed, one - 1));
            least = least.min(row[other - 1] + alone(&meant, other - 1).min(MISSING));
            let is_swap = one > 1
                && other > 1
                && left != right
                && left == meant[other - 2]
                && typed[one - 2] == right;
            if is_swap {
                least = least.min(rows[one - 2][other - 2] + SWAPPED);
            }
            row[other] = least;
        }
        rows.push(row);
    }
    let edits = rows
        .last()
        .and_then(|row| row.last())
        .copied()
        .unwrap_or_default();
    if typed.first() == meant.first() {
        edits
    } else {
        edits + FIRST_LETTER
    }
}

/// A letter that the other word does not have.
fn alone(word: &[char], at: usize) -> u32 {
    let letter = word[at];
    let is_doubled = at > 0 && word[at - 1] == letter;
    if is_doubled || matches!(letter, 'ь' | 'ъ') {
        LIKELY_TYPO
    } else {
        TYPO
    }
}

fn replacing(one: char, other: char) -> u32 {
    const CONFUSED: [(char, char); 17] = [
        ('а', 'о'),
        ('е', 'и'),
        ('е', 'э'),
        ('и', 'ы'),
        ('и', 'й'),
        ('е', 'я'),
        ('о', 'е'),
        ('у', 'ю'),
        ('б', 'п'),
        ('в', 'ф'),
        ('г', 'к'),
        ('д', 'т'),
        ('ж', 'ш'),
        ('з', 'с'),
        ('ц', 'ч'),
        ('ш', 'щ'),
        ('ь', 'ъ'),
    ];
    let is_confused = |pair: &(char, char)| *pair == (one, other) || *pair == (other, one);
    match one == other {
        true => 0,
        false if CONFUSED.iter().any(is_confused) => LIKELY_TYPO,
        false => TYPO,
    }
}

/// «СМП-5» is never a misspelt «СМП-6»: digits count, unless a letter was meant.
pub(crate) fn has_same_digits(typed: &str, meant: &str) -> bool {
    let digits = |word: &str| -> Vec<char> { word.chars().filter(char::is_ascii_digit).collect() };
    let of_meant = digits(meant);
    of_meant.is_empty() || of_meant == digits(typed)
}

/// Edits that a word may have: (at first, when nothing else helps).
pub(crate) fn allowed_edits(word: &str) -> (u8, u8) {
    let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
    match letters {
        3..=5 => (1, 1),
        6..=40 => (1, 2),
        // Every short word is another's neighbour, and no word is longer: looking for its neighbours
        // would take as long.
        _ => (0, 0),
    }
}

/// The same keys on the other layout: «ghbdtn» for «привет» and «ызщке» for «sport». Nothing for a
/// text that is in both alphabets.
pub(crate) fn other_layout(text: &str) -> Option<String> {
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
    const CYRILLIC: &str = "йцукенгшщзхъфывапролджэячсмитьбюё";
    let lower = text.to_lowercase();
    let has_latin = lower.chars().any(|letter| letter.is_ascii_alphabetic());
    let has_cyrillic = lower
        .chars()
        .any(|letter| matches!(letter, 'а'..='я' | 'ё'));
    let (from, to) = match (has_latin, has_cyrillic) {
        (true, false) => (LATIN, CYRILLIC),
        (false, true) => (CYRILLIC, LATIN),
        _ => return None,
    };
    let other = lower.chars().map(|letter| {
        let key = from.chars().position(|key| key == letter);
        key.and_then(|at| to.chars().nth(at)).unwrap_or(letter)
    });
    Some(other.collect())
}

/// Pairs of [`crate::fold`]: Latin letter, the Cyrillic one it looks like.
const LOOK_ALIKES: [(char, char); 12] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
];

/// A folded word with its Latin letters back, when it is truly Latin: «sмаrт» is «smart».
pub(crate) fn latin(word: &str) -> Option<String> {
    let is_like_latin = |letter: char| {
        letter.is_ascii_alphanumeric()
            || LOOK_ALIKES.iter().any(|(_, cyrillic)| *cyrillic == letter)
    };
    let has_latin = word.chars().any(|letter| letter.is_ascii_alphabetic());
    if !has_latin || !word.chars().all(is_like_latin) {
        return None;
    }
    let back = word.chars().map(|letter| {
        LOOK_ALIKES
            .iter()
            .find(|(_, cyrillic)| *cyrillic == letter)
            .map_or(letter, |(latin, _)| *latin)
    });
    Some(back.collect())
}

/// How a truly Latin word is written in Cyrillic: as it is read in English, and letter by letter.
/// The register has Latin names under these words too, so that people find SMART as «смарт».
pub(crate) fn in_cyrillic(word: &str) -> Option<[String; 2]> {
    let latin = latin(word)?;
    Some([sounded(&latin, ENGLISH_SOUNDS), sounded(&latin, SOUNDS)])
}

/// How a brand may stand in the register in the other alphabet, folded: «smart» as «смарт» and
/// «смарт» as «sмаrт».
pub(crate) fn other_script(word: &str) -> Vec<String> {
    let variants = match in_cyrillic(word) {
        Some(variants) => variants.to_vec(),
        None if word.chars().any(|letter| matches!(letter, 'а'..='я' | 'ё')) => {
            let plain = lettered(word, LETTERS);
            let english = plain.replace("ks", "x").replace('k', "c");
            vec![crate::fold(&plain), crate::fold(&english)]
        }
        None => Vec::new(),
    };
    let mut distinct: Vec<String> = Vec::with_capacity(variants.len());
    for variant in variants {
        if variant != word && !variant.is_empty() && !distinct.contains(&variant) {
            distinct.push(variant);
        }
    }
    distinct
}

/// Latin letters, longer groups first, and how they are written in Cyrillic.
const SOUNDS: &[(&str, &str)] = &[
    ("shch", "щ"),
    ("sch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yu", "ю"),
    ("ju", "ю"),
    ("ya", "я"),
    ("ja", "я"),
    ("yo", "е"),
    ("ye", "е"),
    ("ay", "ай"),
    ("ey", "ей"),
    ("iy", "ий"),
    ("oy", "ой"),
    ("uy", "уй"),
    ("yy", "ый"),
    ("a", "а"),
    ("b", "б"),
    ("c", "к"),
    ("d", "д"),
    ("e", "е"),
    ("f", "ф"),
    ("g", "г"),
    ("h", "х"),
    ("i", "и"),
    ("j", "й"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("q", "к"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("v", "в"),
    ("w", "в"),
    ("x", "кс"),
    ("y", "ы"),
    ("z", "з"),
];

/// The same as English words sound.
const ENGLISH_SOUNDS: &[(&str, &str)] = &[
    ("tion", "шн"),
    ("ight", "айт"),
    ("ace", "ейс"),
    ("ake", "ейк"),
    ("ame", "ейм"),
    ("ate", "ейт"),
    ("ide", "айд"),
    ("ife", "айф"),
    ("ike", "айк"),
    ("ime", "айм"),
    ("ine", "айн"),
    ("ite", "айт"),
    ("ee", "и"),
    ("ea", "и"),
    ("oo", "у"),
    ("ou", "у"),
    ("ck", "к"),
    ("ph", "ф"),
    ("sh", "ш"),
    ("ch", "ч"),
    ("th", "т"),
    ("ll", "лл"),
    ("ce", "с"),
    ("ci", "си"),
    ("cy", "си"),
    ("ge", "дж"),
    ("j", "дж"),
    ("y", "и"),
    ("c", "к"),
    ("w", "в"),
];

/// Cyrillic letters as they are written in Latin.
const LETTERS: &[(&str, &str)] = &[
    ("кс", "x"),
    ("дж", "j"),
    ("а", "a"),
    ("б", "b"),
    ("в", "v"),
    ("г", "g"),
    ("д", "d"),
    ("е", "e"),
    ("ж", "zh"),
    ("з", "z"),
    ("и", "i"),
    ("й", "y"),
    ("к", "k"),
    ("л", "l"),
    ("м", "m"),
    ("н", "n"),
    ("о", "o"),
    ("п", "p"),
    ("р", "r"),
    ("с", "s"),
    ("т", "t"),
    ("у", "u"),
    ("ф", "f"),
    ("х", "h"),
    ("ц", "ts"),
    ("ч", "ch"),
    ("ш", "sh"),
    ("щ", "shch"),
    ("ъ", ""),
    ("ы", "y"),
    ("ь", ""),
    ("э", "e"),
    ("ю", "yu"),
    ("я", "ya"),
];

/// What `first` does not have, the plain sounds have.
fn sounded(latin: &str, first: &[(&str, &str)]) -> String {
    replaced(latin, &[first, SOUNDS])
}

fn lettered(cyrillic: &str, letters: &[(&str, &str)]) -> String {
    replaced(cyrillic, &[letters])
}

fn replaced(word: &str, tables: &[&[(&str, &str)]]) -> String {
    let mut result = String::with_capacity(word.len() * 2);
    let mut rest = word;
    while let Some(letter) = rest.chars().next() {
        let known = tables
            .iter()
            .flat_map(|table| table.iter())
            .find(|(from, _)| rest.starts_with(from));
        let (from, to) = known.map_or((letter.len_utf8(), None), |(from, to)| {
            (from.len(), Some(*to))
        });
        match to {
            Some(to) => result.push_str(to),
            None => result.push(letter),
        }
        rest = &rest[from..];
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_likely_mistake_costs_less_than_another() {
        assert_eq!(cost("луч", "луч"), 0);
        assert_eq!(cost("малоко", "молоко"), LIKELY_TYPO);
        assert_eq!(cost("галерея", "галлерея"), LIKELY_TYPO);
        assert_eq!(cost("лучь", "луч"), LIKELY_TYPO);
        assert_eq!(cost("севреный", "северный"), SWAPPED);
        assert_eq!(cost("сверный", "северный"), MISSING);
        assert_eq!(cost("секерный", "северный"), TYPO);
        assert_eq!(cost("реверный", "северный"), TYPO + FIRST_LETTER);
        assert_eq!(cost("", "аб"), 2 * MISSING + FIRST_LETTER);
    }

    #[test]
    fn the_other_layout_is_read_key_by_key() {
        assert_eq!(other_layout("ghbdtn").as_deref(), Some("привет"));
        assert_eq!(other_layout("'rjk.x 5").as_deref(), Some("эколюч 5"));
        assert_eq!(other_layout("ЫЗЩКЕ").as_deref(), Some("sport"));
        assert_eq!(other_layout("smart город"), None);
        assert_eq!(other_layout("12"), None);
    }

    #[test]
    fn latin_words_are_known_after_folding_and_read_in_cyrillic() {
        assert_eq!(latin(&crate::fold("SMART")).as_deref(), Some("smart"));
        assert_eq!(latin("смарт"), None);
        assert_eq!(latin("мост"), None, "all of it looks like Cyrillic");
        assert_eq!(other_script(&crate::fold("smart"))[0], "смарт");
        assert_eq!(other_script(&crate::fold("stroy"))[0], "строй");
        assert!(other_script(&crate::fold("light")).contains(&"лайт".to_owned()));
        assert!(other_script(&crate::fold("life")).contains(&"лайф".to_owned()));
        assert!(other_script("смарт").contains(&crate::fold("smart")));
        assert!(other_script("спорт").contains(&crate::fold("sport")));
        assert!(other_script("123").is_empty());
    }

    #[test]
    fn another_number_is_another_company() {
        assert!(!has_same_digits("смп5", "смп6"));
        assert!(has_same_digits("смп5", "смп5"));
        assert!(has_same_digits("ром4шка", "ромашка"));
    }
}
