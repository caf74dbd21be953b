//! Words of a document, folded as names of the register are, and compared with tolerance for errors of recognition.

use recognition::{Page, Source};
use registry::fold;

/// Words that are looked at; a charter of a hundred pages has some 40,000.
const MAX_WORDS: usize = 100_000;
/// Longest word in letters; longer ones are cut.
const MAX_LETTERS: usize = 40;
/// What recognition makes of «№».
const NUMBER_MARKS: &[&str] = &[
    "n",
    "nо",
    "nе",
    "nр",
    "мо",
    "ме",
    "мэ",
    "м",
    "ле",
    "лъ",
    "л",
    "хо",
    "хе",
    "jо",
    "jе",
    "же",
    "жо",
    "номер",
    "номером",
];

/// One word.
#[derive(Debug)]
pub(super) struct Word {
    /// Folded: letters and digits only.
    pub(super) text: String,
    /// As it stands, with what is around it.
    pub(super) raw: String,
    /// Its page, from 1.
    pub(super) page: u32,
    /// Its line in the document.
    pub(super) line: usize,
    /// Whether «№» or its like stands before it.
    pub(super) after_mark: bool,
    /// Whether it was recognised.
    pub(super) is_recognised: bool,
}

/// One line as it stands.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) raw: String,
    pub(super) page: u32,
    pub(super) is_recognised: bool,
}

/// All words of a document.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) list: Vec<Word>,
    pub(super) lines: Vec<Line>,
    /// Whether there were more than are looked at.
    pub(super) is_cut: bool,
}

impl Words {
    pub(super) fn of(pages: &[Page]) -> Words {
        let mut words = Words::default();
        for page in pages {
            let is_recognised = page.source == Source::Recognised;
            for line in joined_lines(&page.text) {
                words.push_line(line, page.number, is_recognised);
                if words.is_cut {
                    return words;
                }
            }
        }
        words
    }

    fn push_line(&mut self, raw: String, page: u32, is_recognised: bool) {
        let line = self.lines.len();
        let mut after_mark = false;
        for token in raw.split_whitespace() {
            after_mark |= token.starts_with('№');
            let folded = fold(token);
            let is_mark = NUMBER_MARKS.contains(&folded.as_str()) || token.trim_matches('.') == "№";
            for text in folded.split(' ').filter(|text| !text.is_empty()) {
                if self.list.len() == MAX_WORDS {
                    self.is_cut = true;
                    return;
                }
                self.list.push(Word {
                    text: text.chars().take(MAX_LETTERS).collect(),
                    raw: token.chars().take(MAX_LETTERS * 2).collect(),
                    page,
                    line,
                    after_mark,
                    is_recognised,
                });
                after_mark = false;
            }
            after_mark |= is_mark;
        }
        self.lines.push(Line {
            raw: raw.chars().take(400).collect(),
            page,
            is_recognised,
        });
    }

    /// The words of one line.
    pub(super) fn on_line(&self, line: usize) -> &[Word] {
        let start = self.list.partition_point(|word| word.line < line);
        let end = self.list.partition_point(|word| word.line <= line);
        &self.list[start..end]
    }

    /// The first place where all of `wanted` stand one after another.
    pub(super) fn find(&self, wanted: &[String], same: fn(&str, &str) -> bool) -> Option<&Word> {
        if wanted.is_empty() {
            return None;
        }
        self.list
            .windows(wanted.len())
            .find(|window| {
                window
                    .iter()
                    .zip(wanted)
                    .all(|(word, wanted)| same(&word.text, wanted))
            })
            .and_then(|window| window.first())
    }
}

/// Letters of a divided word: longer ones are none, and carrying them on would take as long as they are, line by line.
const LONGEST_DIVIDED: usize = 80;

/// Lines, with words that are divided at their ends put together.
fn joined_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut begun: Option<String> = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let line = begun.take().unwrap_or_default() + line;
        let whole = line
            .strip_suffix(['-', '\u{ad}', '‐'])
            .filter(|whole| whole.ends_with(char::is_alphabetic))
            .and_then(|whole| {
                let word = whole.rsplit(char::is_whitespace).next()?;
                (word.chars().nth(LONGEST_DIVIDED).is_none()).then_some((whole, word))
            });
        let ready = match whole {
            // The word moves to the next line, where its end is.
            Some((whole, word)) => {
                begun = Some(word.to_owned());
                whole[..whole.len() - word.len()].trim_end()
            }
            None => line.as_str(),
        };
        if !ready.is_empty() {
            lines.push(ready.to_owned());
        }
    }
    lines.extend(begun);
    lines
}

/// Whether two folded words are the same but for errors of recognition.
pub(super) fn near(seen: &str, wanted: &str) -> bool {
    if seen == wanted {
        return true;
    }
    let most = match wanted.chars().count() {
        0..=3 => return false,
        4..=7 => 1,
        8..=12 => 2,
        _ => 3,
    };
    distance_within(seen, wanted, most)
}

/// Whether `seen` is `stem` with an ending of its own: «директора» for «директор».
pub(super) fn inflected(seen: &str, stem: &str) -> bool {
    let letters = stem.chars().count();
    let all = seen.chars().count();
    if letters < 3 || all + 1 < letters || all > letters + 4 {
        return seen == stem;
    }
    let beginning: String = seen.chars().take(letters).collect();
    near(&beginning, stem)
}

/// What stays of a word in all its cases.
pub(super) fn stem(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let is_soft = |letter: char| "аеиоуыэюяйь".contains(letter);
    let mut keep = letters.len();
    // Two at most, and three stay: «белая» → «бел», «гусева» → «гусев», «иванов» stays.
    for _ in 0..2 {
        if keep > 3 && is_soft(letters[keep - 1]) {
            keep -= 1;
        }
    }
    letters[..keep].iter().collect()
}

/// Whether the edit distance is at most `most`.
fn distance_within(left: &str, right: &str, most: usize) -> bool {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    if left.len().abs_diff(right.len()) > most {
        return false;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut least = row[0];
        for (j, b) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
            least = least.min(row[j + 1]);
        }
        if least > most {
            return false;
        }
    }
    row[right.len()] <= most
}

/// A folded number with letters that recognition takes for digits as digits.
pub(super) fn digits_folded(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            'о' => '0',
            'i' | 'l' | 'і' => '1',
            'з' => '3',
            's' => '5',
            'б' => '6',
            'в' => '8',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_with_an_error_or_two_of_recognition() {
        assert!(near("директср", "директор"));
        assert!(near("доверенкость", "доверенность"));
        assert!(!near("дом", "том"));
        assert!(!near("марта", "мая"));
        assert!(near("", ""));
    }

    #[test]
    fn a_word_is_known_in_its_cases() {
        for seen in ["гусева", "гусевой", "гусеву", "гусев"] {
            assert!(inflected(seen, &stem("гусева")), "{seen}");
        }
        for seen in ["директор", "директора", "директором"] {
            assert!(inflected(seen, &stem("директор")), "{seen}");
        }
        assert!(!inflected("гусляров", &stem("гусева")));
        assert!(inflected("белую", &stem("белая")));
    }

    #[test]
    fn a_divided_word_is_put_together() {
        let lines = joined_lines("назначить дирек-\nтором общества\nс 1 мая");
        assert_eq!(lines, ["назначить", "директором общества", "с 1 мая"]);
    }
}
