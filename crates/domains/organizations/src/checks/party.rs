//! An outside source of cards that speaks as DaData's `findById/party` does: `POST` of
//! `{"query": "ИНН or ОГРН"}` with `Authorization: Token …`, answered by
//! `{"suggestions": [{"data": {…}}]}`. Asked only where the local register has no answer.
//!
//! Nothing of the answer is believed that does not fit the question: the numbers are checked, and a
//! card of another organization is thrown away.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use outbound::http::{HeaderValue, Uri};
use outbound::{Client, Limits, OutboundError};
use registry::{Address, Card, Head, Kind, PersonName, Status};
use requisites::OrgId;
use serde::Deserialize;
use serde_json::json;

use super::restrictions::{ConnectorSettings, address, post};

const LIMITS: Limits = Limits {
    time: Duration::from_secs(5),
    bytes: 256 * 1024,
};
/// Longest text that is taken from an answer, characters.
const LONGEST: usize = 1000;

/// Why there is no card.
#[derive(Debug, thiserror::Error)]
pub enum PartyError {
    /// The settings cannot be used.
    #[error("{0}")]
    Settings(&'static str),
    /// Nothing came within the limits.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// Another status than 200.
    #[error("status {0}")]
    Status(u16),
    /// Not the documented answer.
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
    /// The answer names other numbers than were asked for.
    #[error("the answer is about another organization")]
    OtherOrganization,
}

/// Asks for cards. Cheap to clone.
#[derive(Clone)]
pub struct PartySource {
    client: Client,
    url: Uri,
    authorization: Option<HeaderValue>,
}

#[derive(Deserialize)]
struct Answer {
    suggestions: Vec<Suggestion>,
}

#[derive(Deserialize)]
struct Suggestion {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    inn: Option<String>,
    ogrn: Option<String>,
    kpp: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    branch_type: Option<String>,
    name: Option<Name>,
    fio: Option<Fio>,
    state: Option<State>,
    management: Option<Management>,
    address: Option<Place>,
}

#[derive(Deserialize)]
struct Name {
    full_with_opf: Option<String>,
    short_with_opf: Option<String>,
}

#[derive(Deserialize)]
struct Fio {
    surname: Option<String>,
    name: Option<String>,
    patronymic: Option<String>,
}

#[derive(Deserialize)]
struct State {
    status: Option<String>,
    actuality_date: Option<i64>,
}

#[derive(Deserialize)]
struct Management {
    name: Option<String>,
    post: Option<String>,
}

#[derive(Deserialize)]
struct Place {
    value: Option<String>,
    unrestricted_value: Option<String>,
    data: Option<PlaceData>,
}

#[derive(Deserialize)]
struct PlaceData {
    fias_id: Option<String>,
    postal_code: Option<String>,
}

impl PartySource {
    /// Connects to nothing yet.
    pub fn new(settings: &ConnectorSettings) -> Result<Self, PartyError> {
        let (url, authorization) = address(&settings.url, "Token", settings.token.as_deref())
            .map_err(PartyError::Settings)?;
        Ok(Self {
            client: Client::new(settings.ca_file.as_deref())?,
            url,
            authorization,
        })
    }

