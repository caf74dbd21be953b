//! Pages of the peer: one query for the rows, one askama template of the size of Kabinet's page.

use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use clap::Args;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{PgPool, SqlitePool};
use uuid::Uuid;

use crate::{Outcome, bare};

/// What the pages show.
#[derive(Args, Clone)]
pub(crate) struct Options {
    #[arg(long)]
    listen: SocketAddr,
    /// Kabinet's own database.
    #[arg(long)]
    db: String,
    /// The organization whose applications are listed.
    #[arg(long)]
    organization: Uuid,
    /// Rows of a page.
    #[arg(long)]
    rows: i64,
    /// Rows of the pages before it.
    #[arg(long)]
    before: i64,
    /// Bytes of markup around the rows.
    #[arg(long)]
    frame_bytes: usize,
}

/// Columns of [`LIST`].
type Row = (Uuid, Option<String>, String, String, i64, Option<i64>);

struct Line {
    id: Uuid,
    number: Option<String>,
    service_title: String,
    state: String,
    updated_at: i64,
    due_at: Option<i64>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><title>Заявления</title></head><body>
{{ frame|safe }}
<table class="table"><thead><tr><th>Номер</th><th>Услуга</th><th>Состояние</th><th>Срок</th></tr></thead><tbody>
{% for line in lines %}<tr class="table__row">
  <td class="table__cell" data-label="Номер"><a class="link" href="/o/applications/{{ line.id }}">{{ line.number.as_deref().unwrap_or_default() }}</a></td>
  <td class="table__cell" data-label="Услуга">{{ line.service_title }}</td>
  <td class="table__cell" data-label="Состояние"><span class="tag tag--info">{{ line.state }}</span></td>
  <td class="table__cell" data-label="Изменено">{{ line.updated_at }}</td>
  <td class="table__cell" data-label="Срок">{{ line.due_at.unwrap_or_default() }}</td>
</tr>
{% endfor %}</tbody></table></body></html>"#
)]
struct ListPage<'a> {
    frame: &'a str,
    lines: Vec<Line>,
}

const LIST: &str = "SELECT id, number, service_title, state, updated_at, due_at FROM applications \
    WHERE organization_id = $1 ORDER BY updated_at DESC LIMIT $2 OFFSET $3";

enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// The pages with their connections.
struct Pages {
    pool: Pool,
    options: Options,
    frame: String,
}

/// `bench bare-pages`: serves the pages of Kabinet's database.
pub(crate) async fn run(options: Options) -> Outcome {
    let address = options.listen;
    let pages = Arc::new(Pages::open(options).await?);
    let router = Router::new().route("/list", get(list)).with_state(pages);
    bare::serve(address, router).await
}

impl Pages {
    async fn open(options: Options) -> Outcome<Self> {
        let url = options.db.as_str();
        let pool = if url.starts_with("sqlite:") {
            let settings = SqliteConnectOptions::from_str(url)?.pragma("query_only", "on");
            let pool = SqlitePoolOptions::new()
                .max_connections(8)
                .test_before_acquire(false);
            Pool::Sqlite(pool.connect_with(settings).await?)
        } else {
            Pool::Postgres(
                PgPoolOptions::new()
                    .max_connections(8)
                    .test_before_acquire(false)
                    .connect(url)
                    .await?,
            )
        };
        let frame = "<nav class=\"menu\"><a class=\"menu__link\" href=\"/\">Menu</a></nav>\n"
            .chars()
            .cycle()
            .take(options.frame_bytes)
            .collect();
        Ok(Self {
            pool,
            options,
            frame,
        })
    }

    async fn lines(&self) -> Result<Vec<Line>, sqlx::Error> {
        let Options {
            organization,
            rows,
            before,
            ..
        } = self.options;
        let rows: Vec<Row> = match &self.pool {
            Pool::Sqlite(pool) => {
                sqlx::query_as(LIST)
                    .bind(organization)
                    .bind(rows)
                    .bind(before)
                    .fetch_all(pool)
                    .await?
            }
            Pool::Postgres(pool) => {
                sqlx::query_as(LIST)
                    .bind(organization)
                    .bind(rows)
                    .bind(before)
                    .fetch_all(pool)
                    .await?
            }
        };
        let lines = rows.into_iter().map(
            |(id, number, service_title, state, updated_at, due_at)| Line {
                id,
                number,
                service_title,
                state,
                updated_at,
                due_at,
            },
        );
        Ok(lines.collect())
    }
}

async fn list(State(pages): State<Arc<Pages>>) -> Result<Html<String>, (StatusCode, String)> {
    let failed =
        |error: &dyn std::fmt::Display| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string());
    let lines = pages.lines().await.map_err(|error| failed(&error))?;
    let page = ListPage {
        frame: &pages.frame,
        lines,
    }
    .render()
    .map_err(|error| failed(&error))?;
    Ok(Html(page))
}
