//! Who gets what: every route as nobody, a stranger, each role, and the operator. What was seen is
//! compared with the rule of `routes.rs` and with the golden file docs/routes.md.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use access::{OrganizationId, OrganizationKind, Permission, Role, Standing};

use crate::routes::{Needs, RULES, Things};
use crate::support::{Answer, Client, Place, TestApp, multipart};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asker {
    Nobody,
    /// Head of another company, and owner of nothing that is asked for.
    Stranger,
    /// Administrator of a company that was stopped.
    Stopped,
    Company(Role),
    Authority(Role),
    Operator,
}

struct Seat<'a> {
    asker: Asker,
    client: Client,
    place: Place<'a>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_what_the_rules_say_and_the_table_tells() {
    let app = TestApp::start().await;
    let mut things = Things::new(&app);
    let seats = seats(&app).await;
    let owner = app.new_person("owner@people.example", false).await;
    let mut wrong = String::new();
    let mut seen: BTreeMap<(&str, &str), Vec<(Asker, &'static str)>> = BTreeMap::new();
    for (method, route, needs) in RULES {
        for seat in &seats {
            seat.client.stay_signed_in().await;
            let owner = match seat.asker {
                Asker::Nobody | Asker::Stranger => owner,
                _ => seat.client.person.unwrap(),
            };
            let address = things.address(method, route, &seat.place, owner).await;
            let class = ask(&seat.client, method, route, &address).await.class();
            let expected = expected(*needs, seat.asker);
            if !expected.contains(&class) {
                let _ = writeln!(
                    wrong,
                    "{method} {route} as {:?}: {class}, not {}",
                    seat.asker,
                    expected.join(" or ")
                );
            }
            seen.entry((*route, *method))
                .or_default()
                .push((seat.asker, class));
        }
    }
    assert!(wrong.is_empty(), "against the rules:\n{wrong}");
    compare_with_golden(&table(&seen));
}

/// Asks as a browser would, with a form that says as little as possible.
pub(crate) async fn ask(client: &Client, method: &str, route: &str, address: &str) -> Answer {
    match (method, route) {
        ("GET", _) => client.get(address).await,
        (
            _,
            "/me/organizations/requests/{id}/documents"
            | "/me/organizations/inquiries/new"
            | "/me/signatures/add/file"
            | "/me/signatures/requests/{id}/issued"
            | "/verify",
        ) => client.upload(address, multipart(&[], &[])).await,
        _ => client.post(address, &[("revision", "0")]).await,
    }
}

async fn seats(app: &TestApp) -> Vec<Seat<'_>> {
    let (company, other, stopped) = (
        app.company("Северный луч"),
        app.company("Южный ветер"),
        app.company("Западный берег"),
    );
    let authority = app.authority();
    let mut seats = vec![
        Seat {
            asker: Asker::Nobody,
            client: app.nobody(),
            place: company,
        },
        Seat {
            asker: Asker::Stranger,
            client: other.with(Role::Administrator).await,
            place: company,
        },
        Seat {
            asker: Asker::Stopped,
            client: stopped.with(Role::Administrator).await,
            place: stopped,
        },
        Seat {
            asker: Asker::Operator,
            client: app.operator().await,
            place: company,
        },
    ];
    for role in Role::ALL {
        seats.push(Seat {
            asker: Asker::Company(role),
            client: company.with(role).await,
            place: company,
        });
        seats.push(Seat {
            asker: Asker::Authority(role),
            client: authority.with(role).await,
            place: authority,
        });
    }
    stopped.stop().await;
    seats.sort_by_key(|seat| seat.asker);
    seats
}