    /// The card of a number of either sort; `today` dates an answer that names no date.
    pub(super) async fn find(&self, number: &str, today: Date) -> Result<Option<Card>, PartyError> {
        let request = post(
            &self.url,
            self.authorization.as_ref(),
            &json!({ "query": number }),
        );
        let answer = self.client.send(request, LIMITS).await?;
        if answer.status() != 200 {
            return Err(PartyError::Status(answer.status().as_u16()));
        }
        let answer: Answer = serde_json::from_slice(answer.body())
            .map_err(|error| PartyError::Unreadable(error.to_string()))?;
        let is_branch = |data: &Data| data.branch_type.as_deref() == Some("BRANCH");
        let mut own = answer
            .suggestions
            .into_iter()
            .map(|one| one.data)
            .filter(|data| !is_branch(data));
        match own.next() {
            Some(data) => card(data, number, today).map(Some),
            None => Ok(None),
        }
    }
}

fn card(data: Data, number: &str, today: Date) -> Result<Card, PartyError> {
    let kind = match data.kind.as_str() {
        "LEGAL" => Kind::Company,
        "INDIVIDUAL" => Kind::SoleTrader,
        other => return Err(PartyError::Unreadable(format!("type {other:?}"))),
    };
    let ogrn = data.ogrn.as_deref().map(OrgId::parse);
    let inn = data.inn.as_deref().map(OrgId::parse);
    let (ogrn, inn) = match (kind, ogrn, inn) {
        (Kind::Company, Some(Ok(ogrn @ OrgId::Ogrn(_))), Some(Ok(inn @ OrgId::Inn10(_))))
        | (Kind::SoleTrader, Some(Ok(ogrn @ OrgId::Ogrnip(_))), Some(Ok(inn @ OrgId::Inn12(_)))) => {
            (ogrn.as_str().to_owned(), inn.as_str().to_owned())
        }
        _ => return Err(PartyError::Unreadable("ИНН or ОГРН".to_owned())),
    };
    if number != ogrn && number != inn {
        return Err(PartyError::OtherOrganization);
    }
    let state = data.state.as_ref();
    let actual = state
        .and_then(|state| state.actuality_date)
        .and_then(|at| Timestamp::from_millisecond(at).ok())
        .map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date());
    // A date from the future would win over every extract to come.
    let extracted_on = actual.filter(|date| *date <= today).unwrap_or(today);
    let mut card = Card::blank(kind, ogrn, extracted_on);
    card.inn = Some(inn);
    card.kpp = data.kpp.filter(|_| kind == Kind::Company);
    card.status = match state.and_then(|state| state.status.as_deref()) {
        Some("ACTIVE") => Status::Active,
        Some("LIQUIDATING") => Status::Liquidating,
        Some("LIQUIDATED") => Status::Liquidated,
        Some("BANKRUPT") => Status::Bankrupt,
        Some("REORGANIZING") => Status::Reorganizing,
        other => return Err(PartyError::Unreadable(format!("status {other:?}"))),
    };
    if let Some(name) = data.name {
        card.full_name = cut(name.full_with_opf.unwrap_or_default());
        card.short_name = name.short_with_opf.map(cut);
    }
    if card.full_name.is_empty() {
        return Err(PartyError::Unreadable("no name".to_owned()));
    }
    card.person = data
        .fio
        .filter(|_| kind == Kind::SoleTrader)
        .map(|fio| PersonName {
            family: cut(fio.surname.unwrap_or_default()),
            given: cut(fio.name.unwrap_or_default()),
            patronymic: fio.patronymic.map(cut),
        });
    card.heads = data.management.into_iter().filter_map(head).collect();
    card.address = data.address.and_then(place);
    Ok(card)
}

fn head(management: Management) -> Option<Head> {
    let name = management.name?;
    let mut words = name.split_whitespace().map(|word| cut(word.to_owned()));
    let family = words.next()?;
    let given = words.next().unwrap_or_default();
    let patronymic: Vec<String> = words.collect();
    Some(Head {
        name: Some(PersonName {
            family,
            given,
            patronymic: (!patronymic.is_empty()).then(|| patronymic.join(" ")),
        }),
        position: cut(management.post.unwrap_or_default()),
        ..Head::default()
    })
}

fn place(place: Place) -> Option<Address> {
    let line = cut(place.unrestricted_value.or(place.value)?);
    let data = place.data;
    Some(Address {
        line,
        postal_code: data
            .as_ref()
            .and_then(|data| data.postal_code.clone())
            .map(cut),
        gar_guid: data
            .and_then(|data| data.fias_id)
            .filter(|guid| uuid::Uuid::try_parse(guid).is_ok()),
        ..Address::default()
    })
}

fn cut(text: String) -> String {
    if text.chars().count() <= LONGEST {
        text
    } else {
        text.chars().take(LONGEST).collect()
    }
}
