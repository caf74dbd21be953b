//! `kabinet admin …`: what an operator does before there is anybody to sign in.

use std::io::Read;
use std::path::PathBuf;

use ::registry::Registry;
use accounts::{AccountError, Hasher, NewPerson, Owner, check_policy, hash_password};
use clap::{Args, Subcommand};
use db::{Clock, Db, Unit};
use organizations::NewOrganization;
use requisites::{Email, PersonName};
use texts::Texts;

use crate::Failure;
use crate::config::Config;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make the account of an operator.
    CreateOperator(CreateOperator),
    /// Make a person an operator.
    GrantOperator {
        /// Their e-mail.
        email: String,
    },
    /// Take the operator's right away and end their sessions.
    RevokeOperator {
        /// Their e-mail.
        email: String,
    },
    /// Turn a person's one-time codes off: they lost the phone and the recovery codes.
    ResetSecondFactor {
        /// Their e-mail.
        email: String,
    },
    /// Open the cabinet of an authority that is in the register.
    CreateAuthority {
        /// Its ОГРН.
        ogrn: String,
        /// E-mail of its first administrator, who has an account already.
        #[arg(long)]
        administrator: String,
    },
    /// Try failed jobs again.
    RetryJobs,
}

#[derive(Args)]
pub(crate) struct CreateOperator {
    /// E-mail, which is the login.
    email: String,
    #[arg(long)]
    last_name: String,
    #[arg(long)]
    first_name: String,
    #[arg(long)]
    middle_name: Option<String>,
    /// File with the password; `-` reads it from standard input.
    #[arg(long)]
    password_file: PathBuf,
}

pub(crate) async fn run(command: Command, config: &Config, t: Texts) -> Result<(), Failure> {
    let db = Db::connect(&config.database()?, Clock::System).await?;
    match command {
        Command::CreateOperator(wanted) => create_operator(&db, wanted, t).await?,
        Command::GrantOperator { email } => set_operator(&db, email, true).await?,
        Command::RevokeOperator { email } => set_operator(&db, email, false).await?,
        Command::ResetSecondFactor { email } => reset_second_factor(&db, email).await?,
        Command::CreateAuthority {
            ogrn,
            administrator,
        } => {
            create_authority(&db, config, ogrn, administrator).await?;
        }
        Command::RetryJobs => {
            println!(
                "{}",
                t.count("cli-jobs-retried", jobs::retry_failed(&db).await?)
            );
            return Ok(());
        }
    }
    println!("{}", t.get("cli-done"));
    Ok(())
}

async fn create_operator(db: &Db, wanted: CreateOperator, t: Texts) -> Result<(), Failure> {
    let name = |text: &str| {
        PersonName::parse(text)
            .map_err(|fault| Failure::new("CLI-011", format!("{text}: {}", fault.code())))
    };
    let person = NewPerson {
        email: Email::parse(&wanted.email).map_err(|fault| {
            Failure::new("CLI-011", format!("{}: {}", wanted.email, fault.code()))
        })?,
        phone: None,
        last_name: name(&wanted.last_name)?,
        first_name: name(&wanted.first_name)?,
        middle_name: wanted.middle_name.as_deref().map(name).transpose()?,
        lang: t.lang(),
        time_zone: "Europe/Moscow".to_owned(),
    };
    let password = password(&wanted.password_file)?;
    if let Err(broken) = check_policy(&password, &Owner::of(&person)) {
        let rules: Vec<String> = broken
            .iter()
            .map(|rule| t.error(rule.code()).into_owned())
            .collect();
        return Err(Failure::new("CLI-012", rules.join("; ")));
    }
    let hasher = Hasher::shared().map_err(|error| Failure::new("CLI-011", error))?;
    let hash = hash_password(hasher, &password)
        .await
        .map_err(|error| Failure::new("CLI-011", error))?;
    db.write(async move |unit: Unit| accounts::create_operator(&unit, &person, &hash).await)
        .await
        .map_err(|error| Failure::new("CLI-011", error))?;
    Ok(())
}

fn password(file: &std::path::Path) -> Result<String, Failure> {
    let failed =
        |error: std::io::Error| Failure::new("CLI-010", format!("{}: {error}", file.display()));
    let mut text = String::new();
    if file.as_os_str() == "-" {
        std::io::stdin()
            .take(1024)
            .read_to_string(&mut text)
            .map_err(failed)?;
    } else {
        text = std::fs::read_to_string(file).map_err(failed)?;
    }
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

async fn set_operator(db: &Db, email: String, is_operator: bool) -> Result<(), Failure> {
    let address = email.clone();
    let found = db
        .write(async move |unit: Unit| accounts::set_operator(&unit, &email, is_operator).await)
        .await
        .map_err(|error| Failure::new("CLI-011", error))?;
    found
        .map(|_| ())
        .ok_or_else(|| Failure::new("CLI-013", address))
}

async fn reset_second_factor(db: &Db, email: String) -> Result<(), Failure> {
    let address = email.clone();
    let found = db
        .write(async move |unit: Unit| accounts::reset_totp(&unit, &email).await)
        .await;
    match found {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(Failure::new("CLI-013", address)),
        Err(AccountError::TotpOff) => Err(Failure::new("CLI-019", address)),
        Err(error) => Err(Failure::new("CLI-011", error)),
    }
}

async fn create_authority(
    db: &Db,
    config: &Config,
    ogrn: String,
    email: String,
) -> Result<(), Failure> {
    let card = Registry::open(config.data_dir().join("registry"))?
        .by_ogrn(&ogrn)?
        .ok_or_else(|| Failure::new("CLI-014", &ogrn))?;
    let administrator = accounts::person_by_email(db, &email)
        .await?
        .ok_or_else(|| Failure::new("CLI-013", &email))?;
    let new = NewOrganization::from_card(&card);
    db.write(async move |unit: Unit| {
        let authority = organizations::create_authority(&unit, &new).await?;
        organizations::add_member(
            &unit,
            authority,
            administrator.id,
            access::Role::Administrator,
            "",
            false,
        )
        .await?;
        Ok::<_, db::DbError>(())
    })
    .await?;
    Ok(())
}
