//! The catalogue: definitions read from a folder, published into the database, kept in memory.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, RwLock};

use access::{OrganizationId, OrganizationKind};
use db::{Db, DbError, Rows, Unit, micros, values};
use forms::{Applicant, Calendar, Category, Definition, FieldKind, RESULT_TEMPLATE};
use jiff::tz::TimeZone;

use crate::ApplicationError;
use crate::parties::zone;
use crate::store;

/// The services that ship with the product.
#[derive(rust_embed::Embed)]
#[folder = "../../../services"]
struct Shipped;

const DEFINITION: &str = "service.toml";
const CALENDAR: &str = "calendar.toml";

/// One version of a service, ready for use.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// What it asks and who decides.
    pub definition: Definition,
    /// The Typst source of its result; empty where an approval has none.
    pub result_template: String,
}

impl Service {
    /// Whether any question is answered by files.
    pub fn has_files(&self) -> bool {
        self.definition
            .fields()
            .any(|field| field.kind == FieldKind::Files)
    }

    /// Whether an organization of this kind may apply.
    pub fn is_for(&self, kind: OrganizationKind) -> bool {
        match kind {
            OrganizationKind::Company => self.definition.applicants.contains(&Applicant::Company),
            OrganizationKind::SoleTrader => {
                self.definition.applicants.contains(&Applicant::SoleTrader)
            }
            OrganizationKind::Authority => false,
        }
    }
}

