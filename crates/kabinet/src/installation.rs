//! Opening everything that an installation consists of.

use std::path::Path;
use std::sync::Arc;

use ::registry::Registry;
use applications::Services;
use blob::{BlobStore, MasterKey};
use db::{Clock, Db};
use jiff::Timestamp;
use mail::{Mailer, Sender};
use notifications::Mailing;
use recognition::Reader;
use signatures::Verifier;
use texts::Texts;
use web::app::{App, Site, Stop};
use web::limits::Limits;

use crate::config::Config;
use crate::{Failure, demo};

/// What `serve`, `worker` and `demo` run on.
#[derive(Clone)]
pub(crate) struct Installation {
    pub(crate) app: App,
    pub(crate) mailing: Mailing,
    pub(crate) sms: accounts::SmsTransport,
}

/// Opens the installation; brings the schema up to date on SQLite, where nobody else does.
pub(crate) async fn open(config: &Config, is_demo: bool) -> Result<Installation, Failure> {
    let data = config.data_dir();
    make_folder(&data)?;
    let db = Db::connect(&config.database()?, Clock::System).await?;
    if db.dialect() == db::Dialect::Sqlite || is_demo {
        db.migrate().await?;
    }
    let pending = db.pending_migrations().await?;
    if !pending.is_empty() {
        return Err(Failure::new("CLI-004", pending.join(", ")));
    }
    let services = services(config)?;
    services.publish(&db).await?;
    let verifier = verifier(config, is_demo, db.clock().now()).await?;
    let base_url = config.base_url()?;
    let sms = if is_demo {
        accounts::SmsTransport::Catcher
    } else {
        config.sms.transport()?
    };
    let mailing = Mailing {
        mailer: if is_demo { None } else { Some(mailer(config)?) },
        domain: base_url.host_str().unwrap_or("localhost").to_owned(),
        base_url: base_url.as_str().trim_end_matches('/').to_owned(),
    };
    let registry = Registry::open(data.join("registry"))?;
    let has_sms = !matches!(sms, accounts::SmsTransport::Off);
    let app = App {
        sources: config
            .checks
            .sources(&config.registry, registry.clone(), has_sms, is_demo)?,
        registry,
        blobs: BlobStore::open(&data.join("files"), master_key(&data)?)
            .map_err(|error| Failure::new("CLI-005", error))?,
        master: Arc::new(master_key(&data)?),
        services,
        verifier,
        reader: reader(config).await,
        site: Arc::new(Site {
            base_url,
            is_demo,
            is_behind_proxy: config.site.behind_proxy,
            has_sms,
            contact_codes: config.organizations.contact_codes(),
            second_factor: config.site.second_factor.into(),
            demo_keys: is_demo.then(|| web::app::DemoKeys {
                folder: demo::keys::folder(&data),
                password: demo::keys::KEY_PASSWORD.to_owned(),
            }),
        }),
        limits: Arc::new(Limits::new(config.rates(is_demo))),
        stop: Stop::default(),
        db,
    };
    Ok(Installation { app, mailing, sms })
}

/// `kabinet migrate`.
pub(crate) async fn migrate(config: &Config, t: Texts) -> Result<(), Failure> {
    make_folder(&config.data_dir())?;
    let db = Db::connect(&config.database()?, Clock::System).await?;
    let pending = db.pending_migrations().await?;
    db.migrate().await?;
    println!("{}", t.count("cli-migrated", pending.len()));
    Ok(())
}

/// The services of the configured folder, or those inside the binary.
pub(crate) fn services(config: &Config) -> Result<Services, Failure> {
    Ok(match &config.services_dir {
        Some(folder) => Services::from_folder(folder)?,
        None => Services::shipped()?,
    })
}

/// Whom the installation trusts; the demo has an authority of its own. Reading the state's list and
/// making the demo's keys takes a moment.
pub(crate) async fn verifier(
    config: &Config,
    is_demo: bool,
    now: Timestamp,
) -> Result<Verifier, Failure> {
    let (data, configured) = (config.data_dir(), config.signatures.settings());
    let opening = tokio::task::spawn_blocking(move || {
        let settings = if is_demo {
            demo::keys::prepare(&data, now)?
        } else {
            configured
        };
        Verifier::open(settings).map_err(|error| Failure::new("CFG-009", error))
    });
    opening
        .await
        .map_err(|error| Failure::new("CLI-009", error))?
}

/// Looks which tools for reading scans are there.
pub(crate) async fn reader(config: &Config) -> Reader {
    Reader::find(
        &config.recognition.settings(),
        recognition::Limits::default(),
    )
    .await
}

pub(crate) fn master_key(data: &Path) -> Result<MasterKey, Failure> {
    MasterKey::load_or_create(&data.join("master.key"))
        .map_err(|error| Failure::new("CLI-005", error))
}

pub(crate) fn mailer(config: &Config) -> Result<Mailer, Failure> {
    let Some(smtp) = config.mailer()? else {
        return Err(Failure::new("CLI-006", "mail.host"));
    };
    let sender = Sender {
        name: config.mail.sender_name.clone(),
        address: config.mail.sender_address.clone(),
    };
    Mailer::smtp(sender, &smtp).map_err(|error| Failure::new("CLI-006", error))
}

pub(crate) fn make_folder(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new("CLI-005", format!("{}: {error}", folder.display())))
}