/// The rule: what may come back.
fn expected(needs: Needs, asker: Asker) -> &'static [&'static str] {
    match (needs, asker) {
        (Needs::Anybody, _) => &["ok"],
        (Needs::HalfSession, Asker::Nobody) => &["sign-in"],
        // A whole session has no use for it.
        (Needs::HalfSession, _) => &["ok", "sign-in"],
        (_, Asker::Nobody) => &["sign-in"],
        (Needs::Own, Asker::Stranger) => &["404"],
        (Needs::Person | Needs::Own, _) | (Needs::Operator, Asker::Operator) => &["ok"],
        (Needs::Operator, _) | (Needs::Employee(_), Asker::Stranger | Asker::Operator) => &["404"],
        (Needs::Employee(needed), Asker::Stopped) => {
            let allows =
                standing(OrganizationKind::Company, Role::Administrator, false).allows(needed);
            of_employee(allows, needed.is_for_authority())
        }
        (Needs::Employee(needed), Asker::Company(role)) => {
            let allows = standing(OrganizationKind::Company, role, true).allows(needed);
            of_employee(allows, needed.is_for_authority())
        }
        (Needs::Employee(needed), Asker::Authority(role)) => {
            let allows = standing(OrganizationKind::Authority, role, true).allows(needed);
            of_employee(allows, is_only_for_applicants(needed))
        }
    }
}

fn of_employee(allows: bool, is_of_other_kind: bool) -> &'static [&'static str] {
    match (allows, is_of_other_kind) {
        (true, _) => &["ok"],
        (false, true) => &["403", "404"],
        (false, false) => &["403"],
    }
}

fn is_only_for_applicants(permission: Permission) -> bool {
    permission.is_for_applicant()
}

fn standing(kind: OrganizationKind, role: Role, is_active: bool) -> Standing {
    Standing {
        organization: OrganizationId(uuid::Uuid::nil()),
        kind,
        is_active,
        is_ended: false,
        role,
        is_head: false,
    }
}

fn table(seen: &BTreeMap<(&str, &str), Vec<(Asker, &'static str)>>) -> String {
    let mut table = String::from(
        "# Who gets what\n\n\
         Made by `cargo xtask generate` from what the site answered in `crates/edges/web/tests/site/matrix.rs`; do not \
         edit. The rule that the answers are held against is `RULES` in `routes.rs` beside it.\n\n\
         `ok`: the page, its form again, or the way on. `sign-in`: the sign-in page, which leads back. A stranger is the \
         head of another company who asks for this company's or another person's things. Stopped: the administrator of \
         a company that the operator stopped.\n\n\
         | method | route | nobody | stranger | stopped | company | authority | operator |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for ((route, method), answers) in seen {
        let one = |wanted: Asker| {
            answers
                .iter()
                .find(|(asker, _)| *asker == wanted)
                .map_or("", |(_, class)| class)
        };
        let roles =
            |kind: fn(Role) -> Asker| grouped(&Role::ALL.map(|role| (role, one(kind(role)))));
        let _ = writeln!(
            table,
            "| {method} | `{route}` | {} | {} | {} | {} | {} | {} |",
            one(Asker::Nobody),
            one(Asker::Stranger),
            one(Asker::Stopped),
            roles(Asker::Company),
            roles(Asker::Authority),
            one(Asker::Operator),
        );
    }
    table
}

/// `ok` when all get it; else `ok: administrator, manager; 403: the others`.
fn grouped(answers: &[(Role, &str)]) -> String {
    let first = answers[0].1;
    if answers.iter().all(|(_, class)| *class == first) {
        return first.to_owned();
    }
    let allowed: Vec<&str> = answers
        .iter()
        .filter(|(_, class)| *class == "ok")
        .map(|(role, _)| role.name())
        .collect();
    let mut others: Vec<&str> = answers
        .iter()
        .map(|(_, class)| *class)
        .filter(|class| *class != "ok")
        .collect();
    others.dedup();
    format!(
        "ok: {}; {}: the others",
        allowed.join(", "),
        others.join(", ")
    )
}

fn compare_with_golden(table: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/routes.md");
    if std::env::var_os("KABINET_UPDATE").is_some() {
        std::fs::write(path, table).unwrap();
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        golden, *table,
        "docs/routes.md is out of date: run cargo xtask generate"
    );
}
