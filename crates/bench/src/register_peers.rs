//! The same names in PostgreSQL (B-tree, `pg_trgm`, Russian full text) and in SQLite (FTS5 over
//! trigrams), asked the same questions in the way each is meant to be asked.

use std::path::Path;
use std::str::FromStr;
use std::time::Instant;

use registry::normalize_name;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use crate::Outcome;
use crate::cluster::Cluster;
use crate::figures::{Case, Measures, real, tell};
use crate::register_search::{MakeCard, Wanted, measures};

/// A search by trigrams takes long: fewer of them tell enough.
const SEARCHES: usize = 200;
const POSTGRES: &str = "postgresql";
const SQLITE: &str = "sqlite-fts5";

/// Case, subject, figures.
pub(crate) type Figures = Vec<(&'static str, &'static str, Measures)>;

pub(crate) async fn run(
    folder: &Path,
    entries: u64,
    card: MakeCard<'_>,
    wanted: &[Wanted],
) -> Outcome<Figures> {
    let step = (wanted.len() / SEARCHES).max(1);
    let some: Vec<&Wanted> = wanted.iter().step_by(step).take(SEARCHES).collect();
    let mut figures = postgres(folder, entries, card, &some).await?;
    figures.extend(sqlite(folder, entries, card, &some).await?);
    Ok(figures)
}

/// Number, ИНН, ОГРН, folded name, region, status.
fn rows(entries: u64, card: MakeCard<'_>) -> impl Iterator<Item = [String; 6]> {
    (0..entries).map(move |number| {
        let card = card(number);
        let name = normalize_name(card.display_name());
        let region = card.region_code().unwrap_or_default().to_owned();
        let inn = card.inn.unwrap_or_default();
        let status = card.status.as_str().to_owned();
        [number.to_string(), inn, card.ogrn, name, region, status]
    })
}

async fn postgres(
    folder: &Path,
    entries: u64,
    card: MakeCard<'_>,
    wanted: &[&Wanted],
) -> Outcome<Figures> {
    let cluster = Cluster::start(folder)?;
    let mut connection = PgConnection::connect(&cluster.database("register").await?).await?;
    sqlx::raw_sql(
        "CREATE EXTENSION pg_trgm;
         SET maintenance_work_mem = '512MB';
         CREATE TABLE entries (id BIGINT, inn TEXT, ogrn TEXT, name TEXT, region TEXT, status TEXT);",
    )
    .execute(&mut connection)
    .await?;
    let began = Instant::now();
    let mut copy = connection.copy_in_raw("COPY entries FROM STDIN").await?;
    let mut buffer = String::new();
    for row in rows(entries, card) {
        // Folded names have no tab, backslash or line break.
        buffer.push_str(&row.join("\t"));
        buffer.push('\n');
        if buffer.len() > 1 << 20 {
            copy.send(buffer.as_bytes()).await?;
            buffer.clear();
        }
    }
    copy.send(buffer.as_bytes()).await?;
    copy.finish().await?;
    sqlx::raw_sql(
        "CREATE INDEX ON entries (inn); CREATE INDEX ON entries (ogrn);
         CREATE INDEX ON entries USING gin (name gin_trgm_ops);
         CREATE INDEX ON entries USING gin (to_tsvector('russian', name));
         ANALYZE entries;",
    )
    .execute(&mut connection)
    .await?;
    loaded(POSTGRES, entries, began);
    let mut figures = Figures::new();
    let queries = [
        (
            "search-typo",
            "SELECT name FROM entries WHERE name % $1 AND region = $2 AND status = $3 \
             ORDER BY similarity(name, $1) DESC LIMIT 20",
        ),
        (
            "search-name",
            "SELECT name FROM entries \
             WHERE to_tsvector('russian', name) @@ plainto_tsquery('russian', $1) \
             AND $2 <> '' AND $3 <> '' LIMIT 20",
        ),
        (
            "search-beginning",
            "SELECT name FROM entries WHERE name LIKE $1 || '%' AND $2 <> '' AND $3 <> '' LIMIT 8",
        ),
    ];
    for (case, query) in queries {
        let (mut latencies_us, mut found) = (Vec::new(), 0);
        for one in wanted {
            let began = Instant::now();
            let rows = sqlx::query(query)
                .bind(text_of(case, one))
                .bind(&one.region)
                .bind(one.status.as_str())
                .fetch_all(&mut connection)
                .await?;
            latencies_us.push(u32::try_from(began.elapsed().as_micros())?);
            let names = rows.iter().map(|row| row.get::<String, _>(0));
            found += u64::from(is_found(case, one, names));
        }
        figures.push((case, POSTGRES, measures(latencies_us, found)));
    }
    Ok(figures)
}

