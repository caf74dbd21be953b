//! Inserts that go to the database together: on SQLite every statement is a message to another
//! thread and back, on PostgreSQL a trip over the network.

use sea_orm::Value;

use crate::connection::Connection;
use crate::{DbError, Dialect};

/// Inserts that wait for the unit's next statement or its end.
#[derive(Default)]
pub(crate) struct Later {
    /// As they were given, to know one that waits already.
    given: Vec<&'static str>,
    /// The same with placeholders that count through all of them.
    numbered: Vec<String>,
    values: Vec<Value>,
}

impl Later {
    pub(crate) fn add(&mut self, sql: &'static str, values: Vec<Value>) {
        self.given.push(sql);
        self.numbered.push(renumber(sql, self.values.len()));
        self.values.extend(values);
    }

    /// PostgreSQL does not say in which order it runs what is sent together, so rows of one table
    /// are not: the journal's entries keep their order.
    pub(crate) fn has(&self, sql: &'static str) -> bool {
        self.given.contains(&sql)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// Sends them in one round trip. On SQLite more statements may follow in the same.
    pub(crate) async fn send(
        self,
        connection: &mut Connection,
        then: &[&str],
    ) -> Result<(), DbError> {
        let sql = match connection.dialect() {
            Dialect::Sqlite => {
                let inserts = self.numbered.iter().map(String::as_str);
                inserts
                    .chain(then.iter().copied())
                    .collect::<Vec<_>>()
                    .join(";\n")
            }
            Dialect::Postgres => as_one_statement(&self.numbered),
        };
        connection.execute(&sql, self.values).await?;
        Ok(())
    }
}

fn as_one_statement(inserts: &[String]) -> String {
    if let [only] = inserts {
        return only.clone();
    }
    let parts: Vec<String> = inserts
        .iter()
        .enumerate()
        .map(|(index, insert)| format!("insert_{index} AS ({insert})"))
        .collect();
    format!("WITH {} SELECT 1", parts.join(",\n"))
}

/// `$1` becomes `$4` when `before` is 3. The statements are this project's own: a `$` before a
/// digit is always a placeholder.
fn renumber(sql: &str, before: usize) -> String {
    let mut pieces = sql.split('$');
    let mut renumbered = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = piece.split_at(digits);
        renumbered.push('$');
        match number.parse::<usize>() {
            Ok(number) => renumbered.push_str(&(number + before).to_string()),
            Err(_) => renumbered.push_str(number),
        }
        renumbered.push_str(rest);
    }
    renumbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_on_after_those_of_the_statement_before() {
        assert_eq!(
            renumber("VALUES ($1, $12, 'ready', $2)", 0),
            "VALUES ($1, $12, 'ready', $2)"
        );
        assert_eq!(
            renumber("VALUES ($1, $12, 'ready', $2)", 16),
            "VALUES ($17, $28, 'ready', $18)"
        );
    }
}
