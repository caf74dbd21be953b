//! Organizations and people, made by the domains' own functions.

use access::{Actor, Grant, OrganizationId, PersonId, Right, Role, SessionId};
use accounts::{AccountError, NewPerson};
use db::{Unit, values};
use organizations::NewOrganization;
use requisites::{Email, PersonName, Phone};
use texts::Lang;
use uuid::Uuid;

use super::{Client, TestApp, card};

/// An organization by its name, made when it is first asked for.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    app: &'a TestApp,
    name: &'static str,
    is_authority: bool,
}

impl<'a> Place<'a> {
    pub(super) fn company(app: &'a TestApp, name: &'static str) -> Self {
        Self {
            app,
            name,
            is_authority: false,
        }
    }

    pub(super) fn authority(app: &'a TestApp) -> Self {
        Self {
            app,
            name: "Департамент",
            is_authority: true,
        }
    }

    /// The organization's id.
    pub(crate) async fn id(&self) -> OrganizationId {
        if let Some(id) = self.app.places.lock().unwrap().get(self.name) {
            return *id;
        }
        let (new, is_authority) = (self.new_organization(), self.is_authority);
        let id = self.app.app.db.write(async move |unit: Unit| {
            if is_authority {
                organizations::create_authority(&unit, &new).await
            } else {
                organizations::create_confirmed(&unit, &new).await
            }
        });
        let id = id.await.unwrap();
        self.app
            .places
            .lock()
            .unwrap()
            .insert(self.name.to_owned(), id);
        id
    }

    /// A signed-in browser of a new employee with this role.
    pub(crate) async fn with(&self, role: Role) -> Client {
        let client = self.app.somebody().await;
        self.add(client.person.unwrap(), role).await;
        client
    }

    /// Makes a person an employee; returns the membership. An administrator is the head as well.
    pub(crate) async fn add(&self, person: PersonId, role: Role) -> Uuid {
        let id = self.id().await;
        let added = self.app.app.db.write(async move |unit: Unit| {
            let is_head = role == Role::Administrator;
            organizations::add_member(&unit, id, person, role, "Сотрудник", is_head).await
        });
        added.await.unwrap().0
    }

    /// Stops the organization, as the operator would.
    pub(crate) async fn stop(&self) {
        self.set_state("suspended").await;
    }

    /// Sets the state and says what it was.
    pub(crate) async fn set_state(&self, state: &'static str) -> &'static str {
        let (id, db) = (self.id().await, &self.app.app.db);
        let before = organizations::find(db, id)
            .await
            .unwrap()
            .unwrap()
            .state
            .name();
        let sql = "UPDATE organizations SET state = $2 WHERE id = $1";
        db.write(async move |unit: Unit| unit.execute(sql, values![id.0, state]).await)
            .await
            .unwrap();
        before
    }

    /// Proof of a right that the person has here.
    pub(crate) async fn grant<R: Right>(&self, person: PersonId) -> Grant<R> {
        let db = &self.app.app.db;
        let standing = organizations::standing(db, person, self.id().await, db.clock().now())
            .await
            .unwrap();
        standing
            .expect("an employee")
            .grant(&self.app.actor(person).await)
            .expect("the right")
    }

    fn new_organization(&self) -> NewOrganization {
        if self.is_authority {
            let service = self.app.app.services.all().next().unwrap();
            let authority = &service.definition.authority;
            return NewOrganization {
                inn: "9900000015".to_owned(),
                ogrn: authority.ogrn.clone(),
                name_full: authority.name.clone(),
                ..NewOrganization::default()
            };
        }
        let card = (1..=9)
            .map(card)
            .find(|card| card.full_name.contains(&self.name.to_uppercase()));
        NewOrganization::from_card(&card.expect("a company of the register"))
    }
}

impl TestApp {
    /// A signed-in browser of a new person who belongs nowhere.
    pub(crate) async fn somebody(&self) -> Client {
        let email = format!("person-{}@people.example", self.next());
        let person = self.new_person(&email, false).await;
        self.signed_in(person, &email).await
    }

    /// A signed-in browser of an operator.
    pub(crate) async fn operator(&self) -> Client {
        let email = format!("operator-{}@people.example", self.next());
        let person = self.new_person(&email, true).await;
        self.signed_in(person, &email).await
    }

    /// A browser in which this person has signed in.
    pub(crate) async fn signed_in(&self, person: PersonId, email: &str) -> Client {
        let mut client = self.nobody();
        client.sign_in(email).await;
        client.email = email.to_owned();
        client.person = Some(person);
        client
    }

    /// Котова Анна Сергеевна under this address.
    pub(crate) async fn new_person(&self, email: &str, is_operator: bool) -> PersonId {
        let name = |text| PersonName::parse(text).unwrap();
        let new = NewPerson {
            email: Email::parse(email).unwrap(),
            phone: Some(Phone::parse("+79990000101").unwrap()),
            last_name: name("Котова"),
            first_name: name("Анна"),
            middle_name: Some(name("Сергеевна")),
            lang: Lang::Ru,
            time_zone: "Europe/Moscow".to_owned(),
        };
        let hash = self.password.clone();
        let made = self.app.db.write(async move |unit: Unit| {
            let made = if is_operator {
                accounts::create_operator(&unit, &new, &hash).await?
            } else {
                accounts::create_invited(&unit, &new, &hash).await?
            };
            Ok::<_, AccountError>(made)
        });
        made.await.unwrap()
    }

    /// The person as domain functions want them.
    pub(crate) async fn actor(&self, person: PersonId) -> Actor {
        let person = accounts::person(&self.app.db, person)
            .await
            .unwrap()
            .unwrap();
        Actor {
            person: person.id,
            name: person.full_name(),
            session: SessionId(Uuid::nil()),
            is_operator: person.is_operator,
            ip: None,
            request_id: String::new(),
        }
    }
}
