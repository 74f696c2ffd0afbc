//! The published JSON Schemas of the files that copydesk writes.

/// Name and text of every schema, JSON Schema 2020-12.
pub const SCHEMAS: [(&str, &str); 6] = [
    ("briefing", include_str!("../../../schemas/briefing.schema.json")),
    ("document", include_str!("../../../schemas/document.schema.json")),
    ("entity", include_str!("../../../schemas/entity.schema.json")),
    ("event", include_str!("../../../schemas/event.schema.json")),
    ("quarantine", include_str!("../../../schemas/quarantine.schema.json")),
    ("story", include_str!("../../../schemas/story.schema.json")),
];

/// The schema of that name, such as `document`; `copydesk.document/1` is understood too.
pub fn schema(name: &str) -> Option<&'static str> {
    let name = name.strip_prefix("copydesk.").unwrap_or(name);
    let name = name.strip_suffix("/1").unwrap_or(name);
    SCHEMAS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}
