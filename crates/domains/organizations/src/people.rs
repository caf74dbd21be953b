//! The few facts about people that are needed here. Lists join `people` for reading; changes of
//! people go through `accounts`.

use access::PersonId;
use db::{DbError, Rows};
use notifications::Recipient;

/// Where notices for this person go; `None` when there is no such person.
pub(crate) async fn recipient(
    rows: &impl Rows,
    person: PersonId,
) -> Result<Option<Recipient>, DbError> {
    Ok(accounts::person(rows, person)
        .await?
        .map(|person| person.recipient()))
}

/// The account's name, and the ИНН that a certificate has proved, or empty.
pub(crate) async fn name_and_inn(
    rows: &impl Rows,
    person: PersonId,
) -> Result<(String, String), DbError> {
    let found = accounts::person(rows, person).await?;
    Ok(found.map_or_else(Default::default, |person| {
        (person.full_name(), person.inn.unwrap_or_default())
    }))
}

/// The operators of the installation, who are told of new requests.
pub(crate) async fn operators(rows: &impl Rows) -> Result<Vec<Recipient>, DbError> {
    let operators = accounts::operators(rows).await?;
    Ok(operators.iter().map(accounts::Person::recipient).collect())
}

/// «Котова Анна Сергеевна».
pub(crate) fn full_name(last: &str, first: &str, middle: &str) -> String {
    [last, first, middle]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