/// Why a catalogue was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ServicesError {
    /// A definition is not good; the message names the file and the line.
    #[error(transparent)]
    Definition(#[from] forms::LoadError),
    /// The calendar is not good.
    #[error(transparent)]
    Calendar(#[from] forms::CalendarError),
    /// The folder cannot be read.
    #[error("{path}: {error}")]
    Folder {
        /// Which file or folder.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file is not text.
    #[error("{0}: the file is not UTF-8 text; save it as UTF-8")]
    NotText(String),
    /// The code inside differs from the folder's name.
    #[error("{folder}/{DEFINITION}: code is {code:?}; name it as its folder")]
    OtherCode {
        /// The folder.
        folder: String,
        /// The code in the file.
        code: String,
    },
    /// There is not one service.
    #[error("no services were found: each is a folder with {DEFINITION}")]
    Empty,
    /// The definition changed, its version did not.
    #[error(
        "service {code}: version {version} was published before with another content; \
         applications keep the version they began with, so raise `version` in {code}/{DEFINITION}"
    )]
    SameVersion {
        /// The service.
        code: String,
        /// The version that is taken.
        version: u32,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The organization that answers for a service.
#[derive(Clone, Debug)]
pub(crate) struct Authority {
    pub(crate) organization: OrganizationId,
    /// Terms are counted in its days.
    pub(crate) zone: TimeZone,
}

/// All services. Cheap to clone.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

struct Inner {
    /// By code, the version that new applications begin with.
    current: BTreeMap<String, Arc<Service>>,
    /// Versions that running applications began with, read when they are first needed.
    earlier: RwLock<HashMap<(String, u32), Arc<Service>>>,
    /// By ОГРН. An id never changes; whether the authority is active is its standing's matter.
    authorities: RwLock<HashMap<String, Authority>>,
    calendar: Calendar,
}

impl Services {
    /// The services that are built into the binary.
    pub fn shipped() -> Result<Self, ServicesError> {
        let mut files = BTreeMap::new();
        for name in Shipped::iter() {
            let is_wanted = [DEFINITION, CALENDAR, RESULT_TEMPLATE]
                .iter()
                .any(|wanted| name.rsplit('/').next() == Some(wanted));
            if let Some(file) = Shipped::get(&name).filter(|_| is_wanted) {
                let text = String::from_utf8(file.data.into_owned())
                    .map_err(|_| ServicesError::NotText(name.to_string()))?;
                files.insert(name.to_string(), text);
            }
        }
        Self::from_files(&files)
    }

    /// The services of a folder: `<code>/service.toml`, `<code>/result.typ` where there is one,
    /// and `calendar.toml` beside them.
    pub fn from_folder(folder: &Path) -> Result<Self, ServicesError> {
        let failed = |path: &Path, error| ServicesError::Folder {
            path: path.display().to_string(),
            error,
        };
        let mut files = BTreeMap::new();
        let mut read = |path: &Path, name: String| match std::fs::read(path) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes)
                    .map_err(|_| ServicesError::NotText(path.display().to_string()))?;
                files.insert(name, text);
                Ok(())
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failed(path, error)),
        };
        read(&folder.join(CALENDAR), CALENDAR.to_owned())?;
        for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, error))? {
            let path = entry.map_err(|error| failed(folder, error))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            if path.is_dir() {
                for file in [DEFINITION, RESULT_TEMPLATE] {
                    read(&path.join(file), format!("{name}/{file}"))?;
                }
            }
        }
        Self::from_files(&files)
    }

    /// The services of these files, named `code/service.toml` and so on.
    pub fn from_files(files: &BTreeMap<String, String>) -> Result<Self, ServicesError> {
        let calendar = match files.get(CALENDAR) {
            Some(text) => Calendar::from_toml(text, CALENDAR)?,
            None => Calendar::default(),
        };
        let mut current = BTreeMap::new();
        for (path, text) in files {
            let Some(folder) = path
                .strip_suffix(DEFINITION)
                .and_then(|it| it.strip_suffix('/'))
            else {
                continue;
            };
            let definition = Definition::from_toml(text, path)?;
            if definition.code != folder {
                let folder = folder.to_owned();
                return Err(ServicesError::OtherCode {
                    folder,
                    code: definition.code,
                });
            }
            let result_template = files
                .get(&format!("{folder}/{RESULT_TEMPLATE}"))
                .cloned()
                .unwrap_or_default();
            let service = Service {
                definition,
                result_template,
            };
            current.insert(folder.to_owned(), Arc::new(service));
        }
        if current.is_empty() {
            return Err(ServicesError::Empty);
        }
        Ok(Self(Arc::new(Inner {
            current,
            earlier: RwLock::default(),
            authorities: RwLock::default(),
            calendar,
        })))
    }

    /// Stores the versions that are not stored yet, all or none. To be called at every start,
    /// before anything else uses the catalogue.
    pub async fn publish(&self, db: &Db) -> Result<(), ServicesError> {
        let services: Vec<Arc<Service>> = self.0.current.values().cloned().collect();
        db.write(async move |unit: Unit| {
            for service in services {
                let definition = &service.definition;
                let json = definition.to_json();
                let version = definition.version.to_string();
                // Two processes may start at once: the second finds what the first stored.
                unit.execute(
                    "INSERT INTO services (code, version, definition, result_template, published_at) \
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code, version) DO NOTHING",
                    values![
                        definition.code.as_str(),
                        version.as_str(),
                        json.as_str(),
                        service.result_template.as_str(),
                        micros(unit.now()),
                    ],
                )
                .await?;
                let stored =
                    store::service(&unit, &definition.code, definition.version).await?;
                let is_same = stored.is_some_and(|(stored, template)| {
                    stored == json && template == service.result_template
                });
                if !is_same {
                    return Err(ServicesError::SameVersion {
                        code: definition.code.clone(),
                        version: definition.version,
                    });
                }
            }
            Ok(())
        })
        .await
    }

    /// The current version of every service, by code.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Service>> {
        self.0.current.values()
    }

    /// Services whose title or description has all the typed words, of one shelf or of all.
    pub fn search(&self, typed: &str, category: Option<Category>) -> Vec<Arc<Service>> {
        let typed = typed.to_lowercase();
        self.all()
            .filter(|service| category.is_none_or(|wanted| service.definition.category == wanted))
            .filter(|service| {
                let definition = &service.definition;
                let text =
                    format!("{} {}", definition.title, definition.description).to_lowercase();
                typed.split_whitespace().all(|word| text.contains(word))
            })
            .cloned()
            .collect()
    }

    /// The current version of a service.
    pub fn current(&self, code: &str) -> Result<Arc<Service>, ApplicationError> {
        self.0
            .current
            .get(code)
            .cloned()
            .ok_or(ApplicationError::NoService)
    }

    /// A certain version: the one that an application began with.
    pub async fn version(
        &self,
        rows: &impl Rows,
        code: &str,
        version: u32,
    ) -> Result<Arc<Service>, ApplicationError> {
        if let Some(service) = self.0.current.get(code)
            && service.definition.version == version
        {
            return Ok(service.clone());
        }
        let key = (code.to_owned(), version);
        if let Ok(earlier) = self.0.earlier.read()
            && let Some(service) = earlier.get(&key)
        {
            return Ok(service.clone());
        }
        let (json, result_template) = store::service(rows, code, version)
            .await?
            .ok_or(ApplicationError::NoService)?;
        let definition = Definition::from_json(&json)
            .map_err(|error| ApplicationError::Stored(format!("{code} {version}: {error}")))?;
        let service = Arc::new(Service {
            definition,
            result_template,
        });
        if let Ok(mut earlier) = self.0.earlier.write() {
            earlier.insert(key, service.clone());
        }
        Ok(service)
    }

    /// Today where the authority of `service` works: dates of a form are judged by it, before
    /// submission and at submission alike.
    pub async fn today(
        &self,
        db: &Db,
        service: &Service,
    ) -> Result<jiff::civil::Date, ApplicationError> {
        let zone = self.authority(db, service).await?.zone;
        Ok(db.clock().now().to_zoned(zone).date())
    }

    /// The organization that answers for a service.
    pub(crate) async fn authority(
        &self,
        rows: &impl Rows,
        service: &Service,
    ) -> Result<Authority, ApplicationError> {
        let ogrn = service.definition.authority.ogrn.as_str();
        if let Ok(known) = self.0.authorities.read()
            && let Some(authority) = known.get(ogrn)
        {
            return Ok(authority.clone());
        }
        let found = organizations::authority_by_ogrn(rows, ogrn)
            .await?
            .ok_or(ApplicationError::NoAuthority)?;
        let authority = Authority {
            organization: found.id,
            zone: zone(&found.time_zone),
        };
        if let Ok(mut known) = self.0.authorities.write() {
            known.insert(ogrn.to_owned(), authority.clone());
        }
        Ok(authority)
    }

    /// Which days are worked.
    pub fn calendar(&self) -> &Calendar {
        &self.0.calendar
    }
}
