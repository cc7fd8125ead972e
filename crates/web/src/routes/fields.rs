//! What a form sent: names with their values, of which one name may have several.

use axum::{
    extract::{FromRequest, RawForm, Request},
    response::Response,
};
use std::collections::BTreeMap;
use terms::Date;

/// The fields of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields(BTreeMap<String, Vec<String>>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let RawForm(bytes) = RawForm::from_request(request, state)
            .await
            .map_err(|_| crate::render(&crate::pages::site::ProblemPage::too_large("64 kilobytes")))?;
        Ok(Self::of(&bytes))
    }
}

impl Fields {
    fn of(bytes: &[u8]) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            fields.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Self(fields)
    }

    /// The last value of a name, without spaces around it; empty when it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.last()).map_or("", |text| text.trim())
    }

    /// Every value of a name that is not empty.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// The value of a name as a day; nothing where it is none.
    pub fn day(&self, name: &str) -> Option<Date> {
        self.text(name).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_come_several_times() {
        let fields = Fields::of(b"rests_on=1&rests_on=3&rests_on=&words=+a+%26+b+&on=2026-03-03&off=3+March");
        assert_eq!(fields.all("rests_on").collect::<Vec<_>>(), ["1", "3"]);
        assert_eq!(fields.text("words"), "a & b");
        assert_eq!(fields.text("nothing"), "");
        assert_eq!(fields.day("on"), Some(Date::constant(2026, 3, 3)));
        assert_eq!(fields.day("off"), None);
    }
}
