//! The list of stable codes as a golden file, docs/error-codes.md: what people may quote to support
//! is seen in review when it changes. `cargo xtask generate` rewrites it (`KABINET_UPDATE=1`).
//!
//! Codes are found where they are made, in the Rust sources, so that none is told without words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Codes that nobody reads, with the reason; they need no text.
const WITHOUT_TEXT: &[(&str, &str)] = &[
    (
        "WEB-401",
        "never shown: the visitor is led to the sign-in page",
    ),
    (
        "WEB-402",
        "never shown: the person is led to the page that turns one-time codes on",
    ),
];

/// What each family of codes is about, in the order of the list.
const FAMILIES: &[(&str, &str)] = &[
    ("ACC", "Accounts: registration, sign-in, codes, profile"),
    ("ORG", "Organizations: employees and invitations"),
    (
        "LNK",
        "Linking an organization: refusals, LNK-026 to LNK-033 and LNK-043 how a certificate or an account differs from the register, from LNK-051 \
         the operator's remarks, from LNK-101 checks",
    ),
    (
        "SCN",
        "What a machine reads in scans of authority documents: SCN-001 to SCN-006 why nothing, SCN-0N1 not found, SCN-0N2 \
         differs, SCN-0N3 could not be judged, SCN-0N4 not in force",
    ),
    ("APP", "Applications"),
    ("FRM", "Answers in the form of a service"),
    (
        "REQ",
        "Requisites: numbers, addresses and names as people type them",
    ),
    ("FIL", "Files"),
    (
        "REG",
        "The register: 0NN comparison, 1NN exchange files and entries, 2NN the register itself",
    ),
    ("MAIL", "Mail"),
    ("SMS", "Text messages"),
    ("PRN", "Printed documents"),
    (
        "SIG",
        "Electronic signatures: findings of a validation, kabinet verify",
    ),
    (
        "ESG",
        "Signatures in the cabinet: challenges, certificates of people, signed documents",
    ),
    (
        "SGN",
        "Signing in the browser: key files, the plug-in, the check of a workplace",
    ),
    ("WEB", "Pages that cannot be shown"),
    ("CFG", "Configuration"),
    ("CLI", "The kabinet commands"),
];

const HEAD: &str = "\
# Error codes

Made by `cargo xtask generate` from `locales/` and the sources; do not edit.

Every refusal that a person can meet has a stable code. It is shown beside the text, so that support can be told it, and it
never changes its meaning: a refusal that is gone leaves its number unused. `‹name›` is filled in when the text is shown;
where a text has variants (plural forms, kinds of file) the general one stands here.
";

#[test]
fn the_list_of_codes_is_as_documented() {
    let sources = codes_in_sources();
    let (russian, english) = (texts("ru"), texts("en"));
    let mut list = HEAD.to_owned();
    let families = FAMILIES.iter().map(|(family, _)| *family);
    assert!(families.eq(texts::CODE_FAMILIES));
    let mut left: BTreeSet<&str> = sources.keys().map(String::as_str).collect();
    for (family, about) in FAMILIES {
        let _ = write!(list, "\n## {family}\n{about}.\n\n");
        list.push_str("| code | по-русски | in English | made in |\n|---|---|---|---|\n");
        for (code, files) in sources
            .iter()
            .filter(|(code, _)| family_of(code) == *family)
        {
            left.remove(code.as_str());
            let files = files.iter().map(|file| format!("`{file}`"));
            let _ = writeln!(
                list,
                "| {code} | {} | {} | {} |",
                cell(&russian, code),
                cell(&english, code),
                files.collect::<Vec<_>>().join(", ")
            );
        }
    }
    assert!(
        left.is_empty(),
        "name the family of these codes in FAMILIES: {left:?}"
    );

    let path = root().join("docs/error-codes.md");
    if std::env::var_os("KABINET_UPDATE").is_some() {
        fs::write(&path, &list).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == list,
        "docs/error-codes.md is out of date: run cargo xtask generate"
    );
}

#[test]
fn every_code_has_words_in_both_languages() {
    let mut speechless = Vec::new();
    for lang in ["ru", "en"] {
        let texts = texts(lang);
        for (code, files) in &codes_in_sources() {
            if text_of(&texts, code).is_none() && reason_without_text(code).is_none() {
                speechless.push(format!("{code} in {lang} ({})", files[0]));
            }
        }
    }
    assert!(
        speechless.is_empty(),
        "no text (error-CODE, error-page-code-text or remark-CODE): {speechless:#?}"
    );
}

#[test]
fn every_text_of_a_code_is_still_used() {
    let sources = codes_in_sources();
    let texts = texts("ru");
    let stale: Vec<&String> = texts
        .keys()
        .filter(|key| {
            let code = key
                .strip_prefix("error-")
                .or_else(|| key.strip_prefix("remark-"));
            code.is_some_and(|code| is_code(code) && !sources.contains_key(code))
        })
        .collect();
    assert!(
        stale.is_empty(),
        "texts of codes that no source makes: {stale:?}"
    );
}

#[test]
fn codes_of_tests_and_comments_are_not_codes_of_the_product() {
    let source = "\
        /// Such as \"ORG-901\".\n\
        Self::One => \"ORG-902\", // not \"ORG-903\"\n\
        #[cfg(test)]\n\
        mod tests {\n    assert_eq!(code, \"ORG-904\");\n}\n";
    assert_eq!(codes_in(source), ["ORG-902"]);
}

