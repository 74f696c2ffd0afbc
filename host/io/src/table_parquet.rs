//! Parquet files, row by row. Only the columns that are named are read.

use std::fs::File;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use serde_json::Value;

use crate::columns::check_names;
use crate::record::Record;
use crate::stream::{Context, Next, from_record};
use crate::{RecordError, Rejection};

/// A Parquet file that is being read.
pub(crate) struct Parquet {
    rows: RowIter<'static>,
    number: u64,
    ended: bool,
}

impl Parquet {
    /// Opens a file.
    pub(crate) fn open(file: File, context: &Context<'_>) -> Result<Self, Box<Rejection>> {
        let bad = |error: &dyn std::fmt::Display| {
            context.reject("bad-parquet", format!("cannot be read as Parquet: {error}"))
        };
        let reader = SerializedFileReader::new(file).map_err(|error| bad(&error))?;
        let schema = reader.metadata().file_metadata().schema();
        let names: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
        let fields = &context.spec.fields;
        check_names(&names, fields).map_err(|error| context.reject(error.code, error.reason))?;
        let columns = schema.get_fields().iter().filter(|field| Record::wants(field.name(), fields));
        let columns = columns.map(std::sync::Arc::clone).collect();
        let projected = Type::group_type_builder(schema.name()).with_fields(columns).build();
        let projected = projected.map_err(|error| bad(&error))?;
        let rows = RowIter::from_file_into(Box::new(reader))
            .project(Some(projected))
            .map_err(|error| bad(&error))?;
        Ok(Self { rows, number: 0, ended: false })
    }

    /// The next row. Rows have no lines; their numbers from 1 stand in their place.
    pub(crate) fn next(&mut self, context: &Context<'_>) -> Option<Next> {
        if self.ended {
            return None;
        }
        let row = self.rows.next()?;
        self.number += 1;
        let number = self.number;
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                self.ended = true;
                let error = std::io::Error::other(format!("row {number}: {error}"));
                return Some(Err(context.broken(&error, None, None)));
            }
        };
        let mut record = Record::default();
        for (name, field) in row.get_column_iter() {
            record.put(name, value(field), &context.spec.fields);
        }
        let parsed = from_record(record, context, number, 0);
        Some(parsed.map_err(|(id, error): (_, RecordError)| {
            Box::new(Rejection { id, ..*context.reject_at(error, number, 0) })
        }))
    }
}

/// A cell as a JSON value; dates as text.
fn value(field: &Field) -> Value {
    match field {
        Field::Str(text) => Value::String(text.clone()),
        Field::Bytes(bytes) => match bytes.as_utf8() {
            Ok(text) => Value::String(text.to_owned()),
            Err(_) => Value::Null,
        },
        Field::TimestampMillis(time) => Value::from(*time),
        Field::TimestampMicros(time) => Value::from(time / 1000),
        Field::Date(_) => Value::String(field.to_string()),
        Field::Null => Value::Null,
        Field::Bool(flag) => Value::from(*flag),
        Field::Int(number) => Value::from(*number),
        Field::Long(number) => Value::from(*number),
        Field::UInt(number) => Value::from(*number),
        Field::ULong(number) => Value::from(*number),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        other => Value::String(other.to_string()),
    }
}
