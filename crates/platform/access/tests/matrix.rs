//! The role × permission matrix as a golden file: a change of rights is seen in review.
//! `cargo xtask generate` rewrites it.

use std::fmt::Write as _;

use access::{OrganizationId, OrganizationKind, Permission, Role, Standing};

#[test]
fn the_matrix_is_as_documented() {
    let mut matrix = String::from(
        "# Who may do what\n\nMade by `cargo xtask generate` from `crates/platform/access`; do not edit.\n",
    );
    for (title, kind) in [
        ("An organization that applies", OrganizationKind::Company),
        ("An authority", OrganizationKind::Authority),
    ] {
        let _ = write!(matrix, "\n## {title}\n\n| permission |");
        for role in Role::ALL {
            let _ = write!(matrix, " {} |", role.name());
        }
        let _ = writeln!(matrix, "\n|---|{}", "---|".repeat(Role::ALL.len()));
        for permission in Permission::ALL {
            let allowed = Role::ALL.map(|role| standing(kind, role).allows(*permission));
            if allowed.contains(&true) {
                let cells = allowed
                    .map(|one| if one { " yes |" } else { " · |" })
                    .concat();
                let _ = writeln!(matrix, "| {} |{cells}", permission.name());
            }
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/permissions.md");
    if std::env::var_os("KABINET_UPDATE").is_some() {
        std::fs::write(path, &matrix).unwrap();
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        golden, matrix,
        "docs/permissions.md is out of date: run cargo xtask generate"
    );
}

fn standing(kind: OrganizationKind, role: Role) -> Standing {
    Standing {
        organization: OrganizationId(uuid::Uuid::nil()),
        kind,
        is_active: true,
        is_ended: false,
        role,
        is_head: false,
    }
}