#[test]
fn the_general_variant_of_a_text_is_listed() {
    let file = "\
error-ORG-901 = Wait { $count ->\n    [one] { $count } minute\n   *[other] { $count } minutes\n} or ask\n\
# a comment\nerror-ORG-902 =\n    { $found ->\n        [zip] Unpack { $name }\n       *[other] Not a document\n    }\n";
    let mut texts = BTreeMap::new();
    read_texts(file, &mut texts);
    assert_eq!(texts["error-ORG-901"], "Wait ‹count› minutes or ask");
    assert_eq!(texts["error-ORG-902"], "Not a document");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn family_of(code: &str) -> &str {
    code.split('-').next().unwrap_or_default()
}

fn reason_without_text(code: &str) -> Option<&'static str> {
    WITHOUT_TEXT
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, reason)| *reason)
}

fn cell(texts: &BTreeMap<String, String>, code: &str) -> String {
    match (text_of(texts, code), reason_without_text(code)) {
        (Some(text), _) => text.replace('|', "\\|"),
        (None, Some(reason)) => format!("— ({reason})"),
        (None, None) => "**no text**".to_owned(),
    }
}

/// A refusal's text, the explanation on an error page, or an operator's remark.
fn text_of(texts: &BTreeMap<String, String>, code: &str) -> Option<String> {
    let own = texts
        .get(&format!("error-{code}"))
        .or_else(|| texts.get(&format!("remark-{code}")));
    own.cloned().or_else(|| {
        let page = format!("error-page-{}", code.to_lowercase());
        let (title, text) = (
            texts.get(&format!("{page}-title"))?,
            texts.get(&format!("{page}-text"))?,
        );
        Some(format!("{title}. {text}"))
    })
}

/// Key → text of one language.
fn texts(lang: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(root().join("locales").join(lang)).expect("the folder of a language")
    {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "ftl") {
            read_texts(
                &fs::read_to_string(&path).expect("a file of texts"),
                &mut texts,
            );
        }
    }
    texts
}

fn read_texts(file: &str, texts: &mut BTreeMap<String, String>) {
    let mut key = None;
    // Of a list of variants, only the general one (`*[…]`) is taken, until its closing brace.
    let mut is_taken = true;
    for line in file.lines() {
        if line.starts_with('#') {
            key = None;
            continue;
        }
        let starts = line.starts_with(|first: char| first.is_ascii_alphabetic());
        let mut text = match line.split_once('=') {
            Some((name, text)) if starts => {
                is_taken = true;
                key = Some(name.trim().to_owned());
                text.trim()
            }
            _ => line.trim(),
        };
        let Some(key) = &key else { continue };
        if let Some(after) = text.strip_prefix('}') {
            (is_taken, text) = (true, after.trim());
        } else if let Some(variant) = text.strip_prefix("*[") {
            (is_taken, text) = (true, after_bracket(variant));
        } else if text.starts_with('[') {
            is_taken = false;
        }
        let ends_taking = text.ends_with("->");
        if ends_taking {
            text = text
                .rsplit_once('{')
                .map_or("", |(before, _)| before)
                .trim();
        }
        if is_taken && !text.is_empty() {
            let whole: &mut String = texts.entry(key.clone()).or_default();
            if !whole.is_empty() && !text.starts_with(['.', ',']) {
                whole.push(' ');
            }
            whole.push_str(&text.replace("{ $", "‹").replace(" }", "›"));
        }
        is_taken &= !ends_taking;
    }
}

fn after_bracket(variant: &str) -> &str {
    variant.split_once(']').map_or("", |(_, text)| text.trim())
}

/// Code → files that make it, from the repository's root.
fn codes_in_sources() -> BTreeMap<String, Vec<String>> {
    let mut files = Vec::new();
    rust_files(&root().join("crates"), &mut files);
    files.sort();
    let mut found: BTreeMap<String, Vec<(bool, String)>> = BTreeMap::new();
    for file in &files {
        let source = fs::read_to_string(file).expect("a source");
        let name = file
            .strip_prefix(root())
            .expect("below the root")
            .display()
            .to_string();
        for code in codes_in(&source) {
            let makes = source.contains(&format!("=> \"{code}\""));
            let places = found.entry(code).or_default();
            if !places.iter().any(|(_, known)| *known == name) {
                places.push((makes, name.clone()));
            }
        }
    }
    let only_makers = |mut places: Vec<(bool, String)>| {
        if places.iter().any(|(makes, _)| *makes) {
            places.retain(|(makes, _)| *makes);
        }
        places.into_iter().map(|(_, name)| name).collect()
    };
    found
        .into_iter()
        .map(|(code, places)| (code, only_makers(places)))
        .collect()
}

/// Codes that stand as literals in a source, each once, without its tests and comments.
fn codes_in(source: &str) -> Vec<String> {
    let product = source
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let mut codes = Vec::new();
    for line in product.lines() {
        let line = line.split("//").next().unwrap_or_default();
        for piece in line.split('"').skip(1).step_by(2) {
            if is_code(piece) && !codes.iter().any(|known| known == piece) {
                codes.push(piece.to_owned());
            }
        }
    }
    codes
}

/// `ORG-017`: three or four capital letters and three digits. SHA-256 and its kin are hashes.
fn is_code(text: &str) -> bool {
    text.split_once('-').is_some_and(|(family, number)| {
        matches!(family.len(), 3 | 4)
            && family != "SHA"
            && family.bytes().all(|letter| letter.is_ascii_uppercase())
            && number.len() == 3
            && number.bytes().all(|digit| digit.is_ascii_digit())
    })
}

/// Sources of the product: not those of tests, benchmarks and this test itself.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "tests" | "testkit" | "bench" | "target") {
                rust_files(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && name != "tests.rs"
            && !name.ends_with("_test.rs")
        {
            files.push(path);
        }
    }
}
