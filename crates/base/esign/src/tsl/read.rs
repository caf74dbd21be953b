//! Reading the list's XML. Elements are known by their names and their parents; the rest is passed over.

use super::{Authority, ListedKey, State, Status, TrustList};
use crate::certificate::Certificate;
use crate::trust::MAX_CERTIFICATES;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use quick_xml::Reader;
use quick_xml::events::Event;

/// The largest list that is read, in bytes; the real one has about thirty million.
pub const MAX_LIST: usize = 128 * 1024 * 1024;

/// How many authorities a list may have; the real one has about six hundred.
pub const MAX_AUTHORITIES: usize = 20_000;

/// How deep elements may lie; certificates lie ten deep, parts of the signature less.
const MAX_DEPTH: usize = 32;

/// The longest text of one element: a certificate of the greatest size in Base64, with line breaks.
const MAX_TEXT: usize = 128 * 1024;

/// How many states, keys of one system and addresses one authority may have.
const MAX_ENTRIES: usize = 10_000;

/// Why a list was not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TslError {
    #[error("larger than {MAX_LIST} bytes")]
    TooLarge,
    #[error("not in UTF-8")]
    Encoding,
    #[error("not well-formed XML: {0}")]
    Malformed(String),
    /// Entities may hide anything, and the list has none.
    #[error("a document type is not allowed")]
    DocumentType,
    #[error("too deep, too long or too many: {0}")]
    Limit(&'static str),
    #[error("not a list of accredited authorities")]
    NotAList,
    /// The list's own signature is missing, not good, or somebody else's.
    #[error("{code}: {detail}")]
    Signature {
        /// A code of [`crate::report::CODES`]
        code: &'static str,
        detail: String,
    },
}

impl TrustList {
    /// Reads the list's XML. Its signature is not checked here: see [`super::ListSignature`].
    ///
    /// # Errors
    /// [`TslError`]. Certificates that cannot be read are only counted, for the real list has some.
    pub fn from_xml(bytes: &[u8]) -> Result<Self, TslError> {
        if bytes.len() > MAX_LIST {
            return Err(TslError::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| TslError::Encoding)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::from_str(text);
        let mut reading = Reading::default();
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) => reading.open(local(start.name().as_ref()))?,
                Ok(Event::Empty(start)) => {
                    reading.open(local(start.name().as_ref()))?;
                    reading.close()?;
                }
                Ok(Event::End(_)) => reading.close()?,
                Ok(Event::Text(text)) => reading.text(&text.xml10_content())?,
                Ok(Event::CData(text)) => reading.text(&text.xml10_content())?,
                Ok(Event::GeneralRef(reference)) => {
                    let text = format!("&{};", reference.xml10_content());
                    let text = quick_xml::escape::unescape(&text)
                        .map_err(|error| TslError::Malformed(error.to_string()))?;
                    reading.text(&text)?;
                }
                Ok(Event::DocType(_)) => return Err(TslError::DocumentType),
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => return Err(TslError::Malformed(error.to_string())),
            }
        }
        if !reading.open.is_empty() {
            return Err(TslError::Malformed("the file is cut".to_owned()));
        }
        if !reading.is_list {
            return Err(TslError::NotAList);
        }
        let mut list = TrustList::new(reading.version, reading.date, reading.authorities);
        list.unread = reading.unread;
        Ok(list)
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    open: Vec<String>,
    text: String,
    is_list: bool,
    version: String,
    date: Option<Timestamp>,
    authorities: Vec<Authority>,
    authority: Authority,
    state: Option<State>,
    system: String,
    class: String,
    key: ListedKey,
    thumbprint: String,
    certificate: Option<Certificate>,
    certificates: usize,
    unread: usize,
}

impl Reading {
    fn open(&mut self, name: &str) -> Result<(), TslError> {
        if self.open.len() == MAX_DEPTH {
            return Err(TslError::Limit("depth"));
        }
        if self.open.is_empty() {
            self.is_list |= name == "АккредитованныеУдостоверяющиеЦентры";
        }
        match name {
            "УдостоверяющийЦентр" => {
                if self.authorities.len() == MAX_AUTHORITIES {
                    return Err(TslError::Limit("authorities"));
                }
                self.authority = Authority::default();
            }
            "СтатусАккредитации" => {
                self.state = Some(State {
                    status: Status::Other(String::new()),
                    since: None,
                });
            }
            "ПрограммноАппаратныйКомплекс" => {
                self.system.clear();
                self.class.clear();
            }
            "Ключ" => self.key = ListedKey::default(),
            "ДанныеСертификата" => {
                self.thumbprint.clear();
                self.certificate = None;
            }
            _ => {}
        }
        self.text.clear();
        self.open.push(name.to_owned());
        Ok(())
    }

    fn text(&mut self, piece: &str) -> Result<(), TslError> {
        if self.text.len() + piece.len() > MAX_TEXT {
            return Err(TslError::Limit("text"));
        }
        self.text.push_str(piece);
        Ok(())
    }

