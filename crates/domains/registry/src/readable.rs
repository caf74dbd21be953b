//! Names of companies as people read them: ООО «Тихая гавань» where the register has
//! ООО "ТИХАЯ ГАВАНЬ". A rule of display: nothing is compared or looked up by it.

/// Legal forms that stand before or after the quoted name. Any other word there keeps the name as
/// it is: in ГБУЗ "БОЛЬНИЦА № 2" ГОРОДА ТОМСКА only a person can tell what is a proper name.
const FORMS: &[&str] = &[
    "ООО",
    "ОАО",
    "ЗАО",
    "ПАО",
    "НАО",
    "АО",
    "АНО",
    "НКО",
    "ТОО",
    "ОДО",
    "ГУП",
    "МУП",
    "ФГУП",
    "ФКП",
    "ФГБУ",
    "ФГКУ",
    "ФГАУ",
    "ГБУ",
    "ГКУ",
    "ГАУ",
    "ГБУЗ",
    "МБУ",
    "МКУ",
    "МАУ",
    "МБОУ",
    "МБДОУ",
    "МАОУ",
    "ЧОУ",
    "АНПОО",
    "ТСН",
    "ТСЖ",
    "СНТ",
    "СНП",
    "ДНП",
    "ДНТ",
    "ГСК",
    "ЖСК",
    "СПК",
    "СХПК",
    "КФХ",
    "НП",
    "НО",
    "БФ",
    "МОО",
    "РОО",
    "ОО",
    "АКБ",
    "КБ",
    "НПФ",
    "СРО",
    "ТНВ",
];

/// Abbreviations with vowels; those without vowels are seen by that.
const ABBREVIATIONS: &[&str] = &[
    "АЗС",
    "АПК",
    "АТП",
    "АТС",
    "АЭС",
    "ГАЗ",
    "ГАИ",
    "ГОК",
    "ГЭС",
    "ДЭЗ",
    "ЖБИ",
    "ЖЭК",
    "ЖЭУ",
    "ИТ",
    "КАМАЗ",
    "МТО",
    "МУП",
    "НИИ",
    "НИПИ",
    "НПО",
    "ОКБ",
    "ОПХ",
    "ПМК",
    "ПО",
    "ПТО",
    "РАН",
    "РЭУ",
    "СМУ",
    "СТО",
    "СУ",
    "США",
    "ТЭК",
    "ТЭЦ",
    "УАЗ",
    "УК",
    "УПТК",
    "ЦУМ",
    "ЧОО",
    "ЧОП",
    "ЭКО",
    "АО",
    "ООО",
    "ОАО",
    "ЗАО",
    "ПАО",
];

/// Words that are written small in the middle of a name.
const SMALL: &[&str] = &[
    "и", "в", "во", "на", "с", "со", "к", "по", "от", "для", "за", "под", "при", "у", "о", "об",
    "из", "до", "не", "или",
];

/// The name with quotes «» and, when the register has it all in capitals, in ordinary letters.
///
/// The legal form stays, and so do words that are no ordinary ones: abbreviations as far as they
/// can be told, Roman numerals, Latin letters, words with digits. A name that is not a legal form
/// and one quoted name comes back unchanged but for its quotes.
pub fn readable_name(registered: &str) -> String {
    let quoted = with_quotes(registered.trim());
    let (Some(open), Some(close)) = (quoted.find('«'), quoted.rfind('»')) else {
        return quoted;
    };
    if open > close || quoted.chars().any(char::is_lowercase) {
        return quoted;
    }
    let (before, rest) = quoted.split_at(open);
    let (inside, after) = rest.split_at(close - open);
    let is_form = |text: &str| {
        let words: Vec<&str> = text
            .trim_matches(['»', ' ', ','])
            .split_whitespace()
            .collect();
        words.iter().all(|word| FORMS.contains(word)) && words.len() <= 2
    };
    if !is_form(before) || !is_form(after) {
        return quoted;
    }
    format!("{before}{}{after}", small_letters(inside))
}

/// Straight and curly quotes as «»: one that follows a letter or a closing quote closes.
fn with_quotes(name: &str) -> String {
    let mut result = String::with_capacity(name.len() + 4);
    let (mut depth, mut previous) = (0_u32, ' ');
    for letter in name.chars() {
        let letter = match letter {
            '"' | '“' | '”' | '„' | '«' | '»' => {
                let opens = match letter {
                    '«' => true,
                    '»' => false,
                    _ => previous.is_whitespace() || matches!(previous, '«' | '(' | '-'),
                };
                if opens {
                    depth += 1;
                    '«'
                } else if depth > 0 {
                    depth -= 1;
                    '»'
                } else {
                    // A quote that was never opened stays as it was.
                    letter
                }
            }
            other => other,
        };
        result.push(letter);
        previous = letter;
    }
    result
}