async fn sqlite(
    folder: &Path,
    entries: u64,
    card: MakeCard<'_>,
    wanted: &[&Wanted],
) -> Outcome<Figures> {
    let file = folder.join("register.sqlite");
    let options = SqliteConnectOptions::from_str(&format!("sqlite://{}", file.display()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    sqlx::raw_sql(
        "CREATE TABLE entries (id INTEGER PRIMARY KEY, inn TEXT, ogrn TEXT, name TEXT, region TEXT, status TEXT);
         CREATE VIRTUAL TABLE names USING fts5(name, content='entries', content_rowid='id', tokenize='trigram');",
    )
    .execute(&mut connection)
    .await?;
    let began = Instant::now();
    let mut transaction = connection.begin().await?;
    for [number, inn, ogrn, name, region, status] in rows(entries, card) {
        sqlx::query("INSERT INTO entries VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(number.parse::<i64>()?)
            .bind(inn)
            .bind(ogrn)
            .bind(name)
            .bind(region)
            .bind(status)
            .execute(&mut *transaction)
            .await?;
    }
    sqlx::raw_sql(
        "INSERT INTO names(names) VALUES ('rebuild');
         CREATE INDEX by_inn ON entries (inn); CREATE INDEX by_ogrn ON entries (ogrn);",
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    loaded(SQLITE, entries, began);
    let mut figures = Figures::new();
    for case in ["search-typo", "search-name", "search-beginning"] {
        let filter = if case == "search-typo" {
            "AND region = $2 AND status = $3"
        } else {
            "AND $2 <> '' AND $3 <> ''"
        };
        let query = format!(
            "SELECT entries.name FROM names JOIN entries ON entries.id = names.rowid \
             WHERE names MATCH $1 {filter} ORDER BY rank LIMIT 20"
        );
        let (mut latencies_us, mut found) = (Vec::new(), 0);
        for one in wanted {
            let began = Instant::now();
            let rows = sqlx::query(AssertSqlSafe(query.clone()))
                .bind(trigrams(case, one))
                .bind(&one.region)
                .bind(one.status.as_str())
                .fetch_all(&mut connection)
                .await?;
            latencies_us.push(u32::try_from(began.elapsed().as_micros())?);
            let names = rows.iter().map(|row| row.get::<String, _>(0));
            found += u64::from(is_found(case, one, names));
        }
        figures.push((case, SQLITE, measures(latencies_us, found)));
    }
    Ok(figures)
}

fn text_of<'w>(case: &str, one: &'w Wanted) -> &'w str {
    match case {
        "search-typo" => &one.misspelt,
        "search-name" => &one.name,
        _ => &one.beginning,
    }
}

/// FTS5 finds parts of a text; a text with a typo is found by any three letters of it.
fn trigrams(case: &str, one: &Wanted) -> String {
    let text = text_of(case, one);
    if case != "search-typo" {
        return format!("\"{text}\"");
    }
    let letters: Vec<char> = text.chars().collect();
    let three = letters.windows(3).map(|three| {
        let three: String = three.iter().collect();
        format!("\"{three}\"")
    });
    three.collect::<Vec<_>>().join(" OR ")
}

fn is_found(case: &str, one: &Wanted, mut names: impl Iterator<Item = String>) -> bool {
    match case {
        "search-beginning" => names.next().is_some(),
        _ => names.any(|name| name == one.name),
    }
}

fn loaded(subject: &str, entries: u64, began: Instant) {
    let case = Case {
        bench: "register",
        name: "load-names",
        db: None,
        connections: None,
    };
    let per_second = real(entries) / began.elapsed().as_secs_f64();
    tell(case, subject, &[vec![("per_s", per_second)]]);
}
