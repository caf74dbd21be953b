//! Fills in the [`Shell`] around a page: switcher, menu, bell.

use access::{OrganizationId, OrganizationKind, Permission, Standing};
use organizations::OrganizationState;
use organizations::register::RegisterNotice;
use texts::Texts;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::patterns::{Action, Alert, Color};
use crate::shell::{MenuItem, Shell, ShellOrganization, ShellSearch, ShellUser};
use crate::urls;
use crate::visitor::{Member, Operator, SignedIn, Visitor};

/// The menu item that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// `/o/{org}`
    Overview,
    /// Applications of an organization.
    Applications,
    /// Services to apply for.
    Catalogue,
    /// «Мои лицензии».
    Licences,
    /// An authority's queue.
    Queue,
    /// Employees and roles.
    Employees,
    /// Certificates of the employees.
    OrganizationSignatures,
    /// Journal of actions.
    Journal,
    /// The organization's card.
    About,
    /// «Мои организации».
    MyOrganizations,
    /// «Реестр организаций».
    Registry,
    /// The person's data.
    Profile,
    /// Password, second factor, sessions.
    Security,
    /// «Электронные подписи».
    Signatures,
    /// Notices.
    Notices,
    /// The operator's overview.
    OperatorOverview,
    /// Requests to link an organization.
    OperatorRequests,
    /// Questions about organizations.
    OperatorInquiries,
    /// All organizations.
    OperatorOrganizations,
    /// All people.
    OperatorPeople,
    /// The outbox.
    OperatorJobs,
    /// What codes mean.
    OperatorCodes,
    /// None of the menu's: an error.
    Nowhere,
}

/// Around a page that needs no sign-in.
pub(crate) fn public(visitor: &Visitor, title: impl Into<String>) -> Shell {
    let mut shell = Shell::public(title, visitor.t, visitor.path.clone());
    shell.nonce.clone_from(&visitor.nonce);
    shell.mark = visitor.mark.to_string();
    tell_flash(&mut shell, visitor);
    shell
}

/// Around a page about the person themselves.
pub(crate) async fn personal(
    app: &App,
    signed_in: &SignedIn,
    title: impl Into<String>,
    section: Section,
) -> Result<Shell, PageError> {
    let mut shell = signed_in_shell(app, signed_in, title, None).await?;
    let t = signed_in.t();
    let mut menu = vec![
        item(
            t,
            "menu-my-organizations",
            "building-2",
            urls::my_organizations(),
            section == Section::MyOrganizations,
        ),
        item(
            t,
            "registry-title",
            "landmark",
            urls::registry(),
            section == Section::Registry,
        ),
        item(
            t,
            "menu-notices",
            "bell",
            urls::notices(),
            section == Section::Notices,
        ),
        item(
            t,
            "menu-profile",
            "user",
            urls::profile(),
            section == Section::Profile,
        ),
        item(
            t,
            "menu-security",
            "shield-check",
            urls::security(),
            section == Section::Security,
        ),
        item(
            t,
            "menu-signatures",
            "key-round",
            urls::my_signatures(),
            section == Section::Signatures,
        ),
    ];
    if signed_in.actor.is_operator {
        menu.push(item(
            t,
            "menu-operator",
            "settings",
            urls::operator(),
            false,
        ));
    }
    shell.menu = menu;
    Ok(shell)
}

/// Around a page of an organization's cabinet. The menu shows what the role allows.
pub(crate) async fn cabinet(
    app: &App,
    member: &Member,
    title: impl Into<String>,
    section: Section,
) -> Result<Shell, PageError> {
    let mut shell = signed_in_shell(app, &member.signed_in, title, Some(&member.standing)).await?;
    let t = member.t();
    let org = member.organization();
    let all = [
        (
            Section::Overview,
            Permission::ViewOrganization,
            "menu-overview",
            "layout-dashboard",
            urls::overview(org),
        ),
        (
            Section::Queue,
            Permission::ViewQueue,
            "menu-queue",
            "inbox",
            urls::queue(org),
        ),
        (
            Section::Applications,
            Permission::ViewApplications,
            "menu-applications",
            "file-text",
            urls::applications(org),
        ),
        (
            Section::Catalogue,
            Permission::EditApplications,
            "menu-catalogue",
            "list-checks",
            urls::catalogue(org),
        ),
        (
            Section::Licences,
            Permission::ViewApplications,
            "menu-licences",
            "badge-check",
            urls::licences(org),
        ),
        (
            Section::Employees,
            Permission::ViewMembers,
            "menu-employees",
            "users",
            urls::employees(org),
        ),
        (
            Section::OrganizationSignatures,
            Permission::ViewMembers,
            "menu-signatures",
            "key-round",
            urls::organization_signatures(org),
        ),
        (
            Section::Journal,
            Permission::ViewJournal,
            "menu-journal",
            "history",
            urls::journal(org),
        ),
        (
            Section::About,
            Permission::ViewOrganization,
            "menu-about",
            "building-2",
            urls::about(org),
        ),
    ];
    shell.menu = all
        .into_iter()
        .filter(|(_, permission, ..)| member.standing.allows(*permission))
        .map(|(own, _, key, icon, url)| item(t, key, icon, url, own == section))
        .collect();
    shell.search = search(member);
    shell.banners = banners(t, &organizations::register::notice_of(&app.db, org).await?);
    Ok(shell)
}