/// Words of a name in capitals as in a sentence; the first after a quote begins with a capital.
fn small_letters(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    let mut word = String::new();
    let mut is_first = true;
    for letter in name.chars().chain(['\0']) {
        if letter.is_alphanumeric() {
            word.push(letter);
            continue;
        }
        if !word.is_empty() {
            result.push_str(&readable_word(&word, is_first));
            word.clear();
            is_first = false;
        }
        if letter != '\0' {
            is_first |= matches!(letter, '«' | '.');
            result.push(letter);
        }
    }
    result
}

fn readable_word(word: &str, is_first: bool) -> String {
    let lower = word.to_lowercase();
    if !is_first && SMALL.contains(&lower.as_str()) {
        return lower;
    }
    if is_not_ordinary(word) {
        return word.to_owned();
    }
    if is_first {
        let mut letters = lower.chars();
        return letters
            .next()
            .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
            .unwrap_or_default();
    }
    lower
}

/// Abbreviations, Roman numerals and Latin words, numbers: their capitals may mean something.
fn is_not_ordinary(word: &str) -> bool {
    let is_cyrillic = |letter: char| matches!(letter, 'А'..='Я' | 'Ё');
    let is_vowel = |letter: char| "АЕЁИОУЫЭЮЯ".contains(letter);
    word.chars().count() == 1
        || !word.chars().all(is_cyrillic)
        || !word.chars().any(is_vowel)
        || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize_name;
    use crate::synthetic::synthetic_cards;

    #[test]
    fn a_name_in_capitals_is_read_as_people_write_it() {
        for (registered, readable) in [
            ("ООО \"ТИХАЯ ГАВАНЬ\"", "ООО «Тихая гавань»"),
            ("ООО \"ВЕТЕР И ВОЛНЫ\"", "ООО «Ветер и волны»"),
            ("ПАО «СЕВЕРНЫЙ ЛУЧ»", "ПАО «Северный луч»"),
            ("ООО “ВОСТОК”", "ООО «Восток»"),
            ("\"ЗАРЯ\" СПК", "«Заря» СПК"),
            ("НАО АКБ \"ЗАЛИВ\"", "НАО АКБ «Залив»"),
            (" ООО \"ИДЕЯ\" ", "ООО «Идея»"),
        ] {
            assert_eq!(readable_name(registered), readable);
        }
    }

    #[test]
    fn abbreviations_numerals_and_latin_words_keep_their_capitals() {
        for (registered, readable) in [
            ("ООО \"СМП-5\"", "ООО «СМП-5»"),
            ("ООО \"ПТК РАССВЕТ\"", "ООО «ПТК рассвет»"),
            ("ООО \"УК ДОМОВОЙ\"", "ООО «УК домовой»"),
            ("АО \"НПО ПРИБОР\"", "АО «НПО прибор»"),
            ("ООО \"ХХI ВЕК\"", "ООО «ХХI век»"),
            ("ООО \"ПЕТР II\"", "ООО «Петр II»"),
            ("ООО \"IT-СИСТЕМЫ\"", "ООО «IT-системы»"),
            ("ООО \"SMART ГОРОД\"", "ООО «SMART город»"),
            ("ООО \"АЛЬФА М\"", "ООО «Альфа М»"),
        ] {
            assert_eq!(readable_name(registered), readable);
        }
    }

    #[test]
    fn a_name_in_quotes_within_a_name_begins_with_a_capital_too() {
        for (registered, readable) in [
            ("ООО \"ТОРГОВЫЙ ДОМ \"ЛУЧ\"", "ООО «Торговый дом «Луч»"),
            ("ООО \"ФИРМА \"ЧАЙКА\"\"", "ООО «Фирма «Чайка»»"),
            ("ООО \"ТД «ЯНТАРЬ»\"", "ООО «ТД «Янтарь»»"),
        ] {
            assert_eq!(readable_name(registered), readable);
        }
    }

    #[test]
    fn what_cannot_be_told_stays_as_it_is() {
        for (registered, readable) in [
            ("ООО \"Тихая Гавань\"", "ООО «Тихая Гавань»"),
            (
                "МБУ \"ШКОЛА № 5\" ГОРОДА ТОМСКА",
                "МБУ «ШКОЛА № 5» ГОРОДА ТОМСКА",
            ),
            ("ООО СЕВЕРНЫЙ ЛУЧ", "ООО СЕВЕРНЫЙ ЛУЧ"),
            ("ИП Котова Анна Сергеевна", "ИП Котова Анна Сергеевна"),
            ("ДЮЙМ 5\"", "ДЮЙМ 5\""),
            ("", ""),
        ] {
            assert_eq!(readable_name(registered), readable);
        }
    }

    #[test]
    fn a_readable_name_is_still_the_same_name_and_does_not_change_again() {
        for card in synthetic_cards(7, 2_000) {
            let readable = readable_name(card.display_name());
            assert_eq!(
                normalize_name(&readable),
                normalize_name(card.display_name())
            );
            assert_eq!(readable_name(&readable), readable);
        }
    }
}