    fn close(&mut self) -> Result<(), TslError> {
        let name = self.open.pop().unwrap_or_default();
        let parent = self.open.last().map_or("", String::as_str);
        let text = self.text.trim();
        let authority = &mut self.authority;
        match (parent, name.as_str()) {
            ("АккредитованныеУдостоверяющиеЦентры", "Версия") =>
            {
                text.clone_into(&mut self.version);
            }
            ("АккредитованныеУдостоверяющиеЦентры", "Дата") =>
            {
                self.date = moment(text);
            }
            ("АккредитованныеУдостоверяющиеЦентры", "УдостоверяющийЦентр") =>
            {
                self.authorities.push(std::mem::take(authority));
            }
            ("УдостоверяющийЦентр", "Название") => {
                text.clone_into(&mut authority.name);
            }
            ("УдостоверяющийЦентр", "КраткоеНазвание") => {
                text.clone_into(&mut authority.short_name);
            }
            ("УдостоверяющийЦентр", "ЭлектроннаяПочта") => {
                text.clone_into(&mut authority.email);
            }
            ("УдостоверяющийЦентр", "АдресСИнформациейПоУЦ") =>
            {
                text.clone_into(&mut authority.web);
            }
            ("УдостоверяющийЦентр", "ИНН") => {
                text.clone_into(&mut authority.inn);
            }
            ("УдостоверяющийЦентр", "ОГРН") => {
                text.clone_into(&mut authority.ogrn);
            }
            ("УдостоверяющийЦентр", "РеестровыйНомер") => {
                text.clone_into(&mut authority.number);
            }
            ("СтатусАккредитации", "Статус") => {
                if let Some(state) = &mut self.state {
                    state.status = Status::read(text);
                }
            }
            ("СтатусАккредитации", "ДействуетС") => {
                if let Some(state) = &mut self.state {
                    state.since = moment(text);
                }
            }
            ("УдостоверяющийЦентр", "СтатусАккредитации") => {
                authority.state = self.state.take();
            }
            ("ИсторияСтатусовАккредитации", "СтатусАккредитации") =>
            {
                if authority.history.len() == MAX_ENTRIES {
                    return Err(TslError::Limit("states"));
                }
                authority.history.extend(self.state.take());
            }
            ("ПрограммноАппаратныйКомплекс", "Псевдоним") => {
                text.clone_into(&mut self.system);
            }
            ("ПрограммноАппаратныйКомплекс", "КлассСредствЭП") =>
            {
                text.clone_into(&mut self.class);
            }
            ("КлючиУполномоченныхЛиц", "Ключ") => {
                if authority.keys.len() == MAX_ENTRIES {
                    return Err(TslError::Limit("keys"));
                }
                let mut key = std::mem::take(&mut self.key);
                key.system.clone_from(&self.system);
                key.class.clone_from(&self.class);
                authority.keys.push(key);
            }
            ("Ключ", "ИдентификаторКлюча") => {
                self.key.identifier = unhex(text);
            }
            ("АдресаСписковОтзыва", "Адрес") => {
                if self.key.revocation_lists.len() == MAX_ENTRIES {
                    return Err(TslError::Limit("addresses"));
                }
                self.key.revocation_lists.push(text.to_owned());
            }
            ("ДанныеСертификата", "Отпечаток") => {
                self.thumbprint = text.replace([' ', ':'], "").to_lowercase();
            }
            ("ДанныеСертификата", "Данные") => {
                self.certificate = certificate(text);
            }
            ("Сертификаты", "ДанныеСертификата") => {
                self.take_certificate()?;
            }
            _ => {}
        }
        self.text.clear();
        Ok(())
    }

    fn take_certificate(&mut self) -> Result<(), TslError> {
        if self.certificates == MAX_CERTIFICATES {
            return Err(TslError::Limit("certificates"));
        }
        self.certificates += 1;
        let fits = |certificate: &Certificate| {
            self.thumbprint.is_empty() || super::write::thumbprint(certificate) == self.thumbprint
        };
        match self.certificate.take().filter(fits) {
            Some(certificate) => self.key.certificates.push(certificate),
            None => self.unread += 1,
        }
        Ok(())
    }
}

fn certificate(text: &str) -> Option<Certificate> {
    let text: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let der = data_encoding::BASE64.decode(&text).ok()?;
    Certificate::from_der(&der).ok()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    data_encoding::HEXUPPER_PERMISSIVE
        .decode(digits.as_bytes())
        .unwrap_or_default()
}

/// A moment as the list writes it: RFC 3339; without an offset it is Moscow's time.
fn moment(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let civil = text
        .parse::<DateTime>()
        .or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0)))
        .ok()?;
    let moscow = TimeZone::fixed(Offset::constant(3));
    Some(civil.to_zoned(moscow).ok()?.timestamp())
}