/// What everybody in an organization must know of its state.
pub(crate) fn banners(t: Texts, notice: &RegisterNotice) -> Vec<Alert> {
    let mut banners = Vec::new();
    if let Some(reason) = &notice.suspended {
        let text = if reason.is_empty() {
            t.get("about-suspended-text").into_owned()
        } else {
            t.with1("banner-suspended-reason", "reason", reason.as_str())
        };
        banners.push(Alert::new(Color::Warning, t.get("about-suspended-title")).text(text));
    }
    if let Some(status) = notice.status {
        let (color, title, text) = if status.is_ended() {
            (Color::Danger, "banner-ended-title", "banner-ended-text")
        } else {
            (Color::Warning, "banner-status-title", "banner-status-text")
        };
        let words = t.get(&format!("registry-status-{}", status.as_str()));
        let day = notice
            .extract
            .parse()
            .map(|day| t.day(day))
            .unwrap_or_default();
        let record = if notice.record.is_empty() {
            "—"
        } else {
            notice.record.as_str()
        };
        banners.push(
            Alert::new(color, t.with1(title, "status", words.as_ref()))
                .text(t.with(text, &[("day", &day), ("record", &record)])),
        );
    }
    // What has ended has nothing to be confirmed any more.
    let has_ended = notice.status.is_some_and(registry::Status::is_ended);
    if notice.must_reconfirm && !has_ended {
        let mut banner = Alert::new(Color::Warning, t.get("banner-reconfirm-title"))
            .text(t.get("banner-reconfirm-text"));
        banner.action = Some(Action::new(
            t.get("banner-reconfirm-action"),
            urls::add_organization(""),
        ));
        banners.push(banner);
    }
    banners
}

/// The header's search: in the list that the member's organization lives by.
fn search(member: &Member) -> Option<ShellSearch> {
    let (t, org) = (member.t(), member.organization());
    let allows = |permission| member.standing.allows(permission);
    if allows(Permission::ViewQueue) {
        Some(ShellSearch {
            url: urls::queue(org),
            hint: t.get("shell-search-queue").into_owned(),
            everywhere: true,
        })
    } else if allows(Permission::ViewApplications) {
        Some(ShellSearch {
            url: urls::applications(org),
            hint: t.get("shell-search-applications").into_owned(),
            everywhere: false,
        })
    } else {
        None
    }
}

/// Around a page of the installation's operator.
pub(crate) async fn operator(
    app: &App,
    operator: &Operator,
    title: impl Into<String>,
    section: Section,
) -> Result<Shell, PageError> {
    let mut shell = signed_in_shell(app, &operator.signed_in, title, None).await?;
    let t = operator.signed_in.t();
    shell.menu = vec![
        item(
            t,
            "menu-overview",
            "layout-dashboard",
            urls::operator(),
            section == Section::OperatorOverview,
        ),
        item(
            t,
            "menu-operator-requests",
            "inbox",
            urls::operator_requests(),
            section == Section::OperatorRequests,
        ),
        item(
            t,
            "menu-operator-inquiries",
            "message-square",
            urls::operator_inquiries("", 1),
            section == Section::OperatorInquiries,
        ),
        item(
            t,
            "menu-operator-organizations",
            "building-2",
            urls::operator_organizations(),
            section == Section::OperatorOrganizations,
        ),
        item(
            t,
            "menu-operator-people",
            "users",
            urls::operator_people(),
            section == Section::OperatorPeople,
        ),
        item(
            t,
            "menu-operator-jobs",
            "list-checks",
            urls::operator_jobs(),
            section == Section::OperatorJobs,
        ),
        item(
            t,
            "menu-operator-codes",
            "search",
            urls::operator_codes(""),
            section == Section::OperatorCodes,
        ),
    ];
    shell.search = Some(ShellSearch {
        url: urls::operator_requests(),
        hint: t.get("operator-requests-search").into_owned(),
        everywhere: true,
    });
    Ok(shell)
}

