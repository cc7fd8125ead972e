//! Audits: every version, and evidence that shows when it was changed.

use crate::{place::Place, samples::second};
use hub::{
    PortError,
    audits::{Audit, Content, Document, Goal, GoalKind, Goals, Plan, Stage},
    ports::{AuditRecord, AuditRecords as _, audits::Frozen},
};
use terms::{AreaCode, Date, IndicatorId};

fn audit() -> Audit {
    let goal = Goal {
        precedence: 1,
        kind: GoalKind::Effectiveness,
        statement: "Fewer children miss school".to_owned(),
        owner: "Audit committee".to_owned(),
        review_on: Date::constant(2027, 3, 31),
    };
    let plan = Plan {
        title: "Absence from school".to_owned(),
        question: "Do fewer children miss school?".to_owned(),
        area: AreaCode::parse("E06000065").unwrap(),
        area_name: "North Yorkshire".to_owned(),
        body: "North Yorkshire Council".to_owned(),
        outcomes: [IndicatorId::parse("persistent-absence").unwrap()].into(),
        from: Date::constant(2020, 9, 1),
        to: Date::constant(2025, 8, 31),
        goals: Goals::declare(vec![goal]).unwrap(),
    };
    Audit::planned(plan, Date::constant(2026, 3, 3), second(0), "An auditor").unwrap()
}

fn cited(record: &AuditRecord, seconds: i64) -> (Audit, (u32, Frozen)) {
    let document = Document {
        title: "Minutes of “ß” 🌍\u{0}".to_owned(),
        publisher: "The council".to_owned(),
        dated: None,
        found_at: "https://example.org/minutes".to_owned(),
        quotation: "Agreed.".to_owned(),
    };
    let content = Content::Document { document };
    let (audit, frozen) = record.audit.clone().cite(content, "It was agreed", second(seconds), "An auditor").unwrap();
    let number = audit.evidence().last().unwrap().number;
    (audit, (number, frozen))
}

pub async fn an_audit_and_its_evidence_come_back_as_they_went_in(place: Place) {
    let register = place.open().await;
    assert_eq!(register.audits().await.unwrap(), []);
    let first = register.add_audit(audit(), second(1)).await.unwrap();
    let other = register.add_audit(audit(), second(1)).await.unwrap();
    assert_eq!([first.audit.number(), other.audit.number()], [1, 2]);
    let (changed, evidence) = cited(&first, 2);
    let second_version = register.change_audit(&changed, 1, Some(evidence.clone()), second(2)).await.unwrap();
    assert_eq!((second_version.version, second_version.audit.stage()), (2, Stage::Evidence));
    assert_eq!(register.audit(1).await.unwrap(), Some(second_version.clone()));
    assert_eq!(register.audits().await.unwrap(), [second_version, other]);
    let kept = register.audit_evidence(1).await.unwrap();
    assert_eq!(kept, [evidence]);
    assert!(kept[0].1.open().is_ok());
    assert_eq!(register.audit_evidence(2).await.unwrap(), []);
    assert_eq!(register.audit(9).await.unwrap(), None);
}

pub async fn only_one_of_two_changes_of_an_audit_is_made(place: Place) {
    let register = place.open().await;
    let record = register.add_audit(audit(), second(1)).await.unwrap();
    let (changed, evidence) = cited(&record, 2);
    register.change_audit(&changed, 1, Some(evidence.clone()), second(2)).await.unwrap();
    let refused = register.change_audit(&changed, 1, Some(evidence), second(3)).await.unwrap_err();
    assert!(matches!(refused, PortError::Conflict { .. }), "{refused:?}");
    assert_eq!(register.audit_evidence(1).await.unwrap().len(), 1, "what was refused left nothing behind");
    let unknown = audit().numbered(7);
    assert!(matches!(register.change_audit(&unknown, 1, None, second(3)).await, Err(PortError::Conflict { .. })));
}

pub async fn evidence_that_somebody_changes_is_found_out(place: Place) {
    let register = place.open().await;
    let record = register.add_audit(audit(), second(1)).await.unwrap();
    let (changed, evidence) = cited(&record, 2);
    register.change_audit(&changed, 1, Some(evidence), second(2)).await.unwrap();
    for change in ["UPDATE audit_evidence SET record = '{}'", "DELETE FROM audit_evidence", "DELETE FROM audits"] {
        assert!(place.raw(change).await.is_err(), "{change}");
    }
    // Somebody who can take the guard away can change it; then its hash tells.
    let unguarded = if place.is_sqlite() {
        "DROP TRIGGER audit_evidence_is_not_changed;"
    } else {
        "DROP TRIGGER audit_evidence_is_not_changed ON audit_evidence;"
    };
    let change = "UPDATE audit_evidence SET record = replace(record, 'Agreed', 'Refused')";
    place.raw(&format!("{unguarded} {change}")).await.unwrap();
    let kept = register.audit_evidence(1).await.unwrap();
    assert!(kept[0].1.record.contains("Refused"));
    assert!(kept[0].1.open().is_err());
}