/// Where an error met its reader: what surrounded the page that did not come.
pub(crate) enum Place {
    /// Nobody is signed in, or the database does not answer.
    Public,
    /// A person outside of any organization of theirs.
    Personal(Box<SignedIn>),
    /// A member in their organization's cabinet.
    Cabinet(Box<Member>),
    /// An operator among the operator's pages.
    Operator(Box<Operator>),
}

/// Looks up whose cabinet the address belongs to. An organization in which the person is no member
/// counts for as little as one that does not exist.
pub(crate) async fn place(app: &App, visitor: &Visitor) -> Place {
    let Some(signed_in) = SignedIn::from_visitor(visitor.clone()) else {
        return Place::Public;
    };
    let mut parts = visitor.path.split(['/', '?']).skip(1);
    match (parts.next(), parts.next()) {
        (Some("operator"), _) => match signed_in.actor.operator_grant() {
            Ok(grant) => Place::Operator(Box::new(Operator { signed_in, grant })),
            Err(_) => Place::Personal(Box::new(signed_in)),
        },
        (Some("o"), Some(id)) => {
            let member = match Uuid::try_parse(id) {
                Ok(id) => Member::find(app, &signed_in, OrganizationId(id)).await,
                Err(_) => Ok(None),
            };
            match member {
                Ok(Some(member)) => Place::Cabinet(Box::new(member)),
                Ok(None) => Place::Personal(Box::new(signed_in)),
                Err(_) => Place::Public,
            }
        }
        _ => Place::Personal(Box::new(signed_in)),
    }
}

/// Around an error: the cabinet that the reader was in, or as much of it as can be had without
/// failing again.
pub(crate) async fn for_error(app: &App, visitor: &Visitor, place: &Place, title: String) -> Shell {
    let framed = match place {
        Place::Public => None,
        Place::Personal(person) => personal(app, person, title.clone(), Section::Nowhere)
            .await
            .ok(),
        Place::Cabinet(member) => cabinet(app, member, title.clone(), Section::Nowhere)
            .await
            .ok(),
        Place::Operator(one) => operator(app, one, title.clone(), Section::Nowhere)
            .await
            .ok(),
    };
    let mut shell = framed.unwrap_or_else(|| public(visitor, title));
    shell.flash = None;
    shell
}

async fn signed_in_shell(
    app: &App,
    signed_in: &SignedIn,
    title: impl Into<String>,
    standing: Option<&Standing>,
) -> Result<Shell, PageError> {
    let t = signed_in.t();
    let mut shell = public(&signed_in.visitor, title);
    shell.user = Some(user(&signed_in.person));
    shell.organizations = switcher(app, t, signed_in, standing).await?;
    let unread = notifications::unread_count(&app.db, &signed_in.actor).await?;
    shell.notifications = u64::try_from(unread).unwrap_or(0);
    Ok(shell)
}

async fn switcher(
    app: &App,
    t: Texts,
    signed_in: &SignedIn,
    standing: Option<&Standing>,
) -> Result<Vec<ShellOrganization>, PageError> {
    let person = signed_in.actor.person;
    let mine = organizations::memberships_of(&app.db, person, signed_in.now()).await?;
    let is_current =
        |id: OrganizationId| standing.is_some_and(|standing| standing.organization == id);
    // A suspended organization is not offered, but stays named on its own pages; one that has ended
    // is still read.
    let shown = mine
        .into_iter()
        .filter(|one| one.state != OrganizationState::Suspended || is_current(one.id));
    let entries = shown.map(|one| ShellOrganization {
        role: role_label(t, one.kind, one.role),
        url: urls::overview(one.id),
        current: is_current(one.id),
        name: one.name_short,
        inn: one.inn,
    });
    Ok(entries.collect())
}

/// «Администратор»; in an authority some roles have names of their own.
pub(crate) fn role_label(t: Texts, kind: OrganizationKind, role: access::Role) -> String {
    let own = format!("role-{}-{}", kind.name().replace('_', "-"), role.name());
    if t.has(&own) {
        t.get(&own).into_owned()
    } else {
        t.get(&format!("role-{}", role.name())).into_owned()
    }
}

fn user(person: &accounts::Person) -> ShellUser {
    ShellUser {
        name: format!("{} {}", person.first_name, person.last_name),
        initials: texts::initials(&person.full_name()),
        email: person.email.clone(),
    }
}

fn item(t: Texts, key: &str, icon: &'static str, url: String, current: bool) -> MenuItem {
    MenuItem {
        label: t.get(key).into_owned(),
        icon,
        url,
        current,
        counter: 0,
    }
}

fn tell_flash(shell: &mut Shell, visitor: &Visitor) {
    if let Some(key) = visitor.flash.as_deref().filter(|key| visitor.t.has(key)) {
        shell.tell(Color::Success, visitor.t.get(key));
    }
}
